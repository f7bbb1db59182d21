import type { Levels } from '#registry-rules/linkage/compare.ts'

/** Who the other record may be about. `namesake`: a stranger with the same name, sex, date and town. */
export const explanations = ['same', 'twin', 'sibling', 'parentChild', 'namesake', 'unrelated'] as const

export type Explanation = (typeof explanations)[number]

/**
 * P(level | explanation). `chance` in place of a number: the chance by which strangers agree so, which depends on the
 * value (a rare name, a telephone number that many use), times the factor.
 */
export type Probability = number | { readonly chance: number }

export type Column = Readonly<Record<Explanation, Probability>>

/** One table a field. A level that is not in it says nothing, `missing` before all. */
export type LevelTables = {
  readonly [F in keyof Levels]: Readonly<Partial<Record<Levels[F], Column>>>
}

/** Rules that stop an automatic link whatever the posterior says. */
export type Guard =
  | 'different-valid-numbers'
  | 'newborn-of-multiple-birth'
  | 'doubtful-number'
  | 'three-independent-groups'
  | 'given-name-differs'
  | 'both-newborn'
  | 'neither-date-nor-number'
  | 'given-name-unknown'

export type Parameters = {
  /** Stored with every pair: changes with any number here. */
  readonly version: string
  readonly priors: {
    /** Chance that a report is about a known patient or a relative of one, spread over all patients. */
    readonly perPatient: Readonly<Record<Exclude<Explanation, 'unrelated'>, number>>
    /** The same for a twin where a birth order or another sign of a multiple birth stands on either side. */
    readonly twinOfMultipleBirth: number
    /** A young registry reckons with this many patients, so that its first reports are not joined on little evidence. */
    readonly fewestPatients: number
  }
  readonly levels: LevelTables
  readonly thresholds: {
    readonly link: number
    readonly review: number
    readonly independentGroups: number
    /** From this posterior on fewer groups suffice: then the namesake explanation, too, is far behind. */
    readonly fewerGroups: number
    /** From this posterior on two are linked though one of them has neither a birth date nor a number. */
    readonly onlyNamed: number
    /** From this posterior on two candidates are records of one person, and no competitors. */
    readonly oneOfTwoRecords: number
  }
  readonly guards: readonly Guard[]
  readonly limits: {
    /** A key that more patients hold than this brings no candidates. */
    readonly holdersOfKey: number
    readonly candidates: number
    readonly shown: number
    /** Identities of one patient that are compared; the latest count. */
    readonly identitiesOfPatient: number
  }
  /** Fixed chances in place of those that depend on the value; for the ablation of what they contribute. */
  readonly fixedChances?: { readonly name?: number; readonly phoneUsers?: number; readonly numberHolders?: number }
  /** Levels that are taken for another one; for the ablation of rules of comparison. */
  readonly levelsAs?: { readonly [F in keyof Levels]?: Readonly<Partial<Record<Levels[F], Levels[F]>>> }
}
