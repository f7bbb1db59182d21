import { normaliseName } from './normalise-name.ts'

const birthOrder = '大长老小二三四五次幺双甲乙丙丁一两A-H1-8'

/** Closed by an order or a letter, as in 王丽之女A: hospitals number twins so. */
const newbornName = new RegExp(
  `(?:之[${birthOrder}男]{0,2}(?:子|女|儿|婴|孩|宝|子女|女儿|儿子|婴儿)|双胞胎|宝宝|宝贝|[男女]婴|婴儿|新生儿|毛毛|BABY|BABYBOY|BABYGIRL|BB)[${birthOrder}号]{0,2}$`,
  'u',
)

const multipleBirthName = new RegExp(
  `(?:之[${birthOrder}](?:子|女|儿|婴|孩|宝)|双胞胎|(?:子|女|儿|宝宝|宝贝|婴|BABY|BB)[${birthOrder}]号?$)`,
  'u',
)

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
