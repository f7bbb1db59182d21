import { defineSchema } from './define-schema.ts'

/** `POST /session`. */
export const signInSchema = defineSchema({
  type: 'object',
  required: ['username', 'password'],
  properties: {
    username: { type: 'string', minLength: 1, maxLength: 100 },
    password: { type: 'string', minLength: 1, maxLength: 200 },
  },
  additionalProperties: false,
})

/** A body or query that takes nothing. */
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

/** The account that is signed in, with the rights of its roles. */
export const accountSchema = defineSchema(accountShape)

/** An access token and whose it is; the refresh token goes by cookie. */
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
