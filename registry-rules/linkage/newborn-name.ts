import { normaliseName } from './normalise-name.ts'

const birthOrder = '大长老小二三四五次幺双甲乙丙丁一两A-H1-8'

/** Closed by an order or a letter, as in 王丽之女A: hospitals number twins so. */
const newbornName = new RegExp(
  `(?:之[${birthOrder}男]{0,2}(?:子女|女儿|儿子|婴儿|子|女|儿|婴|孩|宝)|双胞胎|宝宝|宝贝|[男女]婴|婴儿|新生儿|毛毛|BABY|BABYBOY|BABYGIRL|BB)[${birthOrder}号]{0,2}$`,
  'u',
)

const multipleBirthName = new RegExp(
  `(?:之[${birthOrder}](?:子|女|儿|婴|孩|宝)|双胞胎|(?:子|女|儿|宝宝|宝贝|婴|BABY|BB)[${birthOrder}]号?$)`,
  'u',
)

/** Places of birth that a word, letter or digit can give. */
const orders: Readonly<Record<string, number>> = {
  大: 1,
  长: 1,
  老: 1,
  一: 1,
  甲: 1,
  A: 1,
  1: 1,
  二: 2,
  次: 2,
  小: 2,
  乙: 2,
  B: 2,
  2: 2,
  三: 3,
  丙: 3,
  C: 3,
  3: 3,
  四: 4,
  丁: 4,
  D: 4,
  4: 4,
}

/** What a newborn's name tells: whose baby, which sex, which of several. */
export type NewbornName = { parent: string; sex?: '1' | '2'; order?: number; isMultiple: boolean }

/**
 * Whether a name only says whose baby it is: 王丽之子, 王丽之二女, 王丽宝宝, 新生儿.
 * A few adults are really called so; they lose the automatic link, not the review.
 */
export function isNewbornName(text: string): boolean {
  return newbornName.test(normaliseName(text))
}

/**
 * Whether a newborn's name carries an order, so that a sibling of the same birth may exist: 之大子, 之次女, 之女A.
 * 之长女 may also be the first child of several births; the doubt costs a review only.
 */
export function isMultipleBirthName(text: string): boolean {
  return isNewbornName(text) && multipleBirthName.test(normaliseName(text))
}

/** What a child is called at home: 大宝, 妞妞, 乐乐. It stands where the name belongs and is none. */
const nickname =
  /^(?:[大二三小]?(?:宝宝?|贝贝?|妞妞?|毛毛|娃娃?|丫丫?|豆豆?|胖胖?)|(?![王李张刘陈杨赵黄周吴])(\p{Script=Han})\1)$/u

/**
 * Reads a newborn's name or a baby's nickname, undefined for any other name. `parent` is empty where only 新生儿, 宝宝 or
 * the nickname stands. What stands in brackets counts here: 王丽（新生儿）, 王丽之女（大）.
 */
export function readNewbornName(text: string): NewbornName | undefined {
  const name = normaliseName(text)
  if (nickname.test(name)) return { parent: '', isMultiple: false }
  const unbracketed = normaliseName(text.normalize('NFKC').replace(/[()[\]【】{}《》「」]/gu, ''))
  const match = newbornName.exec(unbracketed)
  if (!match || /名/u.test(unbracketed)) return undefined
  const [ending] = match
  const boy = /子(?!女)|男|BOY/u.test(ending)
  const girl = /女|GIRL/u.test(ending)
  const order = [...ending.replace(/女儿|儿子|子女|BABY(?:BOY|GIRL)?|BB/gu, '')]
    .map((character) => orders[character])
    .find((place) => place !== undefined)
  return {
    parent: unbracketed.slice(0, match.index).replace(/之$/u, ''),
    ...(boy !== girl ? { sex: boy ? ('1' as const) : ('2' as const) } : {}),
    ...(order !== undefined ? { order } : {}),
    isMultiple: multipleBirthName.test(unbracketed),
  }
}
