import { expect } from 'chai'
import { readFileSync } from 'node:fs'
import { withDatabaseClient } from '#api/db/database-client.ts'
import { defineJob, type Job, type JobRun } from '#api/jobs/job.ts'
import { jobs } from '#api/jobs/jobs.ts'
import { jobsSchemaVersion } from '#api/jobs/jobs-schema.ts'
import { startJobs, type RunningJobs } from '#api/jobs/start-jobs.ts'
import { defineSchema } from '#schemas/api/define-schema.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'

type JobRow = { readonly id: string; readonly state: string; readonly data: unknown; readonly output: unknown }

const counted = defineSchema({
  type: 'object',
  properties: { count: { type: 'integer' } },
  required: ['count'],
  additionalProperties: false,
})

describe('the jobs', () => {
  let registry: TestRegistry
  let running: RunningJobs | undefined

  before(async () => {
    registry = await openTestRegistry()
  })
  after(() => registry.stop())
  afterEach(async () => {
    await running?.stop()
    running = undefined
  })

  const rows = <Row>(sql: string, values: unknown[] = []): Promise<Row[]> =>
    withDatabaseClient(registry.superuserUrl, async (client) => (await client.query(sql, values)).rows as Row[])

  const jobsOf = (name: string): Promise<JobRow[]> =>
    rows('select id, state, data, output from jobs.job where name = $1 order by created_on', [name])

  const start = async (...offered: readonly Job[]): Promise<RunningJobs> => {
    running = await startJobs(registry.deps, {
      databaseUrl: registry.appUrl,
      jobs: offered,
      pollSeconds: 0.5,
      schedules: false,
    })
    return running
  }

  const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 50))
  }

  const aJob = (name: string, run: (run: JobRun, payload: { count: number }) => Promise<void>, changes = {}) =>
    // A list holds jobs of any payload; each checks its own.
    defineJob({ name, payload: counted, longestSeconds: 60, retries: 0, run, ...changes }) as Job & {
      readonly payload: typeof counted
    }

  it('work with the tables that the installed pg-boss makes', async () => {
    const [made] = await rows<{ version: number }>('select version from jobs.version')
    expect(made?.version).to.equal(jobsSchemaVersion)
    const installed = new URL('../../node_modules/pg-boss/package.json', import.meta.url)
    const { pgboss } = JSON.parse(readFileSync(installed, 'utf8')) as { pgboss: { schema: number } }
    expect(pgboss.schema).to.equal(jobsSchemaVersion)
  })

  it('are carried out with what they were told, as a rule of their own name', async () => {
    const told: unknown[] = []
    const job = aJob('told', async (run, payload) => {
      told.push(payload)
      await run.unit(() =>
        Promise.resolve({ reply: undefined, audit: { event: 'test.done', object: { kind: 'test', id: undefined } } }),
      )
    })
    const { send } = await start(job)
    await send(job, { count: 3 })
    await until(async () => (await jobsOf('told'))[0]?.state === 'completed')
    expect(told).to.deep.equal([{ count: 3 }])
    const events = await rows(
      `select actor_kind, actor_name, roles, channel from audit_event where event = 'test.done'`,
    )
    expect(events).to.deep.equal([{ actor_kind: 'rule', actor_name: 'told', roles: [], channel: 'job' }])
  })

  it('refuse a payload with a property that nobody knows, when it is sent and when it lies there', async () => {
    let runs = 0
    const job = aJob('strict', () => {
      runs += 1
      return Promise.resolve()
    })
    const { send } = await start(job)
    const wrong = { count: 1, name: '张三' }
    const refusal = await send(job, wrong).then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(refusal).to.be.an('error').with.property('message', 'The payload of strict breaks its schema.')
    expect(await jobsOf('strict')).to.be.empty

    await send(job, { count: 1 })
    await until(() => runs === 1)
    await rows(`insert into jobs.job (name, data) values ('strict', $1)`, [JSON.stringify(wrong)])
    await until(async () => (await jobsOf('strict')).some(({ state }) => state === 'failed'))
    expect(runs).to.equal(1)
  })

  it('leave nothing of a failure in the database but that it failed, and no value in the log', async () => {
    const value = '张三370102199003120014'
    const job = aJob('failing', async (run) => {
      await run.reading(({ em }) => em.execute('select ?::integer', [value]))
    })
    const { send } = await start(job)
    await send(job, { count: 1 })
    await until(async () => (await jobsOf('failing'))[0]?.state === 'failed')
    const [failed] = await rows<{ row: string }>(
      `select to_jsonb(j)::text as row from jobs.job j where name = 'failing'`,
    )
    expect(failed?.row).to.include('failing failed; the log says why.')
    expect(failed?.row).to.not.include('张三').and.not.include('370102')
    const logged = registry.log.filter((line) => line.includes('"job":"failing"'))
    expect(logged).to.have.length(1)
    // The code of the database says what went wrong: invalid_text_representation.
    expect(logged[0]).to.include('22P02').and.include('job failed for good')
    expect(registry.log.join('')).to.not.include('张三').and.not.include('370102')
  })

  it('stop in order: the signal tells a running one, which is handed back to be gone on with', async () => {
    let isRunning = false
    const job = aJob(
      'long',
      async ({ signal }) => {
        isRunning = true
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
        throw new Error('Not at the end.')
      },
      { retries: 3 },
    )
    const { send, stop } = await start(job)
    await send(job, { count: 1 })
    await until(() => isRunning)
    await stop()
    expect((await jobsOf('long')).map(({ state }) => state)).to.deep.equal(['retry'])
    expect(registry.log.some((line) => line.includes('job stopped, to be gone on with'))).to.equal(true)
  })

  it('run a scheduled job one at a time', async () => {
    const release = Promise.withResolvers<undefined>()
    let runs = 0
    const job = aJob(
      'scheduled',
      async () => {
        runs += 1
        await release.promise
      },
      { cron: '0 3 * * *' },
    )
    const { send } = await start(job)
    await send(job, { count: 1 })
    await until(() => runs === 1)
    await send(job, { count: 2 })
    expect(await jobsOf('scheduled')).to.have.length(1)
    release.resolve(undefined)
    await until(async () => (await jobsOf('scheduled'))[0]?.state === 'completed')
    await send(job, { count: 3 })
    expect(await jobsOf('scheduled')).to.have.length(2)
  })

  it('have their times in the time of Shandong; a job that is gone has none', async () => {
    const schedules = () => rows<{ name: string }>('select name, cron, timezone from jobs.schedule order by name')
    const gone = aJob('gone', () => Promise.resolve(), { cron: '0 4 * * *' })
    const earlier = await startJobs(registry.deps, { databaseUrl: registry.appUrl, jobs: [gone] })
    await earlier.stop()
    expect(await schedules()).to.deep.equal([{ name: 'gone', cron: '0 4 * * *', timezone: 'Asia/Shanghai' }])
    running = await startJobs(registry.deps, { databaseUrl: registry.appUrl, jobs })
    const now = await schedules()
    expect(now.map(({ name }) => name)).to.have.members(jobs.flatMap(({ name, cron }) => (cron ? [name] : [])))
    expect(now).to.deep.include({ name: 'nightly-matching', cron: '30 1 * * *', timezone: 'Asia/Shanghai' })
  })

  it('say that the database cannot be reached instead of waiting for it', async () => {
    const unreachable = 'postgresql://someone:hidden@127.0.0.1:1/registry'
    const failure = await startJobs(registry.deps, { databaseUrl: unreachable, jobs: [] }).then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(failure).to.be.an('error').with.property('code', 'ECONNREFUSED')
  })
})
