import { ageRangeYears, agreesAsFarAsKnown } from '#registry-rules/dates/partial-date.ts'
import { birthDays, type Identity } from './identity.ts'
import { solarDatesOfLunar } from './lunar-calendar.ts'
import { differByOneEdit } from './one-edit.ts'
import { yearsBetweenGenerations } from './own-number.ts'

/**
 * How two birth dates stand to each other, closest first:
 * - `equal` to the day as stated; `equal-first-of-january`, which many have whose day is unknown; `equal-in-number`: the date in an own number agrees with the other side's;
 * - `equal-in-number-only`: so, but the stated dates have nothing in common; the number may be a sibling's;
 * - `agrees-as-far-as-known`: one side knows the month or the year only (hard case 42: never "different");
 * - `lunar`: one is the other's lunar date; `month-day-swapped`; `one-digit`: one slip of the keyboard or a day off;
 * - `first-of-january`: same year, and one side has the day that stands for "unknown";
 * - `same-month-day`, `same-year`; `generation`: at least fifteen years apart; `different`.
 */
export type BirthDateLevel =
  | 'equal'
  | 'equal-first-of-january'
  | 'equal-in-number'
  | 'equal-in-number-only'
  | 'agrees-as-far-as-known'
  | 'lunar'
  | 'month-day-swapped'
  | 'one-digit'
  | 'first-of-january'
  | 'same-month-day'
  | 'same-year'
  | 'generation'
  | 'different'
  | 'missing'

/** Compares the birth dates of two identities, those in their own numbers included; the order does not matter. */
export function compareBirthDates(a: Identity, b: Identity): BirthDateLevel {
  const [statedByA, statedByB] = [a.birthDate ?? a.birthDateInNumber, b.birthDate ?? b.birthDateInNumber]
  if (statedByA === undefined || statedByB === undefined) return 'missing'
  // Both dates come from the one number: what agrees has been counted there.
  const isOneNumber = a.ownNumber !== undefined && a.ownNumber.text === b.ownNumber?.text
  if (isOneNumber && (a.birthDate === undefined || b.birthDate === undefined)) return 'missing'
  if (!isDay(statedByA) || !isDay(statedByB)) {
    return agreesAsFarAsKnown(statedByA, statedByB)
      ? 'agrees-as-far-as-known'
      : generationOr('different', statedByA, statedByB)
  }
  if (statedByA === statedByB) return statedByA.endsWith(firstOfJanuary) ? 'equal-first-of-january' : 'equal'
  const [daysOfA, daysOfB] = isOneNumber ? [[statedByA], [statedByB]] : [birthDays(a), birthDays(b)]
  const isEqualInNumber = daysOfA.some((day) => daysOfB.includes(day))
  const isStatedTwice = a.birthDate !== undefined && b.birthDate !== undefined
  if (isEqualInNumber)
    return isStatedTwice && !areClose(statedByA, statedByB) ? 'equal-in-number-only' : 'equal-in-number'
  const closest = byCloseness.find((level) =>
    daysOfA.some((dayOfA) =>
      daysOfB.some((dayOfB) => isLevel[level](dayOfA, dayOfB) || isLevel[level](dayOfB, dayOfA)),
    ),
  )
  return closest ?? generationOr('different', statedByA, statedByB)
}

const firstOfJanuary = '-01-01'

/** Of what is known to be a partial date. */
const isDay = (date: string): boolean => date.length === 10

const isLevel = {
  lunar: (day: string, other: string) => solarDatesOfLunar(day).includes(other),
  'month-day-swapped': (day: string, other: string) => swapMonthAndDay(day) === other,
  'one-digit': (day: string, other: string) =>
    differByOneEdit(day.replaceAll('-', ''), other.replaceAll('-', '')) || daysBetween(day, other) === 1,
  'first-of-january': (day: string, other: string) =>
    day.endsWith(firstOfJanuary) && day.slice(0, 4) === other.slice(0, 4),
  'same-month-day': (day: string, other: string) =>
    day.slice(4) === other.slice(4) && yearsApart(day, other) < yearsBetweenGenerations,
  'same-year': (day: string, other: string) => day.slice(0, 4) === other.slice(0, 4),
} as const satisfies Record<string, (day: string, other: string) => boolean>

const slips = ['lunar', 'month-day-swapped', 'one-digit', 'first-of-january'] as const

const byCloseness = [
  'lunar',
  'month-day-swapped',
  'one-digit',
  'first-of-january',
  'same-month-day',
  'same-year',
] as const

function areClose(a: string, b: string): boolean {
  return slips.some((level) => isLevel[level](a, b) || isLevel[level](b, a))
}

function swapMonthAndDay(day: string): string {
  const [year = '', month = '', dayOfMonth = ''] = day.split('-')
  return `${year}-${dayOfMonth}-${month}`
}

function daysBetween(a: string, b: string): number {
  return Math.abs(Date.parse(a) - Date.parse(b)) / 86_400_000
}

function yearsApart(a: string, b: string): number {
  return Math.abs(Number(a.slice(0, 4)) - Number(b.slice(0, 4)))
}

function generationOr(level: 'different', a: string, b: string): BirthDateLevel {
  if (yearsApart(a, b) < yearsBetweenGenerations) return level
  const isApart =
    ageRangeYears(a, b).min >= yearsBetweenGenerations || ageRangeYears(b, a).min >= yearsBetweenGenerations
  return isApart ? 'generation' : level
}
