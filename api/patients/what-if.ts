import type { KeyRing } from '#api/crypto/key-ring.ts'
import { blindToken, SealingError } from '#api/crypto/sealing.ts'
import { readingUnit, type Session } from '#api/db/unit-of-work.ts'
import type { Context, Deps } from '#api/http/context.ts'
import { blockingKeys, type BlockingKey } from '#registry-rules/linkage/blocking-keys.ts'
import { readIdentity, type Identity } from '#registry-rules/linkage/identity.ts'
import type { Parameters } from '#registry-rules/linkage/parameters/parameters.ts'
import { presentParameters } from '#registry-rules/linkage/parameters/present.ts'
import {
  createTally,
  outcomeUnder,
  type Comparison,
  type FindableRecord,
  type PairToWeigh,
  type Verdict,
} from '#registry-rules/linkage/what-if.ts'
import type { PatientPairState } from '#registry-rules/workflow/patient-pair.ts'
import { openIdentityRow, type IdentityRow } from './identity-rows.ts'
import { readBatch, type Batch } from './match-batch.ts'

type Wanted = {
  readonly proposed: Parameters
  readonly present?: Parameters
  readonly pairsPerBatch?: number
  readonly onProgress?: (pairs: number) => void
}

/** The comparison, and what of the pairs is not in it. */
export type WhatIf = Comparison & {
  /** Pairs of whose sides an identity cannot be opened any more, or is not there. */
  readonly unreadable: readonly string[]
  /** Pairs that were settled without a verdict (M9). */
  readonly moot: number
}

/**
 * Weighs every pair that was decided or waits, by present parameters and by others: as the submission met it that was
 * the last before the decision, with what was known then. Reads as the office does, in batches, and writes nothing.
 */
export async function whatIf(
  { em, keys }: Pick<Deps, 'em' | 'keys'>,
  { proposed, present = presentParameters, pairsPerBatch = 200, onProgress = () => undefined }: Wanted,
): Promise<WhatIf> {
  const tally = createTally()
  const unreadable: string[] = []
  let weighed = 0
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const pairs = await readingUnit(em(), session, (reading) => readPairs({ em: reading, keys }, after, pairsPerBatch))
    const last = pairs.at(-1)
    if (!last) break
    after = last.pairId
    for (const { pairId, verdict, pair } of pairs) {
      if (pair) {
        tally.add({
          pairId,
          verdict,
          present: await outcomeUnder(present, pair),
          proposed: await outcomeUnder(proposed, pair),
        })
      } else unreadable.push(pairId)
    }
    weighed += pairs.length
    onProgress(weighed)
  }
  const [moot] = await readingUnit(em(), session, (reading) =>
    reading.execute<{ count: number }[]>(`select count(*)::integer as count from patient_pair where state = 'MOOT'`),
  )
  return { ...tally.result(), unreadable, moot: moot?.count ?? 0 }
}

const session: Session = {
  by: { kind: 'rule', name: 'linkage-what-if' },
  seat: 'office',
  hospitalCode: undefined,
  channel: 'job',
}

type Reading = Pick<Context, 'em' | 'keys'>

/** A pair that was read; without `pair` where it can no longer be weighed. */
type ReadPair = { readonly pairId: string; readonly verdict: Verdict; readonly pair: PairToWeigh | undefined }

type PairRow = {
  readonly id: string
  readonly state: Exclude<PatientPairState, 'MOOT'>
  readonly by_person: boolean
  readonly reason: string
  readonly score: number | null
  /** The records that it was made of: what is merged is told apart by where it came from. */
  readonly a: string
  readonly b: string
}

/** A record with the identities that were known of it, in the order in which matching reads them. */
type Side = { readonly record: string; readonly rows: readonly IdentityRow[] }

/** An identity that was known of one side when its pair was decided. */
type KnownRow = IdentityRow & {
  readonly pair: string
  readonly side: string
  readonly submitted: number
  /** The report had been accepted before this version of it came. */
  readonly was_accepted: boolean
}

