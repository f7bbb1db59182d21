import { FormError } from './form-error.ts'
import { isObject, type JsonObject } from './json-pointer.ts'

/** A schema file by its `$id`. */
export type SchemaDocuments = ReadonlyMap<string, JsonObject>

/** A schema and the file it stands in, which `#/…` references mean. */
export type Fragment = { schema: JsonObject; file: JsonObject }

// Keywords whose values are maps from names that authors chose to schemas: such a name is not a keyword.
const mapsOfSchemas = new Set(['properties', 'patternProperties', '$defs', 'dependentSchemas'])
const schemas = new Set([
  'items',
  'additionalProperties',
  'unevaluatedProperties',
  'propertyNames',
  'not',
  'if',
  'then',
  'else',
  'contains',
])
const listsOfSchemas = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems'])

/**
 * Applies a change to a schema and every schema inside, inner ones first. Annotations are left as they are.
 */
export function mapSchema(schema: JsonObject, change: (schema: JsonObject) => JsonObject): JsonObject {
  return change(mapInner(schema, (inner) => mapSchema(inner, change)))
}

/**
 * Applies a change to the schemas that stand directly in a schema; `at` is where, as a JSON pointer from it. A loop,
 * since each start goes through hundreds of thousands of keywords here.
 */
export function mapInner(schema: JsonObject, change: (inner: JsonObject, at: string) => JsonObject): JsonObject {
  const inside = (value: unknown, at: string) => (isObject(value) ? change(value, at) : value)
  const changed: JsonObject = {}
  for (const keyword of Object.keys(schema)) {
    const value = schema[keyword]
    if (schemas.has(keyword)) changed[keyword] = inside(value, `/${keyword}`)
    else if (listsOfSchemas.has(keyword) && Array.isArray(value))
      changed[keyword] = value.map((inner, index) => inside(inner, `/${keyword}/${index}`))
    else if (mapsOfSchemas.has(keyword) && isObject(value))
      changed[keyword] = Object.fromEntries(
        Object.entries(value).map(([name, inner]) => [name, inside(inner, `/${keyword}/${name}`)]),
      )
    else changed[keyword] = value
  }
  return changed
}

/** @throws FormError where two files have one `$id`, or a file has none. */
export function indexDocuments(files: readonly object[]): SchemaDocuments {
  const documents = new Map<string, JsonObject>()
  for (const file of files as JsonObject[]) {
    const id = file['$id']
    if (typeof id !== 'string') throw new FormError('a schema without $id')
    if (documents.has(id)) throw new FormError(`${id}: two schemas have this $id`)
    documents.set(id, file)
  }
  return documents
}

/** @throws FormError where the reference leads nowhere. */
export function resolve(reference: string, file: JsonObject, documents: SchemaDocuments): Fragment {
  const [id = '', pointer = ''] = reference.split('#')
  const target = id === '' ? file : documents.get(id)
  const schema = pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), target)
  if (!target || !isObject(schema)) throw new FormError(`${String(file['$id'])}: ${reference} leads nowhere`)
  return { schema, file: target }
}
