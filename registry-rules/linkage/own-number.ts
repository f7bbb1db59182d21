import { ageRangeYears, isPartialDate } from '#registry-rules/dates/partial-date.ts'
import {
  isPlaceholderNumber,
  normaliseDocumentNumber,
  readResidentId,
  type ResidentId,
} from '#registry-rules/identity/resident-id.ts'
import type { IdentityFields } from './identity-fields.ts'

/** What kind of number stands in the field; `other` is a passport, permit or certificate, comparable only as text. */
export type DocumentNumber =
  | { kind: 'missing' }
  | { kind: 'resident'; id: ResidentId }
  | { kind: 'invalid'; text: string }
  | { kind: 'other'; type: string; text: string }

/** Identity card and household register carry the same number (value set id-document). */
const residentNumberTypes = new Set(['01', '02'])

/**
 * Years between two birth dates from which a number is taken for that of a parent, child or grandparent.
 * Heuristic: nearly no parent is younger; siblings, whose numbers are mistyped as well, are mostly nearer.
 */
const yearsBetweenGenerations = 15

/** Sorts the typed number; without a document type, a text that is a valid resident number counts as one. */
export function readDocumentNumber({ idType, idNumber }: IdentityFields): DocumentNumber {
  if (idNumber === undefined || isPlaceholderNumber(idNumber)) return { kind: 'missing' }
  const id = readResidentId(idNumber)
  if (idType === undefined || residentNumberTypes.has(idType)) {
    return id ? { kind: 'resident', id } : { kind: 'invalid', text: normaliseDocumentNumber(idNumber) }
  }
  return { kind: 'other', type: idType, text: normaliseDocumentNumber(idNumber) }
}

/**
 * Whether a resident number that stands with this identity is somebody else's: equal to the guardian's or the mother's,
 * of the other sex, or with a birth date at least fifteen years from the stated one. A smaller difference is left as it
 * is, the number of an older person often carries the lunar date.
 */
export function isRelativesNumber(id: ResidentId, fields: IdentityFields): boolean {
  const relatives = [fields.guardianIdNumber, fields.motherIdNumber]
  if (relatives.some((number) => number !== undefined && readResidentId(number)?.number === id.number)) return true
  if ((fields.sex === '1' || fields.sex === '2') && fields.sex !== id.sex) return true
  const { birthDate } = fields
  if (birthDate === undefined || !isPartialDate(birthDate)) return false
  return (
    ageRangeYears(id.birthDate, birthDate).min >= yearsBetweenGenerations ||
    ageRangeYears(birthDate, id.birthDate).min >= yearsBetweenGenerations
  )
}

/** The stated birth date, else the one in the person's own resident number; undefined where neither is known. */
export function knownBirthDate(fields: IdentityFields): string | undefined {
  if (fields.birthDate !== undefined && isPartialDate(fields.birthDate)) return fields.birthDate
  const number = readDocumentNumber(fields)
  return number.kind === 'resident' && !isRelativesNumber(number.id, fields) ? number.id.birthDate : undefined
}

/** The stated sex where it is male or female, else undefined. */
export function knownSex({ sex }: IdentityFields): '1' | '2' | undefined {
  return sex === '1' || sex === '2' ? sex : undefined
}
