import { v7 as newId } from 'uuid'
import { UniqueConstraintViolationException, type EntityManager } from '@mikro-orm/postgresql'
import type { JobRun } from '#api/jobs/job.ts'
import { MATCHER_VERSION } from '#registry-rules/linkage/parameters/present.ts'
import { convertTokens } from './convert-tokens.ts'
import { isPairOf } from './apply-decision.ts'
import { isSettled } from './decided-evidence.ts'
import { openIdentityRow, type IdentityRow } from './identity-rows.ts'
import { findMatches, readBatch, type Batch, type Finding, type WalkedRow } from './match-batch.ts'
import { MatchingRunEntity } from './matching-run.entity.ts'
import { OpenedIdentities } from './opened-identities.ts'
import { PatientPairEntity } from './patient.entity.ts'
import { recordPossibleMatches } from './record-possible-matches.ts'
import { tokensVersion } from './tokens-version.ts'

/** Seconds without a sign of life after which a run is taken over; a batch takes a few. */
const silenceSeconds = 120

/** Memory for identities that were read; enough for two million. A run over more takes longer, and no more memory. */
const keptBytes = 2 ** 30

/** How a run over all patients ended, here or for now. */
export type MatchAllSummary = {
  /** `stopped` before the end, to be gone on with; `elsewhere` where another process is at it. */
  readonly outcome: 'finished' | 'stopped' | 'elsewhere'
  readonly runId: string
  readonly matcherVersion: string
  /** Identities matched by this run, whoever worked on it. */
  readonly identities: number
  /** Identities whose tokens another version or key had made. */
  readonly converted: number
  /** New pairs, and decided ones that are open again. */
  readonly pairs: number
  readonly seconds: number
}

type Options = { readonly identitiesPerBatch?: number }

/**
 * Matches every current identity of the patients in use against all others, by the matching of a submission and today's
 * parameters, and puts what nobody was asked about before a person. Walks in the order of the identities' ids, in
 * batches of short transactions, and notes after each how far it has come: a run that was killed goes on from there.
 * One run at a time, whoever starts it.
 */
export async function matchAll(run: JobRun, { identitiesPerBatch = 500 }: Options = {}): Promise<MatchAllSummary> {
  const { deps } = run
  const claimed = await claimRun(run)
  if (!claimed) return { ...summaryOf(await latestRun(deps.em())), outcome: 'elsewhere' }
  const progress = createProgress(run, claimed)
  let outcome: MatchAllSummary['outcome']
  try {
    outcome = await walk(run, claimed, progress, identitiesPerBatch)
  } catch (error) {
    await progress.release()
    throw error
  }
  if (outcome === 'stopped') await progress.release()
  if (outcome === 'finished' && !(await progress.finish())) outcome = 'elsewhere'
  return { ...summaryOf(await latestRun(deps.em())), outcome }
}

async function walk(
  run: JobRun,
  claimed: MatchingRunEntity,
  progress: Progress,
  identitiesPerBatch: number,
): Promise<MatchAllSummary['outcome']> {
  const { keys } = run.deps
  const opened = new OpenedIdentities(keys, keptBytes)
  const readAfter = (id: string) => quietly(readNext(run, claimed, { after: id, most: identitiesPerBatch, opened }))
  let reading = readAfter(claimed.lastIdentityId ?? beforeAll)
  let recording = Promise.resolve(true)
  try {
    // The database looks up the next batch and records the one before while this one is compared.
    for (;;) {
      const { walked, converted, batch } = await reading
      const last = walked.at(-1)
      if (last) reading = readAfter(last.identity_id)
      const findings = await findMatches(keys, batch, opened)
      if (!(await recording)) return 'elsewhere'
      if (!last) return 'finished'
      recording = quietly(
        recordFindings(run, findings).then((pairs) =>
          progress.advance(last.identity_id, { identities: walked.length, converted, pairs }),
        ),
      )
      if (run.signal.aborted) return (await recording) ? 'stopped' : 'elsewhere'
    }
  } finally {
    // Nothing goes on behind the back of the caller.
    await Promise.allSettled([reading, recording])
  }
}

/** A failure is met where it is waited for; before, it must not end the process. */
function quietly<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined)
  return work
}

type Step = { readonly walked: readonly WalkedRow[]; readonly converted: number; readonly batch: Batch }

const beforeAll = '00000000-0000-0000-0000-000000000000'

/** The next identities, with tokens of today, and all that the decisions about them need. */
async function readNext(
  run: JobRun,
  { id }: MatchingRunEntity,
  { after, most, opened }: { after: string; most: number; opened: OpenedIdentities },
): Promise<Step> {
  const walked = await run.reading(({ em }) =>
    em.execute<WalkedRow[]>('select * from identities_to_match(?, ?)', [after, most]),
  )
  const version = tokensVersion(run.deps.keys)
  const old = walked.filter((row) => row.tokens_version !== version)
  const converted = old.length === 0 ? 0 : await convertTokens(run, id, old)
  return { walked, converted, batch: await run.reading((context) => readBatch(context, walked, opened)) }
}

