import { defineSchema } from './define-schema.ts'

/** The period of the workbook by date of acceptance, half-open. */
export const officeWorkbookQuerySchema = defineSchema({
  type: 'object',
  properties: {
    acceptedFrom: { type: 'string', format: 'date' },
    acceptedBefore: { type: 'string', format: 'date' },
    purpose: { type: 'string', minLength: 1, maxLength: 200 },
  },
  additionalProperties: false,
})
