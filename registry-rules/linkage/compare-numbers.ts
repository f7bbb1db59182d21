import type { Identity } from './identity.ts'
import { differByOneEdit } from './one-edit.ts'

/**
 * How two own numbers stand to each other. `valid`: the check character is right.
 * - `equal-valid`; `equal-invalid`: the same slip twice, or a number that is none; `equal-document`: passport and the like;
 * - `one-edit`: one slip apart, and one of them fails its check; `one-edit-valid`: one apart and both valid, as when the
 *   police corrected it; `same-county-and-date`: both valid, and alike up to the sequence code, as twins' are;
 * - `alike-invalid`: one fails its check and at least two of the three parts agree;
 * - `different-valid`, `different-invalid` (one fails its check), `different-document`; `other-kind`: a passport beside a
 *   resident number says nothing; `missing` on at least one side.
 */
export type NumberLevel =
  | 'equal-valid'
  | 'equal-invalid'
  | 'equal-document'
  | 'one-edit'
  | 'one-edit-valid'
  | 'same-county-and-date'
  | 'alike-invalid'
  | 'different-valid'
  | 'different-invalid'
  | 'different-document'
  | 'other-kind'
  | 'missing'

/** Digits up to the sequence code: county and birth date. */
const headLength = 14

/** Compares the own numbers of two identities; the order of the two does not matter. */
export function compareNumbers({ ownNumber: a }: Identity, { ownNumber: b }: Identity): NumberLevel {
  if (!a || !b) return 'missing'
  if (a.kind === 'document' || b.kind === 'document') {
    if (a.kind !== b.kind) return 'other-kind'
    return a.text === b.text ? 'equal-document' : 'different-document'
  }
  const bothValid = a.kind === 'valid' && b.kind === 'valid'
  if (a.text === b.text) return bothValid ? 'equal-valid' : 'equal-invalid'
  if (bothValid) {
    if (a.text.slice(0, headLength) === b.text.slice(0, headLength)) return 'same-county-and-date'
    return isOneSlipWithNewCheck(a.text, b.text) ? 'one-edit-valid' : 'different-valid'
  }
  if (differByOneEdit(a.text, b.text)) return 'one-edit'
  return isAlike(a.text, b.text) ? 'alike-invalid' : 'different-invalid'
}

/** The check character follows from the others, so a corrected number changes in two places. */
function isOneSlipWithNewCheck(a: string, b: string): boolean {
  return differByOneEdit(a.slice(0, 17), b.slice(0, 17))
}

function isAlike(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < headLength) return false
  const agreeing = [
    a.slice(0, 6) === b.slice(0, 6),
    a.slice(6, headLength) === b.slice(6, headLength),
    a.slice(-4) === b.slice(-4),
  ]
  return agreeing[2] === true && (agreeing[0] === true || agreeing[1] === true)
}
