import { Migrator } from '@mikro-orm/migrations'
import { MikroORM, type Options } from '@mikro-orm/postgresql'
import { entities } from './entities.ts'
import { migrations } from './migrations/migrations.ts'

/** The login role that serves requests takes on this role, which owns nothing (DESIGN.md section 4). */
const applicationRole = 'registry_app'

const shared = {
  entities,
  extensions: [Migrator],
  // Errors of the driver carry statements and values; what must be known of them is said by `api/http/problems.ts`.
  logger: () => undefined,
  forceUtcTimezone: true,
  discovery: { warnWhenNoEntities: false },
  migrations: {
    tableName: 'migration',
    migrationsList: [...migrations],
    allOrNothing: true,
    snapshot: false,
    disableForeignKeys: false,
  },
} satisfies Options

/** The database as requests see it: never the owner of a table, under row-level security, at most `poolSize` connections. */
export async function openDatabase(url: string, { poolSize = 20 } = {}): Promise<MikroORM> {
  return MikroORM.init({
    ...shared,
    clientUrl: url,
    pool: { min: 0, max: poolSize },
    driverOptions: {
      options: `-c role=${applicationRole}`,
      connectionTimeoutMillis: 10_000,
    },
  })
}

/** The database as migrations see it. */
export async function openDatabaseAsOwner(url: string): Promise<MikroORM> {
  return MikroORM.init({
    ...shared,
    clientUrl: url,
    pool: { min: 0, max: 1 },
    driverOptions: { connectionTimeoutMillis: 10_000 },
  })
}
