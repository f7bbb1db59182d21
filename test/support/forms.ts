import { readdirSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { loadFormSources } from '#api/forms/load-forms.ts'
import { compileForms } from '#registry-rules/forms/compile-forms.ts'
import type { CaseForm } from '#registry-rules/forms/form.ts'
import { isObject, pointerKeys, type JsonObject } from '#registry-rules/forms/json-pointer.ts'

/** `examples.json` of a disease: schemas/README.md, "examples.json". */
export type FormExamples = {
  today: string
  pass: { name: string; minimal?: true; document: JsonObject }[]
  fail: { name: string; from: string; set?: JsonObject; remove?: string[]; expect: string[] }[]
}

const diseases = new URL('../../schemas/diseases/', import.meta.url)

/** The slugs that have a folder. */
export function diseaseFolders(): string[] {
  return readdirSync(diseases, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted()
}

/** The examples of a disease as its folder has them. */
export function readExamples(slug: string): FormExamples {
  return JSON.parse(readFileSync(new URL(`${slug}/examples.json`, diseases), 'utf8')) as FormExamples
}

/**
 * The document of a fail example: a copy of the pass example that it starts from, changed.
 *
 * @throws Error where there is no such pass example, or `remove` names something that is not there.
 */
export function failingDocument(
  { pass }: FormExamples,
  { name, from, set = {}, remove = [] }: FormExamples['fail'][number],
): JsonObject {
  const start = pass.find((example) => example.name === from)
  if (!start) throw new Error(`"${name}": no pass example is named "${from}"`)
  const document = structuredClone(start.document)
  for (const pointer of remove) {
    const parent = parentOf(document, pointer, false)
    const key = pointerKeys(pointer).at(-1) ?? ''
    if (!parent || !Object.hasOwn(parent, key)) throw new Error(`"${name}": nothing to remove at ${pointer}`)
    if (Array.isArray(parent)) parent.splice(Number(key), 1)
    else Reflect.deleteProperty(parent, key)
  }
  for (const [pointer, value] of Object.entries(structuredClone(set))) {
    const parent = parentOf(document, pointer, true)
    const key = pointerKeys(pointer).at(-1) ?? ''
    if (Array.isArray(parent) && key === '-') parent.push(value)
    else if (parent) parent[key] = value
  }
  return document
}

function parentOf(document: JsonObject, pointer: string, mayMake: boolean): JsonObject | undefined {
  return pointerKeys(pointer)
    .slice(0, -1)
    .reduce<JsonObject | undefined>((parent, key) => {
      if (!parent) return undefined
      const inner = parent[key]
      if (isObject(inner) || Array.isArray(inner)) return inner as JsonObject
      if (!mayMake) return undefined
      const made: JsonObject = {}
      parent[key] = made
      return made
    }, document)
}

/** What a made-up disease adds to the core: items of `clinical`, keywords of the form, checks. */
export type FormParts = { clinical?: JsonObject; keywords?: JsonObject; phenotype?: JsonObject; version?: number }

/** The schema of a made-up disease on the real core: two certainties, one treatment, and what the test is about. */
export function aDiseaseSchema({
  clinical = {},
  keywords = {},
  phenotype = {},
  version = 1,
}: FormParts = {}): JsonObject {
  const choice = (code: string, more: object = {}) => ({ const: code, title: `${code}项`, 'x-title-en': code, ...more })
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `registry:/diseases/test-disease/v${version}`,
    title: '测试病',
    'x-title-en': 'Test disease',
    ...keywords,
    type: 'object',
    allOf: [{ $ref: 'registry:/core/v1' }],
    unevaluatedProperties: false,
    properties: {
      disease: { const: 'test-disease' },
      formVersion: { const: version },
      diagnosis: {
        $ref: 'registry:/core/v1#/$defs/diagnosis',
        properties: {
          certainty: {
            oneOf: [choice('definite', { 'x-case': 'confirmed' }), choice('possible', { 'x-case': 'suspected' })],
          },
        },
        unevaluatedProperties: false,
      },
      phenotype: { $ref: 'registry:/core/v1#/$defs/phenotype', ...phenotype },
      clinical: {
        type: 'object',
        title: '专科信息',
        'x-title-en': 'Clinical data',
        properties: clinical,
        additionalProperties: false,
      },
      treatment: {
        $ref: 'registry:/core/v1#/$defs/treatment',
        items: {
          $ref: 'registry:/core/v1#/$defs/treatmentEntry',
          properties: { code: { oneOf: [choice('drug')] } },
          unevaluatedProperties: false,
        },
      },
    },
  }
}

/** The compiled form of a made-up disease. */
export function aForm(parts: FormParts = {}): CaseForm {
  const form = compileForms({ ...loadFormSources(undefined, []), diseases: [aDiseaseSchema(parts)] }).latest(
    'test-disease',
  )
  if (!form) throw new Error('the made-up form is not among the compiled ones')
  // Made at first use, and what a test is often about.
  expect(form.hasValidStructure).to.be.a('function')
  return form
}

/** A report of the made-up disease that is right as of 2026-01-31, changed as `failingDocument` changes one. */
export function aDocument({ set = {}, remove = [] }: { set?: JsonObject; remove?: string[] } = {}): JsonObject {
  const document = {
    disease: 'test-disease',
    formVersion: 1,
    identity: {
      name: '王秀英',
      sex: '2',
      birthDate: '1982-09-10',
      idDocument: { type: '01', number: '37010219820910124X' },
      ethnicGroup: '01',
      phone: '13805310000',
      residence: { region: '370102', address: '解放路1号' },
    },
    diagnosis: {
      certainty: 'definite',
      basis: ['01'],
      onsetDate: '2015',
      diagnosisDate: '2016-03',
      diagnosingHospital: '省级医院',
    },
    phenotype: [],
    genetics: { tested: 'not-done' },
    family: { affectedRelatives: 'no' },
    treatment: [],
    outcome: { vitalStatus: '1', date: '2025-12' },
    report: { legalBasis: 'consent', checkedAgainstRecord: true },
  }
  const examples = { today: '2026-01-31', pass: [{ name: 'right', document }], fail: [] }
  return failingDocument(examples, { name: 'changed', from: 'right', set, remove, expect: [] })
}
