import type { RefusalCode } from '#registry-rules/refusal.ts'

/**
 * What the database refuses, by the name of the constraint. Most constraints hold what the code makes sure of already:
 * breaking one is a fault of ours and answered with a bare 500 (`undefined`); the others are races that a user meets.
 */
const codes: Readonly<Record<string, RefusalCode | undefined>> = {
  case_report_version_number_unique: 'stale-version',
  patient_identity_version_unique: 'stale-version',
  patient_pair_open_unique: 'request-in-progress',
  registry_case_patient_disease_unique: 'request-in-progress',
  idempotency_key_pkey: 'request-in-progress',
}

/** The refusal that a broken constraint stands for; `undefined` for a fault of ours. */
export function codeOfConstraint(name: string | undefined): RefusalCode | undefined {
  return name === undefined ? undefined : codes[name]
}
