import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState, type SubmitEvent } from 'react'
import { otherExplanationWords } from '#registry-rules/linkage/explanation-words.ts'
import { patientPairStates, type PatientPairState } from '#registry-rules/workflow/patient-pair.ts'
import type { PairList, PairView } from './api-types.ts'
import { timeInChina, todayInChina, useLanguage } from './language.tsx'
import { PairFlags } from './pair-flags.tsx'
import { goTo } from './path.ts'
import { ProblemBox } from './problem-box.tsx'
import { readFromApi } from './queries.ts'
import { QueryProblem } from './query-problem.tsx'
import { percentOf } from './percent.ts'
import { useSending } from './use-sending.ts'
import { useTitle } from './use-title.ts'
import { WordSelect } from './word-select.tsx'

/** The pairs of patient records in one state, those that wait first of all. */
export function PairListPage({ isSignedIn }: { readonly isSignedIn: boolean }) {
  const { say } = useLanguage()
  useTitle(say('pairs'))
  const [state, setState] = useState<PatientPairState>('OPEN')
  const pairs = useInfiniteQuery({
    queryKey: ['pairs', state],
    queryFn: ({ pageParam }) =>
      readFromApi<PairList>(
        `/patient-pairs?state=${state}&limit=50${pageParam === '' ? '' : `&cursor=${encodeURIComponent(pageParam)}`}`,
      ),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
    enabled: isSignedIn,
    staleTime: 0,
  })
  if (pairs.isError) return <QueryProblem error={pairs.error} onRetry={() => void pairs.refetch()} />
  const items = pairs.data?.pages.flatMap((page) => page.items)
  return (
    <>
      <section className="card" aria-labelledby="pairs-title">
        <h1 id="pairs-title">{say('pairs')}</h1>
        <p className="quiet">{say('pairsNote')}</p>
        <WordSelect
          label={say('pairState')}
          words={patientPairStates}
          value={state}
          onChange={(chosen) => setState(chosen ?? 'OPEN')}
        />
        <div role="status">
          {items === undefined ? say('loading') : items.length === 0 ? say('pairsNone') : <Pairs items={items} />}
        </div>
        {pairs.hasNextPage && <Button onClick={() => void pairs.fetchNextPage()}>{say('pairsMore')}</Button>}
      </section>
      <ByHand />
    </>
  )
}

function Pairs({ items }: { readonly items: PairList['items'] }) {
  const { say, pick, language } = useLanguage()
  return (
    <ul className="pair-list">
      {items.map((pair) => (
        <li key={pair.id}>
          <div className="pair-line">
            <strong>{pick({ zh: pair.reasonZh, en: pair.reasonEn })}</strong>
            <PairFlags pair={pair} />
            <a className="open" href={`/patient-pairs/${pair.id}`}>
              {say('pairOpenIt')}
            </a>
          </div>
          <p>
            {pair.score !== undefined && (
              <>
                {say('pairScore')} <b>{percentOf(pair.score)}</b>
              </>
            )}
            {pair.otherExplanation !== undefined && (
              <>
                {' · '}
                {say('pairOther')}{' '}
                {pick(otherExplanationWords[pair.otherExplanation as keyof typeof otherExplanationWords])}
              </>
            )}
          </p>
          <p className="quiet">
            {pair.explanation
              .filter(({ level }) => level !== 'missing')
              .map(pick)
              .join(language === 'zh' ? '；' : '; ')}
          </p>
          <p className="quiet">
            {say('pairDetected')} {timeInChina(pair.detectedAt, language)}
            {pair.dueDate !== undefined && (
              <span className={pair.dueDate < todayInChina() ? 'due' : ''}>
                {' · '}
                {say('pairDue', { date: pair.dueDate })} {pair.dueDate < todayInChina() && say('pairOverdue')}
              </span>
            )}
          </p>
        </li>
      ))}
    </ul>
  )
}

/** M1 by hand. */
function ByHand() {
  const { say } = useLanguage()
  const [patients, setPatients] = useState<readonly [string, string]>(['', ''])
  const { send, problem, isBusy } = useSending()
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    const made = await send<PairView>('/patient-pairs', { body: { patients: patients.map((each) => each.trim()) } })
    if (made) goTo(`/patient-pairs/${made.id}`)
  }
  return (
    <section className="card" aria-labelledby="by-hand-title">
      <h2 id="by-hand-title">{say('pairByHand')}</h2>
      <p className="quiet">{say('pairByHandNote')}</p>
      {problem && <ProblemBox problem={problem} />}
      <form className="by-hand" onSubmit={(event) => void submit(event)}>
        <label>
          {say('pairByHandOne')}
          <Input
            required
            maxLength={100}
            autoComplete="off"
            value={patients[0]}
            onChange={({ target }) => setPatients([target.value, patients[1]])}
          />
        </label>
        <label>
          {say('pairByHandOther')}
          <Input
            required
            maxLength={100}
            autoComplete="off"
            value={patients[1]}
            onChange={({ target }) => setPatients([patients[0], target.value])}
          />
        </label>
        <Button htmlType="submit" loading={isBusy}>
          {say('pairByHandOpen')}
        </Button>
      </form>
    </section>
  )
}
