import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { withDatabaseClient } from '#api/db/database-client.ts'
import { startThrowawayPostgres } from '#test/support/throwaway-postgres.ts'
import type { ThrowawayPostgres } from '#test/support/throwaway-postgres.ts'

describe('the throw-away database of a test run', function () {
  this.timeout(30_000)
  let postgres: ThrowawayPostgres

  before(async () => {
    postgres = await startThrowawayPostgres()
  })
  after(() => postgres.stop())

  const count = (url: string) =>
    withDatabaseClient(
      url,
      async (client) => (await client.query<{ n: number }>('select count(*)::int as n from t')).rows[0]?.n,
    )

  it('gives each test file a clone that the others do not see', async () => {
    const template = await postgres.cloneDatabase('template0', 'a_template')
    await withDatabaseClient(template.ownerUrl, (client) =>
      client.query('create table t as select 1 as n; grant select on t to registry_app'),
    )
    const clones = await Promise.all([1, 2, 3].map((number) => postgres.cloneDatabase('a_template', `clone_${number}`)))
    const [first, second] = clones
    if (!first || !second) throw new Error('no clones')
    await withDatabaseClient(first.ownerUrl, (client) => client.query('insert into t values (2)'))
    expect(await count(first.appUrl)).to.equal(2)
    expect(await count(second.appUrl)).to.equal(1)
    await postgres.dropDatabase('clone_1')
    await postgres.dropDatabase('clone_1')
    expect(await withDatabaseClient(first.appUrl, () => Promise.resolve('open')).catch(() => 'gone')).to.equal('gone')
  })

  it('is removed by the next run when its own was killed', async () => {
    const program = `
      import { startThrowawayPostgres } from '#test/support/throwaway-postgres.ts'
      const { superuserUrl } = await startThrowawayPostgres()
      setInterval(() => undefined, 60_000)
      console.log(superuserUrl)
    `
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const exited = once(child, 'exit')
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
    const location = await dataDirectoryOf(line)
    child.kill('SIGKILL')
    await exited
    expect(await dataDirectoryOf(line)).to.equal(location)

    const next = await startThrowawayPostgres()
    await next.stop()
    expect(existsSync(location)).to.equal(false)
    expect(await dataDirectoryOf(line).catch(() => 'gone')).to.equal('gone')
    expect(await dataDirectoryOf(postgres.superuserUrl)).to.be.a('string')
  })
})

function dataDirectoryOf(url: string): Promise<string> {
  return withDatabaseClient(url, async (client) => {
    const { rows } = await client.query<{ data_directory: string }>('show data_directory')
    return rows[0]?.data_directory ?? ''
  })
}
