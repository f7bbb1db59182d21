import { Ajv2020 } from 'ajv/dist/2020.js'
import { checkContext } from '#registry-rules/edit-checks/check-context.ts'
import { compileCheck, type CheckSource } from '#registry-rules/edit-checks/compile-check.ts'
import {
  createConditionCompiler,
  type CompileCondition,
  type Condition,
} from '#registry-rules/edit-checks/compile-condition.ts'
import { isPartialDate } from '#registry-rules/dates/partial-date.ts'
import { isHgvs } from '#registry-rules/genetics/hgvs.ts'
import { annotations } from './annotations.ts'
import { bundleSchema, canonicalStructure } from './bundle-schema.ts'
import { FormError } from './form-error.ts'
import type {
  CaseClass,
  CaseForm,
  Choice,
  FormItem,
  Forms,
  FormSources,
  ItemClass,
  Need,
  OtherUnit,
  Subtype,
} from './form.ts'
import { isObject, type JsonObject } from './json-pointer.ts'
import { indexDocuments, mapSchema, resolve, type SchemaDocuments } from './schema-documents.ts'
import { findNode, schemaNode, titleOf, type SchemaNode } from './schema-node.ts'

/**
 * Compiles every form of the sources; a report is then judged without looking at a schema again.
 *
 * @throws FormError, CheckFault or an error of ajv where a form cannot be used; the message names the place.
 */
export function compileForms({ cores, codes, diseases, vocabularies }: FormSources): Forms {
  const documents = indexDocuments([...cores, ...codes, ...diseases])
  const ajv = once(() => createAjv([...cores, ...codes]))
  const compileCondition = createConditionCompiler()

  const forms = (diseases as JsonObject[])
    .map((schema) => compileForm({ schema, documents, ajv, compileCondition, vocabularies }))
    .toSorted((a, b) => (a.disease === b.disease ? b.version - a.version : a.disease < b.disease ? -1 : 1))
  const bySlug = Map.groupBy(forms, ({ disease }) => disease)
  const latest = (disease: string) => bySlug.get(disease)?.[0]
  return {
    get: (disease, version) =>
      version === undefined ? latest(disease) : bySlug.get(disease)?.find((form) => form.version === version),
    latest,
    all: () => forms,
  }
}

/**
 * Compiles one form from its bundle, as `/forms/{disease}` serves it: what a page needs to know which items are
 * asked, what a scale adds up to and how a unit is converted, by the rules of the server.
 *
 * @throws FormError or CheckFault where the bundle is not one of ours.
 */
export function compileBundle(bundle: object, vocabularies: FormSources['vocabularies']): CaseForm {
  const schema = bundle as JsonObject
  const ajv = once(() => createAjv([]))
  return compileForm({
    schema,
    documents: indexDocuments([schema]),
    ajv,
    compileCondition: createConditionCompiler(),
    vocabularies,
  })
}

// Made when the first structure is compiled: ajv writes code, which the content security policy of a page refuses.
function createAjv(files: readonly object[]): Ajv2020 {
  const ajv = new Ajv2020({
    strict: true,
    // A section that narrows the core has its type there, behind $ref, where ajv does not look.
    strictTypes: false,
    strictRequired: false,
    allErrors: true,
    messages: false,
    inlineRefs: false,
    // Optimising takes longer than all validation that follows would gain.
    code: { optimize: false },
    formats: { 'partial-date': isPartialDate, hgvs: isHgvs },
  })
  ajv.addVocabulary(annotations)
  for (const file of files) ajv.addSchema(withEnums(file as JsonObject))
  return ajv
}

/**
 * For ajv, a list of constants is an `enum` with the list kept as annotation: one error instead of one a
 * choice, and a tenth of the code to compile.
 */
function withEnums(file: JsonObject): JsonObject {
  return mapSchema(file, (schema) => {
    const { oneOf, ...rest } = schema
    if (!isChoiceList(oneOf)) return schema
    return { ...rest, enum: oneOf.map((choice) => choice['const']), 'x-choices': oneOf }
  })
}

const isChoiceList = (oneOf: unknown): oneOf is JsonObject[] =>
  Array.isArray(oneOf) && oneOf.length > 0 && oneOf.every((choice) => isObject(choice) && 'const' in choice)

type Compilation = {
  schema: JsonObject
  documents: SchemaDocuments
  ajv: () => Ajv2020
  compileCondition: CompileCondition
  vocabularies: FormSources['vocabularies']
}

function compileForm({ schema, documents, ajv, compileCondition, vocabularies }: Compilation): CaseForm {
  const reading = { documents, compileCondition, name: String(schema['$id']) }
  const root = schemaNode([{ schema, file: schema }], '', reading)
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
  const hasValidStructure = once(() => compileStructure(ajv(), schema, name))
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

function compileStructure(ajv: Ajv2020, schema: JsonObject, name: string) {
  try {
    return ajv.compile(withEnums(schema))
  } catch (error) {
    throw new FormError(`${name}: ${error instanceof Error ? error.message : String(error)}`)
  }
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