type KnownSide = Side & { readonly rows: readonly KnownRow[] }

async function readPairs(reading: Reading, after: string, most: number): Promise<readonly ReadPair[]> {
  const rows = await reading.em.execute<PairRow[]>(
    `select id, state, decided_by_id is not null as by_person, reason, score,
       coalesce(origin_a_id, patient_a_id) as a, coalesce(origin_b_id, patient_b_id) as b
     from patient_pair where id > ? and state <> 'MOOT' order by id limit ?`,
    [after, most],
  )
  const sideOf = await readKnown(
    reading,
    rows.flatMap(({ id: pair, a, b }) => [
      { pair, record: a },
      { pair, record: b },
    ]),
  )
  const told = rows.map((row) => ({ row, ...tellSides(sideOf(row.id, row.a), sideOf(row.id, row.b)) }))
  const met = told.map(({ incoming }) => latestOf(incoming.rows)).filter(isThere)
  const batch = await readBatch(
    reading,
    // Whatever has become of the record since, its identity looked for others when it was submitted.
    met.map((row) => ({ ...row, tokens_version: '', record_state: '' })),
    { has: () => false },
  )
  const open = openOnce(reading.keys)
  const tokenOf = ({ family, value }: BlockingKey): string => blindToken(reading.keys, family, value).toString('hex')
  return told.map(({ row, incoming, other }) => {
    const latest = latestOf(incoming.rows)
    const identity = latest && open(latest)
    const record = findable(other, open)
    const isWhole = [...incoming.rows, ...other.rows].every((each) => open(each) !== undefined)
    const pair: PairToWeigh | undefined =
      latest && identity && record && isWhole
        ? {
            incoming: identity,
            keys: blockingKeys(identity),
            other: record,
            competitors: competitorsOf(latest, other, batch)
              .map((side) => findable(side, open))
              .filter(isThere),
            mayBeLinked: isOfOneNewReport(incoming) && !wasLeftToPerson(row),
            patientCount: batch.patientCount,
            // Of two that stand apart the incoming one is counted, too; at his first submission he was not.
            holdersOf: (key) => Math.max(1, (batch.holders.get(tokenOf(key)) ?? 1) - (row.state === 'SAME' ? 0 : 1)),
          }
        : undefined
    return { pairId: row.id, verdict: verdictOf(row), pair }
  })
}

/** Who else shares a token with the incoming identity and was there before it. */
function competitorsOf(latest: KnownRow, other: KnownSide, batch: Batch): Side[] {
  const taken = new Set([latest, ...other.rows].map(({ patient_id: patient }) => patient))
  return (batch.candidatesOf.get(latest.identity_id) ?? [])
    .filter((patient) => !taken.has(patient))
    .map((record) => ({
      record,
      // Ids are made in the order of time: what came later was not compared.
      rows: (batch.sealed.get(record) ?? []).filter(({ identity_id: id }) => id < latest.identity_id),
    }))
}

const isThere = <T>(value: T | undefined): value is T => value !== undefined

function verdictOf({ state, by_person: isByPerson }: PairRow): Verdict {
  if (state === 'SAME') return isByPerson ? 'same' : 'linked'
  return ({ DIFFERENT: 'different', RELATIVE: 'relative', DEFERRED: 'deferred', OPEN: 'open' } as const)[state]
}

/** Matching was sure, and the link not its to make: both had a history, or a person had told one of them apart before. */
function wasLeftToPerson({ reason, score }: PairRow): boolean {
  if (reason === 'patient-with-history') return true
  return reason === 'several-candidates' && (score ?? 0) >= presentParameters.thresholds.link
}

/** Whether a record stood for one report that nobody had accepted yet: only such a one is linked by matching. */
function isOfOneNewReport({ rows }: KnownSide): boolean {
  return new Set(rows.map((row) => row.case_report_id)).size === 1 && latestOf(rows)?.was_accepted === false
}

