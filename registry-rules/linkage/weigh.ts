import { fields, type Comparison, type Field, type Levels } from './compare.ts'
import {
  explanations,
  type Column,
  type Explanation,
  type Parameters,
  type Probability,
} from './parameters/parameters.ts'

/** What the registry as a whole says about a comparison. */
export type Surroundings = {
  readonly patientCount: number
  /** How many patients use the telephone number in common. */
  readonly phoneUsers: number
  /** How many patients carry the number in common. */
  readonly numberHolders: number
  readonly isOfMultipleBirth: boolean
}

/** One field of an explanation: binary logarithms of how much likelier the level is for one person than otherwise. */
export type FieldWeight = {
  readonly field: Field
  readonly level: Levels[Field]
  /** Against an unrelated person. */
  readonly weight: number
  /** Against the best relative: near 0 where the field proves the family only. */
  readonly weightAgainstRelative: number
}

/** A candidate weighed: odds for the same person against all other explanations together. */
export type Weighing = {
  readonly odds: number
  readonly bestOther: Exclude<Explanation, 'same'>
  /** Posterior odds of each explanation, not normalised. */
  readonly masses: Readonly<Record<Explanation, number>>
  readonly weights: readonly FieldWeight[]
}

const relatives = ['twin', 'sibling', 'parentChild'] as const satisfies readonly Explanation[]
const others = explanations.filter((explanation) => explanation !== 'same')

/** No chance is taken for smaller: frequencies and typing are never known so well. */
const smallestChance = 1e-9

/**
 * Prior odds times the product of P(level | explanation), for one person against five other explanations (Fellegi and
 * Sunter 1969; relatives after Newcombe 1993). Levels without a column say nothing.
 */
export function weigh(comparison: Comparison, surroundings: Surroundings, parameters: Parameters): Weighing {
  const levels = levelsOf(comparison, parameters)
  const chances = chancesOf(comparison, levels, surroundings, parameters)
  const masses = priorsOf(surroundings, parameters)
  const rows = fields.map((field) => {
    const column = (parameters.levels[field] as Readonly<Record<string, Column | undefined>>)[levels[field]]
    return column && valuesOf(column, chances[field] ?? 1)
  })
  for (const values of rows) {
    if (!values) continue
    for (const explanation of explanations) masses[explanation] *= values[explanation]
  }
  return new Weighed(levels, masses, rows)
}

type Masses = Record<Explanation, number>

/** Of a million candidates few are shown, so the logarithms wait until somebody asks. */
class Weighed implements Weighing {
  readonly odds: number
  readonly masses: Readonly<Masses>
  readonly #levels: Levels
  readonly #rows: readonly (Masses | undefined)[]

  constructor(levels: Levels, masses: Readonly<Masses>, rows: readonly (Masses | undefined)[]) {
    this.odds = masses.same / others.reduce((sum, explanation) => sum + masses[explanation], 0)
    this.masses = masses
    this.#levels = levels
    this.#rows = rows
  }

  get bestOther(): Exclude<Explanation, 'same'> {
    return heaviest(others, this.masses)
  }

  get weights(): FieldWeight[] {
    const bestRelative = heaviest(relatives, this.masses)
    return fields.map((field, index) => {
      const values = this.#rows[index]
      return {
        field,
        level: this.#levels[field],
        weight: values ? bits(values.same / values.unrelated) : 0,
        weightAgainstRelative: values ? bits(values.same / values[bestRelative]) : 0,
      }
    })
  }
}

function levelsOf({ levels }: Comparison, { levelsAs }: Parameters): Levels {
  if (!levelsAs) return levels
  const changed = fields.map((field) => {
    const as = levelsAs[field] as Readonly<Record<string, string | undefined>> | undefined
    return [field, as?.[levels[field]] ?? levels[field]] as const
  })
  return Object.fromEntries(changed) as Levels
}

function priorsOf(
  { patientCount, isOfMultipleBirth }: Surroundings,
  { priors }: Parameters,
): Record<Explanation, number> {
  const patients = Math.max(patientCount, priors.fewestPatients)
  const { same, twin, sibling, parentChild, namesake } = priors.perPatient
  const related = {
    same: same / patients,
    twin: (isOfMultipleBirth ? Math.max(twin, priors.twinOfMultipleBirth * Math.sign(twin)) : twin) / patients,
    sibling: sibling / patients,
    parentChild: parentChild / patients,
    namesake: namesake / patients,
  }
  const known = related.same + related.twin + related.sibling + related.parentChild + related.namesake
  return { ...related, unrelated: 1 - known }
}

/** Strangers born on one day in one county have numbers that differ in the sequence code only. */
const neighboursOfOneDay = 0.2
const neighboursOtherwise = 0.00001

function chancesOf(
  { chances }: Comparison,
  levels: Levels,
  { patientCount, phoneUsers, numberHolders }: Surroundings,
  { fixedChances, priors }: Parameters,
): Partial<Record<Field, number>> {
  const patients = Math.max(patientCount, priors.fewestPatients)
  const isOneDay = levels.birthDate === 'equal' && levels.region !== 'different'
  const holders = fixedChances?.numberHolders ?? numberHolders
  return {
    name: fixedChances?.name ?? chances.name ?? 1,
    parents: fixedChances?.name ?? chances.parents ?? 1,
    phone: (fixedChances?.phoneUsers ?? Math.max(1, phoneUsers)) / patients,
    // One holder is the person; each further one makes it likelier that the number is a filler.
    idNumber:
      levels.idNumber === 'same-county-and-date'
        ? isOneDay
          ? neighboursOfOneDay
          : neighboursOtherwise
        : (0.02 * Math.max(1, holders) ** 2) / patients,
  }
}

function valuesOf(column: Column, chance: number): Record<Explanation, number> {
  const valueOf = (probability: Probability): number =>
    typeof probability === 'number' ? probability : Math.min(1, Math.max(smallestChance, probability.chance * chance))
  return {
    same: valueOf(column.same),
    twin: valueOf(column.twin),
    sibling: valueOf(column.sibling),
    parentChild: valueOf(column.parentChild),
    namesake: valueOf(column.namesake),
    unrelated: valueOf(column.unrelated),
  }
}

function heaviest<E extends Explanation>(among: readonly E[], masses: Readonly<Record<Explanation, number>>): E {
  return among.reduce((best, each) => (masses[each] > masses[best] ? each : best))
}

const bits = (ratio: number): number => Math.round(Math.log2(ratio) * 100) / 100
