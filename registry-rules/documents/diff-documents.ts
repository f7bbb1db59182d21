import { below, isObject } from '#registry-rules/forms/json-pointer.ts'
import { canonicalJson } from './canonical-json.ts'

/** One changed place of a document: JSON pointer, value before and after (absent: `undefined`). */
export type DocumentChange = { readonly pointer: string; readonly before: unknown; readonly after: unknown }

/** Where two documents differ, leaf by leaf; a list counts as one value, since its entries have no names. */
export function diffDocuments(before: unknown, after: unknown, pointer = ''): DocumentChange[] {
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
    return keys.flatMap((key) => diffDocuments(before[key], after[key], below(pointer, key)))
  }
  if (isObject(after) && before === undefined) {
    return Object.keys(after)
      .sort()
      .flatMap((key) => diffDocuments(undefined, after[key], below(pointer, key)))
  }
  if (isObject(before) && after === undefined) {
    return Object.keys(before)
      .sort()
      .flatMap((key) => diffDocuments(before[key], undefined, below(pointer, key)))
  }
  // Absent and null are written alike, and are not the same.
  const isSame = (before === undefined) === (after === undefined) && canonicalJson(before) === canonicalJson(after)
  return isSame ? [] : [{ pointer, before, after }]
}
