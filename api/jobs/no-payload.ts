import { defineSchema } from '#schemas/api/define-schema.ts'

/** For jobs that are told nothing but when. */
export const noPayload = defineSchema({ type: 'object', properties: {}, additionalProperties: false })