/** Asks about what is not settled; each identity in a transaction of its own, matched again under locks. */
async function recordFindings(run: JobRun, findings: readonly Finding[]): Promise<number> {
  if (findings.length === 0) return 0
  const { keys } = run.deps
  const { pairs, rows } = await run.reading(async ({ em }) => {
    const ids = findings.map(({ row }) => row.patient_id)
    const concerned = findings.flatMap(({ row, candidates }) => [row.patient_id, ...candidates.map((c) => c.patientId)])
    return {
      pairs: await em.find(
        PatientPairEntity,
        { $or: [{ patientAId: ids }, { patientBId: ids }] },
        { disableIdentityMap: true },
      ),
      rows: await em.execute<IdentityRow[]>('select * from identities_of_patients(?::uuid[])', [
        `{${[...new Set(concerned)].join(',')}}`,
      ]),
    }
  })
  const rowsOf = Map.groupBy(rows, ({ patient_id }) => patient_id)
  const pairsOf = Map.groupBy(
    pairs.flatMap((pair) => [
      { patientId: pair.patientAId, pair },
      { patientId: pair.patientBId, pair },
    ]),
    ({ patientId }) => patientId,
  )
  const fieldsOf = (patientId: string) => (rowsOf.get(patientId) ?? []).map((row) => openIdentityRow(keys, row))
  const isFresh = ({ row, candidates }: Finding): boolean =>
    candidates.some(({ patientId }) => {
      const earlier = (pairsOf.get(row.patient_id) ?? [])
        .map(({ pair }) => pair)
        .filter((pair) => isPairOf(pair, row.patient_id, patientId))
      if (earlier.some(({ state }) => state === 'OPEN')) return false
      const identity = openIdentityRow(keys, row)
      return !isSettled(keys, earlier, { identity, own: fieldsOf(row.patient_id), other: fieldsOf(patientId) })
    })
  let made = 0
  for (const { row } of findings.filter(isFresh)) {
    made += await run.unit((context) => recordPossibleMatches(context, row))
  }
  return made
}

/** A new run, or the unfinished one where nobody works on it any more. */
async function claimRun({ deps }: JobRun): Promise<MatchingRunEntity | undefined> {
  const em = deps.em()
  const now = deps.clock()
  const workerId = newId()
  const versions = { matcherVersion: MATCHER_VERSION, tokensVersion: tokensVersion(deps.keys) }
  const unfinished = await em.findOne(MatchingRunEntity, { state: 'RUNNING' }, { disableIdentityMap: true })
  if (unfinished) {
    if (now.getTime() - unfinished.seenAt.getTime() < silenceSeconds * 1000) return undefined
    const isOfToday =
      unfinished.matcherVersion === versions.matcherVersion && unfinished.tokensVersion === versions.tokensVersion
    const taken = await em.nativeUpdate(
      MatchingRunEntity,
      { id: unfinished.id, workerId: unfinished.workerId, state: 'RUNNING' },
      // What another version of matching has walked through is walked through again.
      { workerId, seenAt: now, ...versions, ...(isOfToday ? {} : { lastIdentityId: null }) },
    )
    if (taken !== 1) return undefined
  } else {
    try {
      await em.insert(MatchingRunEntity, {
        id: newId(),
        ...versions,
        workerId,
        startedAt: now,
        seenAt: now,
        finishedAt: null,
        state: 'RUNNING',
        lastIdentityId: null,
        identities: 0,
        converted: 0,
        pairs: 0,
        seconds: 0,
      })
    } catch (error) {
      if (error instanceof UniqueConstraintViolationException) return undefined
      throw error
    }
  }
  return deps.em().findOneOrFail(MatchingRunEntity, { workerId, state: 'RUNNING' }, { disableIdentityMap: true })
}

type Progress = ReturnType<typeof createProgress>

type Counts = { readonly identities: number; readonly converted: number; readonly pairs: number }

/** How far the run has come, noted outside of any unit: it is no record of the registry. */
function createProgress(run: JobRun, { id, workerId, ...begun }: MatchingRunEntity) {
  const { deps } = run
  const mine = { id, workerId, state: 'RUNNING' } as const
  const counts = { identities: begun.identities, converted: begun.converted, pairs: begun.pairs }
  const since = performance.now()
  const seconds = (): number => begun.seconds + (performance.now() - since) / 1000

  return { advance, release, finish }

  /** Whether the run is still this worker's. */
  async function advance(lastIdentityId: string, done: Counts): Promise<boolean> {
    counts.identities += done.identities
    counts.converted += done.converted
    counts.pairs += done.pairs
    const noted = await deps
      .em()
      .nativeUpdate(MatchingRunEntity, mine, { lastIdentityId, seenAt: deps.clock(), seconds: seconds(), ...counts })
    return noted === 1
  }

  /** Lets the next process go on at once. */
  async function release(): Promise<void> {
    await deps.em().nativeUpdate(MatchingRunEntity, mine, { seenAt: new Date(0) })
  }

  /** Whether the run was still this worker's to end. */
  function finish(): Promise<boolean> {
    return run.unit(async ({ em, now }) => {
      const ended = { state: 'FINISHED', finishedAt: now, seenAt: now, seconds: seconds() } as const
      const isOurs = (await em.nativeUpdate(MatchingRunEntity, mine, ended)) === 1
      return {
        reply: isOurs,
        audit: {
          event: isOurs ? 'matching.run-finished' : 'matching.run-taken-over',
          object: { kind: 'matching-run', id },
          detail: { ...counts, seconds: Math.round(seconds()) },
          matcherVersion: MATCHER_VERSION,
        },
      }
    })
  }
}

async function latestRun(em: EntityManager): Promise<MatchingRunEntity> {
  const [latest] = await em.find(MatchingRunEntity, {}, { orderBy: { startedAt: 'desc', id: 'desc' }, limit: 1 })
  if (!latest) throw new Error('There is a run once one was started.')
  return latest
}

const summaryOf = ({ id, matcherVersion, identities, converted, pairs, seconds }: MatchingRunEntity) => ({
  runId: id,
  matcherVersion,
  identities,
  converted,
  pairs,
  seconds,
})
