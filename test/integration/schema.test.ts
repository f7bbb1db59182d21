import { expect } from 'chai'
import type { MikroORM } from '@mikro-orm/postgresql'
import { knownConstraints } from '#api/db/constraints.ts'
import { withDatabaseClient } from '#api/db/database-client.ts'
import { openDatabaseAsOwner } from '#api/db/orm.ts'
import { templateDatabase } from '#test/support/template-database.ts'
import { connectThrowawayPostgres, type ThrowawayPostgres } from '#test/support/throwaway-postgres.ts'

/** Tables that are no record of the registry, so that their changes need no event of their own. */
const unaudited: Readonly<Record<string, string>> = {
  audit_event: 'the journal itself; it only grows',
  access_event: 'the access journal; it only grows',
  refresh_token: 'sessions: signing in and out is journalled, each renewal of a token is not',
  idempotency_key: 'written beside the change that it answers',
  migration: 'kept by the migrator, under the owner',
  matching_run: 'where a nightly run stands; the journal says what came of it',
}

/** Tables that say nothing of a patient or a report, open to every seat. */
const openToAll: Readonly<Record<string, string>> = {
  account: 'people who sign in, no patients',
  catalogue: 'published list',
  disease: 'published list',
  region: 'published list',
  hospital: 'published list',
  form_version: 'published forms',
  data_key: 'wrapped by the key ring; opens nothing by itself',
  refresh_token: 'hashes of tokens',
  idempotency_key: 'answers sealed and bound to account and key',
  migration: 'kept by the migrator',
  matching_run: 'counts, and how far a run has come',
}

describe('the migrated schema', () => {
  let postgres: ThrowawayPostgres
  const database = `schema_${process.pid}`
  let superuserUrl: string
  let orm: MikroORM

  before(async () => {
    postgres = connectThrowawayPostgres()
    const urls = await postgres.cloneDatabase(templateDatabase, database)
    superuserUrl = urls.superuserUrl
    orm = await openDatabaseAsOwner(urls.ownerUrl)
  })
  after(async () => {
    await orm.close(true)
    await postgres.dropDatabase(database)
  })

  const names = async (sql: string): Promise<string[]> =>
    withDatabaseClient(superuserUrl, async (client) => {
      const { rows } = await client.query<{ name: string }>(sql)
      return rows.map(({ name }) => name).sort()
    })

  const tables = () => names(`select tablename as name from pg_tables where schemaname = 'public'`)

  it('is what the entities say: columns, keys, indexes, uniques and checks', async () => {
    // Triggers, policies and functions stand in the migration alone; the tests below look at them.
    orm.config.set('schemaGenerator', {
      ...orm.config.get('schemaGenerator'),
      ignoreTriggers: true,
      ignoreRoutines: true,
      ignorePolicies: true,
      // The tables of the jobs are pg-boss's; test/integration/jobs.test.ts looks at their version.
      ignoreSchema: ['jobs'],
    })
    const difference = await orm.schema.getUpdateSchemaSQL({ dropTables: false })
    expect(difference.trim(), `bring the entity or a new migration to this:\n${difference}`).to.equal('')
  })

  it('has an index on every foreign key', async () => {
    const missing = await names(`
      select format('create index %s_%s_index on %1$s (%2$s);', c.conrelid::regclass,
        (select string_agg(a.attname, '_') from pg_attribute a where a.attrelid = c.conrelid and a.attnum = any (c.conkey))) as name
      from pg_constraint c
      where c.contype = 'f' and c.connamespace = 'public'::regnamespace
        and not exists (
          select from pg_index i where i.indrelid = c.conrelid and i.indpred is null
            and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)`)
    expect(missing, `add to the migration:\n${missing.join('\n')}`).to.be.empty
  })

  it('has only constraints of which it is known whether a user or a fault of ours breaks them', async () => {
    const constraints = await names(`
      select conname as name from pg_constraint where connamespace = 'public'::regnamespace and contype <> 'n'
      union
      select i.indexrelid::regclass::text from pg_index i join pg_class c on c.oid = i.indrelid
      where i.indisunique and c.relnamespace = 'public'::regnamespace`)
    const unknown = constraints.filter((name) => !knownConstraints.has(name))
    expect(unknown, `add to api/db/constraints.ts:\n${unknown.map((name) => `  '${name}',`).join('\n')}`).to.be.empty
    const gone = [...knownConstraints].filter((name) => !constraints.includes(name))
    expect(gone, 'take out of api/db/constraints.ts').to.be.empty
  })

  it('refuses an unaudited change of every table that is no named exception', async () => {
    const guarded = await names(`
      select tgrelid::regclass::text as name from pg_trigger t join pg_proc p on p.oid = t.tgfoid
      where t.tgname = 'audited' and p.proname = 'require_audit_event' and t.tgenabled = 'O'
        -- before (2), insert (4), delete (8), update (16), truncate (32); for each statement: without 1
        and t.tgtype = 2 + 4 + 8 + 16 + 32`)
    const bare = (await tables()).filter((table) => !guarded.includes(table) && !Object.hasOwn(unaudited, table))
    const lines = bare.map(
      (table) =>
        `create trigger audited before insert or update or delete or truncate on ${table} for each statement execute function require_audit_event();`,
    )
    expect(bare, `add to the migration:\n${lines.join('\n')}`).to.be.empty
    expect(
      guarded.filter((table) => Object.hasOwn(unaudited, table)),
      'no exception any more',
    ).to.be.empty
  })

  it('keeps what is written for ever from every change, by trigger', async () => {
    const unalterable = await names(`
      select tgrelid::regclass::text as name from pg_trigger t join pg_proc p on p.oid = t.tgfoid
      where p.proname = 'refuse_change' and t.tgenabled = 'O' and t.tgtype = 2 + 8 + 16 + 32`)
    expect(unalterable).to.deep.equal(['access_event', 'audit_event', 'case_report_version'])
  })

  it('has row-level security with a policy on every table that speaks of a patient or a report', async () => {
    const secured = await names(`
      select c.relname as name from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relrowsecurity
        and exists (select from pg_policy p where p.polrelid = c.oid)`)
    const open = (await tables()).filter((table) => !secured.includes(table))
    const lines = open.map((table) => `alter table ${table} enable row level security;`)
    expect(open, `add to the migration, with policies:\n${lines.join('\n')}`).to.deep.equal(
      Object.keys(openToAll).sort(),
    )
  })

  it('stores instants with time zone and texts without a length', async () => {
    const odd = await names(`
      select format('%s.%s is %s', table_name, column_name, data_type) as name from information_schema.columns
      where table_schema = 'public' and table_name <> 'migration'
        and data_type in ('timestamp without time zone', 'character varying', 'character', 'time without time zone')`)
    expect(odd).to.be.empty
  })
})
