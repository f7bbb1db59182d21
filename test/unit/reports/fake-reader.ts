import type { AcceptancesOfMonth } from '#reports/acceptances-by-month.ts'
import { acceptancesByMonth } from '#reports/acceptances-by-month.ts'
import type { CaseLine } from '#reports/case-line-list.ts'
import { caseLineList } from '#reports/case-line-list.ts'
import type { CaseTotals } from '#reports/case-totals.ts'
import { caseTotals } from '#reports/case-totals.ts'
import type { CasesOfDiseaseAndCity } from '#reports/cases-by-disease-and-city.ts'
import { casesByDiseaseAndCity } from '#reports/cases-by-disease-and-city.ts'
import type { CasesOfDiseaseSexAndAge } from '#reports/cases-by-disease-sex-and-age.ts'
import { casesByDiseaseSexAndAge } from '#reports/cases-by-disease-sex-and-age.ts'
import type { DiseaseEntry, HospitalEntry, RegionEntry } from '#reports/catalogue-entries.ts'
import type { HospitalWithTimeliness } from '#reports/hospitals-with-timeliness.ts'
import { hospitalsWithTimeliness } from '#reports/hospitals-with-timeliness.ts'
import type { ReportReader } from '#reports/report.ts'
import { readValueSet } from '#reports/value-set-labels.ts'
import type { OfficeWorkbookOptions } from '#reports/workbook/write-office-workbook.ts'
import sexSchema from '#schemas/codes/sex.schema.json' with { type: 'json' }

/** What the reader of a test gives, sheet by sheet; what is left out is empty. */
export interface FakeRegistry {
  diseases?: readonly DiseaseEntry[]
  regions?: readonly RegionEntry[]
  hospitals?: readonly HospitalEntry[]
  totals?: CaseTotals
  cities?: readonly CasesOfDiseaseAndCity[]
  sexAndAge?: readonly CasesOfDiseaseSexAndAge[]
  months?: readonly AcceptancesOfMonth[]
  timeliness?: readonly HospitalWithTimeliness[]
  lines?: Iterable<CaseLine>
}

/** A reader that knows the statements of the reports and refuses any other. */
export function fakeReader(registry: FakeRegistry): ReportReader {
  const noCase = { confirmed: 0, suspected: 0, confirmed_tentative: 0, suspected_tentative: 0 }
  const answers: readonly (readonly [(sql: string) => boolean, readonly unknown[]])[] = [
    [(sql) => sql === caseTotals.select({}).sql, [registry.totals ?? noCase]],
    [(sql) => sql === casesByDiseaseAndCity.select({}).sql, registry.cities ?? []],
    [(sql) => sql === casesByDiseaseSexAndAge.select({}).sql, registry.sexAndAge ?? []],
    [(sql) => sql === acceptancesByMonth.select({}).sql, registry.months ?? []],
    [(sql) => sql === hospitalsWithTimeliness.select({}).sql, registry.timeliness ?? []],
    [(sql) => sql.includes('from disease '), registry.diseases ?? []],
    [(sql) => sql.includes('from region'), registry.regions ?? []],
    [(sql) => sql.includes('from hospital'), registry.hospitals ?? []],
  ]
  return {
    rows: <Row>(sql: string) => {
      const answer = answers.find(([asks]) => asks(sql))
      return answer
        ? Promise.resolve([...answer[1]] as Row[])
        : Promise.reject(new Error('a statement that no report has'))
    },
    async *batches<Row>(sql: string, _values: readonly unknown[], size: number) {
      if (sql !== caseLineList.select({}).sql) throw new Error('a statement that no report has')
      let batch: Row[] = []
      for (const line of registry.lines ?? []) {
        batch.push(line as Row)
        if (batch.length === size) {
          yield batch
          batch = []
          await Promise.resolve()
        }
      }
      if (batch.length > 0) yield batch
    },
  }
}

/** A line of the list: a confirmed case with a sealed identity, unless a test says otherwise. */
export function aCaseLine(line: Partial<CaseLine> = {}): CaseLine {
  return {
    case_number: 'SDC-2026-000001-8',
    disease_code: 'SDRD-001',
    state: 'CONFIRMED',
    identity_state: 'SURE',
    sex: '1',
    age_at_diagnosis_years: 54,
    city_code: '370100',
    region_code: '370102',
    onset_date: '2025-03',
    diagnosis_date: '2026-01-05',
    first_submitted_date: '2026-01-20',
    accepted_date: '2026-02-01',
    hospital_code: 'H370101',
    source_count: 1,
    report_numbers: 'SD-2026-000001-5',
    patient_id: '019a0000-0000-7000-8000-000000000001',
    identity_case_report_id: '019a0000-0000-7000-8000-000000000002',
    identity_version_number: 1,
    sealed: new Uint8Array([1]),
    wrapped: new Uint8Array([2]),
    key_ring_id: 'k1',
    ...line,
  }
}

/** Options of a workbook over a fake registry; the identity that every line opens to is invented. */
export function workbookOptions(
  registry: FakeRegistry,
  options: Partial<OfficeWorkbookOptions> = {},
): OfficeWorkbookOptions {
  return {
    reader: fakeReader(registry),
    snapshot: { takenAt: new Date('2026-03-31T16:30:00Z') },
    parameters: {},
    madeBy: '李静',
    catalogue: { version: '1', titleZh: '登记病种目录（重建稿）', official: false },
    ruleSet: '2026.1',
    valueSets: { sex: readValueSet(sexSchema) },
    demonstration: false,
    unsealIdentity: () => ({ name: '王秀英', documentNumber: '370102197203051234' }),
    ...options,
  }
}
