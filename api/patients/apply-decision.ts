import { v7 as newId } from 'uuid'
import { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import type { AuditEvent } from '#api/db/unit-of-work.ts'
import type { Context } from '#api/http/context.ts'
import type { PossibleMatch, WeighedCandidate } from '#registry-rules/linkage/decide.ts'
import { MATCHER_VERSION } from '#registry-rules/linkage/parameters/present.ts'
import type { Match } from './match-identity.ts'
import { mergePatients } from './merge-patients.ts'
import { PatientEntity, PatientPairEntity, type PairExplanation } from './patient.entity.ts'

type Found = {
  readonly report: CaseReportEntity
  readonly patientId: string
  /** The patient record was made by this submission. */
  readonly isNew: boolean
  readonly match: Match
}

/**
 * Carries out what matching decided: an automatic link (M2) merges the provisional record at once; possible matches
 * become pairs that somebody decides (M1). Open pairs that the present identity no longer supports become moot (M9),
 * where no other report speaks for the patient: what another identity raised is not settled by this one.
 */
export async function applyDecision(
  context: Context,
  { report, patientId, isNew, match }: Found,
): Promise<readonly AuditEvent[]> {
  const { em } = context
  const { decision } = match
  const pairs = await em.find(PatientPairEntity, { $or: [{ patientAId: patientId }, { patientBId: patientId }] })
  const patient = await em.findOneOrFail(PatientEntity, { id: patientId })
  const possible: readonly PossibleMatch[] = decision.decision === 'possible' ? decision.candidates : []
  const standsAlone = isNew || (await isOnlyReport(context, report, patientId))
  // A patient with a history of its own, or once decided to be another, is merged by a person, never by the matcher.
  const mayLink =
    decision.decision === 'link' &&
    patient.recordState === 'PROVISIONAL' &&
    report.originPatientId === patientId &&
    standsAlone &&
    !pairs.some(
      (pair) =>
        (pair.state === 'DIFFERENT' || pair.state === 'RELATIVE') && isPairOf(pair, patientId, decision.patientId),
    )
  const found: readonly PossibleMatch[] =
    decision.decision === 'link' && !mayLink ? [{ ...decision, reason: 'patient-with-history' }] : possible

  const moot = (standsAlone ? pairs : [])
    .filter(
      (pair) => pair.state === 'OPEN' && !found.some((candidate) => isPairOf(pair, patientId, candidate.patientId)),
    )
    .filter((pair) => !(mayLink && isPairOf(pair, patientId, decision.patientId)))
    .map((pair) => becomeMoot(context, pair))
  const detected = found.flatMap((candidate) => detect(context, pairs, patientId, candidate, match))
  const linked = mayLink ? await linkAutomatically(context, pairs, patient, decision, match) : []
  return [...moot, ...detected, ...linked]
}

/** Whether a patient record stands for one report alone; other hospitals' reports are hidden, that there are some is not. */
async function isOnlyReport({ em }: Context, report: CaseReportEntity, patientId: string): Promise<boolean> {
  if ((await em.count(CaseReportEntity, { patientId, id: { $ne: report.id } })) > 0) return false
  const [row] = await em.execute<{ own: boolean }[]>('select is_patient_of_one_hospital(?) as own', [patientId])
  return row?.own === true
}

function detect(
  { em, now }: Context,
  pairs: readonly PatientPairEntity[],
  patientId: string,
  candidate: PossibleMatch,
  match: Match,
): AuditEvent[] {
  const evidenceHash = match.evidenceHashOf(candidate.patientId)
  const earlier = pairs.filter((pair) => isPairOf(pair, patientId, candidate.patientId))
  const open = earlier.find(({ state }) => state === 'OPEN')
  if (open) {
    Object.assign(open, { ...judgementOf(candidate), evidenceHash })
    return []
  }
  // A decision stands until the evidence changes.
  if (earlier.some((pair) => pair.state !== 'MOOT' && pair.evidenceHash.equals(evidenceHash))) return []
  const pair = newPair({ em, now }, patientId, candidate, evidenceHash, 'OPEN')
  return [
    {
      event: 'pair.detected',
      transition: 'M1',
      object: { kind: 'patient-pair', id: pair.id },
      to: 'OPEN',
      byRule: 'matching',
      detail: judgementOf(candidate),
      matcherVersion: MATCHER_VERSION,
    },
  ]
}

async function linkAutomatically(
  context: Context,
  pairs: readonly PatientPairEntity[],
  patient: PatientEntity,
  linked: WeighedCandidate,
  match: Match,
): Promise<AuditEvent[]> {
  const { patientId } = linked
  const candidate = { ...linked, reason: 'automatic-link' as const }
  const evidenceHash = match.evidenceHashOf(patientId)
  const known = pairs.find((pair) => pair.state === 'OPEN' && isPairOf(pair, patient.id, patientId))
  const pair = known ?? newPair(context, patient.id, candidate, evidenceHash, 'SAME')
  Object.assign(pair, { ...judgementOf(candidate), state: 'SAME', evidenceHash, decidedAt: context.now })
  const merged = await mergePatients(context, {
    fromId: patient.id,
    intoId: patientId,
    pairId: pair.id,
    byRule: 'matching',
  })
  return [
    {
      event: 'pair.auto-linked',
      transition: 'M2',
      object: { kind: 'patient-pair', id: pair.id },
      to: 'SAME',
      byRule: 'matching',
      detail: judgementOf(candidate),
      matcherVersion: MATCHER_VERSION,
    },
    ...merged,
  ]
}

function newPair(
  { em, now }: Pick<Context, 'em' | 'now'>,
  patientId: string,
  candidate: Judged,
  evidenceHash: Buffer,
  state: 'OPEN' | 'SAME',
): PatientPairEntity {
  const [patientAId = '', patientBId = ''] = [patientId, candidate.patientId].sort()
  const pair = em.create(PatientPairEntity, {
    id: newId(),
    patientAId,
    patientBId,
    state,
    ...judgementOf(candidate),
    evidenceHash,
    detectedAt: now,
    proposedById: null,
    decidedById: null,
    decidedAt: null,
    reasonCode: null,
    version: 1,
  })
  em.persist(pair)
  return pair
}

function becomeMoot({ now }: Context, pair: PatientPairEntity): AuditEvent {
  pair.state = 'MOOT'
  pair.decidedAt = now
  return {
    event: 'pair.moot',
    transition: 'M9',
    object: { kind: 'patient-pair', id: pair.id },
    from: 'OPEN',
    to: 'MOOT',
    byRule: 'matching',
  }
}

/** Why there is a pair: what matching says, or that it linked by itself. */
type Judged = WeighedCandidate & { readonly reason: PossibleMatch['reason'] | 'automatic-link' }

/** What is kept of a comparison with the pair and in the journal: levels and weights, never a value. */
const judgementOf = ({ reason, explanation, score, bestOther, isFamilyPattern }: Judged) => ({
  reason,
  explanation: explanation as PairExplanation,
  score,
  otherExplanation: bestOther,
  isFamilyPattern,
  matcherVersion: MATCHER_VERSION,
})

const isPairOf = (pair: PatientPairEntity, one: string, other: string): boolean =>
  (pair.patientAId === one && pair.patientBId === other) || (pair.patientAId === other && pair.patientBId === one)
