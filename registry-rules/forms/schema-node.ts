import type { CompileCondition, Condition } from '#registry-rules/edit-checks/compile-condition.ts'
import { isObject, type JsonObject } from './json-pointer.ts'
import { resolve, type Fragment, type SchemaDocuments } from './schema-documents.ts'
import { FormError } from './form-error.ts'

/**
 * One place of a document and all that the schemas say about it: the disease's own words before those of
 * the core. `pointer` has `*` for the entries of a list, and for those of a
 * section whose keys are pointers. `keywords` holds the most specific value of each.
 */
export type SchemaNode = {
  pointer: string
  keywords: JsonObject
  types: readonly string[]
  minimum: number | undefined
  maximum: number | undefined
  properties: ReadonlyMap<string, SchemaNode>
  entry: SchemaNode | undefined
  condition: Condition | undefined
  isOpen: boolean
}

/** What reading forms needs: the files, and the compiler of `x-when`. */
export type FormReading = { documents: SchemaDocuments; compileCondition: CompileCondition }

const deepest = 12

/** @throws FormError where a reference leads nowhere or a form is deeper than 12 levels, such as one that contains itself. */
export function readForm(schema: JsonObject, reading: FormReading): SchemaNode {
  return schemaNode([{ schema, file: schema }], '', { ...reading, form: schema }, 0)
}

type Place = FormReading & { form: JsonObject }

/**
 * Sections to which the form adds nothing are the same in all forms and are read once: they are half of what there is
 * to read. Kept as long as the files, by the schema that they come from and their pointer.
 */
const sharedNodes = new WeakMap<SchemaDocuments, Map<JsonObject, SchemaNode>>()

function innerNode(fragments: readonly Fragment[], pointer: string, reading: Place, depth: number): SchemaNode {
  const [only] = fragments
  if (!only || fragments.length > 1 || only.file === reading.form) return schemaNode(fragments, pointer, reading, depth)
  const nodes = sharedNodes.get(reading.documents) ?? new Map<JsonObject, SchemaNode>()
  sharedNodes.set(reading.documents, nodes)
  const known = nodes.get(only.schema)
  if (known?.pointer === pointer) return known
  const node = schemaNode(fragments, pointer, { ...reading, form: only.file }, depth)
  nodes.set(only.schema, node)
  return node
}

function schemaNode(fragments: readonly Fragment[], pointer: string, reading: Place, depth: number): SchemaNode {
  const { documents, compileCondition, form } = reading
  const name = String(form['$id'])
  if (depth > deepest) throw new FormError(`${name} ${pointer}: deeper than ${deepest} levels`)
  const said = fragments.flatMap((fragment) => expand(fragment, documents, 0))
  const values = (keyword: string) => said.flatMap(({ schema }) => (keyword in schema ? [schema[keyword]] : []))
  const numbers = (keyword: string) => values(keyword).filter((value) => typeof value === 'number')

  const properties = new Map<string, Fragment[]>()
  // Read from the core to the disease: the core has the order of the screen.
  for (const { schema, file } of said.toReversed()) {
    for (const [key, inner] of Object.entries(isObject(schema['properties']) ? schema['properties'] : {})) {
      if (isObject(inner)) properties.set(key, [{ schema: inner, file }, ...(properties.get(key) ?? [])])
    }
  }
  const entries = said.flatMap(({ schema, file }) =>
    [schema['items'], schema['additionalProperties']].filter(isObject).map((entry) => ({ schema: entry, file })),
  )

  const isClosed = ['additionalProperties', 'unevaluatedProperties'].some((keyword) => values(keyword).includes(false))
  if (properties.size > 0 && !isClosed)
    throw new FormError(`${name} ${pointer}: an object that does not refuse unknown keys`)
  const keywords = Object.assign({}, ...said.toReversed().map(({ schema }) => schema)) as JsonObject
  const rule = keywords['x-when']

  return {
    pointer,
    keywords,
    types: [values('type')[0] ?? []].flat() as string[],
    minimum: greatest(numbers('minimum')),
    maximum: least(numbers('maximum')),
    properties: new Map(
      [...properties].map(([key, inner]) => [key, innerNode(inner, `${pointer}/${key}`, reading, depth + 1)]),
    ),
    entry: entries.length > 0 ? innerNode(entries, `${pointer}/*`, reading, depth + 1) : undefined,
    condition: typeof rule === 'string' ? compileCondition(rule, `${name} ${pointer}`) : undefined,
    isOpen: values('additionalProperties').some((value) => isObject(value)),
  }
}

const greatest = (numbers: number[]) => (numbers.length > 0 ? Math.max(...numbers) : undefined)
const least = (numbers: number[]) => (numbers.length > 0 ? Math.min(...numbers) : undefined)

function expand(fragment: Fragment, documents: SchemaDocuments, depth: number): Fragment[] {
  const { schema, file } = fragment
  if (depth > deepest) throw new FormError(`${String(file['$id'])}: references go round in a circle`)
  if (!('$ref' in schema) && !('allOf' in schema)) return [fragment]
  const referred = typeof schema['$ref'] === 'string' ? [resolve(schema['$ref'], file, documents)] : []
  const parts = Array.isArray(schema['allOf'])
    ? schema['allOf'].filter(isObject).map((part) => ({ schema: part, file }))
    : []
  return [fragment, ...[...parts, ...referred].flatMap((inner) => expand(inner, documents, depth + 1))]
}

/** The node of a place in a document; list entries may be written as index or as `*`. */
export function findNode(root: SchemaNode, keys: readonly string[]): SchemaNode | undefined {
  return keys.reduce<SchemaNode | undefined>(
    (node, key) => node?.properties.get(key) ?? (/^(\d+|\*)$/.test(key) ? node?.entry : undefined),
    root,
  )
}

/** Every place of a form that is outside lists, from the top in the order of the screen. */
export function askableNodes(root: SchemaNode): SchemaNode[] {
  return [root, ...[...root.properties.values()].flatMap(askableNodes)]
}

/** Title of a node in both languages, empty where the schema gives none. */
export function titleOf({ keywords }: SchemaNode): { zh: string; en: string } {
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  return { zh: text(keywords['title']), en: text(keywords['x-title-en']) }
}

/** The title of a place, or of the nearest place above it that has one. */
export function nearestTitle(root: SchemaNode, keys: readonly string[]): { zh: string; en: string } {
  for (let length = keys.length; length >= 0; length -= 1) {
    const node = findNode(root, keys.slice(0, length))
    if (node && titleOf(node).zh !== '') return titleOf(node)
  }
  return titleOf(root)
}
