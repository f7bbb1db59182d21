import { ageRangeYears, isPartialDate, latest } from '#registry-rules/dates/partial-date.ts'
import { isObject, valueAt } from '#registry-rules/forms/json-pointer.ts'
import type { CaseClass } from '#registry-rules/forms/form.ts'
import { vitalStateOf, type VitalState } from './vital-state.ts'

/** One accepted report as a source of a case: what it says, and when it came. */
export type CaseSource = {
  readonly caseReportId: string
  readonly hospitalCode: string
  readonly document: unknown
  readonly caseClass: CaseClass | undefined
  readonly firstSubmittedAt: Date
  readonly acceptedAt: Date
}

/** What is counted of a case. */
export type CaseFact = {
  readonly state: 'SUSPECTED' | 'CONFIRMED'
  readonly sex: string
  readonly birthYear: number | undefined
  /** Completed years; `undefined` where the precision of the dates leaves more than one. */
  readonly ageAtDiagnosisYears: number | undefined
  readonly regionCode: string | undefined
  readonly cityCode: string | undefined
  readonly onsetDate: string | undefined
  readonly diagnosisDate: string | undefined
  readonly vitalState: VitalState
  readonly leadingReportId: string
  readonly hospitalCode: string
  readonly sourceCount: number
  readonly geneticallyConfirmed: boolean
  readonly firstSubmittedAt: Date
  readonly acceptedAt: Date
}

/**
 * What a case says by all its sources. The leading report is the one with the higher class of diagnosis, then with the
 * earlier diagnosis, then accepted first, so its date of diagnosis is the earliest confirmed one (WORKFLOW 3.8.1, 3.9).
 * Onset is the earliest that any source tells; what the leading report does not know is taken from the next that does.
 * The order in which the sources are given does not matter.
 *
 * @throws RangeError without any source.
 */
export function caseFact(sources: readonly CaseSource[]): CaseFact {
  const ordered = [...sources].sort(compareSources)
  const [leading] = ordered
  if (!leading) throw new RangeError('A case has at least one source.')
  const birthDate = firstKnown(ordered, (source) => dateAt(source, '/identity/birthDate'))
  const diagnosisDate = dateAt(leading, '/diagnosis/diagnosisDate')
  const region = firstKnown(ordered, (source) => textAt(source, '/identity/residence/region'))
  const onsetDates = ordered
    .map((source) => dateAt(source, '/diagnosis/onsetDate'))
    .filter((date) => date !== undefined)
  return {
    state: leading.caseClass === 'confirmed' ? 'CONFIRMED' : 'SUSPECTED',
    sex: firstKnown(ordered, (source) => knownSex(textAt(source, '/identity/sex'))) ?? '9',
    birthYear: birthDate === undefined ? undefined : Number(birthDate.slice(0, 4)),
    ageAtDiagnosisYears: ageAt(birthDate, diagnosisDate),
    regionCode: region,
    cityCode: region === undefined ? undefined : cityOf(region),
    onsetDate: onsetDates.toSorted(compareDates)[0],
    diagnosisDate,
    vitalState: vitalStateOf(ordered.map(reportedVitalState)),
    leadingReportId: leading.caseReportId,
    hospitalCode: leading.hospitalCode,
    sourceCount: sources.length,
    geneticallyConfirmed: ordered.some(isGeneticallyConfirmed),
    firstSubmittedAt: earliest(sources.map(({ firstSubmittedAt }) => firstSubmittedAt)),
    acceptedAt: earliest(sources.map(({ acceptedAt }) => acceptedAt)),
  }
}

/** The prefecture of a county code of GB/T 2260; Laiwu (3712) was joined to Jinan in 2019. */
export function cityOf(regionCode: string): string {
  const city = `${regionCode.slice(0, 4)}00`
  return city === '371200' ? '370100' : city
}

function compareSources(a: CaseSource, b: CaseSource): number {
  const rank = ({ caseClass }: CaseSource): number => (caseClass === 'confirmed' ? 0 : 1)
  if (rank(a) !== rank(b)) return rank(a) - rank(b)
  const [dateA, dateB] = [dateAt(a, '/diagnosis/diagnosisDate'), dateAt(b, '/diagnosis/diagnosisDate')]
  return (
    compareDates(dateA, dateB) ||
    a.acceptedAt.getTime() - b.acceptedAt.getTime() ||
    (a.caseReportId < b.caseReportId ? -1 : 1)
  )
}

/** By the last day that a date can mean: an order without gaps in which what is certainly before comes first. */
function compareDates(a: string | undefined, b: string | undefined): number {
  const [dayA, dayB] = [a === undefined ? '9999' : latest(a), b === undefined ? '9999' : latest(b)]
  // Of two that end on one day the more exact is the longer text.
  if (dayA === dayB) return (b?.length ?? 0) - (a?.length ?? 0)
  return dayA < dayB ? -1 : 1
}

function firstKnown<Value>(
  sources: readonly CaseSource[],
  read: (source: CaseSource) => Value | undefined,
): Value | undefined {
  return sources.map(read).find((value) => value !== undefined)
}

function knownSex(sex: string | undefined): string | undefined {
  return sex === '1' || sex === '2' ? sex : undefined
}

/** Value set vital-status: 1 alive, 2 dead. */
function reportedVitalState(source: CaseSource): VitalState {
  const status = textAt(source, '/outcome/vitalStatus')
  if (status === '2') return 'DECEASED'
  return status === '1' ? 'ALIVE' : 'UNKNOWN'
}

/** A variant of ACMG class 4 or 5 is recorded. */
function isGeneticallyConfirmed({ document }: CaseSource): boolean {
  const variants = valueAt(document, '/genetics/variants')
  return (
    Array.isArray(variants) &&
    variants.some((variant) => isObject(variant) && (variant['acmg'] === '4' || variant['acmg'] === '5'))
  )
}

function ageAt(birthDate: string | undefined, diagnosisDate: string | undefined): number | undefined {
  if (birthDate === undefined || diagnosisDate === undefined) return undefined
  const { min, max } = ageRangeYears(birthDate, diagnosisDate)
  if (max < 0) return undefined
  return min === max ? min : undefined
}

function textAt({ document }: CaseSource, pointer: string): string | undefined {
  const value = valueAt(document, pointer)
  return typeof value === 'string' ? value : undefined
}

function dateAt(source: CaseSource, pointer: string): string | undefined {
  const text = textAt(source, pointer)
  return text !== undefined && isPartialDate(text) ? text : undefined
}

function earliest(instants: readonly Date[]): Date {
  return new Date(Math.min(...instants.map((instant) => instant.getTime())))
}
