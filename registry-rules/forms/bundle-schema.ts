import { changeableKeywords } from './annotations.ts'
import { isObject, type JsonObject } from './json-pointer.ts'
import { mapInner, mapSchema, resolve, type SchemaDocuments } from './schema-documents.ts'

/**
 * The schema of a form with every file that it refers to, directly or not, under `$defs`; references lead
 * inside the bundle only, so that a client needs neither the other files nor a resolver of `$id`. Bundles of one
 * registry share the objects of the files that they share.
 */
export function bundleSchema(schema: JsonObject, documents: SchemaDocuments): object {
  const { embedded, needs } = embed(schema, '#', documents)
  const all = new Set(needs)
  // A set goes on with what is added on the way.
  for (const id of all) for (const needed of embeddedFile(id, documents).needs) all.add(needed)
  const own = isObject(embedded['$defs']) ? embedded['$defs'] : {}
  const shared = [...all]
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((id) => [definitionName(id), embeddedFile(id, documents).embedded] as const)
  return { ...embedded, $defs: { ...own, ...Object.fromEntries(shared) } }
}

/** A file whose references lead inside a bundle, and the `$id` of every other file that it refers to. */
type Embedding = { embedded: JsonObject; needs: ReadonlySet<string> }

const embeddedFiles = new WeakMap<SchemaDocuments, Map<string, Embedding>>()

function embeddedFile(id: string, documents: SchemaDocuments): Embedding {
  const files = embeddedFiles.get(documents) ?? new Map<string, Embedding>()
  embeddedFiles.set(documents, files)
  const known = files.get(id)
  if (known) return known
  const { embedded, needs } = embed(documents.get(id) ?? {}, `#/$defs/${definitionName(id)}`, documents)
  const { $id: _id, $schema: _schema, ...definition } = embedded
  const made = { embedded: definition, needs }
  files.set(id, made)
  return made
}

/** `home` is where the file stands in the bundle. */
function embed(file: JsonObject, home: string, documents: SchemaDocuments): Embedding {
  const needs = new Set<string>()
  const embedded = mapSchema(file, (inner) => {
    const reference = inner['$ref']
    if (typeof reference !== 'string') return inner
    const { file: target } = resolve(reference, file, documents)
    const [, pointer = ''] = reference.split('#')
    if (target === file) return { ...inner, $ref: home + pointer }
    const id = String(target['$id'])
    needs.add(id)
    return { ...inner, $ref: `#/$defs/${definitionName(id)}${pointer}` }
  })
  return { embedded, needs }
}

// registry:/codes/sex → codes-sex
const definitionName = (id: string) => id.replace(/^registry:\//, '').replaceAll('/', '-')

/**
 * Canonical JSON (keys sorted) of the frozen part of a bundle: without checks, soft ranges, texts, sources,
 * codings and what only concerns the screen.
 */
export function canonicalStructure(bundle: object): string {
  const { $defs: definitions, ...form } = bundle as JsonObject
  const shared = mapInner({ $defs: definitions }, frozenDefinition)
  return JSON.stringify(inOrder({ ...frozenPart(form), ...shared }))
}

const frozenDefinitions = new WeakMap<JsonObject, JsonObject>()

/** Bundles share the objects of their definitions, and these are most of a bundle. */
function frozenDefinition(definition: JsonObject): JsonObject {
  const known = frozenDefinitions.get(definition)
  if (known) return known
  const made = frozenPart(definition)
  frozenDefinitions.set(definition, made)
  return made
}

function frozenPart(part: JsonObject): JsonObject {
  const frozen = mapSchema(part, (schema) => {
    const { 'x-features': features, 'x-genes': genes, ...rest } = schema
    return Object.fromEntries([
      ...Object.entries(rest).filter(([keyword]) => !changeableKeywords.has(keyword)),
      ...(Array.isArray(features) ? [['x-features', features.filter(isObject).map(({ hpo }) => hpo)]] : []),
      ...(Array.isArray(genes) ? [['x-genes', genes.filter(isObject).map(({ symbol }) => symbol)]] : []),
    ]) as JsonObject
  })
  return allInOrder(frozen) as JsonObject
}

function allInOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(allInOrder)
  if (!isObject(value)) return value
  return inOrder(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, allInOrder(inner)])))
}

function inOrder(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
