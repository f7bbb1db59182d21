import type { Logger } from 'pino'
import type { Audited } from '#api/db/unit-of-work.ts'
import type { Context, Deps } from '#api/http/context.ts'
import type { TypedSchema } from '#schemas/api/define-schema.ts'

/** Work that nobody waits for: done at a time of day, or when somebody has asked for it. */
export type Job<Payload extends object = object> = {
  /** Kebab-case and for ever: it is the name of the queue, and whose name the journal gives as the acting rule. */
  readonly name: string
  /** Cron expression in the time of Shandong (Asia/Shanghai); without it the job runs only when it is sent. */
  readonly cron?: string
  /** What the job is told: ids and counts, never identity, for the payload lies in the database unsealed. */
  readonly payload: TypedSchema<Payload>
  /** After so many seconds it counts as lost, and is tried again. At most a day. */
  readonly longestSeconds: number
  /** How often it is tried again after a failure, at growing distances. */
  readonly retries: number
  readonly run: (run: JobRun, payload: Payload) => Promise<void>
}

/** What a running job may do; each unit is a transaction of its own, under the name of the job. */
export type JobRun = {
  readonly deps: Deps
  readonly log: Logger
  /** Aborted when the server ends or the job is lost: a long job stops at the next place from which it can go on. */
  readonly signal: AbortSignal
  /** One audited transaction. */
  readonly unit: <Reply>(work: (context: Context) => Promise<Audited<Reply>>) => Promise<Reply>
  /** One snapshot for reading. */
  readonly reading: <Answer>(work: (context: Context) => Promise<Answer>) => Promise<Answer>
}

/** Keeps the type of the payload between its schema and the handler. */
export function defineJob<Payload extends object>(job: Job<Payload>): Job<Payload> {
  return job
}
