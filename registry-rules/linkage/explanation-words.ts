import type { Field, Levels } from './compare.ts'
import type { OtherExplanation, PossibleReason } from './decide.ts'

type Words = { readonly zh: string; readonly en: string }

/** The compared fields as a reader calls them. */
export const fieldWords = {
  name: { zh: '姓名', en: 'Name' },
  birthDate: { zh: '出生日期', en: 'Birth date' },
  sex: { zh: '性别', en: 'Sex' },
  idNumber: { zh: '证件号码', en: 'Document number' },
  multipleBirthOrder: { zh: '多胎次序', en: 'Birth order' },
  parents: { zh: '监护人、母亲', en: 'Guardian, mother' },
  phone: { zh: '电话', en: 'Telephone' },
  address: { zh: '地址', en: 'Address' },
  region: { zh: '现住地区', en: 'Area of residence' },
  disease: { zh: '病种', en: 'Disease' },
  reporting: { zh: '填报', en: 'Reporting' },
} as const satisfies Record<Field, Words>

const equal = { zh: '相同', en: 'equal' }
const different = { zh: '不同', en: 'different' }
const missing = { zh: '缺失', en: 'missing' }
const plain = { equal, different, missing }

/** How the two values of a field stand to each other, in words; never a value. */
export const levelWords: { readonly [F in Field]: Readonly<Record<Levels[F], Words>> } = {
  name: {
    equal,
    'same-sound': { zh: '同音', en: 'sounds the same' },
    'dialect-sound': { zh: '近音', en: 'sounds alike in dialect' },
    partial: { zh: '已写出的部分相同', en: 'agrees as far as written' },
    'surname-and-one-given': { zh: '同姓，名有一字相同', en: 'same surname, one character of the given name' },
    given: { zh: '名相同，姓不同', en: 'same given name, other surname' },
    'surname-rest-unknown': { zh: '同姓，其余不明', en: 'same surname, the rest unknown' },
    surname: { zh: '同姓，名不同', en: 'same surname, other given name' },
    different,
    'equal-former-name': { zh: '与曾用名相同', en: 'equal to a former name' },
    'both-newborn': { zh: '均为新生儿称呼', en: 'both named as newborns' },
    'newborn-named-same-surname': { zh: '一方为新生儿称呼，同姓', en: 'one named as a newborn, same surname' },
    'newborn-named-other-surname': { zh: '一方为新生儿称呼，姓不同', en: 'one named as a newborn, other surname' },
    missing,
  },
  birthDate: {
    equal,
    'equal-first-of-january': { zh: '相同（均为1月1日）', en: 'equal (both 1 January)' },
    'equal-in-number': { zh: '与证件号码中的相同', en: 'equal to the date in the number' },
    'equal-in-number-only': { zh: '仅证件号码中的相同', en: 'equal in the number only' },
    'agrees-as-far-as-known': { zh: '已知部分相同', en: 'agrees as far as known' },
    lunar: { zh: '农历、公历之差', en: 'lunar against solar date' },
    'month-day-swapped': { zh: '月日颠倒', en: 'month and day swapped' },
    'one-digit': { zh: '差一位数字', en: 'one digit differs' },
    'first-of-january': { zh: '一方为1月1日', en: 'one is 1 January' },
    'same-month-day': { zh: '月日相同，年不同', en: 'same month and day, other year' },
    'same-year': { zh: '同年', en: 'same year' },
    generation: { zh: '相差一代', en: 'a generation apart' },
    different,
    missing,
  },
  sex: plain,
  idNumber: {
    'equal-valid': { zh: '相同且有效', en: 'equal and valid' },
    'equal-invalid': { zh: '相同但无效', en: 'equal, not valid' },
    'equal-document': { zh: '其他证件号码相同', en: 'equal number of another document' },
    'one-edit': { zh: '差一处，疑似笔误', en: 'one slip apart' },
    'one-edit-valid': { zh: '差一处，均有效', en: 'one slip apart, both valid' },
    'same-county-and-date': { zh: '均有效，仅顺序码不同', en: 'both valid, only the sequence differs' },
    'alike-invalid': { zh: '相近，至少一方无效', en: 'alike, one not valid' },
    'different-valid': { zh: '均有效，不同', en: 'both valid, different' },
    'different-invalid': { zh: '不同，至少一方无效', en: 'different, one not valid' },
    'different-document': { zh: '其他证件号码不同', en: 'different numbers of other documents' },
    'other-kind': { zh: '证件类型不同', en: 'documents of different kinds' },
    missing,
  },
  multipleBirthOrder: { ...plain, 'one-side': { zh: '仅一方填写', en: 'given on one side only' } },
  parents: {
    'equal-number': { zh: '证件号码相同', en: 'equal number' },
    'equal-name': { zh: '姓名相同', en: 'equal name' },
    'same-sound': { zh: '姓名同音', en: 'name sounds the same' },
    'one-is-parent': { zh: '一方是另一方的监护人或母亲', en: 'one is guardian or mother of the other' },
    different,
    missing,
  },
  phone: { ...plain, 'one-digit': { zh: '差一位数字', en: 'one digit differs' } },
  address: { ...plain, similar: { zh: '相近', en: 'similar' } },
  region: {
    county: { zh: '同一县（市、区）', en: 'same county' },
    prefecture: { zh: '同一市', en: 'same prefecture' },
    different,
    missing,
  },
  disease: plain,
  reporting: {
    'same-hospital-same-week': { zh: '同一医院，一周之内', en: 'same hospital, within a week' },
    'same-hospital': { zh: '同一医院', en: 'same hospital' },
    'other-hospital': { zh: '不同医院', en: 'different hospitals' },
    missing,
  },
}

