import { ageRangeYears, latest, precisionOf } from '#registry-rules/dates/partial-date.ts'
import { residentIdCheckDigit } from '#registry-rules/identity/resident-id.ts'
import { inventEthnicGroup, inventName, inventSurname } from './invent-name.ts'
import type { Random } from './random.ts'

/** Section `identity` of a case report (schemas/core), as far as the generator fills it. */
export type InventedIdentity = {
  name: string
  sex: '1' | '2'
  birthDate: string
  idDocument?: InventedIdDocument
  noIdReason?: 'newborn'
  ethnicGroup: string
  guardian?: { name: string; relation: '51' | '52'; phone: string; idDocument?: InventedIdDocument }
  mother?: { name: string }
  phone: string
  residence: { region: string; address: string }
  household: { region: string }
}

export type InventedIdDocument = { type: '01' | '02'; number: string }

/** What the caller wants to hold; the rest is drawn. `regionCodes` are six-digit county codes, `today` a calendar date. */
export type PersonWish = {
  sex?: '1' | '2'
  /** Partial date; goes before `ageYears`. */
  birthDate?: string
  /** Completed years on `today`. */
  ageYears?: number
  today: string
  regionCodes: readonly string[]
}

type Parent = { name: string; sex: '1' | '2'; birthDate: string }

const adultAgeYears = 18

/** Babies younger than this may still go by their mother's name and have no number. */
const unnamedUntilDays = 60

/**
 * Invents a person whose identity fits together: name, sex and birth date, number, guardian of a minor, addresses.
 * The same state of `random` gives the same person.
 *
 * Nobody is meant. Resident numbers carry a county code, the birth date, a drawn sequence code and the right check
 * character, as the edit checks ask for; a real number may look the same by chance. Telephones are 1990000 and four
 * drawn digits, which looks like nobody's number, but the range is not reserved for tests: never dial or text one.
 * Every address ends in （虚构）, by which invented people are told from real ones.
 */
export function inventPerson(random: Random, wish: PersonWish): InventedIdentity {
  const sex = wish.sex ?? random.pick(['1', '2'] as const)
  const birthDate = wish.birthDate ?? inventBirthDate(random, wish.ageYears ?? random.integer(0, 79), wish.today)
  const residenceRegion = random.pick(wish.regionCodes)
  const householdRegion = random.chance(0.85) ? residenceRegion : random.pick(wish.regionCodes)
  const ethnicGroup = inventEthnicGroup(random)
  const surname = inventSurname(random)
  const name = inventName(random, { surname, sex, birthYear: yearOf(birthDate), ethnicGroup })
  const address = `示例路${random.integer(1, 299)}号（虚构）`
  const person = {
    name,
    sex,
    birthDate,
    ethnicGroup,
    phone: inventPhone(random),
    residence: { region: residenceRegion, address },
    household: { region: householdRegion },
  }
  if (ageRangeYears(birthDate, wish.today).max >= adultAgeYears) {
    return { ...person, idDocument: { type: '01', number: inventResidentId(random, householdRegion, birthDate, sex) } }
  }

  const mother = inventParent(random, { surname: inventSurname(random), sex: '2', child: birthDate, ethnicGroup })
  const guardian = random.chance(0.65)
    ? mother
    : inventParent(random, { surname, sex: '1', child: birthDate, ethnicGroup })
  const minor = {
    ...person,
    guardian: {
      name: guardian.name,
      relation: guardian.sex === '1' ? ('51' as const) : ('52' as const),
      phone: person.phone,
      ...(random.chance(0.6) && { idDocument: parentsDocument(random, householdRegion, guardian) }),
    },
    mother: { name: mother.name },
  }
  if (daysBetween(latest(birthDate), wish.today) <= unnamedUntilDays && random.chance(0.7)) {
    return { ...minor, name: `${mother.name}之${sex === '1' ? '子' : '女'}`, noIdReason: 'newborn' }
  }
  // Few children have a card of their own; their number stands in the household register.
  const type = random.chance(0.8) ? '02' : '01'
  return { ...minor, idDocument: { type, number: inventResidentId(random, householdRegion, birthDate, sex) } }
}

/**
 * Invents a resident number with a right check character for a county, birth date and sex; see `inventPerson` for what
 * it is and is not. Of a partial birth date the missing month and day are drawn.
 */
function inventResidentId(random: Random, region: string, birthDate: string, sex: '1' | '2'): string {
  const sequence = String(random.integer(0, 49) * 10 + random.integer(0, 4) * 2 + (sex === '1' ? 1 : 2)).padStart(
    3,
    '0',
  )
  const first17 = region + exactDate(random, birthDate).replaceAll('-', '') + sequence
  return first17 + residentIdCheckDigit(first17)
}

function inventPhone(random: Random): string {
  return `1990000${String(random.integer(0, 9999)).padStart(4, '0')}`
}

function inventParent(
  random: Random,
  { surname, sex, child, ethnicGroup }: { surname: string; sex: '1' | '2'; child: string; ethnicGroup: string },
): Parent {
  const birthYear = yearOf(child) - random.integer(22, 38)
  const birthDate = exactDate(random, String(birthYear))
  return { name: inventName(random, { surname, sex, birthYear, ethnicGroup }), sex, birthDate }
}

function parentsDocument(random: Random, region: string, parent: Parent): InventedIdDocument {
  return { type: '01', number: inventResidentId(random, region, parent.birthDate, parent.sex) }
}

/** A day on which somebody was born who has completed `ageYears` years today; both ends of the year are possible. */
function inventBirthDate(random: Random, ageYears: number, today: string): string {
  const year = yearOf(today)
  const last = shiftDays(`${year - ageYears}${today.slice(4)}`, 0)
  const birthDate = shiftDays(last, -random.integer(0, 364))
  // 29 February moves to 1 March in common years, which may be a day too late.
  return ageRangeYears(birthDate, today).min < ageYears ? shiftDays(birthDate, -1) : birthDate
}

function exactDate(random: Random, date: string): string {
  if (precisionOf(date) === 'day') return date
  // The 28th exists in every month.
  const month = precisionOf(date) === 'month' ? date : `${date}-${String(random.integer(1, 12)).padStart(2, '0')}`
  return `${month}-${String(random.integer(1, 28)).padStart(2, '0')}`
}

function yearOf(date: string): number {
  return Number(date.slice(0, 4))
}

function shiftDays(date: string, days: number): string {
  const time = Date.UTC(yearOf(date), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10)) + days)
  return new Date(time).toISOString().slice(0, 10)
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000
}
