import { expect } from 'chai'
import type { Client } from 'pg'
import { withDatabaseClient } from '#api/db/database-client.ts'
import { appRole } from '#api/db/database-roles.ts'
import { aCaseReport, anIdentity, aReportDocument, expectStatus, signInStaff } from '#test/support/a-case-report.ts'
import { signInForPairs } from '#test/support/a-pair.ts'
import type { Person, Reply } from '#test/support/api-client.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'

type Scope = 'hospital' | 'office' | 'journal' | 'none' | ''

const hospitalA = 'H370101'
const hospitalB = 'H370201'

/** Everything that says something of a patient or a report. */
const tables = [
  'case_report',
  'case_report_version',
  'case_report_participant',
  'query',
  'patient',
  'patient_hospital',
  'patient_identity',
  'blocking_token',
  'patient_pair',
  'patient_merge',
  'patient_unmerge',
  'family_link',
  'registry_case',
  'case_source',
  'case_fact',
  'audit_event',
]

describe('row-level security', () => {
  let registry: TestRegistry
  let office: Person
  let reportOfA: Reply
  let reportOfB: Reply
  let shared: { ofA: Reply; ofB: Reply }

  // Bare connections see only what is committed: one state for the whole file, which no test changes.
  before(async function () {
    this.timeout(60_000)
    registry = await openTestRegistry()
    const a = await signInStaff(registry.url, 'a')
    const b = await signInStaff(registry.url, 'b')
    office = a.office
    reportOfA = await aCaseReport(a, { state: 'ACCEPTED' })
    reportOfB = await aCaseReport(b, { state: 'OFFICE_REVIEW' })
    expectStatus(
      await office.post(`/case-reports/${reportOfB.body.id}/queries`, {
        pointer: '/diagnosis',
        kind: 'unclear',
        text: '请说明',
      }),
      201,
    )
    const known = anIdentity()
    const ofA = await aCaseReport(a, { state: 'ACCEPTED', content: aReportDocument({ identity: known }) })
    const ofB = await aCaseReport(b, { state: 'SUBMITTED', content: aReportDocument({ identity: known }) })
    shared = { ofA, ofB }
    const doubtful = { ...anIdentity(), idDocument: null, noIdReason: 'foundling' }
    await aCaseReport(a, { state: 'SUBMITTED', content: aReportDocument({ identity: doubtful }) })
    await aCaseReport(b, { state: 'SUBMITTED', content: aReportDocument({ identity: doubtful }) })
    const relatives = { ...anIdentity(), idDocument: null, noIdReason: 'foundling' }
    await aCaseReport(a, { state: 'SUBMITTED', content: aReportDocument({ identity: relatives }) })
    await aCaseReport(a, { state: 'SUBMITTED', content: aReportDocument({ identity: relatives }) })
    const work = await signInForPairs(registry)
    const pair = (await work.pairs()).at(-1)
    expectStatus(await work.decide(office, pair, { outcome: 'relative', relative: { kind: 'sibling' } }), 200)
    const [merge] = await work.rows<{ number: string }>('select number from patient_merge')
    expectStatus(await work.propose(office, merge?.number ?? ''), 201)
  })
  after(() => registry.stop())

  /** A bare connection of the application's role, in one transaction that is always taken back. */
  const as = <T>(scope: Scope, hospital: string, work: (client: Client) => Promise<T>): Promise<T> =>
    withDatabaseClient(registry.appUrl, async (client) => {
      await client.query('begin')
      await client.query(
        `select set_config('registry.scope', $1, true), set_config('registry.hospital', $2, true),
          set_config('registry.audit_event', gen_random_uuid()::text, true)`,
        [scope, hospital],
      )
      try {
        return await work(client)
      } finally {
        await client.query('rollback')
      }
    })

  const all = async <Row>(client: Client, sql: string, values: unknown[] = []): Promise<Row[]> =>
    (await client.query(sql, values)).rows as Row[]

  const countOf = async (client: Client, table: string): Promise<number> =>
    Number((await all<{ count: string }>(client, `select count(*) from ${table}`))[0]?.count)

  const codeOf = (work: Promise<unknown>): Promise<string | undefined> =>
    work.then(
      () => undefined,
      (error: unknown) => (error as { code?: string }).code,
    )

  it('shows the office every row', async () => {
    const bare = await withDatabaseClient(registry.superuserUrl, async (client) => {
      const counts = []
      for (const table of tables) counts.push(await countOf(client, table))
      return counts
    })
    expect(
      bare.every((count) => count > 0),
      JSON.stringify(bare),
    ).to.equal(true)
    await as('office', '', async (client) => {
      for (const [index, table] of tables.entries()) expect(await countOf(client, table), table).to.equal(bare[index])
    })
  })

  for (const scope of ['', 'none', 'journal'] as const) {
    it(`shows nothing of a patient or a report under the scope "${scope}"`, async () => {
      await as(scope, hospitalA, async (client) => {
        for (const table of tables.filter((name) => name !== 'audit_event')) {
          expect(await countOf(client, table), table).to.equal(0)
        }
        expect((await countOf(client, 'audit_event')) > 0).to.equal(scope === 'journal')
      })
    })
  }

  for (const [hospital, other] of [
    [hospitalA, hospitalB],
    [hospitalB, hospitalA],
  ] as const) {
    it(`shows ${hospital} its own reports and what hangs on them, and nothing of ${other}`, async () => {
      await as('hospital', hospital, async (client) => {
        const reports = await all<{ id: string; hospital_code: string }>(
          client,
          'select id, hospital_code from case_report',
        )
        expect(new Set(reports.map((row) => row.hospital_code))).to.deep.equal(new Set([hospital]))
        const own = new Set(reports.map(({ id }) => id))
        for (const table of ['case_report_version', 'case_report_participant', 'patient_identity']) {
          const ids = await all<{ case_report_id: string }>(client, `select case_report_id from ${table}`)
          expect(ids, table).to.not.be.empty
          expect(
            ids.every((row) => own.has(row.case_report_id)),
            table,
          ).to.equal(true)
        }
        for (const table of ['query', 'case_source']) {
          const ids = await all<{ case_report_id: string }>(client, `select case_report_id from ${table}`)
          expect(
            ids.every((row) => own.has(row.case_report_id)),
            table,
          ).to.equal(true)
        }
        const strange = await all(
          client,
          `select from blocking_token t where not exists (select from patient_identity i where i.id = t.patient_identity_id)`,
        )
        expect(strange).to.be.empty
        expect(await all(client, 'select from patient_hospital where hospital_code = $1', [other])).to.be.empty
        const foreign = await all(
          client,
          'select from patient p where not exists (select from patient_hospital h where h.patient_id = p.id)',
        )
        expect(foreign).to.be.empty
        expect(await countOf(client, 'case_fact')).to.equal(0)
        expect(await countOf(client, 'patient_merge')).to.equal(0)
        expect(await countOf(client, 'patient_unmerge')).to.equal(0)
        // Both relatives are patients of hospital A.
        expect(await countOf(client, 'family_link')).to.equal(hospital === hospitalA ? 2 : 0)
      })
    })
  }

  it('shows a hospital no event of another, and none about whom its patients resemble', async () => {
    await as('hospital', hospitalA, async (client) => {
      const events = await all<{ hospital_code: string; object_kind: string }>(
        client,
        'select hospital_code, object_kind from audit_event',
      )
      expect(new Set(events.map((row) => row.hospital_code))).to.deep.equal(new Set([hospitalA]))
      expect(events.map((row) => row.object_kind)).to.not.include('patient-pair')
    })
  })

  it('finds no report of another hospital by its id', async () => {
    await as('hospital', hospitalA, async (client) => {
      expect(await all(client, 'select from case_report where id = $1', [reportOfB.body.id])).to.be.empty
      expect(await all(client, 'select from case_report where id = $1', [reportOfA.body.id])).to.have.length(1)
    })
  })

  it('refuses a hospital a report for another, new or handed over, and changes none of another', async () => {
    const copy = (code: string): string =>
      `insert into case_report select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(),
        'number', 'SD-2026-999999-0', 'hospital_code', '${code}'))).* from case_report r limit 1`
    expect(await codeOf(as('hospital', hospitalA, (client) => client.query(copy(hospitalA))))).to.equal(undefined)
    expect(await codeOf(as('hospital', hospitalA, (client) => client.query(copy(hospitalB))))).to.equal('42501')
    const handOver = `update case_report set hospital_code = '${hospitalB}'`
    expect(await codeOf(as('hospital', hospitalA, (client) => client.query(handOver)))).to.equal('42501')
    const changed = await as('hospital', hospitalA, (client) =>
      client.query(`update case_report set last_moved_by = 'x' where hospital_code = '${hospitalB}'`),
    )
    expect(changed.rowCount).to.equal(0)
  })

  it('refuses every insert and changes nothing under the scopes that see no case', async () => {
    for (const scope of ['', 'none', 'journal'] as const) {
      const insert = `insert into patient_hospital (patient_id, hospital_code) values (gen_random_uuid(), '${hospitalA}')`
      expect(await codeOf(as(scope, hospitalA, (client) => client.query(insert)))).to.equal('42501')
      for (const table of ['case_report', 'patient', 'patient_identity', 'patient_pair', 'registry_case']) {
        const deleted = await as(scope, hospitalA, (client) => client.query(`delete from ${table}`))
        expect(deleted.rowCount, table).to.equal(0)
      }
    }
  })

  it('shows a linked patient to both hospitals, to each with its own report and identity', async () => {
    const ids = [String(shared.ofA.body.id), String(shared.ofB.body.id)]
    const linked = await as('office', '', (client) =>
      all<{ patient_id: string }>(client, 'select distinct patient_id from case_report where id = any ($1)', [ids]),
    )
    expect(linked).to.have.length(1)
    const patient = linked[0]?.patient_id
    for (const [hospital, own] of [
      [hospitalA, ids[0]],
      [hospitalB, ids[1]],
    ] as const) {
      await as('hospital', hospital, async (client) => {
        expect(await all(client, 'select from patient where id = $1', [patient])).to.have.length(1)
        const reports = await all<{ id: string }>(client, 'select id from case_report where patient_id = $1', [patient])
        expect(reports).to.deep.equal([{ id: own }])
        const identities = await all(client, 'select case_report_id from patient_identity where patient_id = $1', [
          patient,
        ])
        expect(identities).to.deep.equal([{ case_report_id: own }])
        // The case stands on the report of hospital A alone.
        const cases = await all(client, 'select from registry_case where patient_id = $1', [patient])
        expect(cases).to.have.length(hospital === hospitalA ? 1 : 0)
      })
    }
  })

  it('gives identities of other hospitals through one function only, sealed, for tokens that are known', async () => {
    const [row] = await as('office', '', (client) =>
      all<{ token: Buffer; sealed: Buffer; case_report_id: string }>(
        client,
        `select t.token, i.sealed, i.case_report_id from blocking_token t join patient_identity i on i.id = t.patient_identity_id
         where i.case_report_id = $1`,
        [reportOfB.body.id],
      ),
    )
    await as('hospital', hospitalA, async (client) => {
      const mine = await all(client, 'select from patient_identity where case_report_id = $1', [reportOfB.body.id])
      expect(mine).to.be.empty
      const found = await all<{ sealed: Buffer; case_report_id: string }>(
        client,
        'select * from candidate_identities($1::bytea[])',
        [[row?.token]],
      )
      expect(found.map(({ case_report_id }) => case_report_id)).to.deep.equal([reportOfB.body.id])
      expect(found[0]?.sealed.equals(row?.sealed ?? Buffer.alloc(0))).to.equal(true)
      const name = String(reportOfB.body.content.identity.name)
      expect(found[0]?.sealed.includes(Buffer.from(name, 'utf8'))).to.equal(false)
      expect(await all(client, 'select * from candidate_identities($1::bytea[])', [[Buffer.alloc(32)]])).to.be.empty
    })
    const definers = await withDatabaseClient(registry.superuserUrl, (client) =>
      all<{ name: string; closed: boolean }>(
        client,
        `select proname as name, not has_function_privilege('public', oid, 'execute') as closed from pg_proc
         where prosecdef and pronamespace = 'public'::regnamespace order by 1`,
      ),
    )
    expect(definers).to.deep.equal([
      { name: 'cancel_queries_of_pairs', closed: true },
      { name: 'candidate_identities', closed: true },
      { name: 'copy_identity_state', closed: true },
      { name: 'identities_of_patients', closed: true },
      { name: 'identities_to_match', closed: true },
      { name: 'is_patient_of_one_hospital', closed: true },
      { name: 'is_told_apart', closed: true },
      { name: 'patient_content_hash', closed: true },
      { name: 'patient_count', closed: true },
      { name: 'seconds_until_access_of_hospital', closed: true },
      { name: 'seconds_until_access_of_person', closed: true },
      { name: 'settle_identity', closed: true },
      { name: 'shared_tokens', closed: true },
      { name: 'token_holders', closed: true },
      { name: 'tokens_of_identities', closed: true },
    ])
  })

  it('binds the role that serves requests: it owns nothing and passes no policy by', async () => {
    await withDatabaseClient(registry.superuserUrl, async (client) => {
      const [role] = await all(
        client,
        'select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles where rolname = $1',
        [appRole],
      )
      expect(role).to.deep.equal({
        rolsuper: false,
        rolbypassrls: false,
        rolcreaterole: false,
        rolcreatedb: false,
        rolreplication: false,
      })
      const owned = await all(
        client,
        `select relname from pg_class where relowner = $1::regrole union all
         select proname from pg_proc where proowner = $1::regrole union all
         select nspname from pg_namespace where nspowner = $1::regrole`,
        [appRole],
      )
      expect(owned).to.be.empty
      expect(await all(client, `select from pg_auth_members where member = $1::regrole`, [appRole])).to.be.empty
      const [may] = await all(client, `select has_schema_privilege($1, 'public', 'create') as create`, [appRole])
      expect(may).to.deep.equal({ create: false })
    })
  })
})
