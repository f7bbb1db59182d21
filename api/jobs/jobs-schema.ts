import type { MikroORM } from '@mikro-orm/postgresql'

/** Where the jobs wait; beside the registry's own tables, so that one backup holds both. */
export const jobsSchema = 'jobs'

/** The version of its tables that the installed pg-boss works with; a test compares the two. */
export const jobsSchemaVersion = 46

/**
 * Makes the tables of the jobs, or brings them up to date, as the owner of the database: the role that serves requests
 * may fill them and not change them.
 */
export async function prepareJobsSchema(owner: MikroORM): Promise<void> {
  const found = await installedVersion(owner)
  if (found !== undefined && found >= jobsSchemaVersion) return
  // Read only where it is needed: a start with data is not to wait for it.
  const { getConstructionPlans, getMigrationPlans } = await import('pg-boss')
  try {
    await owner.em.execute(
      found === undefined ? getConstructionPlans(jobsSchema) : getMigrationPlans(jobsSchema, found),
    )
  } catch (error) {
    await owner.em.execute('rollback')
    // Of two processes that start at once, one makes the tables.
    if (!(await hasJobsSchema(owner))) throw error
  }
  await owner.em.execute(`
    grant usage on schema ${jobsSchema} to registry_app;
    grant select, insert, update, delete on all tables in schema ${jobsSchema} to registry_app;
    grant usage on all sequences in schema ${jobsSchema} to registry_app`)
}

/** Whether the tables are those that this server works with. */
export async function hasJobsSchema(orm: MikroORM): Promise<boolean> {
  return ((await installedVersion(orm)) ?? 0) >= jobsSchemaVersion
}

async function installedVersion({ em }: MikroORM): Promise<number | undefined> {
  const [table] = await em.execute<{ found: boolean }[]>(`select to_regclass(?) is not null as found`, [
    `${jobsSchema}.version`,
  ])
  if (!table?.found) return undefined
  const [row] = await em.execute<{ version: number }[]>(`select version from ${jobsSchema}.version`)
  return row?.version
}
