import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState, type SubmitEvent } from 'react'
import {
  missingFacts,
  pairReasons,
  pairTransitions,
  type MissingFact,
  type PairOutcome,
} from '#registry-rules/workflow/patient-pair.ts'
import type { MergePreview, PairView } from './api-types.ts'
import { todayInChina, useLanguage } from './language.tsx'
import { MergePreviewPanel } from './merge-preview-panel.tsx'
import { ProblemBox } from './problem-box.tsx'
import { readFromApi } from './queries.ts'
import { QueryProblem } from './query-problem.tsx'
import { RelativeFields, relativeOf, type RelativeDraft } from './relative-fields.tsx'
import { useSending } from './use-sending.ts'
import { WordSelect } from './word-select.tsx'

const outcomes: readonly PairOutcome[] = ['same', 'different', 'relative', 'deferred']

type PairDecisionProps = { readonly pair: PairView; readonly onDecided: (pair: PairView) => void }

/** M3 to M6: the four decisions with what each needs. */
export function PairDecision({ pair, onDecided }: PairDecisionProps) {
  const { say, pick } = useLanguage()
  const [outcome, setOutcome] = useState<PairOutcome>()
  const [reasonCode, setReasonCode] = useState<keyof typeof pairReasons>()
  const [survivor, setSurvivor] = useState<string>()
  const [relative, setRelative] = useState<RelativeDraft>({})
  const [missingFact, setMissingFact] = useState<MissingFact>()
  const [dueDate, setDueDate] = useState('')
  const { send, problem, isBusy, say: complain } = useSending()
  const preview = useQuery({
    queryKey: ['merge-preview', pair.id, pair.version, survivor],
    queryFn: () =>
      readFromApi<MergePreview>(
        `/patient-pairs/${pair.id}/merge-preview${survivor === undefined ? '' : `?survivor=${survivor}`}`,
      ),
    enabled: outcome === 'same',
    staleTime: 0,
    gcTime: 0,
  })

  const details = (): object | undefined => {
    switch (outcome) {
      case undefined:
        return undefined
      case 'same':
        return preview.data && { previewToken: preview.data.previewToken, survivor: preview.data.survivor }
      case 'different':
        return {}
      case 'relative': {
        const statement = relativeOf(relative)
        return statement && { relative: statement }
      }
      case 'deferred':
        return missingFact !== undefined && dueDate !== '' ? { deferral: { missingFact, dueDate } } : undefined
      default:
        return outcome satisfies never
    }
  }
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    const given = details()
    if (!given || reasonCode === undefined) return complain({ title: say('decideChoose') })
    const body = { outcome, reasonCode, ...given }
    const decided = await send<PairView>(`/patient-pairs/${pair.id}/decisions`, { body, version: pair.version })
    if (decided) onDecided(decided)
    // What the preview showed may be what has changed.
    else if (outcome === 'same') void preview.refetch()
  }
  const records = [
    { id: pair.a.patientId, label: `${say('pairSideA')} ${pair.a.pseudonym}` },
    { id: pair.b.patientId, label: `${say('pairSideB')} ${pair.b.pseudonym}` },
  ]
  return (
    <section className="card decision" aria-labelledby="decision-title">
      <h2 id="decision-title">{say('decide')}</h2>
      <p className="quiet">{say('decideKeys')}</p>
      <form onSubmit={(event) => void submit(event)}>
        <fieldset className="choices">
          <legend className="hidden">{say('decide')}</legend>
          {outcomes.map((each) => (
            <label key={each}>
              <input type="radio" name="outcome" checked={outcome === each} onChange={() => setOutcome(each)} />{' '}
              {pick(pairTransitions[each])}
            </label>
          ))}
        </fieldset>
        {outcome === 'same' && preview.isError && (
          <QueryProblem error={preview.error} onRetry={() => void preview.refetch()} />
        )}
        {outcome === 'same' && preview.data && (
          <MergePreviewPanel
            preview={preview.data}
            records={records}
            hasProposal={pair.proposedBy !== undefined}
            onChooseSurvivor={setSurvivor}
          />
        )}
        {outcome === 'relative' && <RelativeFields value={relative} onChange={setRelative} records={records} />}
        {outcome === 'deferred' && (
          <>
            <WordSelect label={say('deferFact')} words={missingFacts} value={missingFact} onChange={setMissingFact} />
            <p className="line">
              <label htmlFor="due-date">{say('deferDue')}</label>
              <input
                id="due-date"
                type="date"
                min={todayInChina()}
                value={dueDate}
                onChange={({ target }) => setDueDate(target.value)}
              />
            </p>
            <p className="quiet">{say('deferNote')}</p>
          </>
        )}
        <WordSelect label={say('decideReason')} words={pairReasons} value={reasonCode} onChange={setReasonCode} />
        {problem && <ProblemBox problem={problem} />}
        <Button type="primary" htmlType="submit" loading={isBusy}>
          {say('decideNow')}
        </Button>
      </form>
    </section>
  )
}
