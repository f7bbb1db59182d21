import { readResidentId } from '#registry-rules/identity/resident-id.ts'
import { namesOf } from './blocking-keys.ts'
import type { IdentityFields } from './identity-fields.ts'
import { knownBirthDate, knownSex, readDocumentNumber } from './own-number.ts'

/**
 * What was known when a pair was decided: canonical text of all that `decide` reads from the identities of both sides.
 * It does not depend on the order of the sides, of the identities or of former names, nor on the way a value was typed.
 * It is full of identity values: keep only its keyed hash. A pair decided as different comes back when the hash changes.
 */
export function evidence(a: readonly IdentityFields[], b: readonly IdentityFields[]): string {
  return JSON.stringify([evidenceOfSide(a), evidenceOfSide(b)].toSorted())
}

function evidenceOfSide(identities: readonly IdentityFields[]): string {
  return JSON.stringify([...new Set(identities.map(evidenceOfIdentity))].toSorted())
}

function evidenceOfIdentity(fields: IdentityFields): string {
  const number = readDocumentNumber(fields)
  const [name = null, ...formerNames] = namesOf(fields)
  return JSON.stringify({
    name,
    formerNames: formerNames.toSorted(),
    birthDate: knownBirthDate(fields) ?? null,
    sex: knownSex(fields) ?? null,
    number: number.kind === 'resident' ? number.id.number : number,
    relatives: [fields.guardianIdNumber, fields.motherIdNumber]
      .map((text) => (text === undefined ? undefined : readResidentId(text)?.number))
      .filter((text) => text !== undefined)
      .toSorted(),
    multipleBirth: [fields.multipleBirthCount ?? null, fields.multipleBirthOrder ?? null],
  })
}
