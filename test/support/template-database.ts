import { withDatabaseClient } from '#api/db/database-client.ts'
import { createDatabase } from '#api/db/database-roles.ts'
import type { ClusterUrls } from '#api/db/embedded/cluster.ts'
import { databaseUrl } from '#api/db/database-roles.ts'
import { openDatabase, openDatabaseAsOwner } from '#api/db/orm.ts'
import { publishForms } from '#api/forms/publish-forms.ts'
import { prepareJobsSchema } from '#api/jobs/jobs-schema.ts'
import { bringCatalogue } from '#seed/bring-catalogue.ts'
import { createAccounts } from '#seed/create-accounts.ts'
import { testAccounts } from './test-accounts.ts'
import { testForms } from './test-forms.ts'

/** The database that each test file's own is cloned from: migrated, with catalogue, forms and one account a role. */
export const templateDatabase = 'registry_template'

/** Makes the template database; nobody stays connected to it, or it could not be cloned. */
export async function prepareTemplate({ superuserUrl, ownerUrl, appUrl }: ClusterUrls): Promise<void> {
  await withDatabaseClient(superuserUrl, (client) => createDatabase(client, templateDatabase, 'template0'))
  const owner = await openDatabaseAsOwner(databaseUrl(ownerUrl, { database: templateDatabase }))
  await owner.migrator.up()
  await prepareJobsSchema(owner)
  await owner.close(true)
  const app = await openDatabase(databaseUrl(appUrl, { database: templateDatabase }))
  const clock = () => new Date()
  await bringCatalogue(app.em, clock())
  await publishForms(app.em, testForms(), clock())
  await createAccounts({ em: () => app.em.fork(), clock }, testAccounts)
  await app.close(true)
}
