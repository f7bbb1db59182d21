import { buildPage } from './built-page.ts'
import { prepareTemplate } from './template-database.ts'
import { handOverVariable, startThrowawayPostgres } from './throwaway-postgres.ts'
import type { ThrowawayPostgres } from './throwaway-postgres.ts'

interface MochaGlobals {
  postgres?: ThrowawayPostgres
}

/** Builds the page where it is not built, starts one server for the whole run and makes the template database that test files clone. */
export async function mochaGlobalSetup(this: MochaGlobals): Promise<void> {
  buildPage()
  const postgres = await startThrowawayPostgres()
  this.postgres = postgres
  const { superuserUrl, ownerUrl, appUrl } = postgres
  try {
    await prepareTemplate({ superuserUrl, ownerUrl, appUrl })
  } catch (error) {
    // Mocha calls no teardown when the set-up fails.
    await postgres.stop()
    throw error
  }
  process.env[handOverVariable] = JSON.stringify({
    superuserUrl,
    ownerUrl,
    appUrl,
  })
}

export async function mochaGlobalTeardown(this: MochaGlobals): Promise<void> {
  await this.postgres?.stop()
}