/** Matching judged a pair last when a report of either side was submitted: that one is the incoming. */
function tellSides(a: KnownSide, b: KnownSide): { readonly incoming: KnownSide; readonly other: KnownSide } {
  const latest = latestOf([...a.rows, ...b.rows])
  return latest && a.rows.includes(latest) ? { incoming: a, other: b } : { incoming: b, other: a }
}

function latestOf(rows: readonly KnownRow[]): KnownRow | undefined {
  return rows.toSorted((x, y) => y.submitted - x.submitted || (x.identity_id < y.identity_id ? 1 : -1))[0]
}

/** A side as matching finds it: by the latest version of each report, to be compared with all of them. */
function findable({ record, rows }: Side, open: Open): FindableRecord | undefined {
  const identities = rows.map(open).filter(isThere)
  if (identities.length === 0) return undefined
  const current = new Map(rows.map((row) => [row.case_report_id, open(row)]))
  return { patientId: record, identities, keys: [...current.values()].filter(isThere).flatMap(blockingKeys) }
}

type Open = (row: IdentityRow) => Identity | undefined

/** Opens each identity of a batch once; gives none where that is not possible any more. */
function openOnce(keys: KeyRing): Open {
  const opened = new Map<string, Identity | undefined>()
  return (row) => {
    if (!opened.has(row.identity_id)) opened.set(row.identity_id, tryToOpen(keys, row))
    return opened.get(row.identity_id)
  }
}

function tryToOpen(keys: KeyRing, row: IdentityRow): Identity | undefined {
  try {
    return readIdentity(openIdentityRow(keys, row))
  } catch (error) {
    if (error instanceof SealingError) return undefined
    throw error
  }
}

const arrayOf = (values: readonly string[]): string => `{${values.join(',')}}`

/**
 * What was known of each side when its pair was decided, or is now: its own reports and those of records that had been
 * merged into it before, by merges that stand.
 */
async function readKnown(
  { em }: Reading,
  sides: readonly { readonly pair: string; readonly record: string }[],
): Promise<(pair: string, record: string) => KnownSide> {
  const rows = await em.execute<KnownRow[]>(
    `with recursive belonging as (
       select s.pair, s.record as side, s.record, coalesce(q.decided_at, 'infinity') as until
       from unnest(?::uuid[], ?::uuid[]) as s(pair, record) join patient_pair q on q.id = s.pair
       union
       select b.pair, b.side, m.from_patient_id, b.until
       from belonging b join patient_merge m on m.into_patient_id = b.record
       where m.merged_at < b.until and m.patient_pair_id <> b.pair
         and not exists (select from patient_unmerge u where u.patient_merge_id = m.id and u.state = 'DONE'))
     select b.pair, b.side, i.patient_id, i.id as identity_id, i.sealed, k.wrapped, k.key_ring_id, i.case_report_id,
       i.version_number, r.disease_code, r.hospital_code,
       to_char(v.submitted_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as submitted_on,
       extract(epoch from v.submitted_at)::double precision as submitted,
       coalesce(r.accepted_at <= v.submitted_at, false) as was_accepted
     from belonging b
     join patient_identity i on i.origin_patient_id = b.record
     join data_key k on k.id = i.data_key_id
     join case_report r on r.id = i.case_report_id
     join case_report_version v on v.case_report_id = i.case_report_id and v.number = i.version_number
     where v.submitted_at <= b.until
     order by b.pair, b.side, i.case_report_id, i.version_number`,
    [arrayOf(sides.map(({ pair }) => pair)), arrayOf(sides.map(({ record }) => record))],
  )
  const known = Map.groupBy(rows, ({ pair, side }) => `${pair} ${side}`)
  return (pair, record) => ({ record, rows: known.get(`${pair} ${record}`) ?? [] })
}
