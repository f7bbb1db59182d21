import type { IdentityFields } from './identity-fields.ts'
import { isPlaceholderName, normaliseName } from './normalise-name.ts'
import { knownBirthDate, knownSex, readDocumentNumber } from './own-number.ts'

/** A value that two identities must share to be compared at all. It identifies a person: only its keyed hash is stored. */
export type BlockingKey = { family: 'resident-id' | 'document' | 'name-birth-date-sex'; value: string }

/** The names an identity goes by, normalised, without placeholders and repeats. */
export function namesOf({ name, formerNames = [] }: IdentityFields): string[] {
  const names = [name, ...formerNames].filter((text) => text !== undefined)
  return [...new Set(names.filter((text) => !isPlaceholderName(text)).map(normaliseName))]
}

/**
 * Composite keys in plain text; the database layer turns each into an HMAC, with one key per family.
 *
 * The name stands with the year of birth only, because a date that is known to the year must meet one that is known to
 * the day; an unknown sex stands with both. An identity without any birth date is found by its number alone.
 */
export function blockingKeys(fields: IdentityFields): BlockingKey[] {
  return [...numberKeys(fields), ...nameKeys(fields)]
}

function numberKeys(fields: IdentityFields): BlockingKey[] {
  const number = readDocumentNumber(fields)
  if (number.kind === 'resident') return [{ family: 'resident-id', value: number.id.number }]
  if (number.kind === 'other') return [{ family: 'document', value: `${number.type}|${number.text}` }]
  return []
}

function nameKeys(fields: IdentityFields): BlockingKey[] {
  const birthYear = knownBirthDate(fields)?.slice(0, 4)
  if (birthYear === undefined) return []
  const sex = knownSex(fields)
  const sexes = sex === undefined ? ['1', '2'] : [sex]
  return namesOf(fields).flatMap((name) =>
    sexes.map((each) => ({ family: 'name-birth-date-sex' as const, value: `${birthYear}|${each}|${name}` })),
  )
}
