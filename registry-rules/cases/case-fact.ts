import { ageRangeYears, certainlyBefore, isPartialDate } from '#registry-rules/dates/partial-date.ts'
import { isObject, valueAt } from '#registry-rules/forms/json-pointer.ts'
import type { CaseClass } from '#registry-rules/forms/form.ts'

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
  readonly vitalState: 'ALIVE' | 'DECEASED' | 'UNKNOWN'
  readonly leadingReportId: string
  readonly hospitalCode: string
  readonly sourceCount: number
  readonly geneticallyConfirmed: boolean
  readonly firstSubmittedAt: Date
  readonly acceptedAt: Date
}

/**
 * What a case says by all its sources. The leading report is the one with the higher class of diagnosis, then with the
 * earlier diagnosis, then accepted first; the counted dates are the earliest of all sources (WORKFLOW 3.8.1, 3.9).
 *
 *
 * @throws RangeError without any source.
 */
export function caseFact(sources: readonly CaseSource[]): CaseFact {
  const ordered = [...sources].sort(compareSources)
  const [leading] = ordered
  if (!leading) throw new RangeError('A case has at least one source.')
  const birthDate = dateAt(leading, '/identity/birthDate')
  const diagnosisDate = dateAt(leading, '/diagnosis/diagnosisDate')
  const region = textAt(leading, '/identity/residence/region')
  const vital = ordered.map((source) => textAt(source, '/outcome/vitalStatus'))
  return {
    state: leading.caseClass === 'confirmed' ? 'CONFIRMED' : 'SUSPECTED',
    sex: textAt(leading, '/identity/sex') ?? '9',
    birthYear: birthDate === undefined ? undefined : Number(birthDate.slice(0, 4)),
    ageAtDiagnosisYears: ageAt(birthDate, diagnosisDate),
    regionCode: region,
    cityCode: region === undefined ? undefined : cityOf(region),
    onsetDate: dateAt(leading, '/diagnosis/onsetDate'),
    diagnosisDate,
    vitalState: vital.includes('2') ? 'DECEASED' : vital.includes('1') ? 'ALIVE' : 'UNKNOWN',
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
  if (dateA !== undefined && dateB !== undefined) {
    if (certainlyBefore(dateA, dateB)) return -1
    if (certainlyBefore(dateB, dateA)) return 1
  }
  return a.acceptedAt.getTime() - b.acceptedAt.getTime() || (a.caseReportId < b.caseReportId ? -1 : 1)
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
