import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { otherExplanationWords } from '#registry-rules/linkage/explanation-words.ts'
import { relativeKinds, type RelativeKind } from '#registry-rules/workflow/family.ts'
import {
  missingFacts,
  pairReasons,
  patientPairStates,
  type MissingFact,
  type PatientPairState,
} from '#registry-rules/workflow/patient-pair.ts'
import { queryStates, type QueryState } from '#registry-rules/workflow/query.ts'
import type { Account, PairList, PairView } from './api-types.ts'
import { timeInChina, useLanguage } from './language.tsx'
import { PairComparison } from './pair-comparison.tsx'
import { PairDecision } from './pair-decision.tsx'
import { PairFlags } from './pair-flags.tsx'
import { PairReopening } from './pair-reopening.tsx'
import { percentOf } from './percent.ts'
import { readFromApi } from './queries.ts'
import { QueryProblem } from './query-problem.tsx'
import { may } from './session.ts'
import { useTitle } from './use-title.ts'

type PairPageProps = { readonly id: string; readonly account: Account; readonly isSignedIn: boolean }

/** Two patient records side by side, and the decision whether they are one person. */
export function PairPage({ id, account, isSignedIn }: PairPageProps) {
  const { say } = useLanguage()
  useTitle(say('pairTitle'))
  const queries = useQueryClient()
  const [isStored, setStored] = useState(false)
  const pair = useQuery({
    queryKey: ['pair', id],
    queryFn: () => readFromApi<PairView>(`/patient-pairs/${encodeURIComponent(id)}`),
    enabled: isSignedIn,
    staleTime: 0,
    gcTime: 0,
  })
  if (pair.isError) return <QueryProblem error={pair.error} onRetry={() => void pair.refetch()} />
  if (!pair.data) return <p className="card">{say('loading')}</p>
  const store = (changed: PairView): void => {
    queries.setQueryData(['pair', id], changed)
    void queries.invalidateQueries({ queryKey: ['pairs'] })
    setStored(true)
  }
  const state = pair.data.state as PatientPairState
  const mayReopen = may(account, 'pair.reopen') && ['DIFFERENT', 'RELATIVE', 'DEFERRED'].includes(state)
  return (
    <>
      <PairSummary pair={pair.data} />
      {isStored && <Stored pair={pair.data} />}
      <section className="card" aria-label={say('pairAgreement')}>
        <PairComparison pair={pair.data} />
      </section>
      {state === 'OPEN' && <PairDecision key={pair.data.version} pair={pair.data} onDecided={store} />}
      {state !== 'OPEN' && <Decided pair={pair.data} />}
      {mayReopen && <PairReopening key={pair.data.version} pair={pair.data} onReopened={store} />}
    </>
  )
}

function PairSummary({ pair }: { readonly pair: PairView }) {
  const { say, pick } = useLanguage()
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus(), [])
  const other = pair.otherExplanation as keyof typeof otherExplanationWords | undefined
  return (
    <section className="card pair-summary" aria-labelledby="pair-title">
      <p>
        <a href="/patient-pairs">{say('backToPairs')}</a>
      </p>
      <h1 id="pair-title" tabIndex={-1} ref={title}>
        {say('pairTitle')}{' '}
        <span className={`state ${pair.state.toLowerCase()}`}>
          {pick(patientPairStates[pair.state as PatientPairState])}
        </span>
      </h1>
      <p>
        <strong>{pick({ zh: pair.reasonZh, en: pair.reasonEn })}</strong>
      </p>
      {pair.score !== undefined && other !== undefined && (
        <p>{say('pairSummary', { score: percentOf(pair.score), other: pick(otherExplanationWords[other]) })}</p>
      )}
      {pair.isFamilyPattern === true && <p className="notice">{say('pairFamily')}</p>}
      <p className="flags">
        <PairFlags pair={pair} />
      </p>
      <p className="quiet">{say('pairMatcher', { version: pair.matcherVersion })}</p>
    </section>
  )
}

/** What was decided, by whom and on what; and what is asked of the hospitals. */
function Decided({ pair }: { readonly pair: PairView }) {
  const { say, pick, language } = useLanguage()
  const reason = pair.reasonCode as keyof typeof pairReasons | undefined
  const time = pair.decidedAt === undefined ? '' : timeInChina(pair.decidedAt, language)
  return (
    <section className="card decided" aria-labelledby="decided-title">
      <h2 id="decided-title">{say('decided', { state: pick(patientPairStates[pair.state as PatientPairState]) })}</h2>
      <p>
        {pair.decidedBy === undefined
          ? say('decidedByRegistry', { time })
          : say('decidedBy', { person: pair.decidedBy, time, reason: reason ? pick(pairReasons[reason]) : '' })}
      </p>
      {pair.relativeKind !== undefined && (
        <p>{say('relatedAs', { kind: pick(relativeKinds[pair.relativeKind as RelativeKind]) })}</p>
      )}
      {pair.missingFact !== undefined && pair.dueDate !== undefined && (
        <p>{say('missingFact', { fact: pick(missingFacts[pair.missingFact as MissingFact]), date: pair.dueDate })}</p>
      )}
      {pair.questions && (
        <>
          <h3>{say('asked')}</h3>
          <ul>
            {pair.questions.map(({ number, caseReport, state }) => (
              <li key={number}>
                {say('askedLine', { number, report: caseReport, state: pick(queryStates[state as QueryState]) })}
              </li>
            ))}
          </ul>
        </>
      )}
      {pair.byCorrection && pair.byCorrection.length > 0 && (
        <p>{say('byCorrection', { numbers: pair.byCorrection.join('、') })}</p>
      )}
      {pair.merge !== undefined && (
        <p>
          <a href={`/patient-merges/${pair.merge}`}>{say('takeBack', { number: pair.merge })}</a>
        </p>
      )}
    </section>
  )
}

/** After a decision: that it is stored, and the way to the next pair. */
function Stored({ pair }: { readonly pair: PairView }) {
  const { say } = useLanguage()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [pair.version])
  const next = useQuery({
    queryKey: ['pairs', 'next', pair.id, pair.version],
    queryFn: () => readFromApi<PairList>('/patient-pairs?state=OPEN&limit=2'),
    staleTime: 0,
  })
  const following = next.data?.items.find(({ id }) => id !== pair.id)
  return (
    <div className="card banner" role="status" tabIndex={-1} ref={box}>
      {say('decisionStored')} {following && <a href={`/patient-pairs/${following.id}`}>{say('nextPair')}</a>}
      {next.data && !following && say('noNextPair')}
    </div>
  )
}
