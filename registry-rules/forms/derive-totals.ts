import type { CaseForm } from './form.ts'
import { pointerKeys, valueAt, type JsonObject } from './json-pointer.ts'
import { scalesOf, sumOf } from './scales.ts'

/**
 * A copy of the document in which a scale has its total where all parts are answered and the total is not.
 * A total that was written is left, right or wrong: `validate` speaks about it.
 */
export function deriveTotals<T>(document: T, form: CaseForm): T {
  let copy: unknown = document
  for (const scale of scalesOf(form)) {
    const sum = sumOf(scale, copy)
    if (sum === undefined || valueAt(copy, `${scale.pointer}/${scale.total}`) !== undefined) continue
    copy = withValue(copy, [...pointerKeys(scale.pointer), scale.total], sum)
  }
  return copy as T
}

function withValue(document: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value
  const object = document as JsonObject
  return { ...object, [key]: withValue(object[key], rest, value) }
}
