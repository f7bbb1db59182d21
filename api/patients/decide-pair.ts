import { LockMode } from '@mikro-orm/postgresql'
import { v7 as newId } from 'uuid'
import type { AuditEvent, Audited } from '#api/db/unit-of-work.ts'
import type { Context } from '#api/http/context.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { familyLinks, type RelativeStatement } from '#registry-rules/workflow/family.ts'
import {
  judgePairDecision,
  pairTransitions,
  type MissingFact,
  type PairOutcome,
} from '#registry-rules/workflow/patient-pair.ts'
import { isPlausibleDueDate } from '#registry-rules/workflow/terms.ts'
import { askHospitals, cancelQuestions } from './ask-hospitals.ts'
import { FamilyLinkEntity } from './family-link.entity.ts'
import { makeTentative, settleIdentity } from './identity-state.ts'
import { mergePatients } from './merge-patients.ts'
import { PatientPairEntity } from './patient.entity.ts'
import { chooseSurvivor, previewToken } from './preview-merge.ts'
import { gatherPairFacts, getPair } from './view-pair.ts'

type PairDecision = {
  readonly outcome: PairOutcome
  readonly reasonCode: string
  readonly previewToken?: string | undefined
  readonly survivor?: string | undefined
  readonly relative?: RelativeStatement | undefined
  readonly deferral?: { readonly missingFact: MissingFact; readonly dueDate: string } | undefined
}

/**
 * M3 to M6: *same* merges the records (P4) or, where an accepted patient is touched, waits for a second person (E4);
 * *different* and *relative* are remembered with the evidence they were made on; *deferred* leaves both patients
 * tentative until the missing fact comes, and asks their hospitals for it.
 *
 * @throws Refusal `patient-pair-not-found`, `stale-version`, `pair-already-decided`, `role-missing`, `four-eyes`,
 * `relative-kind-incomplete`, `deferral-incomplete`, `due-date-implausible`, `pair-decided-otherwise`,
 * `survivor-not-of-pair`, `preview-needed`, `preview-stale`, `second-person-needed`, `same-person-twice`.
 */
export async function decidePair(
  context: Context,
  id: string | undefined,
  request: PairDecision,
): Promise<Audited<PatientPairEntity>> {
  const { actor } = context
  const pair = await lockPair(context, id)
  const facts = await gatherPairFacts(context, pair)
  const judgement = judgePairDecision(facts, actor, request.outcome)
  if ('refusal' in judgement) throw judgement.refusal
  if (request.outcome === 'deferred') return { reply: pair, audit: await defer(context, pair, request) }
  if (request.outcome !== 'same') {
    const decided = setApart(context, pair, request.outcome, request)
    const settled = await settleIdentity(context, sidesOf(pair), [pair.id])
    return { reply: pair, audit: [decided, ...settled, ...(await cancelQuestions(context, [pair.id]))] }
  }

  await refuseAgainstDecision(context, pair)
  const { survivor, mergedAway, proposed } = await chooseSurvivor(context, pair, request.survivor)
  if (request.previewToken === undefined) throw new Refusal('preview-needed')
  if (request.previewToken !== (await previewToken(context, pair, survivor))) throw new Refusal('preview-stale')
  const choice = { reasonCode: request.reasonCode, survivor, isSwapped: survivor !== proposed }
  if (judgement.step === 'propose') return { reply: pair, audit: proposeSame(context, pair, choice) }

  const secondPersonId = facts.proposedByPersonId
  const decided: AuditEvent = { ...setSame(context, pair, choice), secondPersonId }
  // Before the merge: what the merge keeps as the state before is the state that taking it back restores.
  const waiting = await pairsBetween(context, pair)
  const settled = await settleIdentity(context, sidesOf(pair), waiting)
  const unasked = await cancelQuestions(context, waiting)
  const merged = await mergePatients(context, { fromId: mergedAway, intoId: survivor, pairId: pair.id, secondPersonId })
  return { reply: pair, audit: [decided, ...settled, ...unasked, ...merged] }
}

/** The pair within the rights of the actor, locked, in the version that the request names. */
export async function lockPair(context: Context, id: string | undefined): Promise<PatientPairEntity> {
  const { em, expectedVersion } = context
  const pair = await getPair(context, id)
  await em.lock(pair, LockMode.PESSIMISTIC_WRITE)
  await em.refresh(pair)
  if (pair.version !== expectedVersion) throw new Refusal('stale-version', { version: pair.version })
  return pair
}

/**
 * M4, M5 with the family link, both ways; also what a pair becomes when its merge is taken back.
 *
 * @throws Refusal `relative-kind-incomplete`.
 */
