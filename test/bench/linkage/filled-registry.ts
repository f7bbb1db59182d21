import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKeyRing, readKeyRing, writeNewKeyRing, type KeyRing } from '#api/crypto/key-ring.ts'
import { withDatabaseClient } from '#api/db/database-client.ts'
import { createDatabase, databaseUrl } from '#api/db/database-roles.ts'
import type { ClusterUrls } from '#api/db/embedded/cluster.ts'
import { startEmbeddedPostgres } from '#api/db/embedded-postgres.ts'
import { prepareTemplate, templateDatabase } from '#test/support/template-database.ts'
import { startThrowawayPostgres } from '#test/support/throwaway-postgres.ts'
import { fillRegistry, type Filled } from './fill-registry.ts'
import { writeBenchmark } from './write-benchmark.ts'

/** What to fill a registry with, and where. */
export type FilledOptions = {
  readonly patients: number
  readonly seed: number
  /** So many of the last reports are generated and not filled in, to come as new ones. */
  readonly heldBack: number
  /** Keeps the database, durable as in production, in this folder, or takes the one that was filled there before. */
  readonly folder: string | undefined
}

/** A running registry of invented patients. */
export type FilledRegistry = {
  readonly superuserUrl: string
  readonly appUrl: string
  readonly keys: KeyRing
  readonly filled: Filled
  /** Path of all reports in order of arrival; the first `filled.reports` of them are in the database. */
  readonly reports: string
  readonly stop: () => Promise<void>
}

const database = 'bench'

/** One in so many repeated reports has a patient record of its own, as if matching had missed it. */
const missedEvery = 20

/** Fills a registry with invented patients, or opens the one that a folder keeps. */
export async function openFilledRegistry({ folder, ...options }: FilledOptions): Promise<FilledRegistry> {
  if (folder === undefined) {
    const temporary = mkdtempSync(join(tmpdir(), 'filled-registry-'))
    const postgres = await startThrowawayPostgres()
    const stop = async (): Promise<void> => {
      await postgres.stop()
      rmSync(temporary, { recursive: true, force: true })
    }
    return closingOnFailure(stop, async () => {
      const keys = createKeyRing()
      const filled = await fill(postgres, keys, temporary, options)
      return { ...urlsOf(postgres), keys, filled, reports: join(temporary, 'reports.jsonl'), stop }
    })
  }
  const known = readFilled(folder)
  if (!known && existsSync(folder))
    throw new Error(`${folder} holds no filled registry; remove it, or name a new folder.`)
  const postgres = await startEmbeddedPostgres({ folder })
  return closingOnFailure(
    () => postgres.stop(),
    async () => {
      const keyFile = join(folder, 'keys.json')
      const keys = known ? readKeyRing(keyFile) : writeNewKeyRing(keyFile)
      const filled = known ?? (await fill(postgres, keys, folder, options))
      if (!known) writeFileSync(join(folder, 'filled.json'), `${JSON.stringify(filled)}\n`)
      return { ...urlsOf(postgres), keys, filled, reports: join(folder, 'reports.jsonl'), stop: () => postgres.stop() }
    },
  )
}

async function fill(
  postgres: ClusterUrls,
  keys: KeyRing,
  folder: string,
  { patients, seed, heldBack }: Omit<FilledOptions, 'folder'>,
): Promise<Filled> {
  const frequent = patients >= 50_000 ? 300 : 20
  const written = writeBenchmark({ patients, seed, fromYear: 2017, toYear: 2025, frequent }, folder)
  await prepareTemplate(postgres)
  await withDatabaseClient(postgres.superuserUrl, (client) => createDatabase(client, database, templateDatabase))
  return fillRegistry(urlsOf(postgres).superuserUrl, keys, {
    reports: join(folder, 'reports.jsonl'),
    truth: join(folder, 'truth.jsonl'),
    missedEvery,
    limit: written.reports - heldBack,
  })
}

const urlsOf = ({ superuserUrl, appUrl }: ClusterUrls): { superuserUrl: string; appUrl: string } => ({
  superuserUrl: databaseUrl(superuserUrl, { database }),
  appUrl: databaseUrl(appUrl, { database }),
})

function readFilled(folder: string): Filled | undefined {
  const path = join(folder, 'filled.json')
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Filled) : undefined
}

async function closingOnFailure<T>(stop: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    await stop()
    throw error
  }
}
