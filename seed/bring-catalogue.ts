import type { EntityManager } from '@mikro-orm/postgresql'
import { readCatalogue } from './catalogue/read-catalogue.ts'
import { loadCatalogue } from './load-catalogue.ts'

/** Reads the lists of `seed/catalogue`, brings them into the database if they are new, and gives their version. */
export async function bringCatalogue(em: EntityManager, now: Date): Promise<string> {
  const catalogue = readCatalogue()
  await loadCatalogue(em, catalogue, now)
  return catalogue.version
}
