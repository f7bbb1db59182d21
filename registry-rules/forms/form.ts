import type { ValidateFunction } from 'ajv'
import type { Condition } from '#registry-rules/edit-checks/compile-condition.ts'
import type { EditCheck } from '#registry-rules/edit-checks/compile-check.ts'
import type { SchemaNode } from './schema-node.ts'

/** Look-ups that are too long for a value set. A gene symbol is compared without case. */
export type Vocabularies = {
  hpo: (id: string) => 'phenotype' | 'other' | undefined
  gene: (symbol: string) => boolean
  region: (code: string) => boolean
  nationality: (code: string) => boolean
}

/** The parsed files of `schemas` from which forms are compiled. */
export type FormSources = { cores: object[]; codes: object[]; diseases: object[]; vocabularies: Vocabularies }

/** `required`, `expected` (absent only with a reason) or `optional`: schemas/README.md, `x-need`. */
export type Need = 'required' | 'expected' | 'optional'

/** How a correction of the item is decided: schemas/README.md, `x-class`. */
export type ItemClass = 'administrative' | 'clinical' | 'counting'

/** What a case becomes by the certainty of its diagnosis: schemas/README.md, `x-case`. */
export type CaseClass = 'confirmed' | 'suspected' | 'not-registrable'

/** One answer that an item offers. `isMissing` marks *not done*, *not examined*. */
export type Choice = {
  code: string | number | boolean
  titleZh: string
  titleEn: string
  isMissing: boolean
  isOffered: boolean
}

/**
 * A unit in which laboratories also report an item (`x-units`): the value in the item's own unit is
 * reported × `factor` + `offset`. Both are UCUM.
 */
export type OtherUnit = { unit: string; factor: number; offset?: number; source?: string }

/**
 * One question of a form. `pointer` is where its answer stands; questions inside a list are asked per
 * entry and are not listed here. `unit` is UCUM, `group` the heading on the screen.
 */
export type FormItem = {
  pointer: string
  titleZh: string
  titleEn: string
  need: Need
  class: ItemClass
  unit?: string
  otherUnits: readonly OtherUnit[]
  group?: string
  choices: readonly Choice[]
  conditions: readonly Condition[]
  /** False also where a condition reads an answer that is not there yet. `today` is `YYYY-MM-DD`. */
  isAsked: (document: unknown, today: string) => boolean
}

/** An HPO term that the disease asks for. */
export type Feature = { hpo: string; titleZh: string; titleEn: string }

/** A subtype of the disease, as `diagnosis.subtype` codes it. */
export type Subtype = { code: string; titleZh: string; titleEn: string; orpha?: string }

/** When a follow-up falls due, in months after the last, and the items it asks for. */
export type FollowUpPlan = { intervalMonths: number; items: readonly string[] }

/**
 * One version of the form of one disease, ready to judge documents.
 *
 * `structure` is the canonical JSON of everything that is frozen on publication; `bundle` is the schema
 * with all it refers to under `$defs`, so that a client needs nothing else. Both are made when first read.
 */
export type CaseForm = {
  disease: string
  version: number
  titleZh: string
  titleEn: string
  items: readonly FormItem[]
  features: readonly Feature[]
  genes: readonly { symbol: string; note?: string }[]
  subtypes: readonly Subtype[]
  certainties: ReadonlyMap<string, CaseClass>
  followUp?: FollowUpPlan
  plausibleOnsetAgeYears?: readonly [number, number]
  checks: readonly EditCheck[]
  readonly structure: string
  readonly bundle: object
  root: SchemaNode
  hasValidStructure: ValidateFunction
  vocabularies: Vocabularies
}

/** Every compiled form. `get` without a version, and `latest`, give the newest one. */
export type Forms = {
  get: (disease: string, version?: number) => CaseForm | undefined
  latest: (disease: string) => CaseForm | undefined
  all: () => readonly CaseForm[]
}
