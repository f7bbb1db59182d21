const millisecondsOfDay = 86_400_000

/**
 * A calendar date `2026-01-31`, or month `2026-01` as its first day, as the number that Excel keeps for it (day 1 is
 * 1900-01-01, with the 29 February 1900 that never was). A number has no time zone that could move it to the day before.
 */
export function calendarSerial(date: string): number {
  const year = Number(date.slice(0, 4))
  const month = Number(date.slice(5, 7))
  return Date.UTC(year, month - 1, Number(date.slice(8, 10)) || 1) / millisecondsOfDay + 25_569
}

/** An instant as people in Shandong read it: `2026-01-31 08:05（北京时间）`. */
export function beijingTime(instant: Date): string {
  const local = new Date(instant.getTime() + 8 * 3_600_000).toISOString()
  return `${local.slice(0, 10)} ${local.slice(11, 16)}（北京时间）`
}
