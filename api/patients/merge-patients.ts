import { createHash } from 'node:crypto'
import { LockMode } from '@mikro-orm/postgresql'
import { v7 as newId } from 'uuid'
import { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import { joinCases } from '#api/cases/join-cases.ts'
import { nextNumber } from '#api/db/next-number.ts'
import type { AuditEvent } from '#api/db/unit-of-work.ts'
import type { Context } from '#api/http/context.ts'
import { RegistryCaseEntity } from '#api/cases/registry-case.entity.ts'
import { vitalStateOf } from '#registry-rules/cases/vital-state.ts'
import { canonicalJson } from '#registry-rules/documents/canonical-json.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import {
  PatientEntity,
  PatientHospitalEntity,
  PatientIdentityEntity,
  PatientMergeEntity,
  PatientPairEntity,
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
  const stateBeforeHash = await patientStateHash(context, [fromId, intoId])
  const survivorBefore = {
    recordState: into.recordState,
    vitalState: into.vitalState,
    activatedAt: into.activatedAt?.toISOString(),
  }
  const reports = await em.find(CaseReportEntity, { patientId: fromId })
  const identities = await em.find(PatientIdentityEntity, { patientId: fromId })
  for (const report of reports) report.patientId = intoId
  for (const identity of identities) identity.patientId = intoId
  const carried = await carryPairs(context, fromId, intoId, pairId)
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
      pairs: carried.map(({ object }) => object.id),
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

/** Names the state of some patient records: which reports, identities and cases hang on each, in which version. */
export async function patientStateHash({ em }: Pick<Context, 'em'>, patientIds: readonly string[]): Promise<string> {
  const ids = [...patientIds].sort()
  const patients = await em.find(PatientEntity, { id: ids }, { orderBy: { id: 'asc' } })
  const reports = await em.find(CaseReportEntity, { patientId: ids }, { orderBy: { id: 'asc' } })
  const identities = await em.find(PatientIdentityEntity, { patientId: ids }, { orderBy: { id: 'asc' } })
  const cases = await em.find(RegistryCaseEntity, { patientId: ids }, { orderBy: { id: 'asc' } })
  const state = {
    patients: patients.map(({ id, recordState, version }) => [id, recordState, version]),
    reports: reports.map(({ id, patientId, state, versionNumber }) => [id, patientId, state, versionNumber]),
    identities: identities.map(({ id, patientId }) => [id, patientId]),
    cases: cases.map(({ id, patientId, state }) => [id, patientId, state]),
  }
  return createHash('sha256').update(canonicalJson(state)).digest('hex')
}

/**
 * Other pairs go on with the surviving record, decisions that two records are different or relatives included; an open
 * one that would repeat another, or join the record to itself, is moot (M9).
 */
async function carryPairs({ em, now }: Context, fromId: string, intoId: string, pairId: string): Promise<AuditEvent[]> {
  const pairs = await em.find(PatientPairEntity, {
    state: ['OPEN', 'DIFFERENT', 'RELATIVE', 'DEFERRED'],
    id: { $ne: pairId },
    $or: [{ patientAId: fromId }, { patientBId: fromId }],
  })
  const events: AuditEvent[] = []
  for (const pair of pairs) {
    const stateBefore = pair.state
    const other = pair.patientAId === fromId ? pair.patientBId : pair.patientAId
    const [patientAId = '', patientBId = ''] = [other, intoId].sort()
    // What was decided between the two records themselves stays with them, as history.
    if (other === intoId && stateBefore !== 'OPEN') continue
    const repeats =
      stateBefore === 'OPEN' &&
      (other === intoId || (await em.count(PatientPairEntity, { state: 'OPEN', patientAId, patientBId })) > 0)
    if (repeats) Object.assign(pair, { state: 'MOOT', decidedAt: now })
    else Object.assign(pair, { patientAId, patientBId })
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
  return events
}

function earlier(a: Date | null | undefined, b: Date | null | undefined): Date | null {
  if (!a || !b) return a ?? b ?? null
  return a < b ? a : b
}
