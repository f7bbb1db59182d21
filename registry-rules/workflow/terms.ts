/** How long a claim lasts without a sign of work (WORKFLOW R9, default). */
export const leaseMinutes = 30
/** Calendar days a hospital has to repair a returned report unless the reviewer says otherwise (default). */
export const repairTermDays = 14
/** The latest due date that a reviewer may set, in calendar days. */
const longestRepairTermDays = 365

/** A calendar date so many days later. */
export function addDays(date: string, days: number): string {
  const time = Date.parse(`${date}T00:00:00Z`) + days * 86_400_000
  return new Date(time).toISOString().slice(0, 10)
}

/** Whether a date can be set for an answer or a repair: from today to a year later; both are calendar dates. */
export function isPlausibleDueDate(date: string, today: string): boolean {
  return date >= today && date <= addDays(today, longestRepairTermDays)
}
