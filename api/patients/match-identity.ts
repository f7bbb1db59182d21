import type { EntityManager } from '@mikro-orm/postgresql'
import { blindToken, unwrapDataKey } from '#api/crypto/sealing.ts'
import { openIdentity, type IdentitySection } from '#api/documents/sealed-parts.ts'
import type { Context } from '#api/http/context.ts'
import { decide, type Decision } from '#registry-rules/linkage/decide.ts'
import { evidence } from '#registry-rules/linkage/evidence.ts'
import { identityFields, type IdentityFields } from '#registry-rules/linkage/identity-fields.ts'

/** What matching found for one identity, with the keyed hash of the evidence for each candidate. */
export type Match = {
  readonly decision: Decision
  readonly evidenceHashOf: (patientId: string) => Buffer
}

/** Waits until no other transaction matches or inserts an identity that shares one of the tokens; held to the commit. */
export async function lockTokens(em: EntityManager, tokens: readonly Buffer[]): Promise<void> {
  if (tokens.length === 0) return
  // In one order for everybody, so that two submissions never wait for each other.
  const locks = [...new Set(tokens.map((token) => token.readBigInt64BE(0)))].sort((a, b) => (a < b ? -1 : 1))
  await em.execute(
    `select pg_advisory_xact_lock(k) from unnest(array[${locks.join(',')}]::bigint[]) with ordinality as l(k, n) order by n`,
  )
}

type CandidateRow = {
  patient_id: string
  sealed: Buffer
  wrapped: Buffer
  key_ring_id: string
  case_report_id: string
  version_number: number
}

/**
 * Compares an identity with every known patient that shares a blocking token, other hospitals' included: their sealed
 * rows come from one `security definer` function and are opened here only, never shown.
 */
export async function matchIdentity(
  { em, keys }: Pick<Context, 'em' | 'keys'>,
  {
    identity,
    tokens,
    ownPatientId,
  }: { identity: IdentitySection; tokens: readonly Buffer[]; ownPatientId: string | undefined },
): Promise<Match> {
  const rows =
    tokens.length === 0
      ? []
      : await em.execute<CandidateRow[]>('select * from candidate_identities(array[?]::bytea[])', [tokens])
  const known = new Map<string, IdentityFields[]>()
  for (const row of rows) {
    if (row.patient_id === ownPatientId) continue
    const key = unwrapDataKey(keys, row.wrapped, row.key_ring_id)
    const fields = identityFields(openIdentity(key, row.case_report_id, row.version_number, row.sealed))
    known.set(row.patient_id, [...(known.get(row.patient_id) ?? []), fields])
  }
  const incoming = identityFields(identity)
  return {
    decision: decide(
      incoming,
      [...known].map(([patientId, fields]) => ({ patientId, fields })),
    ),
    evidenceHashOf: (patientId) => blindToken(keys, 'pair-evidence', evidence([incoming], known.get(patientId) ?? [])),
  }
}
