import { foldDialect } from './characters.ts'
import { shareOfGivenCharacter, shareOfGivenSound, shareOfSurname, shareOfSurnameSound } from './name-frequency.ts'
import type { NameForm, NamePart } from './read-name.ts'

/**
 * How two names stand to each other, closest first:
 * - `equal`: the same characters; `same-sound`: the same syllables in any order, also typed in pinyin;
 * - `dialect-sound`: the same where l and n, f and hu are one; `partial`: what is there agrees, the rest could not be
 *   typed or was cut off;
 * - `surname-and-one-given`, `surname`, `given`: only so much agrees; `surname-rest-unknown`: the given name could not be
 *   typed, so that any of the family can be meant; `different`.
 */
export type NameAgreement =
  | 'equal'
  | 'same-sound'
  | 'dialect-sound'
  | 'partial'
  | 'surname-and-one-given'
  | 'given'
  | 'surname-rest-unknown'
  | 'surname'
  | 'different'

/** Strongest first. */
const order: readonly NameAgreement[] = [
  'equal',
  'same-sound',
  'dialect-sound',
  'partial',
  'given',
  'surname-and-one-given',
  'surname-rest-unknown',
  'surname',
  'different',
]

/** A level, with the share of the people of whom what agrees is true by chance: rare names prove more. */
export type NameComparison = { readonly level: NameAgreement; readonly chance: number }

/** Whether the first level is at least as close as the second. */
export function isAtLeast(level: NameAgreement, other: NameAgreement): boolean {
  return order.indexOf(level) <= order.indexOf(other)
}

/** The closest agreement between any two names of the two sides; undefined where a side has none. */
export function closestNames(a: readonly NameForm[], b: readonly NameForm[]): NameComparison | undefined {
  let closest: NameComparison | undefined
  for (const one of a) {
    for (const other of b) {
      const found = compareNames(one, other)
      if (!closest || isCloser(found, closest)) closest = found
    }
  }
  return closest
}

/** Of two that agree alike the rarer one counts, whichever comes first. */
function isCloser(a: NameComparison, b: NameComparison): boolean {
  const places = order.indexOf(a.level) - order.indexOf(b.level)
  return places < 0 || (places === 0 && a.chance < b.chance)
}

/** Compares two names; the order of the two does not matter. */
export function compareNames(a: NameForm, b: NameForm): NameComparison {
  // Symmetric by always looking from the longer side.
  const [long, short] = isBefore(a, b) ? [a, b] : [b, a]
  if (isSurnameOnly(a) && isSurnameOnly(b)) return compareSurnames(a, b)
  if (a.text === b.text) return compareWithItself(long)
  if (sharesOne(a.bags, b.bags)) return { level: 'same-sound', chance: chanceBySound(long) }
  if (sharesOne(a.dialectBags, b.dialectBags)) return { level: 'dialect-sound', chance: 2 * chanceBySound(long) }
  return compareParts(long, short)
}

/** 王, 王7, W, ZW: a surname at best, and that is the whole family's. */
function isSurnameOnly({ parts, isLatin }: NameForm): boolean {
  if (parts.length === 0) return false
  if (isLatin && parts.every(({ text }) => isInitials(text))) return true
  return parts.length === 1 && (!isLatin || parts[0]?.text === '')
}

const isInitials = (word: string): boolean => /^(?:[A-Z]|[B-DF-HJ-NP-TV-XZ]+)$/.test(word)

function compareSurnames(a: NameForm, b: NameForm): NameComparison {
  const agreements = a.parts.map((part, index) => comparePart(part, b.parts[index]))
  if (a.parts.length !== b.parts.length || agreements.includes(undefined)) return { level: 'different', chance: 1 }
  return { level: 'surname-rest-unknown', chance: chanceOf(a, agreements) }
}

/** What is a wildcard in both may stand for two characters. */
function compareWithItself(name: NameForm): NameComparison {
  const known = name.parts.map(({ text }) => (text === '?' ? 'unknown' : 'character'))
  const chance = chanceOf(name, known)
  if (!name.text.includes('?')) return { level: 'equal', chance }
  const isGivenKnown = name.isLatin || known.slice(name.surnameLength).includes('character')
  return { level: isGivenKnown ? 'partial' : 'surname-rest-unknown', chance }
}

function isBefore(a: NameForm, b: NameForm): boolean {
  if (a.isLatin !== b.isLatin) return b.isLatin
  if (a.parts.length !== b.parts.length) return a.parts.length > b.parts.length
  return a.text <= b.text
}

function sharesOne(a: readonly string[], b: readonly string[]): boolean {
  return a.some((bag) => b.includes(bag))
}

/** Whether two parts can be one; a wildcard can be anything, a transcribed character whatever sounds so. */
type PartAgreement = 'character' | 'sound' | 'unknown' | undefined

