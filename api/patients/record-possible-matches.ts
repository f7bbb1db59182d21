import { LockMode } from '@mikro-orm/postgresql'
import type { AuditEvent, Audited } from '#api/db/unit-of-work.ts'
import type { Context } from '#api/http/context.ts'
import type { IdentityFields } from '#registry-rules/linkage/identity-fields.ts'
import { MATCHER_VERSION } from '#registry-rules/linkage/parameters/present.ts'
import { detect, isPairOf } from './apply-decision.ts'
import { isSettled } from './decided-evidence.ts'
import { openIdentityRow, type IdentityRow } from './identity-rows.ts'
import { asPossible } from './match-batch.ts'
import { matchIdentity } from './match-identity.ts'
import { PatientEntity, PatientIdentityEntity, PatientPairEntity } from './patient.entity.ts'

/**
 * Matches one identity of an existing patient again, under the locks of a submission, and makes a pair (M1) with each
 * possible match that is not settled; the number of new pairs. Never links: two existing records are joined by a person.
 */
export async function recordPossibleMatches(context: Context, row: IdentityRow): Promise<Audited<number>> {
  const { em, keys } = context
  const fields = openIdentityRow(keys, row)
  const { patientId = row.patient_id } =
    (await em.findOne(PatientIdentityEntity, { id: row.identity_id, current: true })) ?? {}
  const match = await matchIdentity(context, { identity: fields, ownPatientId: patientId })
  const possible = asPossible(match.decision)

  // Pairs before patients, as whoever decides a pair locks them.
  const pairs = await em.find(
    PatientPairEntity,
    { $or: [{ patientAId: patientId }, { patientBId: patientId }] },
    { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  )
  const standing = await lockStanding(context, [patientId, ...possible.map((candidate) => candidate.patientId)])
  const opened = await identitiesOfPatients(context, standing)
  const own = opened.get(patientId) ?? []
  const fresh = standing.includes(patientId)
    ? possible.filter((candidate) => {
        const other = opened.get(candidate.patientId) ?? []
        const earlier = pairs.filter((pair) => isPairOf(pair, patientId, candidate.patientId))
        return standing.includes(candidate.patientId) && !isSettled(keys, earlier, { identity: fields, own, other })
      })
    : []
  const events: AuditEvent[] = []
  for (const candidate of fresh) {
    const detected = await detect(context, pairs, patientId, candidate, match)
    // The rule that acts is the run, not a submission.
    events.push(...detected.map((event) => ({ ...event, byRule: undefined })))
  }
  return {
    reply: events.length,
    audit: [
      {
        event: 'pair.searched',
        object: { kind: 'patient-pair', id: patientId },
        detail: { decision: match.decision.decision },
        matcherVersion: MATCHER_VERSION,
      },
      ...events,
    ],
  }
}

/** Those records that no merge has taken away, and none takes away before the commit. */
async function lockStanding({ em }: Context, ids: readonly string[]): Promise<string[]> {
  const patients = await em.find(
    PatientEntity,
    { id: [...ids], recordState: ['PROVISIONAL', 'ACTIVE', 'INACTIVE'] },
    { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_READ },
  )
  return patients.map(({ id }) => id)
}

async function identitiesOfPatients(
  { em, keys }: Context,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly IdentityFields[]>> {
  const rows = await em.execute<IdentityRow[]>('select * from identities_of_patients(?::uuid[])', [
    `{${ids.join(',')}}`,
  ])
  return new Map(
    [...Map.groupBy(rows, ({ patient_id }) => patient_id)].map(([id, all]) => [
      id,
      all.map((each) => openIdentityRow(keys, each)),
    ]),
  )
}
