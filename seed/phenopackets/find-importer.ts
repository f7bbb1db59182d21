import { randomBytes } from 'node:crypto'
import { HospitalEntity } from '#api/catalogue/catalogue.entity.ts'
import type { Deps } from '#api/http/context.ts'
import { findActor } from '../act-as.ts'
import { createAccounts } from '../create-accounts.ts'
import type { Importer } from './import-folder.ts'

/** No hospital to import for; one clear sentence. */
export class HospitalError extends Error {
  override readonly name = 'HospitalError'
}

/**
 * The account that imports for a hospital, made when it is first needed; nobody knows its password. Without a code it
 * is the one of the first active hospital, and stays with that hospital.
 *
 * @throws HospitalError where the catalogue has no such hospital, or it no longer reports.
 */
export async function findImporter(deps: Deps, hospitalCode: string | undefined): Promise<Importer> {
  const username =
    hospitalCode === undefined ? 'phenopacket-import' : `phenopacket-import-${hospitalCode.toLowerCase()}`
  const hospitals = await deps.em().find(HospitalEntity, { active: true }, { orderBy: { code: 'asc' } })
  const chosen = hospitalCode === undefined ? hospitals[0] : hospitals.find(({ code }) => code === hospitalCode)
  if (!chosen) throw new HospitalError('The catalogue has no active hospital of that code.')
  await createAccounts(deps, [
    {
      username,
      displayName: `病例导入 ${chosen.code}`,
      roles: ['registrar'],
      hospitalCode: chosen.code,
      password: randomBytes(32).toString('base64url'),
    },
  ])
  const actor = await findActor(deps, username)
  const hospital = hospitals.find(({ code }) => code === actor.hospitalCode)
  if (!hospital)
    throw new HospitalError(
      `The hospital of the account ${username} no longer reports; name another one with --hospital.`,
    )
  return { actor, hospitalName: hospital.nameZh }
}
