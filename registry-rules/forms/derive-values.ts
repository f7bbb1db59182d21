import type { CaseForm } from './form.ts'
import { isGiven } from './is-given.ts'
import { isObject, pointerKeys, valueAt } from './json-pointer.ts'
import { convertReported, isWholeNumber, reportedEntries } from './reported-units.ts'
import { scalesOf, sumOf } from './scales.ts'

/**
 * A copy of the document with what follows from it: the total of a scale where all parts are answered, and the value
 * in the unit of the item where one was reported in another. What was written is left, right or wrong: `validate`
 * speaks about it. The document may be anything.
 */
export function deriveValues<T>(document: T, form: CaseForm): T {
  let copy: unknown = document
  for (const scale of scalesOf(form)) {
    const sum = sumOf(scale, copy)
    const pointer = `${scale.pointer}/${scale.total}`
    if (sum !== undefined && valueAt(copy, pointer) === undefined) copy = withValue(copy, pointerKeys(pointer), sum)
  }
  for (const { item, reported, unit } of reportedEntries(document, form)) {
    if (unit === undefined || isGiven(valueAt(copy, item.pointer))) continue
    const converted = convertReported(reported.value, unit, isWholeNumber(item, form))
    copy = withValue(copy, pointerKeys(item.pointer), converted)
  }
  return copy as T
}

/** Sections in between are made; where one is something else than an object, nothing is put into it. */
function withValue(document: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value
  if (document !== undefined && !isObject(document)) return document
  return { ...document, [key]: withValue(document?.[key], rest, value) }
}
