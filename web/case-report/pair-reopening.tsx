import { Button } from 'antd'
import { useState, type SubmitEvent } from 'react'
import { reopeningReasons } from '#registry-rules/workflow/patient-pair.ts'
import type { PairView } from './api-types.ts'
import { useLanguage } from './language.tsx'
import { ProblemBox } from './problem-box.tsx'
import { useSending } from './use-sending.ts'
import { WordSelect } from './word-select.tsx'

type PairReopeningProps = { readonly pair: PairView; readonly onReopened: (pair: PairView) => void }

/** M7 by hand, by two persons. */
export function PairReopening({ pair, onReopened }: PairReopeningProps) {
  const { say } = useLanguage()
  const [reasonCode, setReasonCode] = useState<keyof typeof reopeningReasons>()
  const { send, problem, isBusy, say: complain } = useSending()
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    if (reasonCode === undefined) return complain({ title: say('decideChoose') })
    const path = `/patient-pairs/${pair.id}/reopenings`
    const reopened = await send<PairView>(path, { body: { reasonCode }, version: pair.version })
    if (reopened) onReopened(reopened)
  }
  return (
    <section className="card decision" aria-labelledby="reopen-title">
      <h2 id="reopen-title">{say('reopen')}</h2>
      <p className="quiet">{say('reopenNote')}</p>
      <form onSubmit={(event) => void submit(event)}>
        <WordSelect label={say('decideReason')} words={reopeningReasons} value={reasonCode} onChange={setReasonCode} />
        {problem && <ProblemBox problem={problem} />}
        <Button htmlType="submit" loading={isBusy}>
          {say('reopen')}
        </Button>
      </form>
    </section>
  )
}
