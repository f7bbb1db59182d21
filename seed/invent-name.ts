import type { Random } from './random.ts'

/**
 * Surnames with weights in the order that is usual for Shandong; rough shares by hand, not a census. 欧阳, 诸葛 and others
 * come far oftener than in life, so that lists and matching meet surnames of two characters.
 */
// prettier-ignore
const surnames: readonly (readonly [string, number])[] = [
  ['王', 98], ['张', 90], ['李', 82], ['刘', 76], ['陈', 30], ['孙', 38], ['赵', 30], ['徐', 26], ['杨', 24], ['马', 20],
  ['于', 18], ['高', 16], ['朱', 15], ['郭', 14], ['韩', 13], ['周', 12], ['宋', 12], ['林', 10], ['姜', 10], ['吕', 9],
  ['胡', 9], ['曹', 8], ['丁', 8], ['孔', 7], ['崔', 7], ['董', 7], ['吴', 7], ['田', 6], ['魏', 6], ['冯', 6],
  ['程', 5], ['杜', 5], ['袁', 5], ['孟', 4], ['许', 4], ['潘', 4], ['卢', 3], ['邢', 3], ['牟', 3], ['迟', 2],
  ['欧阳', 2], ['诸葛', 2], ['司马', 1], ['上官', 1],
]

type Generation = { before: number; male: string; female: string; single: number }

/** Characters of given names by year of birth, and the share of given names of one character. */
const generations: readonly Generation[] = [
  {
    before: 1965,
    male: '德忠义福贵文明国庆建军玉林长生学树才山',
    female: '秀英桂兰玉珍凤芝淑华翠莲素云美荣',
    single: 0.12,
  },
  { before: 1985, male: '建军伟强勇志刚海波卫东永新成斌涛峰', female: '丽敏静艳霞红梅燕玲萍娟芳春晓', single: 0.4 },
  { before: 2005, male: '磊鹏帅凯超浩鑫宁晨旭阳博文杰宇翔', female: '婷雪倩颖慧琳莹佳欣文雅晴梦璐', single: 0.4 },
  { before: 9999, male: '子轩浩宇梓豪奕辰沐铭泽睿博俊熙', female: '梓涵欣怡雨桐诗语若汐依诺一可馨', single: 0.08 },
]

const uygurMaleNames = ['买买提', '吐尔逊', '艾合买提', '阿卜杜拉', '玉素甫', '依明', '卡迪尔']
const uygurFemaleNames = ['阿依古丽', '古丽娜尔', '帕提古丽', '热依汗', '米热古丽', '祖丽皮亚']

/** Codes of GB/T 3304: Han, Hui, Man, Chosen, Uygur; the last oftener than in Shandong, for the middle dot in the name. */
const ethnicGroups = [
  ['01', 965],
  ['03', 18],
  ['11', 8],
  ['10', 4],
  ['05', 5],
] as const

/** Draws a code of the value set ethnic-group, mostly 01 (Han). */
export function inventEthnicGroup(random: Random): string {
  return random.pickWeighted(ethnicGroups)
}

/** Draws a surname of one or two characters. */
export function inventSurname(random: Random): string {
  return random.pickWeighted(surnames)
}

/**
 * Invents a name that suits sex, year of birth and ethnic group. An Uygur name is given name · father's given name and
 * has no surname; all others open with `surname`.
 */
export function inventName(
  random: Random,
  { surname, sex, birthYear, ethnicGroup }: { surname: string; sex: '1' | '2'; birthYear: number; ethnicGroup: string },
): string {
  if (ethnicGroup === '05') {
    return `${random.pick(sex === '1' ? uygurMaleNames : uygurFemaleNames)}·${random.pick(uygurMaleNames)}`
  }
  const generation = generations.find(({ before }) => birthYear < before)
  if (!generation) throw new RangeError('no given names for this year')
  const characters = [...(sex === '1' ? generation.male : generation.female)]
  const first = random.pick(characters)
  return surname + (random.chance(generation.single) ? first : first + random.pick(characters))
}
