import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect } from 'chai'
import exceljs from 'exceljs'
import pg from 'pg'
import type { Client } from 'pg'
import { withDatabaseClient } from '#api/db/database-client.ts'
import { Registry } from '#api/db/migrations/202611240100-registry.ts'
import { acceptancesByMonth } from '#reports/acceptances-by-month.ts'
import type { AcceptedPeriod } from '#reports/accepted-period.ts'
import { caseLineList } from '#reports/case-line-list.ts'
import { caseTotals } from '#reports/case-totals.ts'
import { casesByDiseaseAndCity } from '#reports/cases-by-disease-and-city.ts'
import { casesByDiseaseSexAndAge } from '#reports/cases-by-disease-sex-and-age.ts'
import { readCatalogueEntries } from '#reports/catalogue-entries.ts'
import { hospitalsWithTimeliness } from '#reports/hospitals-with-timeliness.ts'
import { readReport } from '#reports/report.ts'
import type { Report, ReportReader } from '#reports/report.ts'
import { writeOfficeWorkbook } from '#reports/workbook/write-office-workbook.ts'
import { connectThrowawayPostgres } from '#test/support/throwaway-postgres.ts'
import { workbookOptions } from '#test/unit/reports/fake-reader.ts'

/** Case number `n` of the set-up: ids, numbers and keys of everything that belongs to it end in it. */
const uuid = (kind: number, n: number) => `019a0000-0000-7000-800${kind}-${String(n).padStart(12, '0')}`

interface ReportRow {
  n: number
  hospital?: string
  state?: string
  round?: number
  submittedAt?: string | null
  forwardedAt?: string | null
  acceptedAt?: string | null
}

interface CaseRow {
  n: number
  disease?: string
  state?: string
  identityState?: string
  sex?: string
  age?: number | null
  city?: string | null
  diagnosisDate?: string | null
  acceptedAt?: string
  genetic?: boolean
  sources?: readonly number[]
}

const caseReports: readonly ReportRow[] = [
  { n: 1, acceptedAt: '2026-01-31T15:59:00Z' },
  { n: 2, acceptedAt: '2026-01-31T16:01:00Z', round: 2 },
  { n: 3, hospital: 'H2', acceptedAt: '2026-03-10T02:00:00Z' },
  { n: 4, acceptedAt: '2026-03-12T02:00:00Z' },
  { n: 5, state: 'REJECTED', acceptedAt: null },
  { n: 6, state: 'RETURNED', forwardedAt: null, acceptedAt: null, round: 1 },
  { n: 7, state: 'OFFICE_REVIEW', acceptedAt: null },
  { n: 8, state: 'DRAFT', submittedAt: null, forwardedAt: null, acceptedAt: null },
  { n: 9, hospital: 'H2', state: 'WITHDRAWN', acceptedAt: null },
]

const cases: readonly CaseRow[] = [
  { n: 1, acceptedAt: '2026-01-31T15:59:00Z', diagnosisDate: '2025-12-22', age: 17, genetic: true },
  {
    n: 2,
    acceptedAt: '2026-01-31T16:01:00Z',
    diagnosisDate: '2025-12',
    sex: '2',
    age: 18,
    city: '370200',
    identityState: 'TENTATIVE',
    sources: [2, 4],
  },
  {
    n: 3,
    acceptedAt: '2026-03-10T02:00:00Z',
    disease: 'SDRD-002',
    state: 'SUSPECTED',
    sex: '9',
    age: null,
    city: null,
  },
  { n: 4, acceptedAt: '2026-03-12T02:00:00Z', state: 'EXCLUDED' },
]

