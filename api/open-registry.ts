import { KeyRingError, readKeyRing, writeNewKeyRing, type KeyRing } from '#api/crypto/key-ring.ts'
import { SealingError, unwrapDataKey } from '#api/crypto/sealing.ts'
import { describeConnectionFailure } from '#api/db/database-roles.ts'
import { hasEmbeddedPostgres, startEmbeddedPostgres } from '#api/db/embedded-postgres.ts'
import { openDatabase, openDatabaseAsOwner } from '#api/db/orm.ts'
import { loadForms } from '#api/forms/load-forms.ts'
import { publishForms } from '#api/forms/publish-forms.ts'
import { ruleSetOf } from '#api/forms/rule-set.ts'
import { loadValueSets } from '#api/forms/value-sets.ts'
import { createHpoTerms } from '#api/hpo/hpo-terms.ts'
import { hasJobsSchema, prepareJobsSchema } from '#api/jobs/jobs-schema.ts'
import type { Deps } from '#api/http/context.ts'
import { DataKeyEntity } from '#api/patients/patient.entity.ts'
import { searchLimits } from '#api/patients/search-limits.ts'
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql'
import type { Logger } from 'pino'
import type { Config } from './config.ts'

/** Something that a person must put right before the registry can start; one clear sentence. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/** An open registry: everything that serves requests or carries out a command, and the way to end it. */
export type Registry = {
  readonly deps: Deps
  /** Address of the database for the role that serves requests; the jobs have connections of their own. */
  readonly databaseUrl: string
  /** Sentences for the person who starts it. */
  readonly remarks: readonly string[]
  readonly close: () => Promise<void>
}

/** What a process brings along: its log, its clock, and how the catalogue gets into the database. */
export type Opening = {
  readonly config: Config
  readonly log: Logger
  readonly clock: () => Date
  /** Loads the catalogue and gives the version in force; `seed` does it, which `api` does not import. */
  readonly loadCatalogue: (em: EntityManager, now: Date) => Promise<string>
}

/**
 * Opens the registry: database up, schema current, keys read, forms compiled and compared with what was published.
 *
 * @throws StartError, KeyRingError, FrozenFormError or CatalogueProblem with a sentence for a person.
 */
export async function openRegistry({ config, log, clock, loadCatalogue }: Opening): Promise<Registry> {
  const keys = openKeys(config)
  const forms = loadForms()
  const { urls, remarks, stop } = await openServer(config)
  let orm: MikroORM | undefined
  try {
    await migrate(urls.ownerUrl, urls.appUrl)
    orm = await openDatabase(urls.appUrl)
    const em = orm.em
    await requireMatchingKeys(em.fork(), keys)
    const catalogueVersion = await loadCatalogue(em, clock())
    await publishForms(em, forms, clock())
    const opened = orm
    return {
      deps: {
        em: () => opened.em.fork(),
        keys,
        forms,
        valueSets: loadValueSets(),
        hpoTerms: createHpoTerms(forms),
        catalogueVersion,
        ruleSet: ruleSetOf(forms),
        searchLimits,
        clock,
        log,
        publicOrigin: config.publicOrigin,
        demo: config.demo,
      },
      databaseUrl: urls.appUrl,
      remarks,
      close: async () => {
        await opened.close(true)
        await stop()
      },
    }
  } catch (error) {
    await orm?.close(true)
    await stop()
    throw error
  }
}

/** Opens one data key as a trial: a registry under foreign keys would write identity that nobody finds again. */
export async function requireMatchingKeys(em: EntityManager, keys: KeyRing): Promise<void> {
  const [first] = await em.find(DataKeyEntity, {}, { limit: 1 })
  try {
    if (first) unwrapDataKey(keys, first.wrapped, first.keyRingId)
  } catch (error) {
    if (!(error instanceof SealingError)) throw error
    throw new StartError(
      'The keys of KEY_FILE are not those that this database was written with: restore the key file that belongs to it.',
      { cause: error },
    )
  }
}