export function setApart(
  { em, actor, now }: Context,
  pair: PatientPairEntity,
  outcome: 'different' | 'relative',
  { reasonCode, relative }: Pick<PairDecision, 'reasonCode' | 'relative'>,
): AuditEvent {
  const { number, to, auditEvent } = pairTransitions[outcome]
  const from = pair.state
  Object.assign(pair, { state: to, decidedById: actor.accountId, decidedAt: now, reasonCode })
  if (outcome === 'relative') {
    const links = familyLinks(sidesOf(pair), relative)
    if (links instanceof Refusal) throw links
    pair.relativeKind = relative?.kind ?? null
    for (const link of links) {
      const origin = { originPatientId: link.patientId, originRelativeId: link.relativeId }
      em.persist(em.create(FamilyLinkEntity, { id: newId(), patientPairId: pair.id, ...link, ...origin, since: now }))
    }
  }
  return {
    event: auditEvent,
    transition: number,
    object: { kind: 'patient-pair', id: pair.id },
    from,
    to,
    reasonCode,
    detail: { outcome, evidence: pair.evidenceHash.toString('hex'), ...(relative ? { relative } : {}) },
    matcherVersion: pair.matcherVersion,
  }
}

/** The two records of a pair. */
export const sidesOf = ({ patientAId, patientBId }: PatientPairEntity): [string, string] => [patientAId, patientBId]

/** M6. */
async function defer(
  context: Context,
  pair: PatientPairEntity,
  { reasonCode, deferral }: PairDecision,
): Promise<[AuditEvent, ...AuditEvent[]]> {
  const { actor, now, today } = context
  if (!deferral) throw new Refusal('deferral-incomplete')
  if (!isPlausibleDueDate(deferral.dueDate, today)) throw new Refusal('due-date-implausible', { today })
  const { number, to, auditEvent } = pairTransitions.deferred
  Object.assign(pair, { state: to, decidedById: actor.accountId, decidedAt: now, reasonCode, ...deferral })
  const { events, queries, byCorrection } = await askHospitals(context, pair, deferral)
  return [
    {
      event: auditEvent,
      transition: number,
      object: { kind: 'patient-pair', id: pair.id },
      from: 'OPEN',
      to,
      reasonCode,
      detail: { ...deferral, evidence: pair.evidenceHash.toString('hex'), queries, byCorrection },
      matcherVersion: pair.matcherVersion,
    },
    ...(await makeTentative(context, sidesOf(pair))),
    ...events,
  ]
}

/** Every pair of the same two records: once they are one, none of these waits any more. */
async function pairsBetween({ em }: Context, { patientAId, patientBId }: PatientPairEntity): Promise<string[]> {
  return (await em.find(PatientPairEntity, { patientAId, patientBId })).map(({ id }) => id)
}

/** P4 is blocked by a decision that the two are different or relatives, while the evidence is the same. */
async function refuseAgainstDecision({ em }: Context, pair: PatientPairEntity): Promise<void> {
  const { patientAId, patientBId } = pair
  const apart = await em.find(PatientPairEntity, { patientAId, patientBId, state: ['DIFFERENT', 'RELATIVE'] })
  if (apart.some(({ evidenceHash }) => evidenceHash.equals(pair.evidenceHash))) {
    throw new Refusal('pair-decided-otherwise')
  }
}

/** Which record stays, and whether that is not the one that the rule proposes. */
type Choice = { readonly reasonCode: string; readonly survivor: string; readonly isSwapped: boolean }

/** M3 by the first of two persons (E4): the pair stays open. */
function proposeSame(
  { actor }: Context,
  pair: PatientPairEntity,
  { reasonCode, survivor, isSwapped }: Choice,
): AuditEvent {
  pair.proposedById = actor.accountId
  return {
    event: 'pair.same-proposed',
    transition: 'M3',
    object: { kind: 'patient-pair', id: pair.id },
    from: 'OPEN',
    to: 'OPEN',
    reasonCode,
    detail: { survivor, isSwapped },
  }
}

/** M3. */
function setSame(
  { actor, now }: Context,
  pair: PatientPairEntity,
  { reasonCode, survivor, isSwapped }: Choice,
): AuditEvent {
  Object.assign(pair, { state: 'SAME', decidedById: actor.accountId, decidedAt: now, reasonCode })
  return {
    event: 'pair.decided',
    transition: 'M3',
    object: { kind: 'patient-pair', id: pair.id },
    from: 'OPEN',
    to: 'SAME',
    reasonCode,
    detail: { outcome: 'same', survivor, isSwapped },
    related: pair.proposedById ? { proposedBy: pair.proposedById } : {},
    matcherVersion: pair.matcherVersion,
  }
}
