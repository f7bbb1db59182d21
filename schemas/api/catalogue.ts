import { defineSchema } from './define-schema.ts'

const text = { type: 'string' } as const

const disease = {
  type: 'object',
  required: ['code', 'slug', 'nameZh', 'nameEn', 'category', 'active', 'formVersions', 'entry'],
  properties: {
    code: text,
    slug: text,
    nameZh: text,
    nameEn: text,
    category: text,
    active: { type: 'boolean' },
    formVersions: { type: 'array', items: { type: 'integer' } },
    entry: { type: 'object', additionalProperties: true },
  },
  additionalProperties: false,
} as const

/** A listed disease. */
export const diseaseSchema = defineSchema(disease)
/** The whole list of the catalogue in force. */
export const diseaseListSchema = defineSchema({
  type: 'object',
  required: ['catalogue', 'items'],
  properties: {
    catalogue: {
      type: 'object',
      required: ['version', 'titleZh', 'titleEn', 'official'],
      properties: { version: text, titleZh: text, titleEn: text, official: { type: 'boolean' } },
      additionalProperties: false,
    },
    items: { type: 'array', items: disease },
  },
  additionalProperties: false,
})

/** Divisions of GB/T 2260, retired ones included. */
export const regionListSchema = defineSchema({
  type: 'object',
  required: ['items'],
  properties: {
    items: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'level', 'nameZh', 'nameEn', 'retired'],
        properties: {
          code: text,
          parentCode: text,
          level: { enum: ['province', 'city', 'county'] },
          nameZh: text,
          nameEn: text,
          population2020: { type: 'integer' },
          retired: { type: 'boolean' },
        },
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
})

/** Reporting hospitals. */
export const hospitalListSchema = defineSchema({
  type: 'object',
  required: ['items'],
  properties: {
    items: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'nameZh', 'nameEn', 'alsoKnownAs', 'kind', 'grade', 'cityCode', 'active'],
        properties: {
          code: text,
          nameZh: text,
          nameEn: text,
          alsoKnownAs: { type: 'array', items: text },
          kind: text,
          grade: text,
          cityCode: text,
          countyCode: text,
          active: { type: 'boolean' },
        },
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
})

const valueSet = {
  type: 'object',
  required: ['id', 'version', 'titleZh', 'titleEn', 'basis', 'items'],
  properties: {
    id: text,
    version: { type: 'integer' },
    titleZh: text,
    titleEn: text,
    standard: text,
    basis: text,
    note: text,
    items: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'zh', 'en', 'offered', 'local'],
        properties: {
          code: text,
          zh: text,
          en: text,
          offered: { type: 'boolean' },
          local: { type: 'boolean' },
          mapsTo: text,
        },
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
} as const

/** A list of codes with the standard it follows. */
export const valueSetSchema = defineSchema(valueSet)
/** Every value set. */
export const valueSetListSchema = defineSchema({
  type: 'object',
  required: ['items'],
  properties: { items: { type: 'array', items: valueSet } },
  additionalProperties: false,
})

/** A form as one JSON Schema, its references resolved. */
export const formSchema = defineSchema({
  type: 'object',
  required: ['disease', 'version', 'titleZh', 'titleEn', 'ruleSet', 'schema'],
  properties: {
    disease: text,
    version: { type: 'integer' },
    titleZh: text,
    titleEn: text,
    ruleSet: text,
    schema: { type: 'object', additionalProperties: true },
  },
  additionalProperties: false,
})