type Server = {
  readonly urls: { readonly appUrl: string; readonly ownerUrl: string | undefined }
  readonly remarks: readonly string[]
  readonly stop: () => Promise<void>
}

/** Finds the database of the configuration; the embedded one is joined where it runs, else brought up. */
export async function openServer({ database, dataFolder }: Config): Promise<Server> {
  if (database.kind === 'server') {
    return { urls: { appUrl: database.url, ownerUrl: database.ownerUrl }, remarks: [], stop: () => Promise.resolve() }
  }
  const postgres = await startEmbeddedPostgres({ folder: dataFolder })
  return { urls: postgres, remarks: postgres.remarks, stop: () => postgres.stop() }
}

/** Keys are made only beside a new embedded database: a key file that got lost is never silently replaced. */
function openKeys({ keyFile, mayCreateKeyFile, dataFolder }: Config): KeyRing {
  if (mayCreateKeyFile && !hasEmbeddedPostgres(dataFolder)) return makeOrReadKeys(keyFile)
  try {
    return readKeyRing(keyFile)
  } catch (error) {
    if (!(error instanceof KeyRingError)) throw error
    const advice = mayCreateKeyFile
      ? 'restore your copy: without it, no name in this database can be read'
      : 'KEY_FILE names it; npm run create-keys makes one for a new registry'
    throw new StartError(`${error.message.replace(/\.$/, '')}: ${advice}.`, { cause: error })
  }
}

function makeOrReadKeys(keyFile: string): KeyRing {
  try {
    return writeNewKeyRing(keyFile)
  } catch {
    // It was there already, or another process made it in this moment; whatever is wrong with it, reading says.
    return readKeyRing(keyFile)
  }
}

/** Brings the schema up to date as its owner; without the owner's address, only makes sure that nothing is pending. */
async function migrate(ownerUrl: string | undefined, appUrl: string): Promise<void> {
  if (ownerUrl === undefined) {
    await requireCurrentSchema(appUrl, 'set DATABASE_OWNER_URL to the address of its owner, so that it can be migrated')
    return
  }
  const owner = await openAsOwner(ownerUrl)
  try {
    await ensureApplicationRole(owner)
    await owner.migrator.up()
    await prepareJobsSchema(owner)
  } finally {
    await owner.close(true)
  }
}

/** @throws StartError with the advice where a migration is pending. */
export async function requireCurrentSchema(url: string, advice: string): Promise<void> {
  const orm = await openAsOwner(url)
  try {
    const pending = await orm.migrator.getPending().catch(() => undefined)
    const hasJobs = await hasJobsSchema(orm).catch(() => false)
    if (pending === undefined || pending.length > 0 || !hasJobs) {
      throw new StartError(`The database schema is not up to date: ${advice}.`)
    }
  } finally {
    await orm.close(true)
  }
}

async function openAsOwner(url: string): Promise<MikroORM> {
  const orm = await openDatabaseAsOwner(url)
  try {
    const [row] = await orm.em.execute<{ version: number }[]>(
      `select current_setting('server_version_num')::int as version`,
    )
    if ((row?.version ?? 0) < 150_000) throw new StartError('The database must be PostgreSQL 15 or newer.')
    return orm
  } catch (error) {
    await orm.close(true)
    if (error instanceof StartError) throw error
    throw new StartError(describeConnectionFailure(error), { cause: error })
  }
}

/** The role that requests run under; on a server of someone else's it may have to be made by its administrator. */
async function ensureApplicationRole(owner: MikroORM): Promise<void> {
  const [row] = await owner.em.execute<{ exists: boolean; may_create: boolean }[]>(`
    select exists (select from pg_roles where rolname = 'registry_app') as exists,
      (select rolcreaterole or rolsuper from pg_roles where rolname = current_user) as may_create`)
  if (row?.exists) return
  if (!row?.may_create) {
    throw new StartError(
      'The role registry_app is missing: let the administrator of the database run "create role registry_app" and grant it to the role of DATABASE_URL.',
    )
  }
  await owner.em.execute('create role registry_app')
}