/** Fills a migrated database by plain SQL; the office's scope and an audit event are set for the connection first. */
async function fillRegistry(client: Client): Promise<void> {
  await client.query(
    `select set_config('registry.audit_event', gen_random_uuid()::text, false), set_config('registry.scope', 'office', false)`,
  )
  await client.query(`
    insert into catalogue values ('1', '目录', 'Catalogue', false, 'hash', now());
    insert into disease values
      ('d1', '1', 'SDRD-001', 'als', '肌萎缩侧索硬化', 'ALS', 'neuromuscular', true, '{}'),
      ('d2', '1', 'SDRD-002', 'oi', '成骨不全症', 'OI', 'skeletal_connective', true, '{}');
    insert into form_version values ('als', 1, 'hash', now());
    insert into region values
      ('370000', null, 'province', '山东省', 'Shandong', null, false),
      ('370100', '370000', 'city', '济南市', 'Jinan City', null, false),
      ('370200', '370000', 'city', '青岛市', 'Qingdao City', null, false),
      ('370102', '370100', 'county', '历下区', 'Lixia District', null, false);
    insert into hospital values
      ('H1', '第一医院', 'First', '{}', 'general', '三级甲等', '370100', null, true),
      ('H2', '第二医院', 'Second', '{}', 'general', '三级甲等', '370200', null, true),
      ('H3', '第三医院', 'Third', '{}', 'general', '三级甲等', '370200', null, true);
    insert into account values ('${uuid(9, 1)}', '${uuid(9, 2)}', 'a', 'a', 'x', '{}', null, true, 0, null, now())`)
  for (const report of caseReports) {
    const { n, hospital = 'H1', state = 'ACCEPTED', round = 0, acceptedAt = null } = report
    const { submittedAt = '2026-01-01T02:00:00Z', forwardedAt = '2026-01-03T02:00:00Z' } = report
    await client.query('insert into data_key values ($1, $2, $3)', [uuid(1, n), Buffer.from([n]), 'k1'])
    await client.query(`insert into patient values ($1, $2, 'ACTIVE', 'SURE', 'ALIVE', null, $3, now(), now(), 1)`, [
      uuid(2, n),
      `P-${n}`,
      uuid(1, n),
    ])
    await client.query(
      `insert into case_report (id, number, hospital_code, disease_id, disease_code, disease_slug, form_version, state, round, author_id,
         channel, data_key_id, patient_id, version_number, last_moved_by, created_at, changed_at, first_submitted_at, forwarded_at,
         accepted_at, version)
       values ($1, $2, $3, 'd1', 'SDRD-001', 'als', 1, $4, $5, $6, 'form', $7, $8, 1, 'R1', now(), now(), $9, $10, $11, 1)`,
      [
        uuid(3, n),
        `SD-${n}`,
        hospital,
        state,
        round,
        uuid(9, 1),
        uuid(1, n),
        uuid(2, n),
        submittedAt,
        forwardedAt,
        acceptedAt,
      ],
    )
    for (const [version, current] of [
      [1, false],
      [2, true],
    ] as const) {
      await client.query('insert into patient_identity values ($1, $2, $2, $3, $4, $5, $6, $7)', [
        uuid(version === 1 ? 4 : 5, n),
        uuid(2, n),
        uuid(3, n),
        version,
        Buffer.from(`第${version}版`),
        uuid(1, n),
        current,
      ])
    }
  }
  for (const row of cases) {
    const { n, disease = 'SDRD-001', state = 'CONFIRMED', sources = [n], acceptedAt = '2026-03-01T00:00:00Z' } = row
    const { identityState = 'SURE', sex = '1', age = 60, city = '370100', diagnosisDate = null, genetic = false } = row
    await client.query('insert into registry_case values ($1, $2, $3, $3, $4, $5, now(), 1)', [
      uuid(6, n),
      `SDC-${n}`,
      uuid(2, n),
      disease,
      state,
    ])
    for (const source of sources) {
      await client.query('insert into case_source values ($1, $2, $1, now())', [uuid(6, n), uuid(3, source)])
    }
    await client.query(
      `insert into case_fact values ($1, $2, $3, $4, $5, 1970, $6, '370102', $7, '2025', $8, 'ALIVE', $9,
         (select hospital_code from case_report where id = $9), $10, $11, '2026-01-01T02:00:00Z', $12)`,
      [
        uuid(6, n),
        disease,
        state,
        identityState,
        sex,
        age,
        city,
        diagnosisDate,
        uuid(3, n),
        sources.length,
        genetic,
        acceptedAt,
      ],
    )
  }
}

