import { defineSchema } from './define-schema.ts'

export const signInSchema = defineSchema({
  type: 'object',
  required: ['username', 'password'],
  properties: {
    username: { type: 'string', minLength: 1, maxLength: 100 },
    password: { type: 'string', minLength: 1, maxLength: 200 },
  },
  additionalProperties: false,
})

export const emptySchema = defineSchema({ type: 'object', properties: {}, additionalProperties: false })

const accountShape = {
  type: 'object',
  required: ['id', 'username', 'displayName', 'roles', 'permissions'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    username: { type: 'string' },
    displayName: { type: 'string' },
    roles: { type: 'array', items: { type: 'string' } },
    permissions: { type: 'array', items: { type: 'string' } },
    hospitalCode: { type: 'string' },
  },
  additionalProperties: false,
} as const

export const accountSchema = defineSchema(accountShape)

export const sessionSchema = defineSchema({
  type: 'object',
  required: ['accessToken', 'tokenType', 'expiresInSeconds', 'account'],
  properties: {
    accessToken: { type: 'string' },
    tokenType: { const: 'Bearer' },
    expiresInSeconds: { type: 'integer' },
    account: accountShape,
  },
  additionalProperties: false,
})
