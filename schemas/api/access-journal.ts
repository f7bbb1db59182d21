import { defineSchema } from './define-schema.ts'

const text = { type: 'string' } as const
const uuid = { type: 'string', format: 'uuid' } as const

/** Query parameters of `GET /access-events`; the period is half-open. */
export const accessEventQuerySchema = defineSchema({
  type: 'object',
  properties: {
    event: { type: 'string', minLength: 1, maxLength: 100 },
    person: uuid,
    hospital: { type: 'string', minLength: 1, maxLength: 20 },
    outcome: { enum: ['given', 'refused'] },
    from: { type: 'string', format: 'date-time' },
    before: { type: 'string', format: 'date-time' },
    cursor: { type: 'string', minLength: 1, maxLength: 200 },
    limit: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
  },
  additionalProperties: false,
})

/** A page of the access journal, oldest first. */
export const accessEventListSchema = defineSchema({
  type: 'object',
  required: ['items'],
  properties: {
    items: {
      type: 'array',
      items: {
        type: 'object',
        required: [
          'id',
          'at',
          'event',
          'outcome',
          'fields',
          'actorKind',
          'actor',
          'roles',
          'channel',
          'detail',
          'related',
        ],
        properties: {
          id: text,
          at: { type: 'string', format: 'date-time' },
          event: text,
          outcome: { enum: ['given', 'refused'] },
          refusal: text,
          fields: { type: 'array', items: text },
          subjectHash: { ...text, description: 'Keyed hash: the same for repeated questions about one person.' },
          objectKind: text,
          objectId: text,
          actorKind: text,
          actor: text,
          personId: text,
          roles: { type: 'array', items: text },
          hospitalCode: text,
          channel: text,
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
