import type { KeyRing } from '#api/crypto/key-ring.ts'
import { unwrapDataKey } from '#api/crypto/sealing.ts'
import { openIdentity } from '#api/documents/sealed-parts.ts'
import { identityFields, type IdentityFields } from '#registry-rules/linkage/identity-fields.ts'

/** One sealed identity of a patient with what opens it, as the `security definer` functions of matching give it. */
export type IdentityRow = {
  readonly patient_id: string
  readonly identity_id: string
  readonly sealed: Buffer
  readonly wrapped: Buffer
  readonly key_ring_id: string
  readonly case_report_id: string
  readonly version_number: number
  readonly disease_code: string
  readonly hospital_code: string
  readonly submitted_on: string
}

/** What matching reads of a sealed identity; for comparing only, never to be shown. */
export function openIdentityRow(keys: KeyRing, row: IdentityRow): IdentityFields {
  const key = unwrapDataKey(keys, row.wrapped, row.key_ring_id)
  return identityFields(openIdentity(key, row.case_report_id, row.version_number, row.sealed), {
    diseaseCode: row.disease_code,
    hospitalCode: row.hospital_code,
    reportDate: row.submitted_on,
  })
}
