import { expect } from 'chai'
import type { Client } from 'pg'
import { withDatabaseClient } from '#api/db/database-client.ts'
import { ownerRole } from '#api/db/database-roles.ts'
import { openDatabase } from '#api/db/orm.ts'
import { unitOfWork, type Session } from '#api/db/unit-of-work.ts'
import { HospitalEntity } from '#api/catalogue/catalogue.entity.ts'
import { aCaseReport, anIdentity, aReportDocument, expectStatus, signInStaff } from '#test/support/a-case-report.ts'
import type { Person } from '#test/support/api-client.ts'
import { findLeaks, readIdentityValues } from '#test/support/find-leaks.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'

const session: Session = {
  by: { kind: 'rule', name: 'test' },
  seat: 'office',
  hospitalCode: undefined,
  channel: 'start',
  requestId: 'test-request',
}

/** Codes that the triggers raise (migration 202611240100) and PostgreSQL's own for a missing privilege. */
const unaudited = 'RG001'
const neverAllowed = 'RG002'
const noPrivilege = '42501'

describe('the journal', () => {
  let registry: TestRegistry
  let registrar: Person
  let reviewer: Person
  let office: Person
  let auditedTables: string[]

  // Bare connections see only what is committed, so this file uses its clone without rolling back.
  before(async () => {
    registry = await openTestRegistry()
    ;({ registrar, reviewer, office } = await signInStaff(registry.url))
    auditedTables = await withDatabaseClient(registry.superuserUrl, async (client) => {
      const { rows } = await client.query<{ name: string }>(
        `select tgrelid::regclass::text as name from pg_trigger where tgname = 'audited' order by 1`,
      )
      return rows.map(({ name }) => name)
    })
  })
  after(() => registry.stop())

  /** The SQLSTATE that a statement is refused with, `undefined` where it is taken; nothing stays. */
  const refusalOf = async (client: Client, sql: string): Promise<string | undefined> => {
    await client.query('begin')
    try {
      await client.query(sql)
      return undefined
    } catch (error) {
      return (error as { code?: string }).code
    } finally {
      await client.query('rollback')
    }
  }

  const asOwner = <T>(work: (client: Client) => Promise<T>): Promise<T> =>
    withDatabaseClient(registry.superuserUrl, async (client) => {
      await client.query(`set role ${ownerRole}`)
      return work(client)
    })

  const asApp = <T>(work: (client: Client) => Promise<T>): Promise<T> =>
    withDatabaseClient(registry.appUrl, async (client) => {
      await client.query(`select set_config('registry.scope', 'office', false)`)
      return work(client)
    })

  const countOf = (table: string): Promise<number> =>
    withDatabaseClient(registry.superuserUrl, async (client) => {
      const { rows } = await client.query<{ count: string }>(`select count(*) from ${table}`)
      return Number(rows[0]?.count)
    })

  const changes = (table: string): string[] => [
    `insert into ${table} select * from ${table} limit 0`,
    `update ${table} set ${firstColumn(table)} = ${firstColumn(table)} where false`,
    `delete from ${table} where false`,
    `truncate ${table} cascade`,
  ]
  const firstColumn = (table: string): string => columns.get(table) ?? 'id'
  const columns = new Map<string, string>()

  before(async () => {
    await withDatabaseClient(registry.superuserUrl, async (client) => {
      const { rows } = await client.query<{ table_name: string; column_name: string }>(
        `select table_name, column_name from information_schema.columns where table_schema = 'public' and ordinal_position = 1`,
      )
      for (const row of rows) columns.set(row.table_name, row.column_name)
    })
  })

  it('knows the tables that hold the registry', () => {
    expect(auditedTables).to.include.members([
      'case_report',
      'patient',
      'patient_pair',
      'case_fact',
      'account',
      'disease',
    ])
  })

  it('refuses a change outside a unit of work to the role that serves requests, on every audited table', async () => {
    await asApp(async (client) => {
      for (const table of auditedTables) {
        for (const sql of changes(table)) {
          // Only the owner may truncate; what is refused for want of the right is refused all the same.
          expect(await refusalOf(client, sql), sql).to.be.oneOf([unaudited, noPrivilege])
          if (table !== 'case_report_version' && !sql.startsWith('truncate')) {
            expect(await refusalOf(client, sql), sql).to.equal(unaudited)
          }
        }
      }
    })
  })

  it('refuses a change outside a unit of work to the owner of the tables, on every audited table', async () => {
    await asOwner(async (client) => {
      for (const table of auditedTables) {
        for (const sql of changes(table))
          expect(await refusalOf(client, sql), sql).to.be.oneOf([unaudited, neverAllowed])
      }
    })
  })

  it('refuses an update below the unit of work through the entity manager', async () => {
    const orm = await openDatabase(registry.appUrl)
    try {
      const refused = await orm.em
        .fork()
        .nativeUpdate(HospitalEntity, { code: 'H370101' }, { active: false })
        .then(
          () => undefined,
          (error: unknown) => (error as { code?: string }).code,
        )
      expect(refused).to.equal(unaudited)
    } finally {
      await orm.close(true)
    }
  })

  for (const table of ['audit_event', 'case_report_version']) {
    it(`never lets ${table} be updated, deleted or truncated, in a unit of work either`, async () => {
      await aCaseReport({ registrar, reviewer, office }, { state: 'SUBMITTED' })
      const statements = [`update ${table} set id = id`, `delete from ${table}`, `truncate ${table} cascade`]
      const inUnit = `select set_config('registry.audit_event', gen_random_uuid()::text, true);`
      const before = await countOf(table)
      await asApp(async (client) => {
        for (const sql of statements) expect(await refusalOf(client, inUnit + sql), sql).to.equal(noPrivilege)
      })
      await asOwner(async (client) => {
        for (const sql of statements) expect(await refusalOf(client, inUnit + sql), sql).to.equal(neverAllowed)
      })
      expect(await countOf(table)).to.equal(before)
    })
  }

  it('takes neither the change nor the event of a command that fails', async () => {
    const before = await countOf('audit_event')
    const failed = await unitOfWork(registry.deps.em(), session, async (em) => {
      await em.nativeUpdate(HospitalEntity, { code: 'H370101' }, { active: false })
      throw new Error('fails after the change')
    }).then(
      () => undefined,
      (error: unknown) => (error as Error).message,
    )
    expect(failed).to.equal('fails after the change')
    expect(await countOf('audit_event')).to.equal(before)
    expect(await countOf(`hospital where not active and code = 'H370101'`)).to.equal(0)
  })

  it('takes neither the change nor the event when the answer cannot be made', async () => {
    const before = await countOf('audit_event')
    const failed = await unitOfWork(
      registry.deps.em(),
      session,
      async (em) => {
        await em.nativeUpdate(HospitalEntity, { code: 'H370101' }, { active: false })
        return { reply: undefined, audit: { event: 'hospital.changed', object: { kind: 'hospital', id: undefined } } }
      },
      () => {
        throw new Error('no answer')
      },
    ).then(
      () => undefined,
      (error: unknown) => (error as Error).message,
    )
    expect(failed).to.equal('no answer')
    expect(await countOf('audit_event')).to.equal(before)
    expect(await countOf(`hospital where not active and code = 'H370101'`)).to.equal(0)
  })

  it('is closed with its event: what follows in the same transaction is refused', async () => {
    const em = registry.deps.em()
    await em.begin()
    try {
      await unitOfWork(em, session, async () => ({
        reply: undefined,
        audit: { event: 'test.made', object: { kind: 'test', id: undefined } },
      }))
      const refused = await em.nativeUpdate(HospitalEntity, { code: 'H370101' }, { active: false }).then(
        () => undefined,
        (error: unknown) => (error as { code?: string }).code,
      )
      expect(refused).to.equal(unaudited)
    } finally {
      await em.rollback()
    }
  })

  it('says of each event who did it, in which roles, for which hospital, through which channel and request', async () => {
    const report = await aCaseReport({ registrar, reviewer, office }, { state: 'ACCEPTED' })
    const { items } = expectStatus(await office.get(`/case-reports/${report.body.id}/journal`), 200).body
    expect(items).to.have.length(6)
    for (const event of items) {
      expect(event.event).to.match(/^[a-z-]+\.[a-z-]+$/)
      expect(event.actorKind).to.equal('person')
      expect(event.actor).to.be.oneOf(['Registrar A', 'Reviewer A', 'Office reviewer'])
      expect(event.roles).to.have.length(1)
      expect(event.hospitalCode).to.equal('H370101')
      expect(event.channel).to.equal('api')
      expect(event.requestId).to.be.a('string').with.length.greaterThan(8)
    }
    const submitted = items.find(({ transition }: { transition: string }) => transition === 'R7')
    expect(submitted.detail).to.include.keys('version', 'contentHash', 'findings')
    expect(submitted.related).to.include.keys('number', 'receipt')
    expect(submitted.ruleSet).to.be.a('string')
  })

  it('names the rule that acted where no person did', async () => {
    await aCaseReport({ registrar, reviewer, office }, { state: 'SUBMITTED' })
    const { items } = (await office.get('/journal?event=patient.created')).body
    expect(items.at(-1)).to.include({ actorKind: 'rule', actor: 'submission', transition: 'P1' })
  })

  it('holds no identity in clear after a whole journey, nor does any other table', async () => {
    const identity = anIdentity({
      name: '诸葛不泄露',
      phone: '13912345987',
      residence: { region: '370102', address: '历下区泄露测试路77号' },
    })
    const content = aReportDocument({ identity })
    const report = await aCaseReport({ registrar, reviewer, office }, { state: 'OFFICE_REVIEW', content })
    expectStatus(
      await office.move(report.body.id, 'reject', { reasonCode: '1', reasonText: '诸葛不泄露不是病例' }),
      200,
    )
    const number = (identity['idDocument'] as { number: string }).number
    const values = [...new Set([...(await readIdentityValues(registry.deps)), '诸葛不泄露', number, '13912345987'])]
    expect(values).to.include.members(['诸葛不泄露', number, '13912345987', '历下区泄露测试路77号'])
    expect(await findLeaks(registry.superuserUrl, values)).to.be.empty
    expect(registry.log.filter((line) => values.some((value) => line.includes(value)))).to.be.empty
  })
})
