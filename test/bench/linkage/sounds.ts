import { pinyin } from 'pinyin-pro'
import {
  furtherCharacters,
  givenCharacters,
  rareCharacters,
  surnameShares,
  traditionalForms,
  lookAlikes,
} from './name-tables.ts'
import type { Random } from './random.ts'

/** Surnames whose reading as a name differs from the usual one. */
const surnameReadings: Record<string, string> = {
  单: 'shan',
  解: 'xie',
  仇: 'qiu',
  曾: 'zeng',
  查: 'zha',
  任: 'ren',
  区: 'ou',
  尉: 'yu',
  相: 'xiang',
  盛: 'sheng',
  逄: 'pang',
  綦: 'qi',
  亓: 'qi',
}

/** Substitutes for characters of names, as an input method, a dialect, the eye or another script brings them. */
export type Sounds = {
  /** Toneless syllable in lower case; the character itself where no reading is known. */
  syllable(character: string, isSurname: boolean): string
  homophone(random: Random, character: string, isSurname: boolean): string | undefined
  /** Another character that sounds the same only where zh/z, ch/c, sh/s, n/ng, n/l or f/h are not told apart. */
  nearHomophone(random: Random, character: string): string | undefined
  lookAlike(random: Random, character: string): string | undefined
  traditional(character: string): string | undefined
}

export function createSounds(): Sounds {
  const given = Object.values(givenCharacters).flatMap((bySex) => [...bySex['1'], ...bySex['2']])
  const usual = new Set([...given, ...furtherCharacters])
  const surnames = surnameShares.split(' ').map((entry) => entry.charAt(0))
  const readings = new Map<string, string>()
  for (const character of [...usual, ...surnames, ...rareCharacters]) readings.set(character, readingOf(character))
  const bySound = groupBy([...usual], (character) => readings.get(character) ?? '')
  const byNearSound = groupBy([...usual], (character) => folded(readings.get(character) ?? ''))
  const bySurnameSound = groupBy(surnames, (character) => surnameReadings[character] ?? readings.get(character) ?? '')
  const eye = pairs(lookAlikes.split(' '))
  for (const [character, others] of pairs(lookAlikes.split(' ').map((pair) => [...pair].reverse().join('')))) {
    eye.set(character, [...(eye.get(character) ?? []), ...others])
  }
  const forms = pairs(traditionalForms.split(' ').filter((pair) => pair.charAt(0) !== pair.charAt(1)))

  return {
    syllable,
    homophone: (random, character, isSurname) => {
      const list = isSurname ? bySurnameSound : bySound
      return another(random, character, list.get(syllable(character, isSurname)))
    },
    nearHomophone: (random, character) => {
      const sound = syllable(character, false)
      const others = (byNearSound.get(folded(sound)) ?? []).filter((other) => readings.get(other) !== sound)
      return another(random, character, others)
    },
    lookAlike: (random, character) => another(random, character, eye.get(character)),
    traditional: (character) => forms.get(character)?.[0],
  }

  function syllable(character: string, isSurname: boolean): string {
    const special = isSurname ? surnameReadings[character] : undefined
    if (special !== undefined) return special
    let reading = readings.get(character)
    if (reading === undefined) readings.set(character, (reading = readingOf(character)))
    return reading
  }
}

function readingOf(character: string): string {
  return (pinyin(character, { toneType: 'none', type: 'array' })[0] ?? character).replaceAll('ü', 'v')
}

/** Sounds that are confused in parts of the province. */
function folded(sound: string): string {
  return sound
    .replace(/^([zcs])h/, '$1')
    .replace(/ng$/, 'n')
    .replace(/^l/, 'n')
    .replace(/^hu(?=[aeio])/, 'f')
}

function groupBy(characters: readonly string[], keyOf: (character: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const character of characters) {
    const key = keyOf(character)
    const group = groups.get(key)
    if (group) group.push(character)
    else groups.set(key, [character])
  }
  return groups
}

function pairs(list: readonly string[]): Map<string, string[]> {
  const map = new Map<string, string[]>()
  for (const pair of list) {
    const [from = '', to = ''] = [...pair]
    map.set(from, [...(map.get(from) ?? []), to])
  }
  return map
}

/** Frequent characters come first in the tables and in an input method, so they are offered more often. */
function another(random: Random, character: string, list: readonly string[] | undefined): string | undefined {
  const others = list?.filter((other) => other !== character) ?? []
  if (others.length === 0) return undefined
  return others[Math.floor(random.next() * random.next() * others.length)]
}
