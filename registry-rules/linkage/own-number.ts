import { ageRangeYears, isPartialDate } from '#registry-rules/dates/partial-date.ts'
import {
  isPlaceholderNumber,
  normaliseDocumentNumber,
  readResidentId,
  type ResidentId,
} from '#registry-rules/identity/resident-id.ts'
import type { IdentityFields } from './identity-fields.ts'
import { differByOneEdit } from './one-edit.ts'

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
export const yearsBetweenGenerations = 15

/** Sorts the typed number; a text that is a valid resident number counts as one where the type says nothing else. */
export function readDocumentNumber({ idType, idNumber }: IdentityFields): DocumentNumber {
  if (idNumber === undefined || isPlaceholderNumber(idNumber)) return { kind: 'missing' }
  const id = readResidentId(withoutRemarks(idNumber))
  if (idType === undefined || residentNumberTypes.has(idType)) {
    return id ? { kind: 'resident', id } : { kind: 'invalid', text: normaliseDocumentNumber(idNumber) }
  }
  return { kind: 'other', type: idType, text: normaliseDocumentNumber(idNumber) }
}

/** 370102198005070011（母亲）: what stands in brackets behind a number is no part of it. */
function withoutRemarks(text: string): string {
  return text.replace(/[(（［[].*$/u, '')
}

/** The birth date that stands in an eighteen-digit number, also in one whose check character is wrong. */
export function birthDateInNumber(text: string): string | undefined {
  if (!/^[0-9]{17}[0-9X]$/.test(text)) return undefined
  const date = `${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`
  return isPartialDate(date) ? date : undefined
}

/** The guardian's and the mother's numbers as far as they are valid. */
export function relativesNumbers({ guardianIdNumber, motherIdNumber }: IdentityFields): string[] {
  return [guardianIdNumber, motherIdNumber]
    .map((number) => (number === undefined ? undefined : readResidentId(number)?.number))
    .filter((number) => number !== undefined)
}

/** A number of the other sex is a relative's, or one of the two was mistyped: it never links by itself. */
export function isOfOtherSex(id: ResidentId, { sex }: IdentityFields): boolean {
  return (sex === '1' || sex === '2') && sex !== id.sex
}

/**
 * Whether a number, valid or with one slip, is the guardian's or the mother's by being written there, too, or by a birth
 * date at least fifteen years from the stated one.
 */
export function isOfAnotherGeneration(number: string, fields: IdentityFields): boolean {
  if (relativesNumbers(fields).some((relatives) => relatives === number || differByOneEdit(relatives, number))) {
    return true
  }
  const birthDate = statedBirthDate(fields)
  const dateInNumber = birthDateInNumber(number)
  if (dateInNumber === undefined) return false
  if (birthDate === undefined) return isAdultWithGuardian(dateInNumber, fields)
  return (
    ageRangeYears(dateInNumber, birthDate).min >= yearsBetweenGenerations ||
    ageRangeYears(birthDate, dateInNumber).min >= yearsBetweenGenerations
  )
}

/**
 * No birth date is stated, and the number is of an adult, though a guardian is named: it is the guardian's. Adults under
 * guardianship lose a number by this, not the match.
 */
function isAdultWithGuardian(dateInNumber: string, { guardianName, reportDate }: IdentityFields): boolean {
  if (guardianName === undefined || reportDate === undefined || !isPartialDate(reportDate)) return false
  return ageRangeYears(dateInNumber, reportDate).min >= ageOfMajority
}

/** 民法典 article 17. */
const ageOfMajority = 18

/** Days that programs put in where nobody entered one: the first day of spreadsheets, and the day before. */
const placeholderDates = new Set(['1900-01-01', '1899-12-30', '1899-12-31'])

/** The birth date as stated; undefined where it is none or a placeholder. */
export function statedBirthDate({ birthDate }: IdentityFields): string | undefined {
  if (birthDate === undefined || placeholderDates.has(birthDate)) return undefined
  return isPartialDate(birthDate) ? birthDate : undefined
}

/** The stated sex where it is male or female, else undefined. */
export function knownSex({ sex }: IdentityFields): '1' | '2' | undefined {
  return sex === '1' || sex === '2' ? sex : undefined
}
