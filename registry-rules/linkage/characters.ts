import { Converter } from 'opencc-js/t2cn'
import { pinyin } from 'pinyin-pro'

/**
 * Characters that fonts of the GBK time held in the private use area, and what they are since (GB 18030-2022, annex;
 * Unicode 4.1 and 8.0). 䶮 is the one that people are called by.
 */
const privateUse: Readonly<Record<string, string>> = {
  '\ue863': '䶮',
  '\ue81e': '龴',
  '\ue826': '龵',
  '\ue82b': '龶',
  '\ue82c': '龷',
  '\ue832': '龸',
  '\ue843': '龹',
  '\ue854': '龺',
  '\ue864': '龻',
}

/** Readings beyond these are literary; each would add a key to every bearer of the character. */
const readingsPerCharacter = 4

/** Texts beyond these are looked up anew: names in Latin letters have no end of syllables. */
const mostRemembered = 50_000

/** Names are compared a million times and written with some thousand characters, so each is looked up once. */
function remembered<Value extends string | readonly string[]>(
  lookUp: (text: string) => Value,
): (text: string) => Value {
  const known = new Map<string, Value>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const value = lookUp(text)
    if (known.size < mostRemembered) known.set(text, value)
    return value
  }
}

type Convert = (text: string) => string

let convert: Convert | undefined

/** The simplified form of one character; a private use code of GBK becomes the character it stood for. */
export const simplify: (character: string) => string = remembered((character) => {
  const known = privateUse[character]
  if (known !== undefined) return known
  if (character < '\u3400') return character
  // The converter's dictionaries take a tenth of a second to set up, so it is made with the first name.
  convert ??= Converter({ from: 't', to: 'cn' }) as Convert
  return convert(character)
})

/** Surnames that are read otherwise than the word (GB/T 28039-2011 spells them so); the usual reading stays, too. */
const surnameReadings: Readonly<Record<string, string>> = {
  曾: 'zeng',
  单: 'shan',
  仇: 'qiu',
  解: 'xie',
  查: 'zha',
  盖: 'ge',
  朴: 'piao',
  翟: 'zhai',
  尉: 'yu',
  区: 'ou',
  缪: 'miao',
  乐: 'yue',
  折: 'she',
  召: 'shao',
  秘: 'bi',
  员: 'yun',
  黑: 'he',
  令: 'ling',
  覃: 'qin',
  洗: 'xian',
  冼: 'xian',
  郇: 'xun',
  逄: 'pang',
  贾: 'jia',
  石: 'shi',
  柏: 'bai',
  卜: 'bu',
  吕: 'lv',
}

/** All usual readings of a character without tone, ü as v; none for what is no Chinese character. */
export const readingsOf: (character: string) => readonly string[] = remembered((character) => {
  const found = pinyin(character, { multiple: true, toneType: 'none', type: 'array', v: true }) as readonly string[]
  const special = surnameReadings[character]
  const readings = [...(special === undefined ? [] : [special]), ...found].filter((text) => /^[a-z]+$/.test(text))
  return [...new Set(readings)].slice(0, readingsPerCharacter)
})

/**
 * A syllable as many speakers hear it: zh z, ch c, sh s, and the finals -ng -n fall together, ü is u. Typing by sound
 * confuses these first.
 */
export function foldSyllable(syllable: string): string {
  return syllable
    .replace(/^([zcs])h/, '$1')
    .replace(/ng$/, 'n')
    .replace(/^([nlj])y?[vü]/, '$1u')
    .replace(/^lyu/, 'lu')
}

/** Further than `foldSyllable`, as the south-west and Hunan, Fujian speak: l and n, f and hu fall together. */
export const foldDialect: (foldedSyllable: string) => string = remembered((foldedSyllable) => {
  const text = foldedSyllable.replace(/^l/, 'n').replace(/^r/, 'n')
  if (text === 'hu') return 'fu'
  if (text === 'hui') return 'fei'
  if (text === 'hun') return 'fen'
  return text
    .replace(/^hu(?=[aeo])/, 'f')
    .replace(/^hon$/, 'fen')
    .replace(/^fon$/, 'fen')
})
