import { randomBytes } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import { HospitalEntity, RegionEntity } from '#api/catalogue/catalogue.entity.ts'
import type { NewAccount } from '../create-accounts.ts'
import { demoPeople } from './demo-accounts.ts'

/** A hospital of the demonstration: who works there, and where its patients live. */
export type DemoHospital = {
  readonly code: string
  readonly name: string
  readonly registrar: string
  readonly reviewer: string
  readonly regionCodes: readonly string[]
}

/** Hospitals beside the two that have demo accounts, each of another city. */
const otherHospitals = 7

/** The hospitals that report in the demonstration; the first two are those of the demo accounts. */
export async function findDemoHospitals(em: EntityManager): Promise<DemoHospital[]> {
  const all = await em.find(HospitalEntity, { active: true }, { orderBy: { code: 'asc' } })
  const counties = await em.find(RegionEntity, { level: 'county', retired: false }, { orderBy: { code: 'asc' } })
  const withAccounts = all.filter(
    ({ code }) =>
      demoUsername(code, 'registrar') !== undefined && demoUsername(code, 'hospital-reviewer') !== undefined,
  )
  const cities = new Set(withAccounts.map(({ cityCode }) => cityCode))
  const others = all.filter(({ cityCode }) => !cities.has(cityCode) && cities.add(cityCode)).slice(0, otherHospitals)
  return [...withAccounts, ...others].map(({ code, nameZh, cityCode }) => {
    const ofTheCity = counties.filter(({ parentCode }) => parentCode === cityCode).map((county) => county.code)
    return {
      code,
      name: nameZh,
      registrar: demoUsername(code, 'registrar') ?? `registrar-${code.toLowerCase()}`,
      reviewer: demoUsername(code, 'hospital-reviewer') ?? `hospital-reviewer-${code.toLowerCase()}`,
      regionCodes: ofTheCity.length > 0 ? ofTheCity : counties.map((county) => county.code),
    }
  })
}

/** The people of the other hospitals. They are told nowhere, and nobody can sign in as them: their passwords are drawn. */
export function staffOf(hospitals: readonly DemoHospital[]): NewAccount[] {
  const account = (
    username: string,
    displayName: string,
    role: 'registrar' | 'hospital-reviewer',
    hospitalCode: string,
  ): NewAccount => ({
    username,
    displayName,
    roles: [role],
    hospitalCode,
    password: randomBytes(32).toString('base64url'),
  })
  return hospitals
    .filter(({ code }) => demoUsername(code, 'registrar') === undefined)
    .flatMap(({ code, registrar, reviewer }) => [
      account(registrar, `演示填报员 ${code}（虚构）`, 'registrar', code),
      account(reviewer, `演示院内审核员 ${code}（虚构）`, 'hospital-reviewer', code),
    ])
}

function demoUsername(hospitalCode: string, role: 'registrar' | 'hospital-reviewer'): string | undefined {
  return demoPeople.find((person) => person.hospitalCode === hospitalCode && person.roles.includes(role))?.username
}
