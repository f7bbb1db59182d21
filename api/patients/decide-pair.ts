import { LockMode } from '@mikro-orm/postgresql'
import type { AuditEvent, Audited } from '#api/db/unit-of-work.ts'
import type { Context } from '#api/http/context.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { judgePairDecision, type PairOutcome } from '#registry-rules/workflow/patient-pair.ts'
import { mergePatients } from './merge-patients.ts'
import type { PatientPairEntity } from './patient.entity.ts'
import { chooseSurvivor, previewToken } from './preview-merge.ts'
import { gatherPairFacts, getPair } from './view-pair.ts'

type PairDecision = {
  readonly outcome: PairOutcome
  readonly reasonCode: string
  readonly previewToken?: string | undefined
}

/**
 * M3, M4: *same* merges the records (P4) or, where an accepted patient is touched, waits for a second person (E4);
 * *different* is remembered with the evidence it was made on.
 *
 * @throws Refusal `patient-pair-not-found`, `stale-version`, `pair-already-decided`, `role-missing`, `four-eyes`,
 * `preview-needed`, `preview-stale`, `second-person-needed`, `same-person-twice`.
 */
export async function decidePair(
  context: Context,
  id: string | undefined,
  request: PairDecision,
): Promise<Audited<PatientPairEntity>> {
  const { em, actor, expectedVersion } = context
  const pair = await getPair(context, id)
  await em.lock(pair, LockMode.PESSIMISTIC_WRITE)
  await em.refresh(pair)
  if (pair.version !== expectedVersion) throw new Refusal('stale-version', { version: pair.version })
  const facts = await gatherPairFacts(context, pair)
  const judgement = judgePairDecision(facts, actor, request.outcome)
  if ('refusal' in judgement) throw judgement.refusal
  if (request.outcome === 'different') return { reply: pair, audit: setDifferent(context, pair, request) }

  const { survivor, mergedAway } = await chooseSurvivor(context, pair)
  if (request.previewToken === undefined) throw new Refusal('preview-needed')
  if (request.previewToken !== (await previewToken(context, pair, survivor))) throw new Refusal('preview-stale')
  if (judgement.step === 'propose') return { reply: pair, audit: proposeSame(context, pair, request) }

  const secondPersonId = facts.proposedByPersonId
  const decided: AuditEvent = { ...setSame(context, pair, { ...request, survivor }), secondPersonId }
  const merged = await mergePatients(context, { fromId: mergedAway, intoId: survivor, pairId: pair.id, secondPersonId })
  return { reply: pair, audit: [decided, ...merged] }
}

/** M4. */
function setDifferent({ actor, now }: Context, pair: PatientPairEntity, { reasonCode }: PairDecision): AuditEvent {
  Object.assign(pair, { state: 'DIFFERENT', decidedById: actor.accountId, decidedAt: now, reasonCode })
  return {
    event: 'pair.decided',
    transition: 'M4',
    object: { kind: 'patient-pair', id: pair.id },
    from: 'OPEN',
    to: 'DIFFERENT',
    reasonCode,
    detail: { outcome: 'different', evidence: pair.evidenceHash.toString('hex') },
    matcherVersion: pair.matcherVersion,
  }
}

/** M3 by the first of two persons (E4): the pair stays open. */
function proposeSame({ actor }: Context, pair: PatientPairEntity, { reasonCode }: PairDecision): AuditEvent {
  pair.proposedById = actor.accountId
  return {
    event: 'pair.same-proposed',
    transition: 'M3',
    object: { kind: 'patient-pair', id: pair.id },
    from: 'OPEN',
    to: 'OPEN',
    reasonCode,
  }
}

/** M3. */
function setSame(
  { actor, now }: Context,
  pair: PatientPairEntity,
  { reasonCode, survivor }: PairDecision & { readonly survivor: string },
): AuditEvent {
  Object.assign(pair, { state: 'SAME', decidedById: actor.accountId, decidedAt: now, reasonCode })
  return {
    event: 'pair.decided',
    transition: 'M3',
    object: { kind: 'patient-pair', id: pair.id },
    from: 'OPEN',
    to: 'SAME',
    reasonCode,
    detail: { outcome: 'same', survivor },
    related: pair.proposedById ? { proposedBy: pair.proposedById } : {},
    matcherVersion: pair.matcherVersion,
  }
}
