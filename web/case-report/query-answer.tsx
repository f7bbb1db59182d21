import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import type { CaseReportView, Problem } from './api-types.ts'
import { DateInput } from './date-input.tsx'
import { useEditing } from './editing.tsx'
import { useLanguage } from './language.tsx'
import { ProblemBox } from './problem-box.tsx'
import { useValueSet } from './queries.ts'
import { call } from './session.ts'

type Query = CaseReportView['queries'][number]
type AnswerKind = 'verified' | 'cannot-be-found-out' | 'waiting' | 'accepted-suggestion'

/** Answers a query without changing the value by hand; a changed value is an answer by itself (Q2). */
export function QueryAnswer({ query, reportId }: { readonly query: Query; readonly reportId: string }) {
  const { say, language } = useLanguage()
  const { keeper } = useEditing()
  const reasons = useValueSet('missing-reason')
  const id = useId()
  const [kind, setKind] = useState<AnswerKind>()
  const [detail, setDetail] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const [isBusy, setBusy] = useState(false)

  const kinds: readonly AnswerKind[] = [
    'verified',
    'cannot-be-found-out',
    'waiting',
    ...(query.suggestedValue === undefined ? [] : (['accepted-suggestion'] as const)),
  ]
  const carried = (): object => {
    switch (kind) {
      case 'verified':
        return { text: detail.trim() }
      case 'cannot-be-found-out':
        return { missingReason: detail }
      case 'waiting':
        return { waitingUntil: detail }
      case 'accepted-suggestion':
      case undefined:
        return {}
    }
  }

  const send = async (): Promise<void> => {
    setBusy(true)
    setProblem(undefined)
    try {
      // An answer may write into the draft: what is typed has to be there before.
      if (!(await keeper.flush())) return setProblem({ title: say('submitUnsaved') })
      const reply = await call('POST', `/queries/${query.id}/transitions`, {
        body: { transition: 'answer', answerKind: kind, ...carried() },
        headers: { 'If-Match': `"${query.version}"` },
      })
      if (!reply.ok) return setProblem(reply.problem)
      const report = await call<CaseReportView>('GET', `/case-reports/${reportId}`)
      if (report.ok) keeper.adopt(report.body)
      else setProblem(report.problem)
    } catch {
      setProblem({ title: say('networkTitle'), detail: say('networkDetail') })
    } finally {
      setBusy(false)
    }
  }

  const isIncomplete = kind === undefined || (kind !== 'accepted-suggestion' && detail.trim().length < 2)
  return (
    <div className="query-answer">
      {problem && <ProblemBox problem={problem} />}
      <p className="quiet" id={`${id}-hint`}>
        {say('answerHint')}
      </p>
      <select
        aria-label={say('answerOf', { number: query.number })}
        aria-describedby={`${id}-hint`}
        value={kind ?? ''}
        onChange={({ target }) => {
          setKind(target.value === '' ? undefined : (target.value as AnswerKind))
          setDetail('')
        }}
      >
        <option value="">{say('answer')}</option>
        {kinds.map((each) => (
          <option key={each} value={each}>
            {say(each)}
          </option>
        ))}
      </select>
      {kind === 'verified' && (
        <Input
          size="small"
          aria-label={say('verifyReason')}
          placeholder={say('verifyReason')}
          maxLength={1000}
          value={detail}
          onChange={({ target }) => setDetail(target.value)}
        />
      )}
      {kind === 'cannot-be-found-out' && (
        <select aria-label={say('whyNotFound')} value={detail} onChange={({ target }) => setDetail(target.value)}>
          <option value="">{say('whyNotFound')}</option>
          {reasons.data?.items.map(({ code, zh, en }) => (
            <option key={code} value={code}>
              {language === 'zh' ? zh : en}
            </option>
          ))}
        </select>
      )}
      {kind === 'waiting' && (
        <DateInput
          size="small"
          aria-label={say('waitingUntil')}
          placeholder={say('waitingUntil')}
          value={detail}
          onChange={(date) => setDetail(date ?? '')}
        />
      )}
      <Button size="small" disabled={isIncomplete} loading={isBusy} onClick={() => void send()}>
        {say('answerSend')}
      </Button>
    </div>
  )
}
