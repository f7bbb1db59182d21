/** How much of a date is known: the year, year and month, or the day. */
export type DatePrecision = 'year' | 'month' | 'day'

const partialDatePattern = /^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?$/

/** First and last year that a date of the registry may name; what lies outside is a slip of the keyboard. */
const firstYear = 1850
const lastYear = 2199

const daysOfMonths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

type Parts = { year: number; month?: number; day?: number }

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : (daysOfMonths[month - 1] ?? 0)
}

function readParts(text: string): Parts | undefined {
  const match = partialDatePattern.exec(text)
  if (!match) return undefined
  const year = Number(match[1])
  if (year < firstYear || year > lastYear) return undefined
  if (match[2] === undefined) return { year }
  const month = Number(match[2])
  if (month < 1 || month > 12) return undefined
  if (match[3] === undefined) return { year, month }
  const day = Number(match[3])
  if (day < 1 || day > daysInMonth(year, month)) return undefined
  return { year, month, day }
}

function getParts(text: string): Parts {
  const parts = readParts(text)
  // The text itself may be a birth date and must not reach a log.
  if (!parts) throw new RangeError('not a partial date')
  return parts
}

function write(year: number, month?: number, day?: number): string {
  return [String(year).padStart(4, '0'), month, day]
    .filter((part) => part !== undefined)
    .map((part) => String(part).padStart(2, '0'))
    .join('-')
}

/**
 * Whether a text is a real calendar date known to the year, the month or the day: `2011`, `2011-02`, `2011-02-28`.
 * Years 1850 to 2199, digits of ASCII only.
 */
export function isPartialDate(text: string): boolean {
  return readParts(text) !== undefined
}

/**
 * How exactly the date is known.
 *
 * @throws RangeError where the text is no partial date, as all functions below do.
 */
export function precisionOf(date: string): DatePrecision {
  const { month, day } = getParts(date)
  if (day !== undefined) return 'day'
  return month === undefined ? 'year' : 'month'
}

/** The first day that the date can mean, `2011-02` is `2011-02-01`. */
export function earliest(date: string): string {
  const { year, month = 1, day = 1 } = getParts(date)
  return write(year, month, day)
}

/** The last day that the date can mean, `2012-02` is `2012-02-29`. */
export function latest(date: string): string {
  const { year, month = 12, day } = getParts(date)
  return write(year, month, day ?? daysInMonth(year, month))
}

/** True only where every day that `a` can mean lies before every day that `b` can mean. */
export function certainlyBefore(a: string, b: string): boolean {
  return latest(a) < earliest(b)
}

/** False only where `a` is certainly after `b`: a check must not refuse what may be right. */
export function notAfter(a: string, b: string): boolean {
  return !certainlyBefore(b, a)
}

/** Whether one and the same day could be meant by both: `2011` agrees with `2011-02-03`, `2011-02` does not with `2011-03`. */
export function agreesAsFarAsKnown(a: string, b: string): boolean {
  return !certainlyBefore(a, b) && !certainlyBefore(b, a)
}

function completedYears(birth: string, date: string): number {
  const from = getParts(birth)
  const to = getParts(date)
  return to.year - from.year - (date.slice(5) < birth.slice(5) ? 1 : 0)
}

/**
 * Age in completed years on `date`, as the widest range that the precision of both dates allows.
 * Negative where `date` precedes birth; an edit check speaks about that, not this function.
 * A year counts as completed on the birthday itself; for who is born on 29 February, in other years on 1 March.
 */
export function ageRangeYears(birth: string, date: string): { min: number; max: number } {
  return {
    min: completedYears(latest(birth), earliest(date)),
    max: completedYears(earliest(birth), latest(date)),
  }
}

function completedMonths(from: string, to: string): number {
  const start = getParts(from)
  const end = getParts(to)
  const months = (end.year - start.year) * 12 + (end.month ?? 1) - (start.month ?? 1)
  return months - ((end.day ?? 1) < (start.day ?? 1) ? 1 : 0)
}

/** Completed months from one date to another, as the widest range that the precision of both allows; negative backwards. */
export function monthsRange(from: string, to: string): { min: number; max: number } {
  return {
    min: completedMonths(latest(from), earliest(to)),
    max: completedMonths(earliest(from), latest(to)),
  }
}

const dayNumber = (date: string) => Date.parse(`${date}T00:00:00Z`) / 86_400_000

/** Days from one date to another, as the widest range that the precision of both allows; negative backwards. */
export function daysRange(from: string, to: string): { min: number; max: number } {
  return {
    min: dayNumber(earliest(to)) - dayNumber(latest(from)),
    max: dayNumber(latest(to)) - dayNumber(earliest(from)),
  }
}

const durationPattern = /^P(?=[0-9])(?:([0-9]{1,3})Y)?(?:([0-9]{1,4})M)?(?:([0-9]{1,5})W)?(?:([0-9]{1,5})D)?$/

/** The calendar's arithmetic has no time zone; UTC stands for it. */
function addDays(year: number, month: number, day: number, days: number): string {
  return new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10)
}

/**
 * The date at which an age is reached, no more exact than the age and the birth date are: `P34Y` gives the year of
 * that birthday (the age may have been true until the next one), `P2Y3M` year and month, weeks or days the date.
 * Unknown months and days of birth count as the first, so a birth year alone gives the earlier of two possible years.
 * Undefined where the birth date is no partial date, where the duration is not written in years, months, weeks and
 * days (ISO 8601-1:2019, duration), or where the result leaves the years of the registry.
 */
export function addAge(birth: string, iso8601Duration: string): string | undefined {
  const from = readParts(birth)
  const match = durationPattern.exec(iso8601Duration)
  if (!from || !match) return undefined
  const [, years, months, weeks, days] = match
  const isExactToTheDay = weeks !== undefined || days !== undefined
  const isExactToTheMonth = months !== undefined || isExactToTheDay

  const monthCount = (from.year + Number(years ?? 0)) * 12 + (from.month ?? 1) - 1 + Number(months ?? 0)
  const year = Math.floor(monthCount / 12)
  const month = (monthCount % 12) + 1
  const day = Math.min(from.day ?? 1, daysInMonth(year, month))
  const date = addDays(year, month, day, Number(weeks ?? 0) * 7 + Number(days ?? 0))

  let reached = date.slice(0, 4)
  if (from.month !== undefined && isExactToTheMonth) reached = date.slice(0, 7)
  if (from.day !== undefined && isExactToTheDay) reached = date
  return isPartialDate(reached) ? reached : undefined
}
