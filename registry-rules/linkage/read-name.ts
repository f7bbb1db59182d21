import { foldDialect, foldSyllable, readingsOf } from './characters.ts'
import { isPlaceholderName, normaliseName } from './normalise-name.ts'
import { readSyllables } from './syllables.ts'

/** One character of a name, or a syllable or word typed instead of it. */
export type NamePart = {
  /** The character, the Latin word in upper case, `?` where it could not be typed; empty where only the sound is known. */
  readonly text: string
  /** Folded syllables that it can be read as. */
  readonly sounds: readonly string[]
}

/** A name taken apart for comparison. */
export type NameForm = {
  /** As `normaliseName` gives it, without appended digits. */
  readonly text: string
  readonly parts: readonly NamePart[]
  /** How many parts the surname has; 0 where the order of a Latin or a one-part name does not tell. */
  readonly surnameLength: number
  /** The syllables in alphabetical order, one text for each combination of readings. Empty with a wildcard in the name. */
  readonly bags: readonly string[]
  /** The same with the sounds that dialects confuse folded together. */
  readonly dialectBags: readonly string[]
  readonly isLatin: boolean
}

/** Surnames of two characters; with the others any two characters could be surname and given name (GB/T 28039-2011). */
const compoundSurnames = new Set(
  (
    '欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 令狐 慕容 司徒 夏侯 宇文 长孙 端木 南宫 百里 东郭 西门 独孤 轩辕 申屠 ' +
    '太史 澹台 公冶 宗政 濮阳 淳于 单于 太叔 仲孙 钟离 鲜于 闾丘 司空 亓官 司寇 呼延 拓跋 完颜 赫连 纳兰 第五 公羊 ' +
    '左丘 东门 羊舌 梁丘 段干 微生 子车 颛孙 万俟 闻人 漆雕 乐正 巫马 公西 壤驷 谷梁 爱新 觉罗 阿史 叶赫'
  ).split(' '),
)

/** Each combination of readings gives a blocking key; more than this a name does not get. */
const bagsPerName = 6

/** A run of Latin letters, or one character. */
const partPattern = /[\p{Script=Latin}]+|[^\p{Script=Latin}]/gu

/**
 * Takes a name apart: characters with their readings, pinyin typed instead of one or all of them, wildcards; the
 * surname; the bags of syllables by which names that sound alike meet. Undefined for a placeholder.
 */
export function readName(typed: string): NameForm | undefined {
  if (isPlaceholderName(typed)) return undefined
  const text = withoutDigits(normaliseName(typed))
  if (text === '') return undefined
  const hanCount = (text.match(/\p{Script=Han}/gu) ?? []).length
  return hanCount === 0 ? readLatinName(text, typed) : readChineseName(text, hanCount)
}

function withoutDigits(name: string): string {
  const bare = name.replace(/\p{N}+$/u, '').replace(/^\p{Nd}+/u, '')
  return bare === '' ? name : bare
}

function readChineseName(name: string, hanCount: number): NameForm {
  // 王伟WANGWEI: a transcription behind the whole name repeats it; a syllable amid characters stands for one of them.
  const latinTail = /[\p{Script=Latin}]+$/u.exec(name)?.[0] ?? ''
  const tailSyllables = readSyllables(latinTail)[0]?.length ?? 0
  const isRepeated = latinTail !== '' && hanCount >= 2 && (tailSyllables >= hanCount || tailSyllables === 0)
  const text = isRepeated ? name.slice(0, -latinTail.length) : name
  const parts = (text.match(partPattern) ?? []).flatMap(partsOf)
  const characters = parts.map((part) => part.text)
  const isCompound = parts.length >= 3 && compoundSurnames.has(characters.slice(0, 2).join(''))
  const surnameLength = parts.length < 2 ? 0 : isCompound ? 2 : 1
  return { text, parts, surnameLength, ...bagsOf([parts.map(({ sounds }) => sounds)]), isLatin: false }
}

function partsOf(text: string): NamePart[] {
  if (text === '?') return [{ text, sounds: [] }]
  if (!/^\p{Script=Latin}/u.test(text)) {
    return [{ text, sounds: [...new Set(readingsOf(text).map(foldSyllable))] }]
  }
  const [syllables] = readSyllables(text)
  return syllables
    ? syllables.map((syllable) => ({ text: '', sounds: [foldSyllable(syllable)] }))
    : [{ text, sounds: [text] }]
}

function readLatinName(text: string, typed: string): NameForm {
  const words = (
    typed
      .normalize('NFKC')
      .toUpperCase()
      .match(/[\p{L}?]+/gu) ?? []
  ).filter((word) => word !== '')
  const ways = words.map((word) => readSyllables(word))
  if (words.length > 0 && ways.every((way) => way.length > 0)) {
    const readings = combine(ways).slice(0, bagsPerName)
    const [shortest = []] = readings
    const parts = shortest.map((syllable) => ({ text: '', sounds: [foldSyllable(syllable)] }))
    const syllables = readings.map((reading) => reading.map((syllable) => [foldSyllable(syllable)]))
    return { text, parts, surnameLength: 0, ...bagsOf(syllables), isLatin: true }
  }
  const parts = words.map((word) => ({ text: word, sounds: word.includes('?') ? [] : [word] }))
  return { text, parts, surnameLength: 0, ...bagsOf([parts.map(({ sounds }) => sounds)]), isLatin: true }
}

function combine(ways: readonly (readonly string[][])[]): string[][] {
  return ways.reduce<string[][]>(
    (combined, next) => combined.flatMap((before) => next.map((way) => [...before, ...way])).slice(0, bagsPerName),
    [[]],
  )
}

function bagsOf(readings: readonly (readonly (readonly string[])[])[]): Pick<NameForm, 'bags' | 'dialectBags'> {
  const combinations = readings.flatMap((parts) =>
    parts.some((sounds) => sounds.length === 0)
      ? []
      : parts
          .reduce<string[][]>(
            (combined, sounds) =>
              combined.flatMap((before) => sounds.map((sound) => [...before, sound])).slice(0, bagsPerName),
            [[]],
          )
          .slice(0, bagsPerName),
  )
  const bagOf = (sounds: readonly string[]): string => sounds.toSorted().join(' ')
  return {
    bags: [...new Set(combinations.map(bagOf))],
    dialectBags: [...new Set(combinations.map((sounds) => bagOf(sounds.map(foldDialect))))],
  }
}
