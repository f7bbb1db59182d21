import type { NotHeldReason } from './not-held-reasons.ts'
import type { TimeElement } from './phenopacket.ts'

/**
 * What a time of the packet says in the terms of the form: an age that `addAge` can add to a birth date, and a reason
 * where the packet says more than that, or something else.
 */
export type AgeReading = { age?: string; reason?: NotHeldReason }

/** Nobody is older; 122 years is the oldest age that was ever proven. */
const oldestAgeYears = 125

const durationPattern =
  /^P(?:([0-9]+(?:[.,][0-9]+)?)Y)?(?:([0-9]+(?:[.,][0-9]+)?)M)?(?:([0-9]+(?:[.,][0-9]+)?)W)?(?:([0-9]+(?:[.,][0-9]+)?)D)?(T(?:[0-9.,]+H)?(?:[0-9.,]+M)?(?:[0-9.,]+S)?)?$/

/**
 * Periods of life of the HPO (branch *Onset*, HP:0003674) that say when within the first year. Birth itself is exact;
 * the first 28 days are kept as the month, the first year as the year. All later periods span years.
 */
const agesOfClasses = new Map<string, AgeReading>([
  ['HP:0003577', { age: 'P0D' }],
  ['HP:0003623', { age: 'P0M', reason: 'age-class-coarser' }],
  ['HP:0003593', { age: 'P0Y', reason: 'age-class-coarser' }],
  // Before birth: antenatal, embryonal, fetal, late first, second and third trimester.
  ...['HP:0030674', 'HP:0011460', 'HP:0011461', 'HP:0034199', 'HP:0034198', 'HP:0034197'].map(
    (id) => [id, { reason: 'before-birth' }] as [string, AgeReading],
  ),
])

/** The age as duration of whole years, months, weeks and days, the only ones that a partial date can follow. */
function readDuration(text: string): AgeReading {
  const match = durationPattern.exec(text.trim())
  if (!match || match[0] === 'P' || match[0].endsWith('T')) return { reason: 'age-unreadable' }
  const [, years, months, weeks, days, time] = match
  const year = splitDecimal(years)
  const month = splitDecimal(months)
  const week = splitDecimal(weeks)
  const day = splitDecimal(days)
  const monthsOfYear = Math.floor(year.fraction * 12 + 1e-9)
  const isRounded = time !== undefined || [year, month, week, day].some(({ fraction }) => fraction > 0)
  const ageYears = year.whole + month.whole / 12 + week.whole / 52 + day.whole / 365
  if (ageYears > oldestAgeYears) return { reason: 'age-unreadable' }
  const parts = [
    years === undefined ? '' : `${year.whole}Y`,
    months === undefined && monthsOfYear === 0 ? '' : `${month.whole + monthsOfYear}M`,
    weeks === undefined ? '' : `${week.whole}W`,
    days === undefined ? '' : `${day.whole}D`,
  ].join('')
  const age = `P${parts || '0D'}`
  return isRounded ? { age, reason: 'age-rounded' } : { age }
}

function splitDecimal(text: string | undefined): {
  whole: number
  fraction: number
} {
  const value = Number((text ?? '0').replace(',', '.'))
  return { whole: Math.floor(value), fraction: value - Math.floor(value) }
}

/**
 * Length of an age in days, for comparing ages; a month counts 30.44 days (a year of 365.25 through twelve).
 * `upTo` gives the longest time that the age can mean: `P34Y` is true until the 35th birthday.
 */
export function daysOfAge(age: string, { upTo = false } = {}): number {
  const [, years, months, weeks, days] = durationPattern.exec(age) ?? []
  const exact = Number(years ?? 0) * 365.25 + Number(months ?? 0) * 30.44 + Number(weeks ?? 0) * 7 + Number(days ?? 0)
  if (!upTo || days !== undefined || weeks !== undefined) return exact
  return exact + (months === undefined ? 365 : 30)
}

/**
 * Age that a time element means. Timestamps become an age only with the date of birth of the same packet: the birth
 * date of the case report is invented.
 */
export function readAge(time: TimeElement, dateOfBirth: string | undefined): AgeReading {
  if (time.age) return readDuration(time.age.iso8601duration)
  if (time.ageRange) return readRange(time.ageRange.start?.iso8601duration, time.ageRange.end?.iso8601duration)
  if (time.ontologyClass) return agesOfClasses.get(time.ontologyClass.id) ?? { reason: 'age-class' }
  if (time.gestationalAge) return { reason: 'before-birth' }
  if (time.timestamp !== undefined) return ageBetween(dateOfBirth, time.timestamp)
  if (time.interval)
    return {
      reason: dateOfBirth === undefined ? 'timestamp-without-birth' : 'age-range',
    }
  return {}
}

function readRange(start: string | undefined, end: string | undefined): AgeReading {
  const from = start === undefined ? undefined : readDuration(start).age
  const to = end === undefined ? undefined : readDuration(end).age
  if (from === undefined || to === undefined) return { reason: 'age-range' }
  if (from === to) return { age: from }
  const [firstYear = 0, lastYear = 0] = [from, to].map((age) => Math.floor(daysOfAge(age) / 365.25))
  return firstYear === lastYear ? { age: `P${firstYear}Y`, reason: 'age-range-coarser' } : { reason: 'age-range' }
}

/** Whole days between two instants of RFC 3339; the time of day is left out on both sides. */
function ageBetween(dateOfBirth: string | undefined, timestamp: string): AgeReading {
  if (dateOfBirth === undefined) return { reason: 'timestamp-without-birth' }
  const days = (startOfDay(timestamp) - startOfDay(dateOfBirth)) / 86_400_000
  if (!Number.isInteger(days) || days < 0) return { reason: 'date-unreadable' }
  return readDuration(`P${days}D`)
}

function startOfDay(timestamp: string): number {
  const date = /^[0-9]{4}-[0-9]{2}-[0-9]{2}(?=$|T)/.exec(timestamp)?.[0]
  return date === undefined ? Number.NaN : Date.parse(`${date}T00:00:00Z`)
}