function comparePart(a: NamePart | undefined, b: NamePart | undefined): PartAgreement {
  if (!a || !b) return undefined
  if (a.text === '?' || b.text === '?') return 'unknown'
  if (a.text !== '' && a.text === b.text) return 'character'
  if (a.sounds.some((sound) => b.sounds.includes(sound))) return 'sound'
  const dialect = a.sounds.map(foldDialect)
  return b.sounds.some((sound) => dialect.includes(foldDialect(sound))) ? 'sound' : undefined
}

function compareParts(long: NameForm, short: NameForm): NameComparison {
  const surnameLength = long.surnameLength || short.surnameLength
  const inOrder = long.parts.map((part, index) => comparePart(part, short.parts[index]))
  const known = inOrder.filter((agreement) => agreement === 'character' || agreement === 'sound').length
  const differing = inOrder.slice(0, short.parts.length).filter((agreement) => agreement === undefined).length

  if (differing === 0 && known >= Math.min(2, long.parts.length) && short.parts.length >= 2) {
    return { level: 'partial', chance: chanceOf(long, inOrder) }
  }
  // A syllable more or less inside is a character typed in its parts, or one left out.
  const withoutOne = leavesOutOne(long.parts, short.parts)
  if (withoutOne && known >= 1 && short.parts.length >= 2)
    return { level: 'partial', chance: chanceOf(short, undefined) }

  const surname = surnameLength > 0 && inOrder.slice(0, surnameLength).every((each) => each !== undefined)
  const given = givenAgreement(long, short, surnameLength)
  if (surname && given.some) {
    const firstPart = inOrder.map((each, index) =>
      index < surnameLength || given.indexes.has(index) ? each : undefined,
    )
    return { level: 'surname-and-one-given', chance: 2 * chanceOf(long, firstPart) }
  }
  const isGivenUnknown = inOrder.slice(surnameLength).every((each) => each === 'unknown')
  if (surname && isGivenUnknown && long.parts.length === short.parts.length) {
    return { level: 'surname-rest-unknown', chance: chanceOf(long, inOrder) }
  }
  if (given.all && surnameLength > 0) return { level: 'given', chance: chanceOfGiven(long, surnameLength) }
  if (surname) {
    const onlySurname = inOrder.map((each, index) => (index < surnameLength ? each : undefined))
    return { level: 'surname', chance: chanceOf(long, onlySurname) }
  }
  return { level: 'different', chance: 1 }
}

function leavesOutOne(long: readonly NamePart[], short: readonly NamePart[]): boolean {
  if (long.length !== short.length + 1) return false
  return long.some((_part, left) =>
    short.every((part, index) => {
      const agreement = comparePart(part, long[index < left ? index : index + 1])
      return agreement === 'character' || agreement === 'sound'
    }),
  )
}

function givenAgreement(
  long: NameForm,
  short: NameForm,
  surnameLength: number,
): { some: boolean; all: boolean; indexes: ReadonlySet<number> } {
  const givenOfShort = short.parts.slice(surnameLength)
  const indexes = new Set<number>()
  const taken = new Set<NamePart>()
  long.parts.forEach((part, index) => {
    if (index < surnameLength) return
    const partner = givenOfShort.find((other) => {
      const agreement = comparePart(part, other)
      return !taken.has(other) && (agreement === 'character' || agreement === 'sound')
    })
    if (!partner) return
    taken.add(partner)
    indexes.add(index)
  })
  const givenLength = long.parts.length - surnameLength
  return {
    some: indexes.size > 0,
    all: givenLength >= 1 && indexes.size === givenLength && givenOfShort.length === givenLength,
    indexes,
  }
}

/** Chance that a stranger's name agrees in the parts that do; all of them where no agreements are given. */
function chanceOf(name: NameForm, agreements: readonly PartAgreement[] | undefined): number {
  return name.parts.reduce((chance, part, index) => {
    const agreement = agreements ? agreements[index] : 'character'
    if (agreement === undefined || agreement === 'unknown') return chance
    const isSurname = index === 0 && name.surnameLength > 0
    if (index === 1 && name.surnameLength === 2) return chance
    if (agreement === 'character' && part.text !== '') return chance * shareOfPart(name, part, isSurname)
    return chance * shareOfSound(part, isSurname)
  }, 1)
}

function shareOfPart(name: NameForm, part: NamePart, isSurname: boolean): number {
  if (isSurname && name.surnameLength === 1) return shareOfSurname(part.text)
  return isSurname ? shareOfSurname('') : shareOfGivenCharacter(part.text)
}

function shareOfSound({ sounds }: NamePart, isSurname: boolean): number {
  const shares = sounds.map(isSurname ? shareOfSurnameSound : shareOfGivenSound)
  return Math.max(...shares, 0.001)
}

function chanceBySound(name: NameForm): number {
  return name.parts.reduce((chance, part, index) => chance * shareOfSound(part, index === 0 && !name.isLatin), 1)
}

function chanceOfGiven(name: NameForm, surnameLength: number): number {
  return chanceOf(
    name,
    name.parts.map((_part, index) => (index < surnameLength ? undefined : 'sound')),
  )
}
