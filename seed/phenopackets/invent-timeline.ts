import { addAge, earliest } from '#registry-rules/dates/partial-date.ts'
import type { CaseForm } from '#registry-rules/forms/form.ts'
import type { Random } from '../random.ts'
import { daysOfAge } from './read-age.ts'
import type { PacketReading } from './read-phenopacket.ts'

/**
 * Invented calendar dates, `YYYY-MM-DD`, in order: birth, first visit, diagnosis, last contact (or death), and none
 * after today. Every age of the packet, added to the birth date, falls on or before the last contact.
 */
export type Timeline = { birthDate: string; firstVisitDate: string; diagnosisDate: string; lastContactDate: string }

/** The longest that the last contact lies before today, and the diagnosis before the last contact. */
export type Pace = { readonly sinceContactDays: number; readonly sinceDiagnosisDays: number }

/** Cases of about the last two years; most diagnoses are reported soon, a few of the invented ones are late. */
const usualPace: Pace = { sinceContactDays: 700, sinceDiagnosisDays: 300 }
const longestDiagnosticDelayDays = 240

/** Age at diagnosis where neither packet nor form says anything about age, in completed years. */
const anyAgeYears = [1, 60] as const

/** Invents when things were, agreeing with the ages of the packet. `today` is `YYYY-MM-DD`. */
export function inventTimeline(
  { subject, ages }: Pick<PacketReading, 'subject' | 'ages'>,
  {
    form,
    random,
    today,
    pace = usualPace,
  }: { form: Pick<CaseForm, 'plausibleOnsetAgeYears'>; random: Random; today: string; pace?: Pace | undefined },
): Timeline {
  const known = [subject.ageAtLastEncounter, subject.timeOfDeath, ...Object.values(ages)].filter(
    (age) => age !== undefined,
  )
  const longest = known.toSorted((a, b) => daysOfAge(b) - daysOfAge(a))[0] ?? inventAge()
  const lastContactDate = inventContactDate(random, today, pace)
  const birthDate = inventBirthDate()
  const onsetDate = addAge(birthDate, ages['/diagnosis/onsetDate'] ?? 'P0D') ?? birthDate
  const onset = latestOf(birthDate, earliest(onsetDate))
  const diagnosisDate =
    subject.survivalDays === undefined
      ? between(latestOf(onset, shiftDays(lastContactDate, -pace.sinceDiagnosisDays)), lastContactDate)
      : latestOf(onset, shiftDays(lastContactDate, -subject.survivalDays))
  const firstVisitDate = between(latestOf(onset, shiftDays(diagnosisDate, -longestDiagnosticDelayDays)), diagnosisDate)
  return { birthDate, firstVisitDate, diagnosisDate, lastContactDate }

  function inventAge(): string {
    if (subject.isUnborn) return 'P0D'
    const [low, high] = form.plausibleOnsetAgeYears ?? anyAgeYears
    return `P${random.integer(Math.ceil(low), Math.max(Math.ceil(low), Math.min(high, anyAgeYears[1])))}Y`
  }

  function inventBirthDate(): string {
    const spare = Math.floor(daysOfAge(longest, { upTo: true }) - daysOfAge(longest))
    let birth = shiftDays(lastContactDate, -Math.floor(daysOfAge(longest)) - random.integer(0, Math.max(0, spare - 3)))
    // Months differ in length: a day or two may be missing.
    while ([longest, ...known].some((age) => earliest(addAge(birth, age) ?? birth) > lastContactDate)) {
      birth = shiftDays(birth, -1)
    }
    return birth
  }

  function between(from: string, to: string): string {
    return shiftDays(from, random.integer(0, Math.max(0, daysBetween(from, to))))
  }
}

function inventContactDate(random: Random, today: string, { sinceContactDays }: Pace): string {
  return shiftDays(today, -random.integer(3, sinceContactDays))
}

function latestOf(a: string, b: string): string {
  return a > b ? a : b
}

function shiftDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000
}
