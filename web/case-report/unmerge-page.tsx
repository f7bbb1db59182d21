import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect, useRef, useState, type SubmitEvent } from 'react'
import { caseReportStates, type CaseReportState } from '#registry-rules/workflow/case-report.ts'
import { pairReasons, patientPairStates } from '#registry-rules/workflow/patient-pair.ts'
import type { UnmergeSide } from '#registry-rules/workflow/unmerge.ts'
import type { UnmergePreview } from './api-types.ts'
import { timeInChina, useLanguage } from './language.tsx'
import { ProblemBox } from './problem-box.tsx'
import { readFromApi } from './queries.ts'
import { QueryProblem } from './query-problem.tsx'
import { RelativeFields, relativeOf, type RelativeDraft } from './relative-fields.tsx'
import { useNames } from './use-names.ts'
import { useSending } from './use-sending.ts'
import { useTitle } from './use-title.ts'
import { WordSelect } from './word-select.tsx'

type Outcome = 'different' | 'relative'
const outcomeWords = { different: patientPairStates.DIFFERENT, relative: patientPairStates.RELATIVE } as const

/** What taking a merge back would do (P5), its proposal by one person and its confirmation by another. */
export function UnmergePage({ number, isSignedIn }: { readonly number: string; readonly isSignedIn: boolean }) {
  const { say, language } = useLanguage()
  useTitle(say('unmerge'))
  const [stored, setStored] = useState<'proposed' | 'done'>()
  const title = useRef<HTMLHeadingElement>(null)
  const preview = useQuery({
    queryKey: ['unmerge', number],
    queryFn: () => readFromApi<UnmergePreview>(`/patient-merges/${encodeURIComponent(number)}/unmerge-preview`),
    enabled: isSignedIn && stored !== 'done',
    staleTime: 0,
    gcTime: 0,
  })
  const isRead = preview.data !== undefined
  useEffect(() => title.current?.focus(), [isRead, stored])
  if (stored === 'done')
    return (
      <section className="card" role="status">
        <h1 tabIndex={-1} ref={title}>
          {say('unmergeDone')}
        </h1>
        <p>
          <a href="/patient-pairs">{say('backToPairs')}</a>
        </p>
      </section>
    )
  if (preview.isError) return <QueryProblem error={preview.error} onRetry={() => void preview.refetch()} />
  if (!preview.data) return <p className="card">{say('loading')}</p>
  const { data } = preview
  const proposed = (): void => {
    setStored('proposed')
    void preview.refetch()
  }
  return (
    <>
      <section className="card" aria-labelledby="unmerge-title">
        <h1 id="unmerge-title" tabIndex={-1} ref={title}>
          {say('unmerge')}
        </h1>
        <p>{say('unmergeFacts', { number: data.number, time: timeInChina(data.mergedAt, language) })}</p>
        {stored === 'proposed' && (
          <p role="status" className="notice">
            {say('unmergeProposalStored')}
          </p>
        )}
        <h3>{say('unmergeBack')}</h3>
        <ul className="dots">
          <li>{say('unmergeSeparated', { pseudonym: data.separated.pseudonym })}</li>
          <li>{say('unmergeRemaining', { pseudonym: data.remaining.pseudonym })}</li>
          <li>{say('unmergeReports', { numbers: data.goesBack.caseReports.join('、') })}</li>
          <li>{say('unmergeCounts', { identities: data.goesBack.identities, pairs: data.goesBack.pairs })}</li>
        </ul>
      </section>
      {data.proposal && <Confirmation preview={data} onConfirmed={() => setStored('done')} />}
      <Proposal key={data.previewToken} preview={data} onProposed={proposed} />
    </>
  )
}

type ConfirmationProps = { readonly preview: UnmergePreview; readonly onConfirmed: () => void }

function Confirmation({ preview, onConfirmed }: ConfirmationProps) {
  const { say, pick, language } = useLanguage()
  const { send, problem, isBusy } = useSending()
  const { proposal, cameAfter, previewToken, number } = preview
  if (!proposal) return null
  const confirm = async (): Promise<void> => {
    if (await send(`/patient-merges/${number}/unmerge-confirmations`, { body: { previewToken } })) onConfirmed()
  }
  return (
    <section className="card decision" aria-labelledby="confirm-title">
      <h2 id="confirm-title">{say('unmergeConfirm')}</h2>
      <p>
        {say('unmergeProposed', {
          person: proposal.proposedBy ?? '',
          time: timeInChina(proposal.proposedAt, language),
          outcome: pick(outcomeWords[proposal.outcome]),
          reason: pick(pairReasons[proposal.reasonCode as keyof typeof pairReasons]),
        })}
      </p>
      <ul className="dots">
        {cameAfter.map((report) => {
          const side = proposal.assignments.find(({ caseReportId }) => caseReportId === report.caseReportId)?.side
          return (
            <li key={report.caseReportId}>
              {say('unmergeSideOf', { number: report.number })} <SideName preview={preview} side={side} />
            </li>
          )
        })}
      </ul>
      {problem && <ProblemBox problem={problem} />}
      <Button type="primary" loading={isBusy} onClick={() => void confirm()}>
        {say('unmergeConfirm')}
      </Button>
    </section>
  )
}

