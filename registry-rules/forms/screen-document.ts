import type { Finding } from '#registry-rules/finding.ts'
import type { CaseForm } from './form.ts'
import { below, isObject, pointerKeys, type JsonObject } from './json-pointer.ts'
import { schemaFindings } from './schema-findings.ts'
import type { SchemaNode } from './schema-node.ts'

/**
 * A document after its structure was judged.
 *
 * `given` has everything that was written, without blank strings. In `sound` what breaks the schema is
 * `undefined`, and list entries keep their index. `facts` is `sound` without the holes: what rules see.
 * `unsound` are the pointers of the holes; a rule that reads one has to wait.
 */
export type ScreenedDocument = {
  findings: Finding[]
  given: unknown
  sound: unknown
  facts: unknown
  unsound: readonly string[]
}

/** Longest list and largest object that are looked into. Above any list of a form, below what would take seconds. */
const mostEntries = 500
const deepest = 24

/** Judges the structure of any JSON value and makes the copies that later rules read. The document is not changed. */
export function screenDocument(document: unknown, form: CaseForm): ScreenedDocument {
  const oversized: string[] = []
  const given = copy(document, '', 0, form.root, oversized)
  const structure = schemaFindings(given, form)
  const findings = [...oversized.map(tooLarge), ...structure.findings]
  const sound = copyAsIs(given)
  for (const pointer of [...structure.unsound, ...structure.unknown]) remove(sound, pointerKeys(pointer))
  return { findings, given, sound, facts: withoutHoles(sound), unsound: [...structure.unsound, ...oversized] }
}

function tooLarge(pointer: string): Finding {
  return {
    check: 'schema.size',
    severity: 'block',
    pointer,
    zh: '内容过多或层次过深，未读取。',
    en: 'Too many entries or too deep; this was not read.',
  }
}

/** A copy without blank strings, and without lists, objects and depths that no form has. */
function copy(
  value: unknown,
  pointer: string,
  depth: number,
  node: SchemaNode | undefined,
  oversized: string[],
): unknown {
  if (typeof value !== 'object' || value === null) return value
  const keys = Object.keys(value)
  const limit = Math.min(mostEntries, Array.isArray(value) ? maxItems(node) : mostEntries)
  if (depth > deepest || keys.length > limit) {
    oversized.push(pointer)
    return undefined
  }
  if (Array.isArray(value)) {
    return value.map((entry, index) => copy(entry, below(pointer, index), depth + 1, node?.entry, oversized) ?? null)
  }
  const entries = Object.entries(value).flatMap(([key, inner]) => {
    if (typeof inner === 'string' && inner.trim() === '') return []
    const known = node?.properties.get(key)
    // Nothing below an unknown key is looked at: the key is the finding.
    if (node && !known && !node.isOpen) return [[key, true]]
    const copied = copy(inner, below(pointer, key), depth + 1, known, oversized)
    return copied === undefined ? [] : [[key, copied]]
  })
  return Object.fromEntries(entries)
}

function maxItems(node: SchemaNode | undefined): number {
  const most = node?.keywords['maxItems']
  return typeof most === 'number' ? most : mostEntries
}

function copyAsIs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyAsIs)
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyAsIs(inner)]))
    : value
}

function remove(document: unknown, keys: readonly string[]): void {
  const last = keys.at(-1)
  const parent = keys
    .slice(0, -1)
    .reduce<unknown>((value, key) => (isContainer(value) ? value[key] : undefined), document)
  if (last !== undefined && isContainer(parent)) parent[last] = undefined
}

const isContainer = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null

function withoutHoles(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((entry) => entry !== undefined).map(withoutHoles)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner === undefined ? [] : [[key, withoutHoles(inner)]])),
  )
}
