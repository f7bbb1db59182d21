import type { KeyRing } from '#api/crypto/key-ring.ts'
import { blindToken } from '#api/crypto/sealing.ts'
import { evidence } from '#registry-rules/linkage/evidence.ts'
import type { IdentityFields } from '#registry-rules/linkage/identity-fields.ts'
import type { PatientPairEntity } from './patient.entity.ts'

/** One identity of a patient that is matched anew, all identities of that patient, and all of the other patient. */
export type Compared = {
  readonly identity: IdentityFields
  readonly own: readonly IdentityFields[]
  readonly other: readonly IdentityFields[]
}

/**
 * Whether nothing is to be asked about two patients again: their pair is open, or was decided on what is known now. A
 * pair was decided on one identity of the one patient and all of the other, from whichever side it was found; matching
 * all meets it from both. Hashes under earlier keys of the ring count, too.
 */
export function isSettled(
  keys: KeyRing,
  pairs: readonly Pick<PatientPairEntity, 'state' | 'evidenceHash'>[],
  { identity, own, other }: Compared,
): boolean {
  if (pairs.some(({ state }) => state === 'OPEN')) return true
  const decided = pairs.filter(({ state }) => state !== 'MOOT')
  if (decided.length === 0) return false
  const texts = [evidence([identity], other), evidence(own, other), ...other.map((each) => evidence([each], own))]
  const known = new Set(
    [...new Set(texts)].flatMap((text) => hashesUnderEveryKey(keys, text)).map((hash) => hash.toString('hex')),
  )
  return decided.some(({ evidenceHash }) => known.has(evidenceHash.toString('hex')))
}

function hashesUnderEveryKey(keys: KeyRing, text: string): Buffer[] {
  return [...keys.blindIndex.keys.keys()].map((current) =>
    blindToken({ ...keys, blindIndex: { ...keys.blindIndex, current } }, 'pair-evidence', text),
  )
}
