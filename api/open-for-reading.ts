import { readKeyRing } from '#api/crypto/key-ring.ts'
import { hasEmbeddedPostgres } from '#api/db/embedded-postgres.ts'
import { openDatabase } from '#api/db/orm.ts'
import type { Deps } from '#api/http/context.ts'
import type { MikroORM } from '@mikro-orm/postgresql'
import type { Config } from './config.ts'
import { openServer, requireCurrentSchema, requireMatchingKeys, StartError } from './open-registry.ts'

/** A registry for commands that only look: what they need of `Deps`, and the way to end it. */
export type RegistryToRead = {
  readonly deps: Pick<Deps, 'em' | 'keys'>
  readonly remarks: readonly string[]
  readonly close: () => Promise<void>
}

/**
 * Opens a registry that is there, as it is: makes neither database nor keys, migrates nothing and loads no catalogue.
 *
 * @throws StartError or KeyRingError with a sentence for a person.
 */
export async function openForReading(config: Config): Promise<RegistryToRead> {
  if (config.database.kind === 'embedded' && !hasEmbeddedPostgres(config.dataFolder)) {
    throw new StartError('There is no registry in DATA_FOLDER: npm start makes one.')
  }
  const keys = readKeyRing(config.keyFile)
  const { urls, remarks, stop } = await openServer(config)
  let orm: MikroORM | undefined
  try {
    await requireCurrentSchema(urls.appUrl, 'npm start brings it there')
    orm = await openDatabase(urls.appUrl, { poolSize: 2 })
    await requireMatchingKeys(orm.em.fork(), keys)
    const opened = orm
    return {
      deps: { em: () => opened.em.fork(), keys },
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
