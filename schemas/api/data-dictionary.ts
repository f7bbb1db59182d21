import { defineSchema } from './define-schema.ts'

const text = { type: 'string' } as const
const texts = { type: 'array', items: text } as const
const bilingual = {
  type: 'object',
  required: ['zh', 'en'],
  properties: { zh: text, en: text },
  additionalProperties: false,
} as const

const unit = {
  type: 'object',
  required: ['code', 'zh', 'en'],
  properties: { code: { description: 'UCUM', ...text }, zh: text, en: text },
  additionalProperties: false,
} as const

const item = {
  type: 'object',
  required: ['pointer', 'section', 'title', 'type', 'class', 'otherUnits', 'choices', 'askedWhen', 'codes'],
  properties: {
    pointer: { description: 'Where the answer stands in a report; * stands for the entries of a list.', ...text },
    section: bilingual,
    group: bilingual,
    title: bilingual,
    help: bilingual,
    type: {
      enum: ['integer', 'number', 'text', 'yes-no', 'date', 'choice', 'choices', 'scale', 'list', 'group'],
    },
    need: { enum: ['required', 'expected', 'optional'] },
    partOf: { description: 'The item that this is a part of.', ...text },
    class: { enum: ['administrative', 'clinical', 'counting'] },
    unit,
    otherUnits: {
      description: 'Units in which it may be reported: the value in `unit` is reported × factor + offset.',
      type: 'array',
      items: {
        type: 'object',
        required: ['unit', 'zh', 'en', 'factor'],
        properties: {
          unit: text,
          zh: text,
          en: text,
          factor: { type: 'number' },
          offset: { type: 'number' },
          source: text,
        },
        additionalProperties: false,
      },
    },
    minimum: { type: 'number' },
    maximum: { type: 'number' },
    usualRange: { description: 'Outside is unusual and warns.', type: 'array', items: { type: 'number' } },
    choices: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'zh', 'en', 'isMissing'],
        properties: { code: text, zh: text, en: text, isMissing: { type: 'boolean' }, meaning: text },
        additionalProperties: false,
      },
    },
    valueSet: text,
    vocabulary: text,
    askedWhen: { description: 'CEL; all must hold.', ...texts },
    codes: { type: 'object', additionalProperties: text },
    source: text,
  },
  additionalProperties: false,
} as const

/** Query parameters: the newest version of the form unless another is named. */
export const dataDictionaryQuerySchema = defineSchema({
  type: 'object',
  properties: { version: { type: 'integer', minimum: 1 } },
  additionalProperties: false,
})

/** The data dictionary of one form. */
export const dataDictionarySchema = defineSchema({
  type: 'object',
  required: ['disease', 'version', 'title', 'items', 'features', 'genes', 'checks', 'sources', 'ruleSet'],
  properties: {
    disease: text,
    version: { type: 'integer' },
    title: bilingual,
    ruleSet: text,
    criteria: {
      type: 'object',
      required: ['zh', 'en'],
      properties: { zh: text, en: text, year: { type: 'integer' }, source: text },
      additionalProperties: false,
    },
    followUp: {
      type: 'object',
      required: ['intervalMonths', 'items'],
      properties: { intervalMonths: { type: 'number' }, items: texts },
      additionalProperties: false,
    },
    items: { type: 'array', items: item },
    features: {
      type: 'array',
      items: {
        type: 'object',
        required: ['hpo', 'zh', 'en'],
        properties: { hpo: text, zh: text, en: text },
        additionalProperties: false,
      },
    },
    genes: {
      type: 'array',
      items: {
        type: 'object',
        required: ['symbol'],
        properties: { symbol: text, note: text },
        additionalProperties: false,
      },
    },
    checks: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'severity', 'pointer', 'rule', 'message', 'source'],
        properties: {
          id: text,
          severity: { enum: ['block', 'warn', 'note'] },
          pointer: text,
          rule: { description: 'CEL; true when all is well.', ...text },
          message: bilingual,
          source: text,
        },
        additionalProperties: false,
      },
    },
    sources: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'citation'],
        properties: { id: text, citation: text },
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
})
