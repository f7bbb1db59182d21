import type { RJSFSchema, UiSchema } from '@rjsf/utils'
import type { CaseForm, Choice, FormItem, Need, OtherUnit } from '#registry-rules/forms/form.ts'
import { below, isObject, type JsonObject } from '#registry-rules/forms/json-pointer.ts'
import { titleOf, type SchemaNode } from '#registry-rules/forms/schema-node.ts'

/** How a question is answered on the page; each is a field of `fields.tsx`. */
export type Control =
  | 'text'
  | 'number'
  | 'boolean'
  | 'date'
  | 'choice'
  | 'choices'
  | 'rows'
  | 'entries'
  | 'group'
  | 'scale'
  | 'phenotype'
  | 'region'
  | 'nationality'
  | 'hospital'
  | 'gene'

/** One question as the page draws it. `pointer` is where the answer stands in the document, list index included. */
export type Question = {
  readonly pointer: string
  readonly control: Control
  readonly titleZh: string
  readonly titleEn: string
  readonly helpZh: string
  readonly helpEn: string
  readonly need: Need | undefined
  readonly choices: readonly Choice[]
  readonly unit: string | undefined
  readonly otherUnits: readonly OtherUnit[]
  readonly isWhole: boolean
  readonly maxLength: number | undefined
  readonly node: SchemaNode
}

/** A part of the page: what is always shown, and what stands folded under *more (optional)*. */
export type Section = {
  readonly key: string
  readonly titleZh: string
  readonly titleEn: string
  /** Code of `x-group` where the section is a part of the clinical data. */
  readonly group: string | undefined
  readonly questions: readonly Question[]
  readonly more: readonly Question[]
}

/** Most choices that are drawn one beside the other; more go into a list to search in. */
const fewChoices = 4

/** Sections of the document that hold no question. */
const withoutQuestions = new Set(['disease', 'formVersion', 'missing', 'asReported'])

/** The sections of a form in the order of the screen: those of the core, the clinical data one section a group. */
export function sectionsOf(form: CaseForm): Section[] {
  const items = new Map(form.items.map((item) => [item.pointer, item]))
  const readByConditions = form.items.flatMap(({ conditions }) => conditions.map(({ rule }) => rule)).join('\n')
  return [...form.root.properties]
    .filter(([key]) => !withoutQuestions.has(key))
    .flatMap(([key, node]) => sectionsOfNode(key, node, items, readByConditions))
}

function sectionsOfNode(
  key: string,
  node: SchemaNode,
  items: ReadonlyMap<string, FormItem>,
  readByConditions: string,
): Section[] {
  const { zh, en } = titleOf(node)
  const questions = withDistinctTitles(
    node.keywords['x-need'] === undefined ? inner(node, node.pointer) : [question(node, node.pointer)],
  )
  const groupOf = ({ pointer }: Question) => items.get(pointer)?.group
  const groups = [...new Set(questions.map(groupOf))]
  return groups.map((group) => {
    const own = questions.filter((candidate) => groupOf(candidate) === group)
    // An optional question that decides what else is asked is never out of sight.
    const isFolded = ({ pointer, need }: Question) =>
      group === undefined &&
      need === 'optional' &&
      !readByConditions.includes(`has(${pointer.slice(1).replaceAll('/', '.')})`)
    return {
      key: group === undefined ? key : `${key}-${group}`,
      titleZh: zh,
      titleEn: en,
      group,
      questions: own.filter((candidate) => !isFolded(candidate)),
      more: own.filter(isFolded),
    }
  })
}

/** The questions below an object or a list entry, at the place where it stands in the document. */
export function inner(node: SchemaNode, pointer: string): Question[] {
  return [...node.properties].flatMap(([key, property]) => {
    const place = below(pointer, key)
    const isHeadingOnly =
      property.keywords['x-need'] === undefined && property.properties.size > 0 && !isItemGroup(property)
    return isHeadingOnly
      ? inner(property, place).map((asked) => withHeading(asked, property))
      : [question(property, place)]
  })
}

/** An object whose parts are no items of their own is one question. */
const isItemGroup = (node: SchemaNode) =>
  ![...node.properties.values()].some(({ keywords }) => keywords['x-need'] !== undefined)

const headings = new WeakMap<Question, SchemaNode>()

function withHeading(asked: Question, heading: SchemaNode): Question {
  headings.set(asked, heading)
  return asked
}

/** Where two questions of a section have one title, such as the document of patient and guardian, the group says which. */
function withDistinctTitles(questions: Question[]): Question[] {
  return questions.map((asked) => {
    const heading = headings.get(asked)
    const isTwice = questions.some((other) => other !== asked && other.titleZh === asked.titleZh)
    if (!heading || !isTwice) return asked
    const { zh, en } = titleOf(heading)
    return { ...asked, titleZh: `${zh} · ${asked.titleZh}`, titleEn: `${en} · ${asked.titleEn}` }
  })
}

