import type { ValidateFunction } from 'ajv'
import { checkContext } from '#registry-rules/edit-checks/check-context.ts'
import { compileCheck, type CheckSource } from '#registry-rules/edit-checks/compile-check.ts'
import type { CompileCondition, Condition } from '#registry-rules/edit-checks/compile-condition.ts'
import { bundleSchema, canonicalStructure } from './bundle-schema.ts'
import { FormError } from './form-error.ts'
import type {
  CaseClass,
  CaseForm,
  Choice,
  FormItem,
  ItemClass,
  Need,
  OtherUnit,
  Subtype,
  Vocabularies,
} from './form.ts'
import { isObject, type JsonObject } from './json-pointer.ts'
import { resolve, type SchemaDocuments } from './schema-documents.ts'
import { findNode, readForm, titleOf, type SchemaNode } from './schema-node.ts'

/**
 * Makes the function that judges the structure of documents; `name` is the form for messages.
 *
 * @throws FormError where the schema cannot be used.
 */
export type CompileStructure = (schema: JsonObject, name: string) => ValidateFunction

/** What forms are compiled with, one for all of them: parts that forms have in common are then made once. */
export type FormCompilation = {
  documents: SchemaDocuments
  compileCondition: CompileCondition
  compileStructure: CompileStructure
  vocabularies: Vocabularies
}

/** @throws FormError or CheckFault where the form cannot be used; the message names the place. */
export function compileForm(schema: JsonObject, compilation: FormCompilation): CaseForm {
  const { documents, compileCondition, compileStructure, vocabularies } = compilation
  const root = readForm(schema, { documents, compileCondition })
  const disease = root.properties.get('disease')?.keywords['const']
  const version = root.properties.get('formVersion')?.keywords['const']
  if (typeof disease !== 'string' || typeof version !== 'number') {
    throw new FormError(`${String(schema['$id'])}: disease and formVersion are not constants`)
  }
  const name = `${disease} v${version}`
  const items = formItems(root)
  // Made at first use: not every process needs them, and ajv takes most of the time. The contract test makes them all.
  const bundle = once(() => bundleSchema(schema, documents))
  const structure = once(() => canonicalStructure(bundle()))
  const hasValidStructure = once(() => compileStructure(schema, name))
  const checks = compileChecks(schema, documents, compileCondition, name)
  const plan = root.keywords['x-follow-up']
  const onset = root.keywords['x-onset']
  const plausible = isObject(onset) ? onset['plausibleAgeYears'] : undefined
  return {
    disease,
    version,
    ...titles(root),
    items,
    features: annotationList(root.properties.get('phenotype'), 'x-features').map((feature) => ({
      hpo: String(feature['hpo']),
      titleZh: String(feature['title']),
      titleEn: String(feature['x-title-en']),
    })),
    genes: annotationList(root.properties.get('genetics'), 'x-genes') as { symbol: string; note?: string }[],
    subtypes: choicesAt(root, 'subtype').map(subtype),
    certainties: new Map(
      choicesAt(root, 'certainty').map((choice) => [String(choice['const']), caseClassOf(choice, name)]),
    ),
    ...(isObject(plan) ? { followUp: plan as { intervalMonths: number; items: string[] } } : {}),
    ...(Array.isArray(plausible) ? { plausibleOnsetAgeYears: plausible as unknown as readonly [number, number] } : {}),
    checks,
    get structure() {
      return structure()
    },
    get bundle() {
      return bundle()
    },
    root,
    get hasValidStructure() {
      return hasValidStructure()
    },
    vocabularies,
  }
}

function once<T extends object | string>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

function titles(node: SchemaNode): { titleZh: string; titleEn: string } {
  const { zh, en } = titleOf(node)
  return { titleZh: zh, titleEn: en }
}

function annotationList(node: SchemaNode | undefined, keyword: string): JsonObject[] {
  const list = node?.keywords[keyword]
  return Array.isArray(list) ? list.filter(isObject) : []
}

function choicesAt(root: SchemaNode, item: string): JsonObject[] {
  return annotationList(findNode(root, ['diagnosis', item]), 'oneOf')
}

function caseClassOf(choice: JsonObject, name: string): CaseClass {
  const caseClass = choice['x-case']
  if (typeof caseClass !== 'string') throw new FormError(`${name}: certainty ${String(choice['const'])} has no x-case`)
  return caseClass as CaseClass
}

function subtype(choice: JsonObject): Subtype {
  const orpha = choice['x-orpha']
  return {
    code: String(choice['const']),
    titleZh: String(choice['title']),
    titleEn: String(choice['x-title-en']),
    ...(orpha === undefined ? {} : { orpha: String(orpha) }),
  }
}

function choice(source: JsonObject): Choice {
  return {
    code: source['const'] as Choice['code'],
    titleZh: String(source['title']),
    titleEn: String(source['x-title-en']),
    isMissing: source['x-missing-choice'] === true,
    isOffered: source['x-offer'] !== false,
  }
}

/** The core's checks come before the disease's. */
function compileChecks(
  schema: JsonObject,
  documents: SchemaDocuments,
  compileCondition: CompileCondition,
  name: string,
) {
  const parts = Array.isArray(schema['allOf']) ? schema['allOf'].filter(isObject) : []
  const cores = parts.map((part) => resolve(String(part['$ref']), schema, documents).schema)
  const sources = [...cores, schema].flatMap((file) => (file['x-checks'] ?? []) as CheckSource[])
  const ids = sources.map(({ id }) => id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) throw new FormError(`${name}: two checks are named ${twice}`)
  return sources.map((source) => compileCheck(source, compileCondition))
}

type Inherited = { conditions: readonly Condition[]; itemClass: ItemClass; group: string | undefined }

function formItems(
  node: SchemaNode,
  inherited: Inherited = { conditions: [], itemClass: 'clinical', group: undefined },
): FormItem[] {
  const { keywords, condition, pointer } = node
  const here: Inherited = {
    conditions: condition ? [...inherited.conditions, condition] : inherited.conditions,
    itemClass: (keywords['x-class'] as ItemClass | undefined) ?? inherited.itemClass,
    group: typeof keywords['x-group'] === 'string' ? keywords['x-group'] : inherited.group,
  }
  const isItem = keywords['x-need'] !== undefined && !pointer.includes('*')
  return [
    ...(isItem ? [formItem(node, here)] : []),
    ...[...node.properties.values(), ...(node.entry ? [node.entry] : [])].flatMap((inner) => formItems(inner, here)),
  ]
}

function formItem(node: SchemaNode, { conditions, itemClass, group }: Inherited): FormItem {
  const { keywords, pointer } = node
  const unit = keywords['x-unit']
  return {
    pointer,
    ...titles(node),
    need: keywords['x-need'] as Need,
    class: itemClass,
    ...(typeof unit === 'string' ? { unit } : {}),
    otherUnits: annotationList(node, 'x-units') as OtherUnit[],
    ...(group === undefined ? {} : { group }),
    choices: [...annotationList(node, 'oneOf'), ...annotationList(node.entry, 'oneOf')].map(choice),
    conditions,
    isAsked: (document, today) => {
      if (conditions.length === 0) return true
      const context = checkContext(document, today)
      return conditions.every((condition) => condition.holds(context) === true)
    },
  }
}
