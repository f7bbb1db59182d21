import { normaliseDocumentNumber } from './resident-id.ts'

/** Surnames of two characters that are in use; a name of three characters or more that opens with one keeps both. */
const compoundSurnames = new Set(
  (
    '欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 司徒 司空 夏侯 端木 百里 东郭 南宫 ' +
    '呼延 轩辕 独孤 澹台 公冶 濮阳 淳于 太史 申屠 西门 钟离 闻人 赫连 完颜 拓跋 第五 鲜于 东门 南门'
  ).split(' '),
)

/** Whether a normalised Chinese name opens with a surname of two characters, such as 欧阳; 欧阳 alone is 欧 with the name 阳. */
function surnameLength(characters: readonly string[]): number {
  return characters.length > 2 && compoundSurnames.has(characters.slice(0, 2).join('')) ? 2 : 1
}

/**
 * A name as lists show it: the surname, and `*` for each further character (王*, 欧阳**).
 * Of names with a middle dot and of Latin names only the first character stays; the number of stars is then always two,
 * because their length would tell who it is.
 */
export function maskName(name: string): string {
  const characters = [...name.normalize('NFKC').trim()]
  if (characters.length === 0) return ''
  if (!characters.every((character) => /\p{Script=Han}/u.test(character))) return `${characters[0] ?? ''}**`
  const shown = surnameLength(characters)
  return characters.slice(0, shown).join('') + '*'.repeat(Math.max(1, characters.length - shown))
}

/**
 * A document number as lists show it: for eighteen and fifteen digits the first three and the last four stay
 * (370***********1234), of anything else the first and the last two, as long as four or more are hidden.
 *
 * Many Chinese lists keep six and four. Ours stand beside sex and age: with the county in the open, the check character
 * would leave about thirty possible dates of birth, and the number could be worked out.
 */
export function maskDocumentNumber(text: string): string {
  const characters = [...normaliseDocumentNumber(text)]
  const isResidentNumber = /^([0-9]{15}|[0-9]{17}[0-9X])$/.test(characters.join(''))
  const [head, tail] = isResidentNumber ? [3, 4] : [1, 2]
  const hidden = characters.length - head - tail
  if (hidden < 4) return '*'.repeat(characters.length)
  return characters.slice(0, head).join('') + '*'.repeat(hidden) + characters.slice(-tail).join('')
}

/** A telephone number as lists show it: 138****5678; of numbers that are no mobile number the last two digits stay. */
export function maskPhone(text: string): string {
  const digits = text.normalize('NFKC').replace(/[^0-9]/g, '')
  const mobile = /^(?:(?:00)?86)?(1[3-9][0-9]{9})$/.exec(digits)?.[1]
  if (mobile !== undefined) return `${mobile.slice(0, 3)}****${mobile.slice(-4)}`
  return digits.length < 6 ? '*'.repeat(digits.length) : '*'.repeat(digits.length - 2) + digits.slice(-2)
}
