import { LockMode } from '@mikro-orm/postgresql'
import type { AuditEvent, Audited } from '#api/db/unit-of-work.ts'
import { openDataKey } from '#api/documents/data-keys.ts'
import { sealForJournal } from '#api/documents/sealed-parts.ts'
import type { Context } from '#api/http/context.ts'
import { isId } from '#api/http/record-id.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { isPlausibleDueDate } from '#registry-rules/workflow/terms.ts'
import { resolvePatient } from './merge-patients.ts'
import { PatientEntity, PatientPairEntity } from './patient.entity.ts'

/** What a reviewer says of the identity of a patient. */
export type IdentityMark = {
  readonly identityState: 'SURE' | 'TENTATIVE'
  readonly note: string
  readonly dueDate?: string | undefined
}

/**
 * P3 by a reviewer: the identity of a patient is open, or sure again. The note may name a person, so the journal keeps
 * it sealed under the patient's key.
 *
 * @throws Refusal `patient-not-found`, `identity-state-unchanged`, `reason-needed`, `due-date-implausible`, or
 * `undecided-pairs` where a pair still waits.
 */
export async function markIdentity(
  context: Context,
  id: string | undefined,
  { identityState, note, dueDate }: IdentityMark,
): Promise<Audited<PatientEntity>> {
  const { em, today } = context
  const patient = isId(id) ? await resolvePatient(context, id) : null
  if (!patient) throw new Refusal('patient-not-found')
  await em.lock(patient, LockMode.PESSIMISTIC_WRITE)
  await em.refresh(patient)
  if (patient.identityState === identityState) throw new Refusal('identity-state-unchanged')
  if (identityState === 'TENTATIVE') {
    if (dueDate === undefined) throw new Refusal('reason-needed', { field: 'dueDate' })
    if (!isPlausibleDueDate(dueDate, today)) throw new Refusal('due-date-implausible', { today })
  } else {
    const waiting = await countWaiting(context, patient.id, [])
    if (waiting > 0) throw new Refusal('undecided-pairs', { count: waiting })
  }
  const key = await openDataKey(context, patient.dataKeyId)
  const event = await setIdentityState(context, patient, identityState)
  return {
    reply: patient,
    audit: {
      ...event,
      detail: dueDate === undefined ? {} : { dueDate },
      sealed: { dataKeyId: patient.dataKeyId, bytes: sealForJournal(key, patient.id, { note }) },
    },
  }
}

/** P3 by rule (M6): a patient of whom a pair cannot be decided yet is tentative. */
export async function makeTentative(context: Context, patientIds: readonly string[]): Promise<AuditEvent[]> {
  const patients = await context.em.find(PatientEntity, { id: [...patientIds], identityState: 'SURE' })
  const events: AuditEvent[] = []
  for (const patient of patients) {
    events.push({ ...(await setIdentityState(context, patient, 'TENTATIVE')), byRule: 'pair-deferred' })
  }
  return events
}

/**
 * P3 by rule: the identity of a tentative patient is sure once no pair of his is open or deferred any more. The pairs
 * `decidedIds` are decided by this transaction. Works at a hospital as well, whose pair has another hospital's patient on
 * its other side.
 */
export async function settleIdentity(
  { em }: Pick<Context, 'em'>,
  patientIds: readonly string[],
  decidedIds: readonly string[],
): Promise<AuditEvent[]> {
  await em.flush()
  const settled = await em.execute<{ id: string }[]>('select settle_identity(?::uuid[], ?::uuid[]) as id', [
    `{${patientIds.join(',')}}`,
    `{${decidedIds.join(',')}}`,
  ])
  const ids = settled.map(({ id }) => id)
  if (ids.length > 0) await em.find(PatientEntity, { id: ids }, { refresh: true })
  return ids.map((id) => ({
    event: 'patient.identity-status',
    transition: 'P3',
    object: { kind: 'patient', id },
    from: 'TENTATIVE',
    to: 'SURE',
    byRule: 'last-pair-decided',
  }))
}

/** Changes the state of the record and of what is counted of it, whoever may see that. */
export async function setIdentityState(
  { em }: Pick<Context, 'em'>,
  patient: PatientEntity,
  identityState: 'SURE' | 'TENTATIVE',
): Promise<AuditEvent> {
  const from = patient.identityState
  patient.identityState = identityState
  await em.flush()
  await em.execute('select copy_identity_state(?)', [patient.id])
  return {
    event: 'patient.identity-status',
    transition: 'P3',
    object: { kind: 'patient', id: patient.id },
    from,
    to: identityState,
  }
}

/** Pairs of a patient that still wait for a decision, but for those named. */
export async function countWaiting(
  { em }: Pick<Context, 'em'>,
  patientId: string,
  exceptIds: readonly string[],
): Promise<number> {
  return em.count(PatientPairEntity, {
    state: ['OPEN', 'DEFERRED'],
    id: { $nin: [...exceptIds] },
    $or: [{ patientAId: patientId }, { patientBId: patientId }],
  })
}
