import { expect } from 'chai'
import type { EntityManager } from '@mikro-orm/postgresql'
import { createCaseReport } from '#api/case-reports/create-case-report.ts'
import { withDatabaseClient } from '#api/db/database-client.ts'
import { actAs, findActor, type Act } from '#seed/act-as.ts'
import { seedDemo } from '#seed/demo/seed-demo.ts'
import { aCaseReport } from '#test/support/a-case-report.ts'
import { signIn } from '#test/support/api-client.ts'
import { findLeaks, readIdentityValues } from '#test/support/find-leaks.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'

describe('the demonstration data', function () {
  this.timeout(180_000)
  let registry: TestRegistry
  let told: string[]

  const query = <Row extends object>(sql: string): Promise<Row[]> =>
    withDatabaseClient(registry.superuserUrl, async (client) => (await client.query<Row>(sql)).rows)

  before(async () => {
    registry = await openTestRegistry()
    told = []
    await seedDemo(failingAfter(registry.deps, 40), () => undefined).then(
      () => {
        throw new Error('The seeding should have been interrupted.')
      },
      (error: unknown) => {
        if (!(error instanceof Interruption)) throw error
      },
    )
    await seedDemo(registry.deps, (line) => {
      told.push(line)
    })
  })

  after(() => registry.stop())

  it('goes on where a start was killed, and makes no report twice', async () => {
    expect(told[0]).to.equal('Going on with the invented case reports …')
    const [acts] = await query<{ all: number; different: number }>(`
      select count(distinct unit_id)::int as all, count(distinct idempotency_key)::int as different
      from audit_event where idempotency_key like 'demo:%'`)
    expect(acts?.all).to.equal(acts?.different).and.to.be.greaterThan(400)
    const [completed] = await query<{ count: number }>(
      `select (detail ->> 'caseReports')::int as count from audit_event where event = 'demo-data.completed'`,
    )
    expect(await query('select from case_report')).to.have.length(completed?.count ?? 0)
  })

  it('is left alone by the next start', async () => {
    const before = await query('select from audit_event')
    await seedDemo(registry.deps, (line) => {
      throw new Error(line)
    })
    expect(await query('select from audit_event')).to.have.length(before.length)
  })

  it('shows every state of the journey', async () => {
    const rows = await query<{ state: string }>(`
      select distinct case when state = 'RETURNED' then state || ' ' || return_level else state end as state from case_report order by 1`)
    expect(rows.map(({ state }) => state)).to.deep.equal([
      'ACCEPTED',
      'DRAFT',
      'FORWARDED',
      'HOSPITAL_REVIEW',
      'OFFICE_REVIEW',
      'REJECTED',
      'RETURNED hospital',
      'RETURNED office',
      'SUBMITTED',
    ])
    const [share] = await query<{ accepted: number }>(
      `select avg((state = 'ACCEPTED')::int)::float8 as accepted from case_report`,
    )
    expect(share?.accepted).to.be.greaterThan(0.5)
    expect(await query(`select from case_report where state = 'ACCEPTED' and round > 0`)).to.have.length.greaterThan(2)
    expect(await query(`select from case_report where state = 'SUBMITTED' and round > 0`)).to.have.length.greaterThan(0)
    expect(await query(`select from audit_event where event = 'case-report.recalled'`)).to.have.length.greaterThan(0)
  })

  it('has queries that wait, were answered in every usual way, and are closed', async () => {
    const rows = await query<{ kind: string }>(
      `select distinct state || coalesce(' ' || answer_kind, '') as kind from query order by 1`,
    )
    expect(rows.map(({ kind }) => kind)).to.include.members([
      'OPEN',
      'ANSWERED accepted-suggestion',
      'ANSWERED verified',
      'CLOSED accepted-suggestion',
      'CLOSED changed-value',
      'CLOSED verified',
    ])
  })

  it('has possible duplicates in each state', async () => {
    const rows = await query<{ pair: string }>(`
      select distinct state || ' ' || reason || case when proposed_by_id is null then '' else ' proposed' end as pair from patient_pair order by 1`)
    expect(rows.map(({ pair }) => pair)).to.deep.equal([
      'DIFFERENT given-name-differs',
      'OPEN doubtful-number',
      'OPEN given-name-differs',
      'OPEN given-name-differs proposed',
      'SAME automatic-link',
      'SAME given-name-differs',
      'SAME given-name-differs proposed',
    ])
  })

  it('counts one case for each patient and disease that was accepted, however many hospitals report', async () => {
    const expected = await query(`select distinct patient_id, disease_code from case_report where state = 'ACCEPTED'`)
    expect(await query('select from registry_case')).to.have.length(expected.length)
    expect(await query('select from case_fact')).to.have.length(expected.length)
    const [sources] = await query<{ all: number; twice: number }>(
      'select sum(source_count)::int as all, count(*) filter (where source_count = 2)::int as twice from case_fact',
    )
    expect(sources?.all).to.equal((await query(`select from case_report where state = 'ACCEPTED'`)).length)
    expect(sources?.twice).to.equal(3)
  })

  it('keeps the whole way of every report in the journal, each step from the state that the step before led to', async () => {
    const events = await query<{ object_id: string; transition: string; from_state: string | null; to_state: string }>(`
      select object_id, transition, from_state, to_state from audit_event where object_kind = 'case-report' order by object_id, id`)
    const ways = Map.groupBy(events, ({ object_id }) => object_id)
    const reports = await query<{ id: string; state: string }>('select id, state from case_report')
    expect(ways.size).to.equal(reports.length)
    for (const { id, state } of reports) {
      const way = ways.get(id) ?? []
      expect(way[0]).to.include({ transition: 'R1', from_state: null })
      expect(way.slice(1).map(({ from_state }) => from_state)).to.deep.equal(
        way.slice(0, -1).map(({ to_state }) => to_state),
      )
      expect(way.at(-1)?.to_state).to.equal(state)
    }
  })

  it('is spread over more than a year and at least eight hospitals of as many cities', async () => {
    const [span] = await query<{ days: number; hospitals: number; cities: number }>(`
      select extract(day from max(r.created_at) - min(r.created_at))::int as days, count(distinct r.hospital_code)::int as hospitals,
        count(distinct h.city_code)::int as cities from case_report r join hospital h on h.code = r.hospital_code`)
    expect(span?.days).to.be.greaterThan(365)
    expect(span?.hospitals).to.be.at.least(8)
    expect(span?.cities).to.equal(span?.hospitals)
  })

  it('marks every patient as invented', async () => {
    const values = await readIdentityValues(registry.deps)
    expect(
      values.filter((value) => value.startsWith('示例路')).every((address) => address.endsWith('（虚构）')),
    ).to.equal(true)
    expect(values.filter((value) => value.startsWith('DEMO-'))).to.have.length.greaterThan(50)
  })

  it('holds no name, number, telephone or address in clear, in no column of any table', async () => {
    const values = await readIdentityValues(registry.deps)
    expect(values).to.have.length.greaterThan(250)
    expect(await findLeaks(registry.superuserUrl, values)).to.deep.equal([])
  })

  it('would find a value in clear, or in a column that only looks sealed', async () => {
    const [event] = await query<{ actor_name: string }>(
      `select actor_name from audit_event where event = 'case-report.created'`,
    )
    const [token] = await query<{ name: string }>(`select username as name from account limit 1`)
    expect(await findLeaks(registry.superuserUrl, [event?.actor_name ?? ''])).to.include('audit_event.actor_name')
    expect(await findLeaks(registry.superuserUrl, [token?.name ?? ''])).to.include('account.username')
  })

  it('is made within the rights of the acting persons only', async () => {
    const auditor = await findActor(registry.deps, 'auditor')
    const act: Act = { actor: auditor, at: new Date(), channel: 'seed', permission: 'case-report.create' }
    const refusal = await actAs(registry.deps, act, (context) =>
      createCaseReport(context, { disease: 'marfan-syndrome' }),
    ).then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(refusal).to.have.property('code', 'permission-missing')
  })

  it('is not made in a registry that has reports of its own', async () => {
    const used = await openTestRegistry()
    try {
      const [registrar, reviewer, office] = await Promise.all(
        ['registrar-a', 'reviewer-a', 'office'].map((name) => signIn(used.url, name)),
      )
      if (!registrar || !reviewer || !office) throw new Error('Three people have signed in.')
      await aCaseReport({ registrar, reviewer, office })
      await seedDemo(used.deps, () => undefined)
      expect(
        await withDatabaseClient(
          used.superuserUrl,
          async (client) => (await client.query('select from case_report')).rowCount,
        ),
      ).to.equal(1)
    } finally {
      await used.stop()
    }
  })
})

class Interruption extends Error {}

/** A registry that loses its database after so many units of work, as when the process is killed. */
function failingAfter(deps: TestRegistry['deps'], acts: number): TestRegistry['deps'] {
  let left = acts
  return {
    ...deps,
    em: (): EntityManager => {
      left -= 1
      if (left < 0) throw new Interruption()
      return deps.em()
    },
  }
}
