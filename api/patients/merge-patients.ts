import { LockMode } from '@mikro-orm/postgresql'
import { v7 as newId } from 'uuid'
import { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import { joinCases } from '#api/cases/join-cases.ts'
import { nextNumber } from '#api/db/next-number.ts'
import type { AuditEvent } from '#api/db/unit-of-work.ts'
import type { Context } from '#api/http/context.ts'
import { vitalStateOf } from '#registry-rules/cases/vital-state.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { setIdentityState } from './identity-state.ts'
import { FamilyLinkEntity } from './family-link.entity.ts'
import {
  PatientEntity,
  PatientHospitalEntity,
  PatientIdentityEntity,
  PatientMergeEntity,
  PatientPairEntity,
  type MovedByMerge,
} from './patient.entity.ts'

type Merge = {
  readonly fromId: string
  readonly intoId: string
  readonly pairId: string
  /** Set for the automatic link, which no person decided. */
  readonly byRule?: string
  readonly secondPersonId?: string | undefined
}

/**
 * P4: everything of one record moves to the other (WORKFLOW 3.8.1). Nothing is overwritten: identity rows, reports and
 * cases keep their origin, and the merge lists what it moved, so that it can be taken back. The pseudonym that is
 * merged away goes on resolving.
 *
 * @throws Refusal `request-in-progress` when another merge has taken one of the records away meanwhile.
 */
export async function mergePatients(
  context: Context,
  { fromId, intoId, pairId, byRule, secondPersonId }: Merge,
): Promise<AuditEvent[]> {
  const { em, now, today } = context
  // What this transaction has made so far must be rows before it can be moved.
  await em.flush()
  const hospitals = await em.find(PatientHospitalEntity, { patientId: fromId })

  // First the way in: row-level security opens the surviving record to the hospitals of the merged one.
  for (const hospitalCode of new Set(hospitals.map((row) => row.hospitalCode))) {
    if (!(await em.findOne(PatientHospitalEntity, { patientId: intoId, hospitalCode }))) {
      em.persist(em.create(PatientHospitalEntity, { patientId: intoId, hospitalCode }))
    }
  }
  await em.flush()
  const { from, into } = await lockBoth(context, fromId, intoId)
  const stateBeforeHash = await patientContentHash(context, [fromId, intoId])
  const survivorBefore = {
    recordState: into.recordState,
    vitalState: into.vitalState,
    identityState: into.identityState,
    activatedAt: into.activatedAt?.toISOString(),
  }
  const reports = await em.find(CaseReportEntity, { patientId: fromId })
  const identities = await em.find(PatientIdentityEntity, { patientId: fromId })
  for (const report of reports) report.patientId = intoId
  for (const identity of identities) identity.patientId = intoId
  const { events: carried, pairs } = await carryPairs(context, fromId, intoId, pairId)
  if (from.recordState === 'ACTIVE') {
    into.recordState = 'ACTIVE'
    into.activatedAt = earlier(into.activatedAt, from.activatedAt)
  } else if (into.recordState === 'INACTIVE' && from.recordState === 'PROVISIONAL') {
    into.recordState = 'PROVISIONAL'
  }
  into.vitalState = vitalStateOf([into.vitalState, from.vitalState])
  const stateBefore = from.recordState
  from.recordState = 'MERGED'
  from.mergedIntoId = intoId
  await em.flush()
  const cases = await joinCases(context, { fromId, intoId })
  // What is open about the one is open about both, and printed so of all that is counted.
  const isTentative = from.identityState === 'TENTATIVE' || into.identityState === 'TENTATIVE'
  const marked = isTentative ? [{ ...(await setIdentityState(context, into, 'TENTATIVE')), byRule: 'merge' }] : []

  const merge = em.create(PatientMergeEntity, {
    id: newId(),
    number: await nextNumber(em, 'merge', today),
    fromPatientId: fromId,
    intoPatientId: intoId,
    patientPairId: pairId,
    moved: {
      stateBefore,
      survivorBefore,
      caseReports: reports.map(({ id }) => id),
      identities: identities.map(({ id }) => id),
      hospitals: hospitals.map((row) => row.hospitalCode),
      cases: cases.moved,
      pairs,
    },
    stateBeforeHash,
    mergedAt: now,
  })
  em.persist(merge)
  return [
    {
      event: 'patient.merged',
      transition: 'P4',
      object: { kind: 'patient', id: fromId },
      from: stateBefore,
      to: 'MERGED',
      related: { into: intoId, merge: merge.number, pair: pairId },
      detail: { moved: merge.moved, stateBeforeHash },
      secondPersonId,
      ...(byRule === undefined ? {} : { byRule }),
    },
    ...carried,
    ...cases.events,
    ...marked.filter(({ from: earlierState }) => earlierState === 'SURE'),
  ]
}

/**
 * Both records, locked until the commit in one order for everybody: of two merges that touch one record, the second
 * waits and then sees that it is gone, so that nothing is hung on a record that no longer stands for anyone.
 */
async function lockBoth(
  { em }: Context,
  fromId: string,
  intoId: string,
): Promise<{ from: PatientEntity; into: PatientEntity }> {
  const locked = await em.find(
    PatientEntity,
    { id: [fromId, intoId] },
    { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  )
  const from = locked.find(({ id }) => id === fromId)
  const into = locked.find(({ id }) => id === intoId)
  if (!from || !into) throw new Error('Both records of a merge are there.')
  if (from.recordState === 'MERGED' || into.recordState === 'MERGED') throw new Refusal('request-in-progress')
  return { from, into }
}

/** The patient record that stands for a person today, over any number of merges; the record itself if none. */
export async function resolvePatient({ em }: Pick<Context, 'em'>, id: string): Promise<PatientEntity | null> {
  let patient = await em.findOne(PatientEntity, { id })
  while (patient?.mergedIntoId) patient = await em.findOne(PatientEntity, { id: patient.mergedIntoId })
  return patient
}

/**
 * Names the content of some patient records: themselves, identities, reports, cases with their sources and facts, pairs
 * and family links with others. It sees the same whoever asks, and leaves out versions and what was decided between
 * these records themselves, so that a merge that is taken back leaves the hash of before.
 */
export async function patientContentHash({ em }: Pick<Context, 'em'>, patientIds: readonly string[]): Promise<string> {
  const [row] = await em.execute<{ hash: string }[]>('select patient_content_hash(?::uuid[]) as hash', [
    `{${patientIds.join(',')}}`,
  ])
  if (!row) throw new Error('A hash is computed of any records.')
  return row.hash
}

/**
 * Other pairs go on with the surviving record, decisions that two records are different or relatives included; one that
 * waits and would repeat another, or join the record to itself, is moot (M9). Family links go with their pair.
 */
async function carryPairs(
  { em, now }: Context,
  fromId: string,
  intoId: string,
  pairId: string,
): Promise<{ readonly events: AuditEvent[]; readonly pairs: MovedByMerge['pairs'] }> {
  const pairs = await em.find(PatientPairEntity, {
    state: ['OPEN', 'DIFFERENT', 'RELATIVE', 'DEFERRED'],
    id: { $ne: pairId },
    $or: [{ patientAId: fromId }, { patientBId: fromId }],
  })
  const events: AuditEvent[] = []
  const moved: MovedByMerge['pairs'] = []
  for (const pair of pairs) {
    const stateBefore = pair.state
    const decidedAt = pair.decidedAt?.toISOString() ?? null
    const other = pair.patientAId === fromId ? pair.patientBId : pair.patientAId
    const [patientAId = '', patientBId = ''] = [other, intoId].sort()
    const waits = stateBefore === 'OPEN' || stateBefore === 'DEFERRED'
    // What was decided between the two records themselves stays with them, as history.
    if (other === intoId && !waits) continue
    const repeats =
      waits &&
      (other === intoId ||
        (await em.count(PatientPairEntity, { state: ['OPEN', stateBefore], patientAId, patientBId })) > 0)
    if (repeats) Object.assign(pair, { state: 'MOOT', decidedAt: now })
    else {
      pair.originAId ??= pair.patientAId
      pair.originBId ??= pair.patientBId
      Object.assign(pair, { patientAId, patientBId })
      for (const link of await em.find(FamilyLinkEntity, { patientPairId: pair.id })) {
        if (link.patientId === fromId) link.patientId = intoId
        if (link.relativeId === fromId) link.relativeId = intoId
      }
    }
    moved.push({ pair: pair.id, stateBefore, stateAfter: pair.state, decidedAt })
    events.push({
      event: repeats ? 'pair.moot' : 'pair.carried',
      transition: 'M9',
      object: { kind: 'patient-pair', id: pair.id },
      from: stateBefore,
      to: pair.state,
      related: { mergedPatient: fromId, survivor: intoId },
      byRule: 'merge',
    })
  }
  return { events, pairs: moved }
}

function earlier(a: Date | null | undefined, b: Date | null | undefined): Date | null {
  if (!a || !b) return a ?? b ?? null
  return a < b ? a : b
}
