import { Button } from 'antd'
import { useState } from 'react'
import type { PatientSearchReply, Problem } from './api-types.ts'
import { useDraft } from './editing.tsx'
import { useLanguage } from './language.tsx'
import { criteriaOf } from './person-criteria.ts'
import { ProblemBox } from './problem-box.tsx'
import { call } from './session.ts'

type Answer = { readonly reply: PatientSearchReply } | { readonly problem: Problem }
/** What was answered, and to which question: the answer goes when what it was asked by is changed. */
type Asked = { readonly criteria: string; readonly answer: Answer }

/** Asks, before anything is submitted, whether the own hospital has written of this person already. */
export function KnownPerson() {
  const { say } = useLanguage()
  const identity = useDraft((state) => state.document['identity'])
  const view = useDraft((state) => state.view)
  const [asked, setAsked] = useState<Asked>()
  const [isBusy, setBusy] = useState(false)
  const criteria = JSON.stringify(criteriaOf(identity))

  const ask = async (): Promise<void> => {
    setBusy(true)
    setAsked({ criteria, answer: await answerTo(criteria) })
    setBusy(false)
  }
  const answerTo = async (typed: string): Promise<Answer> => {
    try {
      const body = { identity: JSON.parse(typed) as unknown, disease: view.disease.code, caseReportId: view.id }
      const reply = await call<PatientSearchReply>('POST', '/patient-searches', { body })
      return reply.ok ? { reply: reply.body } : { problem: reply.problem }
    } catch {
      return { problem: { title: say('networkTitle'), detail: say('networkDetail') } }
    }
  }

  const answer = asked?.criteria === criteria ? asked.answer : undefined
  return (
    <div className="known-person">
      <Button size="small" loading={isBusy} onClick={() => void ask()}>
        {say('knownPerson')}
      </Button>{' '}
      <span className="quiet">{say('knownPersonHint')}</span>
      {/* There before its content is, so that it is read out when it comes. */}
      <div role="status">{answer && 'reply' in answer && <Hits reply={answer.reply} />}</div>
      {answer && 'problem' in answer && <ProblemBox problem={answer.problem} />}
    </div>
  )
}

function Hits({ reply }: { readonly reply: PatientSearchReply }) {
  const { say, pick } = useLanguage()
  return (
    <>
      <p>
        {reply.items.length === 0 ? say('knownPersonNone') : say('knownPersonFound', { count: reply.items.length })}
      </p>
      <ul>
        {reply.items.map((hit) => (
          <li key={hit.caseReportId}>
            <Hit hit={hit} />
          </li>
        ))}
      </ul>
      <p className="quiet beyond">{pick(reply.beyond)}</p>
    </>
  )
}

function Hit({ hit }: { readonly hit: PatientSearchReply['items'][number] }) {
  const { say, pick } = useLanguage()
  const { name, birthDate, idDocument } = hit.identity as {
    readonly name?: string
    readonly birthDate?: string
    readonly idDocument?: { readonly number?: string }
  }
  const person = [name, birthDate, idDocument?.number].filter((part) => part !== undefined)
  return (
    <>
      <a href={`/case-reports/${hit.caseReportId}`}>{say('knownPersonOpen', { number: hit.number })}</a>{' '}
      <span>
        {pick({ zh: hit.disease.nameZh, en: hit.disease.nameEn })} · {pick({ zh: hit.stateZh, en: hit.stateEn })} ·{' '}
        {person.join(' · ')}
      </span>
      <p>
        <strong>{say(hit.match === 'same' ? 'knownPersonSame' : 'knownPersonPossible')}</strong>
        {hit.otherExplanation && <> {say('knownPersonOther', { explanation: pick(hit.otherExplanation) })}</>}
      </p>
      <p className="quiet">{hit.explanation.map(pick).join(' · ')}</p>
    </>
  )
}
