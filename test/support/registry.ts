import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql'
import { pino } from 'pino'
import { createApp, type DemoAccount } from '#api/app.ts'
import { createKeyRing } from '#api/crypto/key-ring.ts'
import { openDatabase } from '#api/db/orm.ts'
import { ruleSetOf } from '#api/forms/rule-set.ts'
import { loadValueSets } from '#api/forms/value-sets.ts'
import { createHpoTerms } from '#api/hpo/hpo-terms.ts'
import type { Deps } from '#api/http/context.ts'
import { searchLimits, type SearchLimits } from '#api/patients/search-limits.ts'
import type { Forms } from '#registry-rules/forms/form.ts'
import { readCatalogue, type CatalogueFiles } from '#seed/catalogue/read-catalogue.ts'
import { loadCatalogue } from '#seed/load-catalogue.ts'
import { templateDatabase } from './template-database.ts'
import { testForms } from './test-forms.ts'
import { connectThrowawayPostgres } from './throwaway-postgres.ts'

/** A registry on a clone of the template, for one test file. */
export type TestRegistry = {
  readonly deps: Deps
  readonly url: string
  /** Everything that was logged, one JSON line each. */
  readonly log: readonly string[]
  /** Addresses of the clone, for tests that need bare connections. */
  readonly superuserUrl: string
  readonly appUrl: string
  /** What the clock of the registry shows; tests set it. */
  setNow(now: Date): void
  /** Wraps what follows in a transaction that `rollback` takes back; requests of that time become savepoints. */
  begin(): Promise<void>
  rollback(): Promise<void>
  stop(): Promise<void>
}

/** What a test may want other than the forms and the catalogue of the repository. */
export type RegistryOptions = {
  readonly demoAccounts?: readonly DemoAccount[]
  readonly forms?: Forms
  readonly catalogue?: CatalogueFiles
  readonly limits?: SearchLimits
}

let clones = 0
let ownCatalogueVersion: string | undefined

/** Clones the template, builds the real application on it, and listens on a free port. */
export async function openTestRegistry({
  demoAccounts = [],
  forms = testForms(),
  catalogue,
  limits = searchLimits,
}: RegistryOptions = {}): Promise<TestRegistry> {
  const postgres = connectThrowawayPostgres()
  const name = `registry_${process.pid}_${(clones += 1)}`
  const { superuserUrl, appUrl } = await postgres.cloneDatabase(templateDatabase, name)
  const orm: MikroORM = await openDatabase(appUrl)
  const log: string[] = []
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      log.push(chunk.toString('utf8'))
      if (process.env['SHOW_FAULTS'] && chunk.includes('"level":50')) process.stderr.write(chunk)
      done()
    },
  })
  let now: Date | undefined
  let outer: EntityManager | undefined
  const catalogueVersion = catalogue
    ? await loadCatalogue(orm.em.fork(), catalogue, new Date())
    : (ownCatalogueVersion ??= readCatalogue().version)
  const deps: Deps = {
    em: () => (outer ? outer.fork({ keepTransactionContext: true }) : orm.em.fork()),
    keys: createKeyRing(),
    forms,
    valueSets: loadValueSets(),
    hpoTerms: createHpoTerms(forms),
    catalogueVersion,
    ruleSet: ruleSetOf(forms),
    searchLimits: limits,
    clock: () => now ?? new Date(),
    log: pino({ base: null }, sink),
    publicOrigin: undefined,
    demo: demoAccounts.length > 0,
  }
  const server = createServer(createApp(deps, { version: '0.0.0', demoAccounts }))
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    deps,
    log,
    superuserUrl,
    appUrl,
    url: `http://127.0.0.1:${port}`,
    setNow: (instant) => {
      now = instant
    },
    begin: async () => {
      outer = orm.em.fork()
      await outer.begin()
    },
    rollback: async () => {
      await outer?.rollback()
      outer = undefined
      now = undefined
    },
    stop: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve()
        })
      })
      await orm.close(true)
      await postgres.dropDatabase(name)
    },
  }
}
