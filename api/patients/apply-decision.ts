import { LockMode } from '@mikro-orm/postgresql'
import { v7 as newId } from 'uuid'
import { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import type { AuditEvent } from '#api/db/unit-of-work.ts'
import type { Context } from '#api/http/context.ts'
import type { Decision, PossibleMatch, WeighedCandidate } from '#registry-rules/linkage/decide.ts'
import { MATCHER_VERSION, presentParameters } from '#registry-rules/linkage/parameters/present.ts'
import { isDecidedApart, mayLinkByRule, pairTransitions } from '#registry-rules/workflow/patient-pair.ts'
import { cancelQuestions } from './ask-hospitals.ts'
import { settleIdentity } from './identity-state.ts'
import { isSettled } from './decided-evidence.ts'
import type { Match } from './match-identity.ts'
import { mergePatients } from './merge-patients.ts'
import { PatientEntity, PatientPairEntity, type PairExplanation } from './patient.entity.ts'
import { openAgain } from './reopen-pair.ts'

type Found = {
  readonly report: CaseReportEntity
  readonly patientId: string
  /** The patient record was made by this submission. */
  readonly isNew: boolean
  /** The report says something else of the identity than it did before. */
  readonly isChanged?: boolean
  readonly match: Match
}

/**
 * Carries out what matching decided: an automatic link (M2) merges the provisional record at once; possible matches
 * become pairs that somebody decides (M1). A pair that was decided, and is found again on other evidence, is opened again
 * (M7) and never linked over. Open pairs that the present identity no longer supports become moot (M9), where no other
 * report speaks for the patient: what another identity raised is not settled by this one.
 */
export async function applyDecision(
  context: Context,
  { report, patientId, isNew, isChanged = false, match }: Found,
): Promise<readonly AuditEvent[]> {
  const { em } = context
  const { decision } = match
  // A reviewer who decides one of them at this moment is waited for, and his decision is seen.
  const pairs = await em.find(
    PatientPairEntity,
    { $or: [{ patientAId: patientId }, { patientBId: patientId }] },
    { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  )
  const patient = await em.findOneOrFail(PatientEntity, { id: patientId })
  const standsAlone = isNew || (await isOnlyReport(context, report, patientId))
  const between = decision.decision === 'link' ? pairsBetween(pairs, patientId, decision.patientId) : []
  const isContested = decision.decision === 'link' && (await isToldApart(context, decision.patientId))
  // A patient with a history of its own, or once decided to be another, is merged by a person, never by the matcher.
  const mayLink =
    decision.decision === 'link' &&
    patient.recordState === 'PROVISIONAL' &&
    report.originPatientId === patientId &&
    standsAlone &&
    mayLinkByRule(between) &&
    !isContested
  const found = mayLink ? [] : possibleMatches(decision, isContested)
  const isFound = (pair: PatientPairEntity): boolean =>
    found.some((candidate) => isPairOf(pair, patientId, candidate.patientId))

  const unsupported = (standsAlone ? pairs : []).filter((pair) => !isFound(pair) && !between.includes(pair))
  // Matching never spoke for a pair that a reviewer made, so its silence says nothing about it.
  const mootPairs = unsupported.filter(({ state, reason }) => state === 'OPEN' && reason !== 'by-hand')
  const events = mootPairs.map((pair) => becomeMoot(context, pair))
  for (const candidate of found) events.push(...(await detect(context, pairs, patientId, candidate, match)))
  if (isChanged && !mayLink) {
    // The fact that a reviewer waits for may be this one: he is asked, nothing is decided for him.
    for (const pair of unsupported.filter(({ state }) => state === 'DEFERRED')) {
      events.push(await reopen(context, pair))
    }
  }
  const settled = [...mootPairs, ...(mayLink ? between : [])]
  events.push(...(await settle(context, settled)))
  if (mayLink) events.push(...(await linkAutomatically(context, between, patient, decision, match)))
  return events
}

/** P3 and Q6 by rule: what follows for both sides when pairs wait no more. */
async function settle(context: Context, pairs: readonly PatientPairEntity[]): Promise<AuditEvent[]> {
  if (pairs.length === 0) return []
  const sides = pairs.flatMap(({ patientAId, patientBId }) => [patientAId, patientBId])
  const ids = pairs.map(({ id }) => id)
  return [...(await settleIdentity(context, sides, ids)), ...(await cancelQuestions(context, ids))]
}

/** What a person must look at: the possible matches, or a link that is not the matcher's to make. */
function possibleMatches(decision: Decision, isContested: boolean): readonly PossibleMatch[] {
  switch (decision.decision) {
    case 'link':
      return [{ ...decision, reason: isContested ? 'several-candidates' : 'patient-with-history' }]
    case 'possible':
      return decision.candidates
    case 'new':
      return []
    default:
      return decision satisfies never
  }
}

/**
 * Whether a person told a patient apart from somebody whom matching alone takes for the same, such as after a wrong
 * automatic link: which of the two a further report is about is for a person to say, too.
 */
async function isToldApart({ em }: Context, patientId: string): Promise<boolean> {
  const [row] = await em.execute<{ apart: boolean }[]>('select is_told_apart(?, ?) as apart', [
    patientId,
    presentParameters.thresholds.link,
  ])
  return row?.apart === true
}

/** Whether a patient record stands for one report alone; other hospitals' reports are hidden, that there are some is not. */
async function isOnlyReport({ em }: Context, report: CaseReportEntity, patientId: string): Promise<boolean> {
  if ((await em.count(CaseReportEntity, { patientId, id: { $ne: report.id } })) > 0) return false
  const [row] = await em.execute<{ own: boolean }[]>('select is_patient_of_one_hospital(?) as own', [patientId])
  return row?.own === true
}

/** M1, or M7 by rule: a pair with one possible match, unless its evidence was decided on; the nightly run does the same. */
export async function detect(
  context: Context,
  pairs: readonly PatientPairEntity[],
  patientId: string,
  candidate: PossibleMatch,
  match: Match,
): Promise<AuditEvent[]> {
  const evidenceHash = match.evidenceHashOf(candidate.patientId)
  const earlier = pairsBetween(pairs, patientId, candidate.patientId)
  const open = earlier.find(({ state }) => state === 'OPEN')
  if (open) {
    Object.assign(open, { ...judgementOf(candidate), evidenceHash })
    return []
  }
  // A decision stands until the evidence changes.
  if (isSettled(context.keys, earlier, match.comparedWith(candidate.patientId))) return []
  const decided = earlier
    .filter(isDecidedApart)
    .toSorted((a, b) => (b.decidedAt?.getTime() ?? 0) - (a.decidedAt?.getTime() ?? 0))
  const [latest] = decided
  if (latest) return [await reopen(context, latest, { candidate, evidenceHash })]
  const pair = newPair(context, patientId, candidate, evidenceHash, 'OPEN')
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

/** M7 by rule; with what matching found, or where the missing fact came and it finds nothing, as the pair was. */
async function reopen(
  context: Context,
  pair: PatientPairEntity,
  found?: { readonly candidate: PossibleMatch; readonly evidenceHash: Buffer },
): Promise<AuditEvent> {
  const from = pair.state
  const decided = await openAgain(context, pair)
  const judgement = found ? judgementOf(found.candidate) : undefined
  if (found) Object.assign(pair, { ...judgement, evidenceHash: found.evidenceHash })
  return {
    event: pairTransitions.reopen.auditEvent,
    transition: pairTransitions.reopen.number,
    object: { kind: 'patient-pair', id: pair.id },
    from,
    to: 'OPEN',
    byRule: 'matching',
    reasonCode: 'evidence-changed',
    detail: { decided, ...judgement },
    matcherVersion: MATCHER_VERSION,
  }
}

async function linkAutomatically(
  context: Context,
  between: readonly PatientPairEntity[],
  patient: PatientEntity,
  linked: WeighedCandidate,
  match: Match,
): Promise<AuditEvent[]> {
  const { patientId } = linked
  const candidate = { ...linked, reason: 'automatic-link' as const }
  const evidenceHash = match.evidenceHashOf(patientId)
  const known = between.find(({ state }) => state === 'OPEN')
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

/** A pair as matching, or a reviewer, finds it. */
export function newPair(
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
    decidedBefore: null,
    version: 1,
  })
  em.persist(pair)
  return pair
}

function becomeMoot({ now }: Pick<Context, 'now'>, pair: PatientPairEntity): AuditEvent {
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

/** Why there is a pair: what matching says, that it linked by itself, or that a reviewer put the two together. */
type Judged = WeighedCandidate & { readonly reason: PossibleMatch['reason'] | 'automatic-link' | 'by-hand' }

/** What is kept of a comparison with the pair and in the journal: levels and weights, never a value. */
export const judgementOf = ({ reason, explanation, score, bestOther, isFamilyPattern }: Judged) => ({
  reason,
  explanation: explanation as PairExplanation,
  score,
  otherExplanation: bestOther,
  isFamilyPattern,
  matcherVersion: MATCHER_VERSION,
})

const pairsBetween = (pairs: readonly PatientPairEntity[], one: string, other: string): PatientPairEntity[] =>
  pairs.filter((pair) => isPairOf(pair, one, other))

/** Whether a pair is of these two records. */
export const isPairOf = (pair: PatientPairEntity, one: string, other: string): boolean =>
  (pair.patientAId === one && pair.patientBId === other) || (pair.patientAId === other && pair.patientBId === one)
