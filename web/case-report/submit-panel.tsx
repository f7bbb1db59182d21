import { Button } from 'antd'
import { useState } from 'react'
import type { Finding } from '#registry-rules/finding.ts'
import { unansweredWarnings } from '#registry-rules/workflow/case-report-conditions.ts'
import type { CaseReportView, Problem } from './api-types.ts'
import { jumpTo, placeOf, placeWords, useDraft, useEditing, useVerifying } from './editing.tsx'
import { timeInChina, useLanguage } from './language.tsx'
import { ProblemBox } from './problem-box.tsx'
import { call } from './session.ts'

/** Submits the report once nothing stands against it, and says what happens next. */
export function SubmitPanel() {
  const { say } = useLanguage()
  const { keeper, isEditable, showGaps } = useEditing()
  const { verified } = useVerifying()
  const view = useDraft((state) => state.view)
  const [isChecking, setChecking] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()

  const submission = view.state === 'RETURNED' ? 'resubmit' : 'submit'
  const blocking = view.findings.filter(({ severity }) => severity === 'block')
  const unanswered = unansweredWarnings(view.findings as readonly Finding[], verified)

  const check = async (): Promise<void> => {
    setProblem(undefined)
    setBusy(true)
    const isSaved = await keeper.flush()
    setBusy(false)
    showGaps()
    if (isSaved) setChecking(true)
    else setProblem({ title: say('submitUnsaved') })
  }
  const move = async (transition: string): Promise<void> => {
    setBusy(true)
    setProblem(undefined)
    try {
      const isSubmission = transition === submission
      if (isSubmission && !(await keeper.flush())) return setProblem({ title: say('submitUnsaved') })
      // Only what answers a warning that is still there goes along.
      const answers = verified.filter(({ check, pointer }) =>
        keeper.getState().view.findings.some((finding) => finding.check === check && finding.pointer === pointer),
      )
      const reply = await call<CaseReportView>('POST', `/case-reports/${view.id}/transitions`, {
        body: { transition, ...(isSubmission && answers.length > 0 ? { verified: answers } : {}) },
        headers: { 'If-Match': `"${keeper.getState().view.version}"` },
      })
      if (reply.ok) {
        setChecking(false)
        keeper.adopt(reply.body)
      } else setProblem(reply.problem)
    } catch {
      setProblem({ title: say('networkTitle'), detail: say('networkDetail') })
    } finally {
      setBusy(false)
    }
  }

  const recall = view.allowedActions.find(({ transition, allowed }) => transition === 'recall' && allowed)
  return (
    <section className="card section" id="submit" aria-labelledby="submit-title">
      <h2 id="submit-title">{say(isEditable ? 'submit' : 'submission')}</h2>
      {problem && <ProblemBox problem={problem} />}
      {!isEditable && <Receipt view={view} />}
      {recall && (
        <Button loading={isBusy} onClick={() => void move('recall')}>
          {say('recall')}
        </Button>
      )}
      {isEditable && !isChecking && (
        <Button type="primary" loading={isBusy} onClick={() => void check()}>
          {say('submit')}
        </Button>
      )}
      {isEditable && isChecking && (
        <div className="submit-check" role="status">
          <h3>{say('submitCheck')}</h3>
          {blocking.length > 0 && (
            <Places sentence={say('submitBlocked', { count: blocking.length })} findings={blocking} />
          )}
          {unanswered.length > 0 && (
            <Places sentence={say('submitUnanswered', { count: unanswered.length })} findings={unanswered} />
          )}
          {blocking.length === 0 && unanswered.length === 0 && (
            <Ready view={view} submission={submission} isBusy={isBusy} onSubmit={() => void move(submission)} />
          )}
        </div>
      )}
    </section>
  )
}

type ReadyProps = {
  readonly view: CaseReportView
  readonly submission: string
  readonly isBusy: boolean
  readonly onSubmit: () => void
}

function Ready({ view, submission, isBusy, onSubmit }: ReadyProps) {
  const { say, pick } = useLanguage()
  const refusal = view.allowedActions.find(({ transition }) => transition === submission)?.refusal
  if (refusal) return <p className="problem">{say('notAllowed', { reason: pick(refusal) })}</p>
  return (
    <>
      <p>{say('submitReady')}</p>
      <Button type="primary" loading={isBusy} onClick={onSubmit}>
        {say('submitNow')}
      </Button>
    </>
  )
}

function Places({
  sentence,
  findings,
}: {
  readonly sentence: string
  readonly findings: readonly Pick<Finding, 'check' | 'pointer' | 'zh' | 'en'>[]
}) {
  const { say, pick } = useLanguage()
  const { form } = useEditing()
  return (
    <>
      <p>{sentence}</p>
      <ul className="places">
        {findings.map((finding) => {
          const words = placeWords(form, placeOf(finding))
          return (
            <li key={`${finding.check} ${finding.pointer}`}>
              <button type="button" className="link place" onClick={() => jumpTo(placeOf(finding))}>
                {words ? pick(words) : say('wholeReport')}
              </button>{' '}
              {pick(finding)}
            </li>
          )
        })}
      </ul>
    </>
  )
}

function Receipt({ view }: { readonly view: CaseReportView }) {
  const { say, language } = useLanguage()
  if (!view.receipt) return <p>{say('notSubmitted')}</p>
  return (
    <div id="receipt">
      <p>
        {say('submittedDetail', {
          number: view.number,
          receipt: view.receipt.number,
          time: timeInChina(view.receipt.submittedAt, language),
        })}
      </p>
      {view.state === 'SUBMITTED' && <p>{say('submittedNext')}</p>}
    </div>
  )
}
