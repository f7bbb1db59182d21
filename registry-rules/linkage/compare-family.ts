import { closestNames, isAtLeast } from './compare-names.ts'
import { addressLikeness } from './normalise-address.ts'
import { differByOneEdit } from './one-edit.ts'
import type { Identity } from './identity.ts'
import { prefectureOf } from './blocking-keys.ts'

/**
 * What two identities say of parents and guardians: `equal-number`, `equal-name`, `same-sound`, `different`, `missing`;
 * `one-is-parent`: the other's guardian or mother, by number or by name.
 */
export type ParentsLevel = 'equal-number' | 'equal-name' | 'same-sound' | 'one-is-parent' | 'different' | 'missing'

/** `many-users`: equal, but the number of a doctor, a hospital or a dealer rather than of a family. */
export type PhoneLevel = 'equal' | 'one-digit' | 'different' | 'missing'

export type RegionLevel = 'county' | 'prefecture' | 'different' | 'missing'

export type AddressLevel = 'equal' | 'similar' | 'different' | 'missing'

export type ReportingLevel = 'same-hospital-same-week' | 'same-hospital' | 'other-hospital' | 'missing'

export type PlainLevel = 'equal' | 'different' | 'missing'

/** Compares guardians, mothers and their numbers. */
export function compareParents(a: Identity, b: Identity): { level: ParentsLevel; chance: number } {
  if (isParentOf(a, b) || isParentOf(b, a)) return { level: 'one-is-parent', chance: 1 }
  if (a.relativesNumbers.some((number) => b.relativesNumbers.includes(number)))
    return { level: 'equal-number', chance: 1 }
  const names = closestNames(a.parents, b.parents)
  if (!names || names.level === 'surname-rest-unknown') return { level: 'missing', chance: 1 }
  if (names.level === 'equal') return { level: 'equal-name', chance: names.chance }
  if (isAtLeast(names.level, 'partial')) return { level: 'same-sound', chance: names.chance }
  return { level: 'different', chance: 1 }
}

function isParentOf(parent: Identity, child: Identity): boolean {
  const number = parent.ownNumber?.kind === 'valid' ? parent.ownNumber.text : undefined
  if (number !== undefined && child.relativesNumbers.includes(number)) return true
  const names = closestNames(parent.names, child.parents)
  if (names?.level !== 'equal') return false
  const [older, younger] = [parent.birthDate?.slice(0, 4), child.birthDate?.slice(0, 4)]
  // A guardian's namesake of the child's own age is more likely the child, entered in the wrong field.
  return older !== undefined && younger !== undefined && Number(younger) - Number(older) >= 15
}

/** Compares telephone numbers; `phone` is the one in common. */
export function comparePhones(a: Identity, b: Identity): { level: PhoneLevel; phone?: string } {
  if (a.phones.length === 0 || b.phones.length === 0) return { level: 'missing' }
  const phone = a.phones.find((each) => b.phones.includes(each))
  if (phone !== undefined) return { level: 'equal', phone }
  return {
    level: a.phones.some((each) => b.phones.some((other) => differByOneEdit(each, other))) ? 'one-digit' : 'different',
  }
}

/** Compares counties of residence; a code that ends in 00 knows the prefecture only. */
export function compareRegions({ region: a }: Identity, { region: b }: Identity): RegionLevel {
  if (a === undefined || b === undefined) return 'missing'
  if (a === b && !a.endsWith('00')) return 'county'
  return prefectureOf(a) === prefectureOf(b) ? 'prefecture' : 'different'
}

/** From here on two addresses are one, written in two ways. */
const equalAddress = 0.75
const similarAddress = 0.5

/** Compares addresses by the pairs of neighbouring characters they share, and by their numbers. */
export function compareAddresses({ address: a }: Identity, { address: b }: Identity): AddressLevel {
  if (!a || !b) return 'missing'
  const likeness = addressLikeness(a, b)
  const sameNumbers = a.numbers === b.numbers || a.numbers === '' || b.numbers === ''
  if (likeness >= equalAddress && sameNumbers) return 'equal'
  return likeness >= similarAddress || (a.numbers.length >= 3 && a.numbers === b.numbers) ? 'similar' : 'different'
}

/** Days within which the reports on both twins of a pair are written. */
const daysOfOneVisit = 7

/** Compares by whom and when the reports were written: the same hospital within a week writes about two persons. */
export function compareReporting(a: Identity, b: Identity): ReportingLevel {
  if (a.hospitalCode === undefined || b.hospitalCode === undefined) return 'missing'
  if (a.hospitalCode !== b.hospitalCode) return 'other-hospital'
  if (a.reportDate === undefined || b.reportDate === undefined) return 'same-hospital'
  const days = Math.abs(Date.parse(a.reportDate) - Date.parse(b.reportDate)) / 86_400_000
  return days <= daysOfOneVisit ? 'same-hospital-same-week' : 'same-hospital'
}

/** Compares two values that are equal or not. */
export function comparePlain(a: string | number | undefined, b: string | number | undefined): PlainLevel {
  if (a === undefined || b === undefined) return 'missing'
  return a === b ? 'equal' : 'different'
}