function question(node: SchemaNode, pointer: string): Question {
  const { keywords } = node
  const { zh, en } = titleOf(node)
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  const maxLength = keywords['maxLength']
  return {
    pointer,
    control: controlOf(node),
    titleZh: zh,
    titleEn: en,
    helpZh: text(keywords['description']),
    helpEn: text(keywords['x-description-en']),
    need: keywords['x-need'] as Need | undefined,
    choices: choicesOf(node),
    unit: typeof keywords['x-unit'] === 'string' ? keywords['x-unit'] : undefined,
    otherUnits: Array.isArray(keywords['x-units']) ? (keywords['x-units'] as OtherUnit[]) : [],
    isWhole: node.types.includes('integer') && !node.types.includes('number'),
    maxLength: typeof maxLength === 'number' ? maxLength : undefined,
    node,
  }
}

function controlOf(node: SchemaNode): Control {
  const { keywords, types, entry, properties } = node
  const widget = keywords['x-widget']
  if (widget === 'region' || widget === 'nationality' || widget === 'hospital') return widget
  if (keywords['x-vocabulary'] === 'gene') return 'gene'
  if (types.includes('array')) {
    if (entry?.properties.has('hpo')) return 'phenotype'
    if (entry && entry.properties.size > 0) return 'entries'
    return Array.isArray(entry?.keywords['oneOf']) && keywords['uniqueItems'] === true ? 'choices' : 'rows'
  }
  if (properties.size > 0) return keywords['x-scale'] === undefined ? 'group' : 'scale'
  if (Array.isArray(keywords['oneOf'])) return 'choice'
  if (types.includes('boolean')) return 'boolean'
  if (types.includes('number') || types.includes('integer')) return 'number'
  return keywords['format'] === 'partial-date' ? 'date' : 'text'
}

function choicesOf(node: SchemaNode): Choice[] {
  const list = node.keywords['oneOf'] ?? node.entry?.keywords['oneOf']
  if (!Array.isArray(list)) return []
  return list.filter(isObject).map((choice) => ({
    code: choice['const'] as Choice['code'],
    titleZh: String(choice['title']),
    titleEn: String(choice['x-title-en']),
    isMissing: choice['x-missing-choice'] === true,
    isOffered: choice['x-offer'] !== false,
  }))
}

/** Whether the choices of a question are drawn one beside the other. */
export const isDrawnOpen = ({ choices }: Pick<Question, 'choices'>): boolean =>
  choices.filter(({ isOffered }) => isOffered).length <= fewChoices

/** The language that titles, help and choices are drawn in. */
export type Language = 'zh' | 'en'

/**
 * The JSON Schema and the ui schema of some questions for rjsf: one flat object whose keys are the JSON pointers of the
 * questions, so that `allOf`, `$ref` and `unevaluatedProperties` of the form are out of its way. Lists and objects stay
 * without a type: rjsf would make empty ones, and an empty list is an answer.
 */
export function drawableSchema(
  questions: readonly Question[],
  language: Language,
): { schema: RJSFSchema; uiSchema: UiSchema } {
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(questions.map((asked) => [asked.pointer, propertySchema(asked, language)])),
    },
    uiSchema: Object.fromEntries(
      questions.map((asked) => [
        asked.pointer,
        { 'ui:field': asked.control, 'ui:options': { pointer: asked.pointer } },
      ]),
    ),
  }
}

function propertySchema(asked: Question, language: Language): RJSFSchema {
  const isZh = language === 'zh'
  const help = isZh ? asked.helpZh : asked.helpEn
  return {
    title: isZh ? asked.titleZh : asked.titleEn,
    ...(help === '' ? {} : { description: help }),
    ...valueSchema(asked),
  }
}

function valueSchema({ control, isWhole, maxLength, node }: Question): RJSFSchema {
  switch (control) {
    case 'number':
      return {
        type: isWhole ? 'integer' : 'number',
        ...(node.minimum === undefined ? {} : { minimum: node.minimum }),
        ...(node.maximum === undefined ? {} : { maximum: node.maximum }),
      }
    case 'boolean':
      return { type: 'boolean' }
    case 'text':
    case 'date':
    case 'region':
    case 'nationality':
    case 'hospital':
    case 'gene':
      return { type: 'string', ...(maxLength === undefined ? {} : { maxLength }) }
    case 'choice':
    case 'choices':
    case 'rows':
    case 'entries':
    case 'group':
    case 'scale':
    case 'phenotype':
      return {}
  }
}

/** The document's value at the place of each question, as `formData` for rjsf. */
export function answersAt(values: readonly (readonly [pointer: string, value: unknown])[]): JsonObject {
  return Object.fromEntries(values.filter(([, value]) => value !== undefined))
}