/** Reads as the application does: its role, one read-only snapshot, the given scope. */
async function withReader<T>(url: string, scope: string, work: (reader: ReportReader) => Promise<T>): Promise<T> {
  return withDatabaseClient(url, async (client) => {
    await client.query('begin transaction isolation level repeatable read read only')
    await client.query(`select set_config('registry.scope', $1, true), set_config('registry.hospital', 'H1', true)`, [
      scope,
    ])
    // Whoever connects from elsewhere must get the same dates.
    await client.query(`set local time zone 'America/Los_Angeles'`)
    const rows = async <Row>(sql: string, values: readonly unknown[] = []) =>
      (await client.query(sql, [...values])).rows as Row[]
    return work({
      rows,
      async *batches<Row>(sql: string, values: readonly unknown[]) {
        yield await rows<Row>(sql, values)
      },
    })
  })
}

describe('the reports of the office', function () {
  this.timeout(30_000)
  const database = 'reports_of_the_office'
  let url = ''

  before(async () => {
    const clone = await connectThrowawayPostgres().cloneDatabase('template0', database)
    url = clone.appUrl
    const migration = Object.create(Registry.prototype) as Registry
    const statements: string[] = []
    migration.addSql = (sql) => {
      if (typeof sql === 'string') statements.push(sql)
    }
    migration.up()
    const owner = new pg.Client(clone.ownerUrl)
    await owner.connect()
    for (const sql of statements) await owner.query(sql)
    await fillRegistry(owner)
    await owner.end()
  })
  after(() => connectThrowawayPostgres().dropDatabase(database))

  const office = <Row, Shown extends string>(report: Report<Row, AcceptedPeriod, Shown>, period: AcceptedPeriod = {}) =>
    withReader(url, 'office', (reader) => readReport(reader, report, period))

  it('counts confirmed and suspected cases and those whose identity is open, and no excluded one', async () =>
    expect(await office(caseTotals)).to.deep.equal([
      { confirmed: 2, suspected: 1, confirmed_tentative: 1, suspected_tentative: 0 },
    ]))

  it('counts by disease and city of residence', async () =>
    expect(await office(casesByDiseaseAndCity)).to.deep.equal([
      { disease_code: 'SDRD-001', city_code: '370100', confirmed: 1, suspected: 0 },
      { disease_code: 'SDRD-001', city_code: '370200', confirmed: 1, suspected: 0 },
      { disease_code: 'SDRD-002', city_code: null, confirmed: 0, suspected: 1 },
    ]))

  it('puts the eighteenth birthday into the second age group and an unknown age into its own', async () =>
    expect(await office(casesByDiseaseSexAndAge)).to.deep.equal([
      { disease_code: 'SDRD-001', sex: '1', age_group: '0-17', confirmed: 1, suspected: 0 },
      { disease_code: 'SDRD-001', sex: '2', age_group: '18-59', confirmed: 1, suspected: 0 },
      { disease_code: 'SDRD-002', sex: '9', age_group: 'unknown', confirmed: 0, suspected: 1 },
    ]))

  it('ends a month at midnight in Shandong, whatever the time zone of the connection', async () =>
    expect(
      (await office(acceptancesByMonth)).map(({ month, confirmed, suspected }) => [month, confirmed, suspected]),
    ).to.deep.equal([
      ['2026-01', 1, 0],
      ['2026-02', 1, 0],
      ['2026-03', 0, 1],
    ]))

  it('counts genetically confirmed cases and open identities by month', async () => {
    const [january, february] = await office(acceptancesByMonth)
    expect(january).to.include({ genetically_confirmed: 1, confirmed_tentative: 0 })
    expect(february).to.include({ genetically_confirmed: 0, confirmed_tentative: 1 })
  })

  it('takes the first day of a period and leaves out the last', async () => {
    const period = { acceptedFrom: '2026-02-01', acceptedBefore: '2026-03-10' }
    expect(await office(caseTotals, period)).to.deep.include({
      confirmed: 1,
      suspected: 0,
      confirmed_tentative: 1,
      suspected_tentative: 0,
    })
    expect(await office(caseTotals, { acceptedBefore: '2026-02-01' })).to.deep.include({
      confirmed: 1,
      suspected: 0,
      confirmed_tentative: 0,
      suspected_tentative: 0,
    })
  })

  it('accounts for every submitted report of a hospital, drafts apart', async () => {
    const [first, second, province] = await office(hospitalsWithTimeliness)
    expect(first).to.include({
      hospital_code: 'H1',
      hospital_name: '第一医院',
      city_name: '济南市',
      submitted: 6,
      accepted: 3,
      rejected: 1,
      duplicate: 0,
      withdrawn: 0,
      in_office: 1,
      in_hospital: 1,
      returned_reports: 2,
      rounds: 3,
    })
    expect(second).to.include({ hospital_code: 'H2', submitted: 2, accepted: 1, withdrawn: 1 })
    expect(province).to.include({ hospital_code: null, submitted: 8, accepted: 4 })
  })

  it('measures from diagnosis only where the day is known', async () => {
    const [first] = await office(hospitalsWithTimeliness)
    expect(first).to.include({ diagnosis_known: 1, submission_days_median: 10, submission_days_p90: 10 })
  })

  it('measures forwarding and acceptance in days, with median and 90th percentile', async () => {
    const [first, second] = await office(hospitalsWithTimeliness)
    expect(first).to.include({
      forward_days_median: 2,
      forward_days_p90: 2,
      acceptance_days_median: 28.6,
      acceptance_days_p90: 60.1,
    })
    expect(second).to.include({ acceptance_days_median: 66, acceptance_days_p90: 66 })
  })

  it('lists each counted case once, with its reports and the identity in force of the leading one', async () => {
    const lines = await office(caseLineList)
    expect(
      lines.map(({ case_number, report_numbers, source_count }) => [case_number, report_numbers, source_count]),
    ).to.deep.equal([
      ['SDC-1', 'SD-1', 1],
      ['SDC-2', 'SD-2、SD-4', 2],
      ['SDC-3', 'SD-3', 1],
    ])
    expect(lines[0]).to.include({
      first_submitted_date: '2026-01-01',
      accepted_date: '2026-01-31',
      identity_version_number: 2,
      key_ring_id: 'k1',
    })
    expect(lines[1]).to.include({ accepted_date: '2026-02-01' })
    expect(Buffer.from(lines[0]?.sealed ?? []).toString()).to.equal('第2版')
  })

  it('knows which diseases have a form', async () => {
    const { diseases, regions, hospitals } = await withReader(url, 'office', (reader) =>
      readCatalogueEntries(reader, '1'),
    )
    expect(diseases.map(({ code, has_form }) => [code, has_form])).to.deep.equal([
      ['SDRD-001', true],
      ['SDRD-002', false],
    ])
    expect([regions.length, hospitals.length]).to.deep.equal([4, 3])
  })

  it('shows a hospital no case of the province, even if it got hold of a report', async () => {
    const totals = await withReader(url, 'hospital', (reader) => readReport(reader, caseTotals, {}))
    expect(totals).to.deep.equal([{ confirmed: 0, suspected: 0, confirmed_tentative: 0, suspected_tentative: 0 }])
    expect(await withReader(url, 'hospital', (reader) => readReport(reader, caseLineList, {}))).to.deep.equal([])
  })

  it('fills the whole workbook, whose lines are as many as its cases', async () => {
    const output = new PassThrough()
    const [bytes, result] = await withReader(url, 'office', (reader) =>
      Promise.all([
        buffer(output),
        writeOfficeWorkbook(
          output,
          workbookOptions(
            {},
            { reader, unsealIdentity: ({ sealed }) => ({ name: Buffer.from(sealed ?? []).toString() }) },
          ),
        ),
      ]),
    )
    expect(result).to.deep.equal({ rows: 3, cases: 3 })
    const workbook = new exceljs.Workbook()
    await workbook.xlsx.load(bytes as unknown as Parameters<typeof workbook.xlsx.load>[0])
    expect(workbook.getWorksheet('病例明细')?.getCell('K4').value).to.equal('历下区')
    expect(workbook.getWorksheet('病种×地市')?.getCell('G6').value).to.deep.include({ result: 2 })
  })
})
