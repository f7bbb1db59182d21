import { changeableKeywords } from './annotations.ts'
import { isObject, type JsonObject } from './json-pointer.ts'
import { mapSchema, resolve, type SchemaDocuments } from './schema-documents.ts'

/**
 * The schema of a form with every file that it refers to, directly or not, under `$defs`; references lead
 * inside the bundle only, so that a client needs neither the other files nor a resolver of `$id`.
 */
export function bundleSchema(schema: JsonObject, documents: SchemaDocuments): object {
  const embedded = new Map<string, JsonObject>()

  const embed = (file: JsonObject): JsonObject => {
    const isRoot = file === schema
    return mapSchema(file, (inner) => {
      const reference = inner['$ref']
      if (typeof reference !== 'string') return inner
      const { file: target } = resolve(reference, file, documents)
      const [, pointer = ''] = reference.split('#')
      const id = String(target['$id'])
      if (target !== schema && !embedded.has(id)) {
        embedded.set(id, {})
        embedded.set(id, embed(target))
      }
      const home = target === schema || (isRoot && target === file) ? '#' : `#/$defs/${definitionName(id)}`
      return { ...inner, $ref: home + pointer }
    })
  }

  const root = embed(schema)
  const definitions = [...embedded].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const own = isObject(root['$defs']) ? root['$defs'] : {}
  return {
    ...root,
    $defs: {
      ...own,
      ...Object.fromEntries(
        definitions.map(([id, { $id: _id, $schema: _schema, ...file }]) => [definitionName(id), file]),
      ),
    },
  }
}

// registry:/codes/sex → codes-sex
const definitionName = (id: string) => id.replace(/^registry:\//, '').replaceAll('/', '-')

/**
 * Canonical JSON (keys sorted) of the frozen part of a bundle: without checks, soft ranges, texts, sources,
 * codings and what only concerns the screen.
 */
export function canonicalStructure(bundle: object): string {
  const frozen = mapSchema(bundle as JsonObject, (schema) => {
    const { 'x-features': features, 'x-genes': genes, ...rest } = schema
    return Object.fromEntries([
      ...Object.entries(rest).filter(([keyword]) => !changeableKeywords.has(keyword)),
      ...(Array.isArray(features) ? [['x-features', features.filter(isObject).map(({ hpo }) => hpo)]] : []),
      ...(Array.isArray(genes) ? [['x-genes', genes.filter(isObject).map(({ symbol }) => symbol)]] : []),
    ]) as JsonObject
  })
  return JSON.stringify(frozen, (_key, value: unknown) =>
    isObject(value) ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))) : value,
  )
}
