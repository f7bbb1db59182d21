import {
  compareAddresses,
  compareParents,
  comparePhones,
  comparePlain,
  compareReporting,
  compareRegions,
  type AddressLevel,
  type ParentsLevel,
  type PhoneLevel,
  type PlainLevel,
  type RegionLevel,
  type ReportingLevel,
} from './compare-family.ts'
import { compareBirthDates, type BirthDateLevel } from './compare-dates.ts'
import { closestNames, type NameAgreement } from './compare-names.ts'
import { compareNumbers, type NumberLevel } from './compare-numbers.ts'
import type { Identity } from './identity.ts'
import { shareOfSurname } from './name-frequency.ts'

/**
 * `equal-former-name`: only through a former name of one side; `both-newborn`: both are named after a parent, which is
 * compared with the parents; `newborn-named-…`: one side is, the other has its own name with or without the surname of
 * whom the newborn was named after.
 */
export type NameLevel =
  | NameAgreement
  | 'equal-former-name'
  | 'both-newborn'
  | 'newborn-named-same-surname'
  | 'newborn-named-other-surname'
  | 'missing'

/** `one-side`: an order stands with one of the two only. */
export type BirthOrderLevel = PlainLevel | 'one-side'

/** Level of each field; levels are kept with the pair and shown to the reviewer, so they hold no value. */
export type Levels = {
  name: NameLevel
  birthDate: BirthDateLevel
  sex: PlainLevel
  idNumber: NumberLevel
  multipleBirthOrder: BirthOrderLevel
  parents: ParentsLevel
  phone: PhoneLevel
  address: AddressLevel
  region: RegionLevel
  disease: PlainLevel
  reporting: ReportingLevel
}

export type Field = keyof Levels

/** The fields in the order in which they are shown: what speaks for the person first, then what proves the family. */
export const fields = [
  'name',
  'birthDate',
  'sex',
  'idNumber',
  'multipleBirthOrder',
  'parents',
  'phone',
  'address',
  'region',
  'disease',
  'reporting',
] as const satisfies readonly Field[]

/** Two identities compared: levels, and by field the chance that strangers agree so, where that depends on the value. */
export type Comparison = {
  readonly levels: Levels
  readonly chances: Readonly<Partial<Record<Field, number>>>
  /** The telephone number in common; how many use it is the caller's to say. */
  readonly sharedPhone: string | undefined
  /** The own number in common. */
  readonly sharedNumber: string | undefined
}

/** Compares field by field; the order of the two sides does not matter. */
export function compareIdentities(a: Identity, b: Identity): Comparison {
  const name = compareOwnNames(a, b)
  const parents = compareParents(a, b)
  const phones = comparePhones(a, b)
  const idNumber = compareNumbers(a, b)
  return {
    levels: {
      name: name.level,
      birthDate: compareBirthDates(a, b),
      sex: comparePlain(a.sex, b.sex),
      idNumber,
      multipleBirthOrder: compareBirthOrders(a, b),
      parents: parents.level,
      phone: phones.level,
      address: compareAddresses(a, b),
      region: compareRegions(a, b),
      disease: comparePlain(a.diseaseCode, b.diseaseCode),
      reporting: compareReporting(a, b),
    },
    chances: { name: name.chance, parents: parents.chance },
    sharedPhone: phones.phone,
    sharedNumber: a.ownNumber?.text === b.ownNumber?.text ? a.ownNumber?.text : undefined,
  }
}

function compareOwnNames(a: Identity, b: Identity): { level: NameLevel; chance: number } {
  const closest = closestNames(a.names, b.names)
  if (closest) {
    const isPresent = a.names[0]?.text === b.names[0]?.text
    return closest.level === 'equal' && !isPresent ? { ...closest, level: 'equal-former-name' } : closest
  }
  if (a.newborn && b.newborn) return { level: 'both-newborn', chance: 1 }
  const [baby, named] = a.newborn ? [a, b] : [b, a]
  const surname = named.names[0]?.parts[0]?.text
  if (!baby.newborn || surname === undefined) return { level: 'missing', chance: 1 }
  const isOfParent = baby.parents.some(({ parts }) => parts[0]?.text === surname)
  return isOfParent
    ? { level: 'newborn-named-same-surname', chance: shareOfSurname(surname) }
    : { level: 'newborn-named-other-surname', chance: 1 }
}

function compareBirthOrders(a: Identity, b: Identity): BirthOrderLevel {
  const level = comparePlain(a.birthOrder, b.birthOrder)
  return level === 'missing' && a.birthOrder !== b.birthOrder ? 'one-side' : level
}
