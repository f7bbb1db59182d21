import { isObject, pointerKeys, type JsonObject } from '#registry-rules/forms/json-pointer.ts'

/**
 * A copy of a document with another value at a JSON pointer; objects on the way are made where they are missing.
 * `undefined` takes the key out. A place inside a list is changed only where its entry is there.
 */
export function withValueAt(document: JsonObject, pointer: string, value: unknown): JsonObject {
  return changed(document, pointerKeys(pointer), value) as JsonObject
}

function changed(node: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value
  if (Array.isArray(node)) {
    return node.map((entry: unknown, index) => (String(index) === key ? changed(entry, rest, value) : entry))
  }
  const { [key]: before, ...others } = isObject(node) ? node : {}
  const after = changed(before, rest, value)
  return after === undefined ? others : { ...others, [key]: after }
}
