import { defineSchema } from './define-schema.ts'

const text = { type: 'string' } as const
const term = {
  id: text,
  labelEn: text,
  labelZh: text,
  alsoZh: { description: 'Other words that the forms use for the term.', type: 'array', items: text },
} as const
const attribution = {
  description: 'The notice to show wherever terms are shown.',
  type: 'object',
  required: ['zh', 'en', 'url'],
  properties: { zh: text, en: text, url: text },
  additionalProperties: false,
} as const

/** Query parameters of `GET /hpo-terms`. */
export const hpoTermQuerySchema = defineSchema({
  type: 'object',
  required: ['search'],
  properties: {
    search: { type: 'string', minLength: 1, maxLength: 100 },
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
  },
  additionalProperties: false,
})

/** The terms that fit best, best first. */
export const hpoTermListSchema = defineSchema({
  type: 'object',
  required: ['items', 'attribution'],
  properties: {
    items: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'labelEn', 'labelZh', 'alsoZh'],
        properties: term,
        additionalProperties: false,
      },
    },
    attribution,
  },
  additionalProperties: false,
})

/** One term. */
export const hpoTermSchema = defineSchema({
  type: 'object',
  required: ['id', 'labelEn', 'labelZh', 'alsoZh', 'attribution'],
  properties: { ...term, attribution },
  additionalProperties: false,
})
