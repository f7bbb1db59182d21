import type { EntityManager } from '@mikro-orm/postgresql'
import { readCatalogueFiles } from './catalogue/read-catalogue.ts'
import { loadCatalogue } from './load-catalogue.ts'

/** Reads the lists of `seed/catalogue`, brings them into the database if they are new, and gives their version. */
export async function bringCatalogue(em: EntityManager, now: Date): Promise<string> {
  return loadCatalogue(em, readCatalogueFiles(), now)
}
