import type { Severity } from '#registry-rules/finding.ts'
import type { CaseForm, ItemClass, Need, OtherUnit } from './form.ts'
import { groupText } from './group-text.ts'
import { isObject, type JsonObject } from './json-pointer.ts'
import { titleOf, type SchemaNode } from './schema-node.ts'
import { unitText } from './unit-text.ts'
import type { Text } from './value-texts.ts'

/** How an item is answered. */
export type DictionaryType =
  'integer' | 'number' | 'text' | 'yes-no' | 'date' | 'choice' | 'choices' | 'scale' | 'list' | 'group'

/** A code of a choice with its words; `isMissing` marks answers such as *not done*, which count as missing. */
export type DictionaryChoice = Text & { code: string; isMissing: boolean; meaning?: string }

/**
 * One item of a form, or a part of one (`partOf` is the pointer of the item; `*` stands for the entries of a list).
 * Units are UCUM with their words; `askedWhen` are CEL conditions that must all hold.
 */
export type DictionaryItem = {
  pointer: string
  section: Text
  group?: Text
  title: Text
  help?: Text
  type: DictionaryType
  need?: Need
  partOf?: string
  class: ItemClass
  unit?: Text & { code: string }
  otherUnits: (Text & OtherUnit)[]
  minimum?: number
  maximum?: number
  usualRange?: [number, number]
  choices: DictionaryChoice[]
  /** The value set that the choices come from; a vocabulary that is too long for one. */
  valueSet?: string
  vocabulary?: string
  askedWhen: string[]
  codes: { [system: string]: string }
  source?: string
}

/** An edit check as the dictionary prints it. */
export type DictionaryCheck = {
  id: string
  severity: Severity
  pointer: string
  rule: string
  message: Text
  source: string
}

/** Everything that a form asks, in the order of the screen, with its checks and sources. */
export type DataDictionary = {
  disease: string
  version: number
  title: Text
  criteria?: Text & { year?: number; source?: string }
  followUp?: { intervalMonths: number; items: readonly string[] }
  items: DictionaryItem[]
  features: (Text & { hpo: string })[]
  genes: readonly { symbol: string; note?: string }[]
  checks: DictionaryCheck[]
  sources: { id: string; citation: string }[]
}

/** Sections that hold no answers of their own. */
const technical = new Set(['disease', 'formVersion', 'missing', 'asReported'])

/** Makes the data dictionary of a form from its schema; nothing in it is written twice. */
export function dataDictionary(form: CaseForm): DataDictionary {
  const { root, disease, version, titleZh, titleEn, features, genes, checks, followUp } = form
  const criteria = root.keywords['x-criteria']
  const sources = root.keywords['x-sources']
  return {
    disease,
    version,
    title: { zh: titleZh, en: titleEn },
    ...(isObject(criteria) ? { criteria: criteria as Text & { year?: number; source?: string } } : {}),
    ...(followUp ? { followUp } : {}),
    items: [...root.properties]
      .filter(([key]) => !technical.has(key))
      .flatMap(([, section]) => itemsOf(section, { section: titleOf(section), askedWhen: [], class: 'clinical' })),
    features: features.map(({ hpo, titleZh: zh, titleEn: en }) => ({ hpo, zh, en })),
    genes,
    checks: checks.map(({ id, severity, pointer, rule, message, source }) => ({
      id,
      severity,
      pointer,
      rule,
      message,
      source,
    })),
    sources: isObject(sources)
      ? Object.entries(sources).map(([id, citation]) => ({ id, citation: String(citation) }))
      : [],
  }
}

type Inherited = {
  section: Text
  askedWhen: readonly string[]
  class: ItemClass
  group?: Text
  partOf?: string
  title?: Text
}

