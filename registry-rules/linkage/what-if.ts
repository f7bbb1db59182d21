import type { BlockingKey } from './blocking-keys.ts'
import type { Candidate, Decision } from './decide.ts'
import type { Identity } from './identity.ts'
import { matchAmong, type PatientStore } from './match.ts'
import type { Parameters } from './parameters/parameters.ts'

/** What became of a pair: decided by a person as one of four, linked by matching alone, or waiting. */
export const verdicts = ['same', 'linked', 'different', 'relative', 'deferred', 'open'] as const
export type Verdict = (typeof verdicts)[number]

/**
 * What matching makes of two records: it joins them by itself, asks a person, or does neither (`new`: the one is a new
 * patient, or somebody else's).
 */
export const outcomes = ['link', 'possible', 'new'] as const
export type Outcome = (typeof outcomes)[number]

/** A record as it can be found, with the keys of its identities that are current. */
export type FindableRecord = Candidate & { readonly keys: readonly BlockingKey[] }

/** A pair as matching met it: the identity that was submitted last, and all records that it was compared with. */
export type PairToWeigh = {
  readonly incoming: Identity
  readonly keys: readonly BlockingKey[]
  readonly other: FindableRecord
  readonly competitors: readonly FindableRecord[]
  /** Whether a link would have been the matcher's to make: a record with a history of its own is joined by a person. */
  readonly mayBeLinked: boolean
  readonly patientCount: number
  /** How many patients beside the incoming one hold a key. */
  readonly holdersOf: (key: BlockingKey) => number
}

/** What the matching of a submission, with these parameters, makes of a pair. */
export async function outcomeUnder(parameters: Parameters, pair: PairToWeigh): Promise<Outcome> {
  const decision = await matchAmong(pair.incoming, pair.keys, storeOf(pair), parameters)
  return outcomeOf(decision, pair)
}

function outcomeOf(decision: Decision, { other, mayBeLinked }: PairToWeigh): Outcome {
  switch (decision.decision) {
    case 'link':
      if (decision.patientId !== other.patientId) return 'new'
      return mayBeLinked ? 'link' : 'possible'
    case 'possible':
      return decision.candidates.some(({ patientId }) => patientId === other.patientId) ? 'possible' : 'new'
    case 'new':
      return 'new'
    default:
      return decision satisfies never
  }
}

/** The records of one pair in the place of all patients: found by a key in common, as any other. */
function storeOf({ other, competitors, patientCount, holdersOf }: PairToWeigh): PatientStore {
  return {
    count: () => patientCount,
    holders: (keys) => keys.map(holdersOf),
    candidates: (keys, limit) => {
      const usable = new Set(keys.map(textOf))
      return [other, ...competitors]
        .filter(({ keys: own }) => own.some((key) => usable.has(textOf(key))))
        .slice(0, limit)
    },
  }
}

const textOf = ({ family, value }: BlockingKey): string => `${family} ${value}`

/** One pair with its verdict and what matching makes of it, before and after a change. */
export type WeighedPair = {
  readonly pairId: string
  readonly verdict: Verdict
  readonly present: Outcome
  readonly proposed: Outcome
}

/** How many pairs with one verdict go from one outcome to another. */
export type Cell = Omit<WeighedPair, 'pairId'> & { readonly pairs: number }

/** What some parameters do to the pairs, held against what persons decided of them. */
export type Estimate = {
  readonly links: number
  /** Of the links: what a person decided as different or relatives. */
  readonly wrongLinks: number
  /** Of the links: what a person decided as the same, or nobody has taken back. */
  readonly rightLinks: number
  /** Share of the links that are right, where there are any of which that is known. */
  readonly rightShare: number | undefined
  /** One person by verdict, and neither linked nor asked about. */
  readonly missedLinks: number
  /** What a person is asked about, whatever was decided. */
  readonly reviews: number
}

/** All pairs weighed. */
export type Comparison = {
  readonly pairs: number
  readonly table: readonly Cell[]
  /** The cells whose outcome changes, with the pairs in them. */
  readonly changes: readonly (Cell & { readonly pairIds: readonly string[] })[]
  readonly present: Estimate
  readonly proposed: Estimate
  /** Reviews that the change adds; negative where it saves some. */
  readonly reviewsAdded: number
}

/** Counts pairs as they come; only of those that change the id is kept. */
export function createTally() {
  const cells = new Map<string, { readonly cell: Omit<WeighedPair, 'pairId'>; pairs: number; pairIds: string[] }>()
  return { add, result }

  function add({ pairId, verdict, present, proposed }: WeighedPair): void {
    const name = [verdict, present, proposed].join()
    const counted = cells.get(name) ?? { cell: { verdict, present, proposed }, pairs: 0, pairIds: [] }
    counted.pairs += 1
    if (present !== proposed) counted.pairIds.push(pairId)
    cells.set(name, counted)
  }

  function result(): Comparison {
    const counted = [...cells.values()]
      .map(({ cell, pairs, pairIds }) => ({ ...cell, pairs, pairIds }))
      .toSorted((a, b) => orderOf(a) - orderOf(b))
    const table = counted.map(({ pairIds: _ids, ...cell }) => cell)
    const present = estimate(table, 'present')
    const proposed = estimate(table, 'proposed')
    return {
      pairs: table.reduce((sum, { pairs }) => sum + pairs, 0),
      table,
      changes: counted.filter((cell) => cell.present !== cell.proposed),
      present,
      proposed,
      reviewsAdded: proposed.reviews - present.reviews,
    }
  }
}

const orderOf = ({ verdict, present, proposed }: Omit<WeighedPair, 'pairId'>): number =>
  (verdicts.indexOf(verdict) * outcomes.length + outcomes.indexOf(present)) * outcomes.length +
  outcomes.indexOf(proposed)

function estimate(table: readonly Cell[], of: 'present' | 'proposed'): Estimate {
  const count = (outcome: Outcome, among: readonly Verdict[] = verdicts): number =>
    table
      .filter((cell) => cell[of] === outcome && among.includes(cell.verdict))
      .reduce((sum, { pairs }) => sum + pairs, 0)
  const rightLinks = count('link', ['same', 'linked'])
  const wrongLinks = count('link', ['different', 'relative'])
  return {
    links: count('link'),
    wrongLinks,
    rightLinks,
    rightShare: rightLinks + wrongLinks === 0 ? undefined : rightLinks / (rightLinks + wrongLinks),
    missedLinks: count('new', ['same', 'linked']),
    reviews: count('possible'),
  }
}
