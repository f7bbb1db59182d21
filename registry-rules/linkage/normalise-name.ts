import { simplify } from './characters.ts'

/** Separators of ethnic and foreign names in the many shapes that keyboards give them, spaces, invisible characters. */
const separators = /[\s\p{Variation_Selector}\p{Emoji_Modifier}\p{Cf}\p{Cc}·•・.。‧∙⋅ᐧ․⸱﹒●'’‘`´_\p{Pd}]/gu

/** What is written where nobody knows the name; equal ones say nothing about the person. */
const placeholderNames =
  /^(?:无|无名|无名氏|无姓名|未知|不详|不明|匿名|佚名|未取名|未起名|未命名|待定|弃婴|患者|病人|UNKNOWN|NONE|NONAME|NULL|NA)$/u

/** What stands for a character that could not be typed; also 某, a picture, any private use code that is not known. */
const wildcards = /[?¿□■▢◻◼▯○◯＊*＃#�某\p{Co}\p{Extended_Pictographic}]/gu

const opening = '（(［[【{｛〔〈<《「『'
const closing = '）)］]】}｝〕〉>》」』'
const brackets = new RegExp(`[${escapeClass(opening)}][^${escapeClass(closing)}]*(?:[${escapeClass(closing)}]|$)`, 'gu')
const anyBracket = new RegExp(`[${escapeClass(opening + closing)}]`, 'gu')

function escapeClass(text: string): string {
  return text.replace(/[[\]\\^-]/g, '\\$&')
}

/** Remarks that typists append without brackets; only after two characters at least, because 王先生 is all there is. */
const appendedRemark =
  /(?<=\p{Script=Han}{2})(?:本人|先生|女士|小姐|同学|同志|小朋友|患儿|患者|病人|复诊|初诊|复查|转院|住院|门诊|已故|死亡|重复|重名|改名|更名|新增|测试|[0-9]+[床号])+$/u

/** A former or second name written behind the name. */
const otherNameMark = /(?:曾用名|又名|原名|别名|小名|乳名|现名|改名|更名)(?:为|叫|是)?[:：]?/u

/**
 * A name as it is compared: NFKC, simplified characters, `?` for each character that could not be typed, without
 * spaces, middle dots, hyphens, brackets with their content and appended remarks, Latin letters in upper case. Digits
 * stay, because newborns are numbered by them. Idempotent.
 */
export function normaliseName(text: string): string {
  // A name of ASCII letters or of plain characters is nearly always there at once; the loop is for the rest.
  let name = text
  for (;;) {
    const next = onePass(name)
    if (next === name) return name
    name = next
  }
}

function onePass(text: string): string {
  const composed = text.normalize('NFKC')
  const outside = composed.replace(brackets, '')
  const kept = /[\p{L}\p{N}]/u.test(outside) ? outside : composed.replace(anyBracket, '')
  const simplified = Array.from(kept, simplify).join('')
  const bare = simplified.replace(wildcards, '?').replace(separators, '').toUpperCase()
  const [first = ''] = bare.split(otherNameMark)
  return (first === '' ? bare : first).replace(appendedRemark, '')
}

/** Whether a text stands for "no name": 无名氏, 不详, 未取名, only signs or digits. */
export function isPlaceholderName(text: string): boolean {
  const name = normaliseName(text)
  return !/\p{L}/u.test(name) || placeholderNames.test(name)
}

/** Further names written into the same field: 王伟（曾用名王卫）, 王伟/王卫. As typed, without the first. */
export function otherNamesIn(text: string): string[] {
  const composed = text.normalize('NFKC')
  const marked = composed
    .split(otherNameMark)
    .slice(1)
    .map((part) => /^[\s]*([\p{L}·•]{2,})/u.exec(part)?.[1])
  const [, ...slashed] = composed.split(/[/\\、|]/u).map((part) => part.trim())
  return [...marked, ...slashed].filter((name) => name !== undefined && /\p{Script=Han}{2}/u.test(name)) as string[]
}