type SideNameProps = { readonly preview: UnmergePreview; readonly side: UnmergeSide | undefined }

function SideName({ preview: { separated, remaining }, side }: SideNameProps) {
  const { say } = useLanguage()
  if (side === undefined) return <>—</>
  return (
    <>
      {side === 'separated'
        ? say('unmergeSeparated', { pseudonym: separated.pseudonym })
        : say('unmergeRemaining', { pseudonym: remaining.pseudonym })}
    </>
  )
}

type ProposalProps = { readonly preview: UnmergePreview; readonly onProposed: () => void }

/** Each report that came after the merge is confirmed by the reviewer: nothing is chosen for him (WORKFLOW 3.8.2). */
function Proposal({ preview, onProposed }: ProposalProps) {
  const { say, pick } = useLanguage()
  const names = useNames()
  const [sides, setSides] = useState<Readonly<Record<string, UnmergeSide>>>({})
  const [outcome, setOutcome] = useState<Outcome>()
  const [relative, setRelative] = useState<RelativeDraft>({})
  const [reasonCode, setReasonCode] = useState<keyof typeof pairReasons>()
  const { send, problem, isBusy, say: complain } = useSending()
  const { number, cameAfter, separated, remaining, previewToken, proposal } = preview

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    if (cameAfter.some(({ caseReportId }) => sides[caseReportId] === undefined)) {
      return complain({ title: say('unmergeChooseEach') })
    }
    const statement = outcome === 'relative' ? relativeOf(relative) : {}
    if (!outcome || !statement || reasonCode === undefined) return complain({ title: say('decideChoose') })
    const assignments = Object.entries(sides).map(([caseReportId, side]) => ({ caseReportId, side }))
    const body = {
      outcome,
      reasonCode,
      assignments,
      previewToken,
      ...(outcome === 'relative' ? { relative: statement } : {}),
    }
    if (await send(`/patient-merges/${number}/unmerge-proposals`, { body })) onProposed()
  }
  return (
    <section className="card decision" aria-labelledby="propose-title">
      <h2 id="propose-title">{say(proposal ? 'unmergeAnew' : 'unmergePropose')}</h2>
      <form onSubmit={(event) => void submit(event)}>
        <h3>{say('unmergeAfter')}</h3>
        <p className="quiet">{say(cameAfter.length === 0 ? 'unmergeAfterNone' : 'unmergeAfterNote')}</p>
        {cameAfter.map((report) => (
          <fieldset key={report.caseReportId} className="choices">
            <legend>
              {say('unmergeSideOf', { number: report.number })}{' '}
              <span className="quiet">
                {names.hospital(report.hospitalCode)} · {names.disease(report.diseaseCode)} ·{' '}
                {pick(caseReportStates[report.state as CaseReportState])}
              </span>
            </legend>
            {(['separated', 'remaining'] as const).map((side) => (
              <label key={side}>
                <input
                  type="radio"
                  name={report.caseReportId}
                  checked={sides[report.caseReportId] === side}
                  onChange={() => setSides({ ...sides, [report.caseReportId]: side })}
                />{' '}
                <SideName preview={preview} side={side} />
                {report.side === side && <span className="flag">{say('mergeProposed')}</span>}
              </label>
            ))}
          </fieldset>
        ))}
        <WordSelect label={say('unmergeThen')} words={outcomeWords} value={outcome} onChange={setOutcome} />
        {outcome === 'relative' && (
          <RelativeFields
            value={relative}
            onChange={setRelative}
            records={[separated, remaining].map(({ id, pseudonym }) => ({ id, label: pseudonym }))}
          />
        )}
        <WordSelect label={say('decideReason')} words={pairReasons} value={reasonCode} onChange={setReasonCode} />
        {problem && <ProblemBox problem={problem} />}
        <Button type={proposal ? 'default' : 'primary'} htmlType="submit" loading={isBusy}>
          {say('unmergePropose')}
        </Button>
      </form>
    </section>
  )
}
