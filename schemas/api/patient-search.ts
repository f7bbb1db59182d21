import { defineSchema } from './define-schema.ts'

const text = { type: 'string' } as const
const uuid = { type: 'string', format: 'uuid' } as const
// As long as the form lets them be, and a little longer; what they are worth is judged by the rules.
const name = { type: 'string', maxLength: 100 } as const
const short = { type: 'string', maxLength: 40 } as const
const idDocument = {
  type: 'object',
  properties: { type: short, number: short },
  additionalProperties: false,
} as const

/** `POST /patient-searches`: who is meant, as far as typed; the keys are those of the section `identity` of a report. */
export const patientSearchSchema = defineSchema({
  type: 'object',
  required: ['identity'],
  properties: {
    identity: {
      type: 'object',
      properties: {
        name,
        formerNames: { type: 'array', maxItems: 10, items: name },
        sex: short,
        birthDate: short,
        idDocument,
        phone: short,
        guardian: {
          type: 'object',
          properties: { name, phone: short, idDocument },
          additionalProperties: false,
        },
        mother: { type: 'object', properties: { name, idDocument }, additionalProperties: false },
        multipleBirth: {
          type: 'object',
          properties: { count: { type: 'integer' }, order: { type: 'integer' } },
          additionalProperties: false,
        },
        residence: {
          type: 'object',
          properties: { region: short, address: { type: 'string', maxLength: 200 } },
          additionalProperties: false,
        },
      },
      additionalProperties: false,
    },
    disease: { type: 'string', minLength: 1, maxLength: 100, description: 'Code of the catalogue.' },
    caseReportId: { ...uuid, description: 'The report that is being written; it is no answer to itself.' },
  },
  additionalProperties: false,
})

const words = {
  type: 'object',
  required: ['zh', 'en'],
  properties: { zh: text, en: text },
  additionalProperties: false,
} as const

/** Reports of the asking hospital that may be about the person, and the one sentence about everybody else's. */
export const patientSearchReplySchema = defineSchema({
  type: 'object',
  required: ['items', 'beyond'],
  properties: {
    items: {
      type: 'array',
      items: {
        type: 'object',
        required: [
          'caseReportId',
          'number',
          'disease',
          'state',
          'stateZh',
          'stateEn',
          'match',
          'identity',
          'explanation',
        ],
        properties: {
          caseReportId: uuid,
          number: text,
          disease: {
            type: 'object',
            required: ['code', 'nameZh', 'nameEn'],
            properties: { code: text, nameZh: text, nameEn: text },
            additionalProperties: false,
          },
          state: text,
          stateZh: text,
          stateEn: text,
          match: { enum: ['same', 'possible'] },
          otherExplanation: words,
          identity: { type: 'object', additionalProperties: true },
          explanation: {
            type: 'array',
            items: {
              type: 'object',
              required: ['field', 'level', 'zh', 'en'],
              properties: { field: text, level: text, zh: text, en: text },
              additionalProperties: false,
            },
          },
        },
        additionalProperties: false,
      },
    },
    beyond: words,
  },
  additionalProperties: false,
})
