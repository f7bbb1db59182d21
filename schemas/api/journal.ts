import { defineSchema } from './define-schema.ts'

const text = { type: 'string' } as const

/** Query parameters of `GET /journal`; the period is half-open. */
export const journalQuerySchema = defineSchema({
  type: 'object',
  properties: {
    event: { type: 'string', minLength: 1, maxLength: 100 },
    object: { type: 'string', format: 'uuid' },
    actor: { type: 'string', format: 'uuid' },
    from: { type: 'string', format: 'date-time' },
    before: { type: 'string', format: 'date-time' },
    cursor: { type: 'string', minLength: 1, maxLength: 200 },
    limit: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
  },
  additionalProperties: false,
})

/** A page of audit events, oldest first. */
export const journalSchema = defineSchema({
  type: 'object',
  required: ['items'],
  properties: {
    items: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'at', 'event', 'objectKind', 'actorKind', 'actor', 'roles', 'channel', 'detail', 'related'],
        properties: {
          id: text,
          at: { type: 'string', format: 'date-time' },
          event: text,
          transition: text,
          objectKind: text,
          objectId: text,
          actorKind: text,
          actor: text,
          roles: { type: 'array', items: text },
          hospitalCode: text,
          from: text,
          to: text,
          channel: text,
          reasonCode: text,
          formVersion: { type: 'integer' },
          ruleSet: text,
          matcherVersion: text,
          requestId: text,
          detail: { type: 'object', additionalProperties: true },
          related: { type: 'object', additionalProperties: true },
        },
        additionalProperties: false,
      },
    },
    nextCursor: text,
  },
  additionalProperties: false,
})