function itemsOf(node: SchemaNode, inherited: Inherited): DictionaryItem[] {
  const { keywords, condition, entry } = node
  const group = typeof keywords['x-group'] === 'string' ? groupText(keywords['x-group']) : undefined
  const here: Inherited = {
    ...inherited,
    askedWhen: condition ? [...inherited.askedWhen, condition.rule] : inherited.askedWhen,
    class: (keywords['x-class'] as ItemClass | undefined) ?? inherited.class,
    ...(group ? { group } : {}),
  }
  const isItem = keywords['x-need'] !== undefined
  const isAsked = isItem || (inherited.partOf !== undefined && !isEntry(node))
  const inside = { ...here, ...(isItem && inherited.partOf === undefined ? { partOf: node.pointer } : {}) }
  // The entries of a list of choices are its choices.
  const parts = choicesOf(entry).length > 0 ? [] : [...node.properties.values(), ...(entry ? [entry] : [])]
  return [...(isAsked ? [itemOf(node, here)] : []), ...parts.flatMap((part) => itemsOf(part, inside))]
}

const isEntry = ({ pointer }: SchemaNode) => pointer.endsWith('/*')

function itemOf(node: SchemaNode, { section, group, askedWhen, class: itemClass, partOf }: Inherited): DictionaryItem {
  const { keywords, pointer, minimum, maximum } = node
  const unit = keywords['x-unit']
  const usual = keywords['x-soft']
  const help = { zh: keywords['description'], en: keywords['x-description-en'] }
  const choices = choicesOf(node).length > 0 ? choicesOf(node) : choicesOf(node.entry)
  const others = keywords['x-units']
  return {
    pointer,
    section,
    ...(group ? { group } : {}),
    title: titleOf(node),
    ...(typeof help.zh === 'string' ? { help: { zh: help.zh, en: String(help.en ?? '') } } : {}),
    type: typeOf(node),
    ...(keywords['x-need'] === undefined ? {} : { need: keywords['x-need'] as Need }),
    ...(partOf === undefined ? {} : { partOf }),
    class: itemClass,
    ...(typeof unit === 'string' ? { unit: { code: unit, ...unitText(unit) } } : {}),
    otherUnits: Array.isArray(others)
      ? (others as OtherUnit[]).map((other) => ({ ...other, ...unitText(other.unit) }))
      : [],
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(Array.isArray(usual) ? { usualRange: usual as [number, number] } : {}),
    choices: choices.map(dictionaryChoice),
    ...valueSetOf(node),
    ...(typeof keywords['x-vocabulary'] === 'string' ? { vocabulary: keywords['x-vocabulary'] } : {}),
    askedWhen: [...askedWhen],
    codes: codesOf(keywords),
    ...(typeof keywords['x-source'] === 'string' ? { source: keywords['x-source'] } : {}),
  }
}

function choicesOf(node: SchemaNode | undefined): JsonObject[] {
  const choices = node?.keywords['oneOf']
  return Array.isArray(choices) ? choices.filter(isObject) : []
}

function dictionaryChoice(choice: JsonObject): DictionaryChoice {
  const meaning = choice['x-case']
  return {
    code: String(choice['const']),
    zh: String(choice['title']),
    en: String(choice['x-title-en']),
    isMissing: choice['x-missing-choice'] === true,
    ...(typeof meaning === 'string' ? { meaning } : {}),
  }
}

function valueSetOf({ keywords, entry }: SchemaNode): { valueSet?: string } {
  const set = keywords['x-value-set'] ?? entry?.keywords['x-value-set']
  return isObject(set) ? { valueSet: String(set['id']) } : {}
}

function codesOf(keywords: JsonObject): { [system: string]: string } {
  return Object.fromEntries(
    ['hpo', 'loinc', 'orpha'].flatMap((system) => {
      const code = keywords[`x-${system}`]
      return typeof code === 'string' || typeof code === 'number' ? [[system, String(code)]] : []
    }),
  )
}

function typeOf(node: SchemaNode): DictionaryType {
  const { keywords, types, entry } = node
  if (types.includes('array')) return choicesOf(entry).length > 0 ? 'choices' : 'list'
  if (types.includes('object')) return isObject(keywords['x-scale']) ? 'scale' : 'group'
  if (choicesOf(node).length > 0) return 'choice'
  if (types.includes('boolean')) return 'yes-no'
  if (types.includes('integer')) return 'integer'
  if (types.includes('number')) return 'number'
  return keywords['format'] === 'partial-date' ? 'date' : 'text'
}
