import type { IdentityFields } from './identity-fields.ts'
import { readIdentity, type Identity } from './identity.ts'

/**
 * What was known when a pair was decided: canonical text of what `decide` reads about the persons of both sides, their
 * parents included. Telephone, address and disease are left out: a move alone is no new evidence about identity.
 * It does not depend on the order of the sides, of the identities or of former names, nor on the way a value was typed.
 * It is full of identity values: keep only its keyed hash. A pair decided as different comes back when the hash changes.
 */
export function evidence(a: readonly IdentityFields[], b: readonly IdentityFields[]): string {
  return JSON.stringify([evidenceOfSide(a), evidenceOfSide(b)].toSorted())
}

function evidenceOfSide(identities: readonly IdentityFields[]): string {
  return JSON.stringify(
    [...new Set(identities.map((fields) => evidenceOfIdentity(readIdentity(fields), fields)))].toSorted(),
  )
}

function evidenceOfIdentity(identity: Identity, { multipleBirthCount, multipleBirthOrder }: IdentityFields): string {
  const [name = null, ...formerNames] = identity.names.map(({ text }) => text)
  return JSON.stringify({
    name,
    formerNames: formerNames.toSorted(),
    newborn: identity.newborn ?? null,
    birthDate: identity.birthDate ?? identity.birthDateInNumber ?? null,
    sex: identity.sex ?? null,
    number: identity.ownNumber ?? null,
    relatives: identity.relativesNumbers.toSorted(),
    parents: identity.parents.map(({ text }) => text).toSorted(),
    multipleBirth: [multipleBirthCount ?? null, multipleBirthOrder ?? null],
  })
}
