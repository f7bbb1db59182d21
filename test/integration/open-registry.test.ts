import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { pino } from 'pino'
import { readConfig } from '#api/config.ts'
import { writeNewKeyRing } from '#api/crypto/key-ring.ts'
import { withDatabaseClient } from '#api/db/database-client.ts'
import { FrozenFormError } from '#api/forms/publish-forms.ts'
import { openRegistry, StartError, type Registry } from '#api/open-registry.ts'
import { bringCatalogue } from '#seed/bring-catalogue.ts'
import { templateDatabase } from '#test/support/template-database.ts'
import { connectThrowawayPostgres, type ThrowawayPostgres } from '#test/support/throwaway-postgres.ts'

describe('a registry on a PostgreSQL of its own', () => {
  let postgres: ThrowawayPostgres
  const folder = mkdtempSync(join(tmpdir(), 'registry-open-'))
  const keyFile = join(folder, 'keys.json')
  let urls: Awaited<ReturnType<ThrowawayPostgres['cloneDatabase']>>
  let clone = 0
  let name = ''

  before(() => {
    postgres = connectThrowawayPostgres()
    writeNewKeyRing(keyFile)
  })
  beforeEach(async () => {
    name = `registry_open_${process.pid}_${(clone += 1)}`
    urls = await postgres.cloneDatabase(templateDatabase, name)
  })
  afterEach(() => postgres.dropDatabase(name))
  after(() => rmSync(folder, { recursive: true }))

  const open = (environment: Record<string, string> = {}): Promise<Registry> =>
    openRegistry({
      config: readConfig({
        DATABASE_URL: urls.appUrl,
        DATABASE_OWNER_URL: urls.ownerUrl,
        KEY_FILE: keyFile,
        ...environment,
      }),
      log: pino({ level: 'silent' }),
      clock: () => new Date(),
      loadCatalogue: bringCatalogue,
    })
  const failureOf = async (opening: Promise<Registry>): Promise<unknown> => {
    try {
      await (await opening).close()
      return undefined
    } catch (error) {
      return error
    }
  }
  const asOwner = (statement: string, values: readonly unknown[] = []): Promise<unknown> =>
    withDatabaseClient(urls.ownerUrl, async (client) => {
      await client.query(`select set_config('registry.audit_event', $1, false)`, [randomUUID()])
      return client.query(statement, [...values])
    })

  it('opens, and makes no accounts but those that are there', async () => {
    const before = await asOwner('select count(*)::int as n from account')
    await (await open()).close()
    expect(await asOwner('select count(*)::int as n from account')).to.have.deep.property(
      'rows',
      (before as { rows: unknown }).rows,
    )
  })

  it('does not start under keys that its data was not written with', async () => {
    await asOwner('insert into data_key (id, wrapped, key_ring_id) values ($1, $2, $3)', [
      randomUUID(),
      randomBytes(61),
      'k1',
    ])
    const failure = await failureOf(open())
    expect(failure).to.be.instanceOf(StartError)
    expect((failure as Error).message).to.match(/KEY_FILE/)
  })

  it('does not start with a published form that was changed under its version, and says which', async () => {
    await asOwner(`update form_version set structure_hash = 'another' where disease_slug = 'noonan-syndrome'`)
    const failure = await failureOf(open())
    expect(failure).to.be.instanceOf(FrozenFormError)
    expect((failure as Error).message).to.include('noonan-syndrome')
  })

  it('serves without the owner where nothing is to be migrated, and asks for the owner where something is', async () => {
    expect(await failureOf(open({ DATABASE_OWNER_URL: '' }))).to.equal(undefined)
    await asOwner('delete from migration')
    const failure = await failureOf(open({ DATABASE_OWNER_URL: '' }))
    expect(failure).to.be.instanceOf(StartError)
    expect((failure as Error).message).to.include('DATABASE_OWNER_URL')
  })

  it('says in one sentence that a key file is missing, and how one is made', async () => {
    const failure = await failureOf(open({ KEY_FILE: join(folder, 'none.json') }))
    expect((failure as Error).message)
      .to.include('create-keys')
      .and.not.include('\n')
  })
})
