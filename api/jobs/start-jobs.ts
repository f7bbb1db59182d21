import type { JobWithMetadata, PgBoss, Queue } from 'pg-boss'
import { createSchemaCompiler } from '#api/http/body-schema.ts'
import type { Deps } from '#api/http/context.ts'
import { presentFault } from '#api/http/present-fault.ts'
import type { Job } from './job.ts'
import { createJobRun } from './job-run.ts'
import { jobsSchema } from './jobs-schema.ts'

/** The time zone of every schedule. */
const timeZone = 'Asia/Shanghai'

/** A process of which nothing is heard for so long has lost its jobs; they are tried again. */
const silenceSeconds = 180

/** Seconds before the first new try after a failure; each further one waits about twice as long. */
const firstRetrySeconds = 60

/** Milliseconds that running jobs get to stop at a place from which they can go on. */
const graceMilliseconds = 8000

/** The jobs of one server process. */
export type RunningJobs = {
  /** Lets a job run as soon as a process is free; of a scheduled job that waits or runs, no second one is made. */
  readonly send: <Payload extends object>(job: Job<Payload>, payload: Payload) => Promise<void>
  /** Takes no more jobs, lets the running ones stop, and hands back those that cannot. */
  readonly stop: () => Promise<void>
}

/** Where the jobs lie, which there are, and how often is looked for them. */
export type JobOptions = {
  readonly databaseUrl: string
  readonly jobs: readonly Job[]
  readonly pollSeconds?: number
  /** Whether this process watches the clock for all; tests send jobs themselves. */
  readonly schedules?: boolean
}

/**
 * Offers this process for all jobs. Any number of processes may: each job is fetched by one of them, and each time of
 * the clock makes one job.
 */
export async function startJobs(
  deps: Deps,
  { databaseUrl, jobs, pollSeconds = 5, schedules = true }: JobOptions,
): Promise<RunningJobs> {
  const { PgBoss } = await import('pg-boss')
  const boss = new PgBoss({
    connectionString: databaseUrl,
    options: '-c role=registry_app',
    schema: jobsSchema,
    // The tables are the owner's: this role neither makes nor rebuilds them.
    migrate: false,
    createSchema: false,
    reindex: false,
    schedule: schedules,
    max: 3,
    openTelemetry: { enabled: false },
  })
  const log = deps.log.child({ part: 'jobs' })
  boss.on('error', (error) => log.error({ err: presentFault(error) }, 'the jobs have a fault'))
  boss.on('warning', ({ data }) => log.warn({ kind: (data as { type?: string }).type }, 'the jobs need attention'))
  const stopping = new AbortController()
  try {
    await boss.start()
    for (const job of jobs) await offer(boss, deps, job, { pollSeconds, signal: stopping.signal })
    if (schedules) await keepSchedules(boss, jobs)
  } catch (error) {
    await boss.stop({ graceful: false })
    throw error
  }
  return {
    send: async (job, payload) => {
      refuseWrongPayload(job, payload)
      await boss.send(job.name, payload)
    },
    stop: async () => {
      stopping.abort()
      await boss.stop({ timeout: graceMilliseconds })
    },
  }
}

type Offer = { readonly pollSeconds: number; readonly signal: AbortSignal }

async function offer(boss: PgBoss, deps: Deps, job: Job, { pollSeconds, signal }: Offer): Promise<void> {
  const queue = {
    expireInSeconds: job.longestSeconds,
    heartbeatSeconds: silenceSeconds,
    retryLimit: job.retries,
    retryDelay: firstRetrySeconds,
    retryBackoff: true,
  } satisfies Omit<Queue, 'name'>
  // Of a scheduled job one at a time is enough: one that takes long is not to be overtaken by the next.
  await boss.createQueue(job.name, { ...queue, policy: job.cron === undefined ? 'standard' : 'exclusive' })
  // For a queue that an earlier version of the job has made.
  await boss.updateQueue(job.name, queue)
  await boss.work(
    job.name,
    { includeMetadata: true, pollingIntervalSeconds: pollSeconds },
    async ([fetched]: JobWithMetadata[]) => {
      if (fetched) await carryOut(deps, job, fetched, signal)
    },
  )
}

/** Runs one job. What it throws is logged without values and goes no further: the database would keep the message. */
async function carryOut(deps: Deps, job: Job, fetched: JobWithMetadata, stopping: AbortSignal): Promise<void> {
  const { id, data, retryCount, retryLimit, signal } = fetched
  const run = createJobRun(deps, job, AbortSignal.any([stopping, signal]))
  try {
    const payload = data as object | null
    refuseWrongPayload(job, payload ?? {})
    await job.run(run, payload ?? {})
  } catch (error) {
    const entry = { jobId: id, attempt: retryCount + 1, err: presentFault(error) }
    if (stopping.aborted) run.log.info(entry, 'job stopped, to be gone on with')
    else if (retryCount < retryLimit) run.log.warn(entry, 'job failed, to be tried again')
    else run.log.error(entry, 'job failed for good')
    throw new JobFailed(job.name)
  }
}

/** What the database keeps of a failure; everything else stands in the log. */
class JobFailed extends Error {
  override readonly name = 'JobFailed'

  constructor(name: string) {
    super(`${name} failed; the log says why.`)
    // Paths are of no use to whoever reads the table.
    delete this.stack
  }
}

/** The schedules of the database become those of the jobs: changed ones are changed, gone ones go. */
async function keepSchedules(boss: PgBoss, jobs: readonly Job[]): Promise<void> {
  const wanted = jobs.filter((job) => job.cron !== undefined)
  for (const { name } of await boss.getSchedules()) {
    if (!wanted.some((job) => job.name === name)) await boss.unschedule(name)
  }
  for (const { name, cron = '' } of wanted) await boss.schedule(name, cron, {}, { tz: timeZone })
}

const schemaCheck = createSchemaCompiler({ coerce: false })

function refuseWrongPayload(job: Pick<Job, 'name' | 'payload'>, payload: object): void {
  const findings = schemaCheck(job.payload.schema)(payload)
  if (findings.length > 0) throw new Error(`The payload of ${job.name} breaks its schema.`)
}
