import { isPartialDate } from '#registry-rules/dates/partial-date.ts'
import type { IdentityFields } from './identity-fields.ts'
import { readNewbornName, type NewbornName } from './newborn-name.ts'
import { readAddress, type AddressForm } from './normalise-address.ts'
import { otherNamesIn } from './normalise-name.ts'
import { readPhones } from './normalise-phone.ts'
import {
  birthDateInNumber,
  statedBirthDate,
  isOfAnotherGeneration,
  isOfOtherSex,
  knownSex,
  readDocumentNumber,
  relativesNumbers,
} from './own-number.ts'
import { readName, type NameForm } from './read-name.ts'

/** A number that can be the person's own. `isDoubtful`: valid, but of the other sex than stated. */
export type OwnNumber = {
  readonly kind: 'valid' | 'invalid' | 'document'
  readonly text: string
  readonly isDoubtful: boolean
}

/** An identity as matching reads it: every value in its compared form, and only once. */
export type Identity = {
  /** The present name first, then former and further ones; no newborn's names. */
  readonly names: readonly NameForm[]
  /** What the present name tells where it is a newborn's name. */
  readonly newborn: NewbornName | undefined
  /** A sign that the person has a twin: order, count, or the name of a newborn that carries an order. */
  readonly isOfMultipleBirth: boolean
  readonly birthOrder: number | undefined
  readonly sex: '1' | '2' | undefined
  /** Partial date, as stated. */
  readonly birthDate: string | undefined
  /** The day in the own number, where one is written. */
  readonly birthDateInNumber: string | undefined
  readonly ownNumber: OwnNumber | undefined
  /** Valid numbers of guardian and mother, and one written in the person's field that is of another generation. */
  readonly relativesNumbers: readonly string[]
  /** A relative's number stands where the own one belongs. */
  readonly hasRelativesNumber: boolean
  /** Guardian, mother, and whom a newborn is named after. */
  readonly parents: readonly NameForm[]
  readonly phones: readonly string[]
  readonly region: string | undefined
  readonly address: AddressForm | undefined
  readonly diseaseCode: string | undefined
  readonly hospitalCode: string | undefined
  /** Calendar date. */
  readonly reportDate: string | undefined
}

/** Shorter texts in the field of the number are remarks. */
const shortestNumber = 6

/** Reads an identity once, so that it can be compared many times. */
export function readIdentity(fields: IdentityFields): Identity {
  const number = ownNumberOf(fields)
  const newborn = fields.name === undefined ? undefined : readNewbornName(fields.name)
  const typedNames = [fields.name, ...(fields.formerNames ?? []), ...(fields.name ? otherNamesIn(fields.name) : [])]
  const names = typedNames.filter((name) => name !== undefined)
  const newborns = names.map(readNewbornName).filter((each) => each !== undefined)
  const orders = newborns.map(({ order }) => order)
  return {
    names: distinct(names.filter((name) => !readNewbornName(name)).map(readName)),
    newborn,
    isOfMultipleBirth:
      (fields.multipleBirthCount ?? 1) > 1 ||
      fields.multipleBirthOrder !== undefined ||
      newborns.some(({ isMultiple }) => isMultiple),
    birthOrder: fields.multipleBirthOrder ?? orders.find((order) => order !== undefined),
    sex: knownSex(fields) ?? newborn?.sex,
    birthDate: statedBirthDate(fields),
    birthDateInNumber: number.own ? birthDateInNumber(number.own.text) : undefined,
    ownNumber: number.own,
    relativesNumbers: [...new Set([...relativesNumbers(fields), ...number.relatives])],
    hasRelativesNumber: number.relatives.length > 0,
    parents: distinct(
      [fields.guardianName, fields.motherName, ...newborns.map(({ parent }) => parent)]
        .filter((name) => name !== undefined)
        .map(readName),
    ),
    phones: [...new Set([fields.phone, fields.guardianPhone].flatMap((text) => (text ? readPhones(text) : [])))],
    region: /^[0-9]{6}$/.test(fields.regionCode ?? '') ? fields.regionCode : undefined,
    address: fields.address === undefined ? undefined : readAddress(fields.address),
    diseaseCode: fields.diseaseCode,
    hospitalCode: fields.hospitalCode,
    reportDate: fields.reportDate?.length === 10 && isPartialDate(fields.reportDate) ? fields.reportDate : undefined,
  }
}

function ownNumberOf(fields: IdentityFields): { own: OwnNumber | undefined; relatives: string[] } {
  const number = readDocumentNumber(fields)
  if (number.kind === 'missing') return { own: undefined, relatives: [] }
  if (number.kind === 'other') {
    return { own: { kind: 'document', text: `${number.type}|${number.text}`, isDoubtful: false }, relatives: [] }
  }
  const text = number.kind === 'resident' ? number.id.number : number.text
  if (text.length < shortestNumber) return { own: undefined, relatives: [] }
  if (isOfAnotherGeneration(text, fields)) {
    return { own: undefined, relatives: number.kind === 'resident' ? [text] : [] }
  }
  return number.kind === 'resident'
    ? { own: { kind: 'valid', text, isDoubtful: isOfOtherSex(number.id, fields) }, relatives: [] }
    : { own: { kind: 'invalid', text, isDoubtful: false }, relatives: [] }
}

function distinct(names: readonly (NameForm | undefined)[]): NameForm[] {
  const found = new Map<string, NameForm>()
  for (const name of names) if (name && !found.has(name.text)) found.set(name.text, name)
  return [...found.values()]
}

/** The days a person may be born on: stated, and in the own number. Full dates only. */
export function birthDays({ birthDate, birthDateInNumber: inNumber }: Identity): string[] {
  return [...new Set([birthDate, inNumber])].filter((date) => date?.length === 10) as string[]
}
