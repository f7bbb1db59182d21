import type { Finding } from '#registry-rules/finding.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import type { IdentityFields } from './identity-fields.ts'
import { readIdentity, type Identity } from './identity.ts'
import { isPlaceholderName, normaliseName } from './normalise-name.ts'
import { knownSex } from './own-number.ts'
import { readName } from './read-name.ts'

/** Four Latin letters weigh as much as two characters: what a short name has at least (李娜, Li Na). */
const weightOfName = 4

/**
 * Whether enough is given to ask if a person is known: a valid resident number of his own, or name, birth date to the
 * month and one thing more. Wildcards, names of one character and placeholders are not counted. Asking is so bound to a
 * person whom one has before oneself: nobody leafs through patients with it. The rule is this registry's own.
 *
 * @returns Refusal `search-criteria-insufficient`, whose findings name each thing that is missing.
 */
export function judgeSearchCriteria(fields: IdentityFields): Refusal | undefined {
  const identity = readIdentity(fields)
  if (identity.ownNumber?.kind === 'valid') return undefined
  const missing = [
    ...(isNameEnough(fields.name) ? [] : [missingName]),
    ...((identity.birthDate?.length ?? 0) >= 'YYYY-MM'.length ? [] : [missingBirthDate]),
    ...(hasOneMore(fields, identity) ? [] : [missingOneMore]),
  ]
  return missing.length === 0 ? undefined : new Refusal('search-criteria-insufficient', {}, missing)
}

function isNameEnough(name: string | undefined): boolean {
  if (name === undefined || isPlaceholderName(name)) return false
  const letters = normaliseName(name).match(/\p{L}/gu) ?? []
  const weight = letters.reduce((sum, letter) => sum + (/\p{Script=Latin}/u.test(letter) ? 1 : 2), 0)
  return weight >= weightOfName
}

/** Only what is stated beside the name: 王芳之女 gives sex and parent, too, but they are no second thing. */
function hasOneMore(fields: IdentityFields, { ownNumber, phones, region, relativesNumbers }: Identity): boolean {
  const parents = [fields.guardianName, fields.motherName]
  return (
    knownSex(fields) !== undefined ||
    ownNumber?.kind === 'document' ||
    relativesNumbers.length > 0 ||
    phones.length > 0 ||
    region !== undefined ||
    parents.some((name) => name !== undefined && readName(name) !== undefined)
  )
}

const missing = (check: string, pointer: string, zh: string, en: string): Finding => ({
  check,
  severity: 'block',
  pointer,
  zh,
  en,
})

const missingName = missing(
  'search-needs-name',
  '/identity/name',
  '请填写姓名，至少两个字；占位字、通配符和“不详”等不算。',
  'Give a name of two characters at least; wildcards and words such as “unknown” do not count.',
)
const missingBirthDate = missing(
  'search-needs-birth-date',
  '/identity/birthDate',
  '请填写出生日期，至少到月。',
  'Give the birth date, to the month at least.',
)
const missingOneMore = missing(
  'search-needs-one-more',
  '/identity',
  '请再填写一项：性别、监护人或母亲、电话、现住地区、护照等其他证件。',
  'Give one thing more: sex, guardian or mother, telephone, area of residence, or another document.',
)
