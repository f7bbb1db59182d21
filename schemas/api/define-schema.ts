import type { FromSchema, JSONSchema } from 'json-schema-to-ts'

/** A JSON Schema that knows the TypeScript type of what it accepts, so that a type is never written twice. */
export type TypedSchema<Type> = { readonly schema: Readonly<Record<string, unknown>>; readonly accepts?: Type }

/** Keeps the schema as it is and derives the type of what it accepts. */
export function defineSchema<const Schema extends JSONSchema>(schema: Schema): TypedSchema<FromSchema<Schema>> {
  return { schema: schema as unknown as Readonly<Record<string, unknown>> }
}
