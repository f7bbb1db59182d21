import {
  compoundSurnames,
  type Era,
  frequentGivenNames,
  givenCharacters,
  huiSurnames,
  koreanNames,
  latinNames,
  mongolNames,
  rareCharacters,
  surnameShares,
  tibetanNames,
  uygurNames,
} from './name-tables.ts'
import { byRank, draw, type Random, type Weighted, weighted } from './random.ts'

export type Sex = '1' | '2'
export type NameStyle = 'han' | 'separated' | 'unsplit' | 'latin'

/** A registered name. `separated` joins surname and given part by a dot, `unsplit` has no surname. */
export type Name = { style: NameStyle; surname: string; given: string; text: string }

const shares = (text: string): [string, number][] =>
  text.split(' ').map((entry) => {
    const [, name = '', share = '0'] = /^(\D+)([\d.]+)$/.exec(entry) ?? []
    return [name, Number(share)]
  })

const hanSurnames = weighted(shares(surnameShares))
const twoCharacterSurnames = weighted(shares(compoundSurnames))
const muslimSurnames = weighted(shares(huiSurnames))
const rare = [...rareCharacters]

type GivenNames = {
  singleShare: number
  frequentShare: number
  characters: Weighted<string>
  frequent: Weighted<string>
}

const eras: readonly Era[] = ['old', 'middle', 'young', 'new']
/** Share of one-character given names: rises to its height in the 1970s to 1990s and falls again. */
const singleShares: Record<Era, number> = { old: 0.12, middle: 0.36, young: 0.32, new: 0.06 }

const givenNames = Object.fromEntries(
  eras.map((era) => [era, { '1': table(era, '1'), '2': table(era, '2') }]),
) as Record<Era, Record<Sex, GivenNames>>

function table(era: Era, sex: Sex): GivenNames {
  return {
    singleShare: singleShares[era],
    frequentShare: era === 'old' && sex === '2' ? 0.22 : 0.15,
    characters: byRank([...new Set(givenCharacters[era][sex])], 22),
    frequent: byRank(frequentGivenNames[era][sex].split(' '), era === 'old' && sex === '2' ? 6 : 12),
  }
}

export function eraOf(birthYear: number): Era {
  return birthYear < 1966 ? 'old' : birthYear < 1985 ? 'middle' : birthYear < 2005 ? 'young' : 'new'
}

export function hanName(surname: string, given: string): Name {
  return { style: 'han', surname, given, text: surname + given }
}

export function drawGivenName(random: Random, sex: Sex, birthYear: number): string {
  const { singleShare, frequentShare, characters, frequent } = givenNames[eraOf(birthYear)][sex]
  if (random.chance(frequentShare)) return draw(random, frequent)
  if (random.chance(0.011)) return random.chance(0.5) ? random.pick(rare) : draw(random, characters) + random.pick(rare)
  const first = draw(random, characters)
  return random.chance(singleShare) ? first : first + draw(random, characters)
}

/** A given name that shares a character with another one of the family, as generation names and names of twins do. */
export function drawSharingGivenName(random: Random, like: string, person: { sex: Sex; birthYear: number }): string {
  const [first = '', second] = [...like]
  const { characters } = givenNames[eraOf(person.birthYear)][person.sex]
  for (;;) {
    const own = draw(random, characters)
    const given = second === undefined ? own : random.chance(0.75) ? first + own : own + second
    if (given !== like) return given
  }
}

export function drawSurname(random: Random): string {
  return random.chance(0.0015) ? draw(random, twoCharacterSurnames) : draw(random, hanSurnames)
}

/**
 * Surname part of a family: Han mostly; about 0.9 % others, as in Shandong (Hui by far the most).
 * The family keeps it, so that brothers and sisters are named after the same custom.
 */
export type NamingCustom =
  | { kind: 'han'; surname: string }
  | { kind: 'korean'; surname: string }
  | { kind: 'uygur'; fatherName: string }
  | { kind: 'mongol' | 'tibetan' }
  | { kind: 'foreign'; surname: string }

export function drawCustom(random: Random): NamingCustom {
  const at = random.next()
  if (at < 0.0062) return { kind: 'han', surname: draw(random, muslimSurnames) }
  if (at < 0.0072) return { kind: 'uygur', fatherName: random.pick(uygurNames['1']) }
  if (at < 0.008) return { kind: 'korean', surname: random.pick(koreanNames.surnames) }
  if (at < 0.0087) return { kind: 'mongol' }
  if (at < 0.009) return { kind: 'tibetan' }
  if (at < 0.01) return { kind: 'foreign', surname: random.pick(latinNames.surnames) }
  return { kind: 'han', surname: drawSurname(random) }
}

export function drawName(random: Random, custom: NamingCustom, person: { sex: Sex; birthYear: number }): Name {
  const { sex } = person
  switch (custom.kind) {
    case 'han':
      return hanName(custom.surname, drawGivenName(random, sex, person.birthYear))
    case 'korean':
      return hanName(custom.surname, random.pick(koreanNames[sex]))
    case 'uygur': {
      const given = random.pick(uygurNames[sex])
      return { style: 'separated', surname: custom.fatherName, given, text: `${given}·${custom.fatherName}` }
    }
    case 'mongol': {
      const given = random.pick(mongolNames[sex])
      return { style: 'unsplit', surname: '', given, text: given }
    }
    case 'tibetan': {
      const given = random.pick(tibetanNames) + random.pick(tibetanNames)
      return { style: 'unsplit', surname: '', given, text: given }
    }
    case 'foreign': {
      const given = random.pick(latinNames[sex])
      return { style: 'latin', surname: custom.surname, given, text: `${given} ${custom.surname}` }
    }
  }
}
