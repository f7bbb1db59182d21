import { withValueAt } from '#registry-rules/documents/with-value-at.ts'
import { deriveValues } from '#registry-rules/forms/derive-values.ts'
import type { CaseForm, FormItem } from '#registry-rules/forms/form.ts'
import { isGiven } from '#registry-rules/forms/is-given.ts'
import { isObject, pointerKeys, valueAt, type JsonObject } from '#registry-rules/forms/json-pointer.ts'
import { scalesOf } from '#registry-rules/forms/scales.ts'

/**
 * The document with another answer at a place. Objects that become empty go with their last answer, an empty list stays
 * (it is an answer), the reason for a gap goes when something is given, and the total of a scale follows its parts.
 */
export function withAnswer(document: JsonObject, pointer: string, value: unknown, form: CaseForm): JsonObject {
  let changed = withValueAt(document, pointer, isBlank(value) ? undefined : value)
  changed = withoutEmptyParents(changed, pointer)
  if (isGiven(valueAt(changed, pointer))) changed = withoutReasons(changed, pointer)
  const scale = scalesOf(form).find(
    (candidate) => pointer.startsWith(`${candidate.pointer}/`) && pointer !== `${candidate.pointer}/${candidate.total}`,
  )
  if (!scale) return changed
  const withoutTotal = withValueAt(changed, `${scale.pointer}/${scale.total}`, undefined)
  return withoutEmptyParents(deriveValues(withoutTotal, form), pointer)
}

/** A value as the laboratory reported it; the item's own value becomes its conversion, or goes where it is no number. */
export function withReportedValue(
  document: JsonObject,
  pointer: string,
  reported: { readonly value: unknown; readonly unit: string },
  form: CaseForm,
): JsonObject {
  const withReported = withEntry(document, 'asReported', pointer, reported)
  const withoutOld = withoutEmptyParents(withValueAt(withReported, pointer, undefined), pointer)
  const converted = deriveValues(withoutOld, form)
  return withoutReasons(converted, pointer)
}

/** The document without the value as reported; the item's own value stays. */
export const withoutReportedValue = (document: JsonObject, pointer: string): JsonObject =>
  withEntry(document, 'asReported', pointer, undefined)

/** The document with a reason why an item has no answer, or without one. */
export const withReason = (document: JsonObject, pointer: string, reason: string | undefined): JsonObject =>
  withEntry(document, 'missing', pointer, reason)

/** Reason codes by pointer. */
export function reasonAt(document: JsonObject, pointer: string): string | undefined {
  const missing = document['missing']
  const reason = isObject(missing) ? missing[pointer] : undefined
  return typeof reason === 'string' ? reason : undefined
}

/** The value as the laboratory reported it, where the item was entered in another unit. */
export function reportedAt(document: JsonObject, pointer: string): { value: unknown; unit: string } | undefined {
  const section = document['asReported']
  const entry = isObject(section) ? section[pointer] : undefined
  return isObject(entry) && typeof entry['unit'] === 'string'
    ? { value: entry['value'], unit: entry['unit'] }
    : undefined
}

/** Keys of `missing` and `asReported` are pointers themselves, so they are set as keys, not as places. */
function withEntry(document: JsonObject, section: string, key: string, value: unknown): JsonObject {
  const before = isObject(document[section]) ? document[section] : {}
  const { [key]: _, ...others } = before
  const after = value === undefined ? others : { ...others, [key]: value }
  const { [section]: __, ...rest } = document
  return Object.keys(after).length === 0 ? rest : { ...rest, [section]: after }
}

/** A reason at the item itself; one that was given for a whole group goes on answering the rest of it. */
function withoutReasons(document: JsonObject, pointer: string): JsonObject {
  return reasonAt(document, pointer) === undefined ? document : withEntry(document, 'missing', pointer, undefined)
}

function withoutEmptyParents(document: JsonObject, pointer: string): JsonObject {
  const keys = pointerKeys(pointer)
  let pruned = document
  for (let depth = keys.length - 1; depth > 0; depth -= 1) {
    const parent = `/${keys.slice(0, depth).join('/')}`
    const value = valueAt(pruned, parent)
    // An entry of a list keeps its place, or the entries after it would move.
    const isListEntry = /^\d+$/.test(keys[depth - 1] ?? '')
    if (isListEntry || !isObject(value) || Object.keys(value).length > 0) break
    pruned = withValueAt(pruned, parent, undefined)
  }
  return pruned
}

const isBlank = (value: unknown) => typeof value === 'string' && value.trim() === ''

/** How many of some items that must be answered are, by a value or by a reason. */
export type Progress = { readonly answered: number; readonly asked: number }

/** Counts required and expected items that are asked; items inside an item that is not there are not asked. */
export function progressOf(items: readonly FormItem[], document: JsonObject, asked: ReadonlySet<string>): Progress {
  const counted = items.filter(({ pointer, need }) => need !== 'optional' && asked.has(pointer))
  const answered = counted.filter(({ pointer }) => isGiven(valueAt(document, pointer)) || hasReason(document, pointer))
  return { answered: answered.length, asked: counted.length }
}

function hasReason(document: JsonObject, pointer: string): boolean {
  const keys = pointerKeys(pointer)
  return keys.some((_, index) => reasonAt(document, `/${keys.slice(0, index + 1).join('/')}`) !== undefined)
}

/** Pointers of the items that are asked as the answers stand. `today` is `YYYY-MM-DD`. */
export function askedItems(form: CaseForm, document: JsonObject, today: string): Set<string> {
  return new Set(form.items.filter((item) => item.isAsked(document, today)).map(({ pointer }) => pointer))
}
