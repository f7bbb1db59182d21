import { birthDays, type Identity } from './identity.ts'

/** The kinds of values that two identities can share; each has a key of its own when it is hashed. */
export type KeyFamily =
  | 'resident-id'
  | 'document'
  | 'number-head'
  | 'number-tail'
  | 'number-rim'
  | 'name-birth-year'
  | 'name-month-day'
  | 'name-region'
  | 'birth-date-sex-prefecture'
  | 'phone-birth-year'
  | 'phone-surname'
  | 'name-parent'
  | 'relatives-number'
  | 'parent-birth-date'
  | 'parent-birth-year-prefecture'
  | 'parent-prefecture'
  | 'phone'

/** A value that two identities must share to be compared at all. It identifies a person: only its keyed hash is stored. */
export type BlockingKey = {
  readonly family: KeyFamily
  readonly value: string
}

/**
 * Names what `blockingKeys` makes, and `readIdentity` before it: to be raised with every change by which an identity
 * gets other keys. Tokens of another version find nothing, so the nightly run makes them anew.
 */
export const BLOCKING_VERSION = '2'

/** A report written carelessly can have many readings; no more keys than this are stored for one identity. */
const keysPerIdentity = 60

/**
 * The composite values by which an identity is found, in plain text; the caller turns each into an HMAC with one key
 * per family. Each kind of error leaves some family whole: a wrong digit in the number two of its three parts, a wrong
 * name number and phone, a wrong year the day, a newborn's name the parents.
 */
export function blockingKeys(identity: Identity): BlockingKey[] {
  const found = [
    ...numberKeys(identity),
    ...nameKeys(identity),
    ...birthDateKeys(identity),
    ...phoneKeys(identity),
    ...familyKeys(identity),
  ]
  const distinct = new Map(found.map((key) => [`${key.family} ${key.value}`, key]))
  return [...distinct.values()].slice(0, keysPerIdentity)
}

const key = (family: KeyFamily, ...values: string[]): BlockingKey => ({ family, value: values.join('|') })

function numberKeys({ ownNumber, relativesNumbers, hasRelativesNumber }: Identity): BlockingKey[] {
  // A number known as a relative's is found by who carries it as his own, and the other way round.
  const relatives = relativesNumbers.map((number) => key('resident-id', number))
  if (!ownNumber) return hasRelativesNumber ? relatives : []
  const { kind, text } = ownNumber
  if (kind === 'document') return [key('document', text)]
  const whole = [key('resident-id', text)]
  if (text.length < 15) return whole
  const parts = [key('number-head', text.slice(0, 14)), key('number-tail', text.slice(-12))]
  return [...whole, ...parts, key('number-rim', text.slice(0, 6), text.slice(-4))]
}

function nameKeys(identity: Identity): BlockingKey[] {
  const bags = [...new Set(identity.names.flatMap((name) => name.bags))]
  const days = birthDays(identity)
  const years = birthYears(identity)
  const monthDays = new Set(days.map((day) => day.slice(5).split('-').sort().join('-')))
  return bags.flatMap((bag) => [
    ...years.map((year) => key('name-birth-year', bag, year)),
    ...[...monthDays].map((monthDay) => key('name-month-day', bag, monthDay)),
    ...(identity.region === undefined ? [] : [key('name-region', bag, prefectureOf(identity.region))]),
  ])
}

function birthDateKeys(identity: Identity): BlockingKey[] {
  const { region, sex } = identity
  if (region === undefined) return []
  const sexes = sex === undefined ? ['1', '2'] : [sex]
  return birthDays(identity).flatMap((day) =>
    sexes.map((each) => key('birth-date-sex-prefecture', day, each, prefectureOf(region))),
  )
}

function phoneKeys(identity: Identity): BlockingKey[] {
  const surnames = new Set(
    identity.names.flatMap(({ parts, surnameLength }) => (surnameLength > 0 ? (parts[0]?.sounds ?? []) : [])),
  )
  return identity.phones.flatMap((phone) => [
    key('phone', phone),
    ...birthYears(identity).map((year) => key('phone-birth-year', phone, year)),
    ...[...surnames].map((surname) => key('phone-surname', phone, surname)),
  ])
}

function familyKeys(identity: Identity): BlockingKey[] {
  const years = birthYears(identity)
  const prefectures = identity.region === undefined ? [] : [prefectureOf(identity.region)]
  const parents = [...new Set(identity.parents.flatMap((name) => name.bags))]
  const names = [...new Set(identity.names.flatMap((name) => name.bags))]
  return [
    // Neither date nor number nor county: a child is found by its name and the parent's.
    ...names.flatMap((name) => parents.map((parent) => key('name-parent', name, parent))),
    ...identity.relativesNumbers.map((number) => key('relatives-number', number)),
    ...parents.flatMap((parent) => [
      ...birthDays(identity).map((day) => key('parent-birth-date', parent, day)),
      ...prefectures.flatMap((prefecture) => [
        key('parent-prefecture', parent, prefecture),
        ...years.map((year) => key('parent-birth-year-prefecture', parent, year, prefecture)),
      ]),
    ]),
  ]
}

function birthYears({ birthDate, birthDateInNumber }: Identity): string[] {
  return [
    ...new Set([birthDate, birthDateInNumber].filter((date) => date !== undefined).map((date) => date.slice(0, 4))),
  ]
}

/** The first four digits of a county code (GB/T 2260). */
export function prefectureOf(region: string): string {
  return region.slice(0, 4)
}
