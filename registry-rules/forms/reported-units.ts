import type { CaseForm, FormItem, OtherUnit } from './form.ts'
import { isObject, pointerKeys, type JsonObject } from './json-pointer.ts'

/** A value as a laboratory reported it, in a unit other than that of the item. */
export type ReportedValue = { value: number; unit: string }

/**
 * The value in the unit of the item, to four significant digits: more would claim a precision that no
 * laboratory has. Rounded to whole numbers where the item is one.
 */
export function convertReported(value: number, { factor, offset = 0 }: OtherUnit, isWhole = false): number {
  const converted = value * factor + offset
  return isWhole ? Math.round(converted) : Number(converted.toPrecision(4))
}

/** Half a percent: what rounding to three digits, as laboratories print them, can make of a value. */
const tolerance = 0.005

/** Whether a value in the unit of the item can be the conversion of what was reported, rounding allowed for. */
export function agreesWithReported(value: number, reported: number, unit: OtherUnit, isWhole = false): boolean {
  const converted = reported * unit.factor + (unit.offset ?? 0)
  return Math.abs(value - converted) <= Math.max(Math.abs(converted) * tolerance, isWhole ? 0.5 : 0)
}

/** The units in which an item may be reported, its own first. */
export function unitsOf({ unit, otherUnits }: FormItem): OtherUnit[] {
  return unit === undefined ? [...otherUnits] : [{ unit, factor: 1 }, ...otherUnits]
}

/** One entry of `asReported` that names an item of the form with a choice of units, and can be read. */
export type ReportedEntry = { item: FormItem; reported: ReportedValue; unit: OtherUnit | undefined }

/** The entries of `asReported` that say something about an item with a choice of units; `unit` is undefined where it is not offered. */
export function reportedEntries(document: unknown, form: CaseForm): ReportedEntry[] {
  const section = isObject(document) ? document['asReported'] : undefined
  if (!isObject(section)) return []
  return Object.entries(section).flatMap(([pointer, entry]): ReportedEntry[] => {
    const item = form.items.find((candidate) => candidate.pointer === pointer)
    if (!item || item.otherUnits.length === 0 || !isReportedValue(entry)) return []
    return [{ item, reported: entry, unit: unitsOf(item).find(({ unit }) => unit === entry.unit) }]
  })
}

const isReportedValue = (entry: unknown): entry is ReportedValue & JsonObject =>
  isObject(entry) && typeof entry['value'] === 'number' && typeof entry['unit'] === 'string'

/** Whether the item is a whole number. */
export function isWholeNumber({ pointer }: FormItem, form: CaseForm): boolean {
  const node = pointerKeys(pointer).reduce<CaseForm['root'] | undefined>(
    (inner, key) => inner?.properties.get(key),
    form.root,
  )
  return node !== undefined && node.types.includes('integer') && !node.types.includes('number')
}
