import { agreesAsFarAsKnown, precisionOf } from '#registry-rules/dates/partial-date.ts'
import { readResidentId } from '#registry-rules/identity/resident-id.ts'
import { namesOf } from './blocking-keys.ts'
import type { IdentityFields } from './identity-fields.ts'
import { isPlaceholderName, normaliseName } from './normalise-name.ts'
import { normalisePhone } from './normalise-phone.ts'
import { isRelativesNumber, knownBirthDate, knownSex, readDocumentNumber } from './own-number.ts'

/** How two values of a field stand to each other. Missing on one side is no difference. */
export type PlainLevel = 'equal' | 'different' | 'missing-one' | 'missing-both'

/** `equal-former-name`: the names agree only through a former name of one side. */
export type NameLevel = PlainLevel | 'equal-former-name'

/** `equal` means to the day and stated on both sides; what is less exact or comes from the number agrees as far as known. */
export type BirthDateLevel = PlainLevel | 'agrees-as-far-as-known'

/**
 * `…-valid` speaks of resident numbers whose check character is right and that can be the person's own;
 * `equal-relative` is one valid number that belongs to a relative by the signs of either side;
 * with `relative-different` at least one of two valid numbers cannot be that of the person both sides would describe.
 */
export type NumberLevel =
  | 'equal-valid'
  | 'equal-relative'
  | 'both-valid-different'
  | 'relative-different'
  | 'one-invalid'
  | 'both-invalid-equal'
  | 'both-invalid-different'
  | 'equal-document'
  | 'different-document'
  | 'different-document-types'
  | 'missing-one'
  | 'missing-both'

/** Level of one field, without any value: it is kept with the pair and shown to the reviewer. */
export type FieldAgreement =
  | { field: 'name'; level: NameLevel }
  | { field: 'birthDate'; level: BirthDateLevel }
  | { field: 'idNumber'; level: NumberLevel }
  | {
      field: 'sex' | 'phone' | 'guardianName' | 'guardianIdNumber' | 'motherName' | 'multipleBirthOrder' | 'regionCode'
      level: PlainLevel
    }

/** Compares field by field; the order of the two sides does not matter. */
export function compareIdentities(a: IdentityFields, b: IdentityFields): FieldAgreement[] {
  return [
    { field: 'name', level: nameLevel(a, b) },
    { field: 'birthDate', level: birthDateLevel(a, b) },
    { field: 'sex', level: plainLevel(knownSex(a), knownSex(b)) },
    { field: 'idNumber', level: numberLevel(a, b) },
    { field: 'phone', level: plainLevel(phoneOf(a), phoneOf(b)) },
    { field: 'guardianName', level: plainLevel(nameOf(a.guardianName), nameOf(b.guardianName)) },
    { field: 'guardianIdNumber', level: plainLevel(residentOf(a.guardianIdNumber), residentOf(b.guardianIdNumber)) },
    { field: 'motherName', level: plainLevel(nameOf(a.motherName), nameOf(b.motherName)) },
    { field: 'multipleBirthOrder', level: plainLevel(orderOf(a), orderOf(b)) },
    { field: 'regionCode', level: plainLevel(a.regionCode, b.regionCode) },
  ]
}

function plainLevel(a: string | undefined, b: string | undefined): PlainLevel {
  if (a === undefined && b === undefined) return 'missing-both'
  if (a === undefined || b === undefined) return 'missing-one'
  return a === b ? 'equal' : 'different'
}

function nameOf(text: string | undefined): string | undefined {
  return text === undefined || isPlaceholderName(text) ? undefined : normaliseName(text)
}

function nameLevel(a: IdentityFields, b: IdentityFields): NameLevel {
  const level = plainLevel(nameOf(a.name), nameOf(b.name))
  if (level === 'equal') return level
  const others = namesOf(b)
  return namesOf(a).some((name) => others.includes(name)) ? 'equal-former-name' : level
}

function birthDateLevel(a: IdentityFields, b: IdentityFields): BirthDateLevel {
  const [dateOfA, dateOfB] = [knownBirthDate(a), knownBirthDate(b)]
  if (dateOfA === undefined || dateOfB === undefined) return plainLevel(dateOfA, dateOfB)
  if (!agreesAsFarAsKnown(dateOfA, dateOfB)) return 'different'
  const isStated = dateOfA === a.birthDate && dateOfB === b.birthDate
  const isExact = precisionOf(dateOfA) === 'day' && precisionOf(dateOfB) === 'day'
  return isStated && isExact ? 'equal' : 'agrees-as-far-as-known'
}

function numberLevel(a: IdentityFields, b: IdentityFields): NumberLevel {
  const [numberOfA, numberOfB] = [readDocumentNumber(a), readDocumentNumber(b)]
  if (numberOfA.kind === 'missing' || numberOfB.kind === 'missing') {
    return numberOfA.kind === numberOfB.kind ? 'missing-both' : 'missing-one'
  }
  if (numberOfA.kind === 'other' || numberOfB.kind === 'other') {
    if (numberOfA.kind !== 'other' || numberOfB.kind !== 'other') return 'different-document-types'
    if (numberOfA.type !== numberOfB.type) return 'different-document-types'
    return numberOfA.text === numberOfB.text ? 'equal-document' : 'different-document'
  }
  if (numberOfA.kind === 'invalid' || numberOfB.kind === 'invalid') {
    if (numberOfA.kind !== 'invalid' || numberOfB.kind !== 'invalid') return 'one-invalid'
    return numberOfA.text === numberOfB.text ? 'both-invalid-equal' : 'both-invalid-different'
  }
  // Each side is asked about both numbers: only one hospital may have written down whose number it is.
  const isRelatives = [numberOfA.id, numberOfB.id].some((id) => isRelativesNumber(id, a) || isRelativesNumber(id, b))
  if (numberOfA.id.number === numberOfB.id.number) return isRelatives ? 'equal-relative' : 'equal-valid'
  return isRelatives ? 'relative-different' : 'both-valid-different'
}

function phoneOf({ phone }: IdentityFields): string | undefined {
  return phone === undefined ? undefined : normalisePhone(phone)
}

function residentOf(number: string | undefined): string | undefined {
  return number === undefined ? undefined : readResidentId(number)?.number
}

function orderOf({ multipleBirthOrder }: IdentityFields): string | undefined {
  return multipleBirthOrder === undefined ? undefined : String(multipleBirthOrder)
}