/** The best explanation besides one person, as it is shown. */
export const otherExplanationWords = {
  twin: { zh: '可能是双（多）胞胎', en: 'could be a twin' },
  sibling: { zh: '可能是兄弟姐妹', en: 'could be a sibling' },
  parentChild: { zh: '可能是父母或子女', en: 'could be parent or child' },
  namesake: { zh: '可能是同名的他人', en: 'could be a namesake' },
  unrelated: { zh: '可能是无关的他人', en: 'could be somebody unrelated' },
} as const satisfies Record<OtherExplanation, Words>

/** Why a pair waits for a person, or was made. */
export const pairReasonWords = {
  'different-valid-numbers': { zh: '两个有效证件号码不同', en: 'Two valid numbers that differ' },
  'newborn-of-multiple-birth': { zh: '多胎新生儿尚未取名', en: 'A newborn of a multiple birth without a name' },
  'doubtful-number': { zh: '证件号码可能属于他人', en: 'The number may be somebody else’s' },
  'three-independent-groups': {
    zh: '相符的独立证据不足三类',
    en: 'Fewer than three independent kinds of evidence agree',
  },
  'given-name-differs': { zh: '名字不同', en: 'The given names differ' },
  'both-newborn': { zh: '双方均为新生儿称呼', en: 'Both are named as newborns' },
  'neither-date-nor-number': {
    zh: '一方既无出生日期又无证件号码',
    en: 'One says neither birth date nor number',
  },
  'given-name-unknown': { zh: '名字不详，且证件号码不能核对', en: 'A given name is unknown, and no number tells' },
  'several-candidates': { zh: '有多名患者相符', en: 'Several patients fit' },
  'possible-relative': { zh: '可能是亲属', en: 'Could be relatives' },
  uncertain: { zh: '证据不足以自动判定', en: 'The evidence is not enough' },
  'patient-with-history': {
    zh: '双方均已有报告卡，须人工判定',
    en: 'Both have reports of their own: a person decides',
  },
  'automatic-link': { zh: '系统自动判定', en: 'Linked by the registry' },
  'by-hand': { zh: '审核员提出', en: 'Put forward by a reviewer' },
} as const satisfies Record<PossibleReason | 'automatic-link' | 'by-hand', Words>

/** How much one field says, in words; `sign` for who reads quickly. */
export type Strength = Words & { readonly sign: string }

/** The weight of a field, log2 of one explanation against another, as a reviewer reads it. */
export function strengthOf(weight: number): Strength {
  if (weight >= 5) return { sign: '＋＋', zh: '强烈支持', en: 'speaks strongly for it' }
  if (weight >= 1.5) return { sign: '＋', zh: '支持', en: 'speaks for it' }
  if (weight > -1.5) return { sign: '○', zh: '说明不了什么', en: 'says little' }
  if (weight > -5) return { sign: '－', zh: '不支持', en: 'speaks against it' }
  return { sign: '－－', zh: '强烈反对', en: 'speaks strongly against it' }
}

/** One field of an explanation in words. */
export function inWords(field: Field, level: string): Words {
  const levels: Readonly<Record<string, Words>> = levelWords[field]
  const { zh, en } = levels[level] ?? missing
  return { zh: `${fieldWords[field].zh}：${zh}`, en: `${fieldWords[field].en}: ${en}` }
}
