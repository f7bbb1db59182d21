import type { Field } from '#registry-rules/linkage/compare.ts'
import { isObject, type JsonObject } from '#registry-rules/forms/json-pointer.ts'
import type { PairView } from './api-types.ts'
import type { Say } from './language.tsx'

/** Names of codes, as the reader's language has them. */
export type Names = {
  readonly valueSet: (set: 'sex' | 'id-document' | 'no-id-reason' | 'relationship', code: string) => string
  readonly region: (code: string) => string
  readonly disease: (code: string) => string
  readonly hospital: (code: string) => string
}

/** Fields that speak for the person, not only for his family (Newcombe 1993). */
export const personalFields = ['name', 'birthDate', 'sex', 'idNumber', 'multipleBirthOrder'] as const
/** Fields in which twins and siblings agree like one person. */
export const familyFields = ['parents', 'phone', 'address', 'region', 'disease', 'reporting'] as const

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const section = (value: unknown): JsonObject => (isObject(value) ? value : {})

/**
 * What one side says of a field, each value once, that of the latest report first. Numbers are masked by the server.
 */
export function valuesOf(field: Field, side: PairView['a'], names: Names, say: Say): string[] {
  const { reports } = side
  if (field === 'disease') return distinct(reports.map(({ diseaseCode }) => names.disease(diseaseCode)))
  if (field === 'reporting') return distinct(reports.map(({ hospitalCode }) => names.hospital(hospitalCode)))
  return distinct(side.identities.toReversed().flatMap((identity) => said(field, identity, names, say)))
}

type Said = (identity: JsonObject, names: Names, say: Say) => string | readonly string[]

const identityFields: Readonly<Record<Exclude<Field, 'disease' | 'reporting'>, Said>> = {
  name: ({ name, formerNames }, _names, say) => {
    const former = Array.isArray(formerNames) ? formerNames.map(text).filter((each) => each !== '') : []
    return joined([text(name), former.length > 0 ? say('pairFormerNames', { names: former.join('、') }) : ''])
  },
  birthDate: ({ birthDate }) => text(birthDate),
  sex: ({ sex }, { valueSet }) => (text(sex) === '' ? '' : valueSet('sex', text(sex))),
  idNumber: ({ idDocument, noIdReason }, { valueSet }, say) => {
    const { type, number } = section(idDocument)
    if (text(number) !== '') return joined([text(type) && valueSet('id-document', text(type)), text(number)])
    return text(noIdReason) && say('pairNoId', { reason: valueSet('no-id-reason', text(noIdReason)) })
  },
  multipleBirthOrder: ({ multipleBirth }, _names, say) => {
    const { count, order } = section(multipleBirth)
    if (typeof count !== 'number') return ''
    return typeof order === 'number' ? say('pairBirthOrder', { count, order }) : say('pairBirthCount', { count })
  },
  parents: ({ guardian, mother }, { valueSet }, say) => {
    const { name, relation, idDocument } = section(guardian)
    const ofMother = section(mother)
    const relationName = text(relation) && ` · ${valueSet('relationship', text(relation))}`
    return [
      text(name) &&
        joined([say('pairGuardian', { name: text(name) + relationName }), text(section(idDocument)['number'])]),
      text(ofMother['name']) &&
        joined([say('pairMother', { name: text(ofMother['name']) }), text(section(ofMother['idDocument'])['number'])]),
    ]
  },
  phone: ({ phone, guardian }, _names, say) => {
    const ofGuardian = text(section(guardian)['phone'])
    return [text(phone), ofGuardian && say('pairPhoneOfGuardian', { phone: ofGuardian })]
  },
  address: ({ residence }) => text(section(residence)['address']),
  region: ({ residence }, { region }) => {
    const code = text(section(residence)['region'])
    return code && region(code)
  },
}

function said(
  field: Exclude<Field, 'disease' | 'reporting'>,
  identity: JsonObject,
  names: Names,
  say: Say,
): readonly string[] {
  const values = identityFields[field](identity, names, say)
  return typeof values === 'string' ? [values] : values
}

const joined = (parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ')
const distinct = (values: readonly string[]): string[] => [...new Set(values.filter((value) => value !== ''))]
