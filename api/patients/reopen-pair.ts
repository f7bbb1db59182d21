import { AccountEntity } from '#api/accounts/account.entity.ts'
import type { Audited } from '#api/db/unit-of-work.ts'
import type { Context } from '#api/http/context.ts'
import { whereGiven } from '#api/http/where-given.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { decidedBeforeOf, judgePairDecision, pairTransitions } from '#registry-rules/workflow/patient-pair.ts'
import { lockPair } from './decide-pair.ts'
import { FamilyLinkEntity } from './family-link.entity.ts'
import { PatientPairEntity } from './patient.entity.ts'
import { gatherPairFacts } from './view-pair.ts'

/**
 * M7 by hand: a pair decided as different or relatives, or deferred, waits for a decision again once a second person
 * agrees (E4). A family link that it made falls; a patient who was tentative stays so until the new decision.
 *
 * @throws Refusal `patient-pair-not-found`, `stale-version`, `pair-not-decided`, `pair-open-already`, `role-missing`,
 * `four-eyes`, `second-person-needed`, `same-person-twice`.
 */
export async function reopenPair(
  context: Context,
  id: string | undefined,
  { reasonCode }: { readonly reasonCode: string },
): Promise<Audited<PatientPairEntity>> {
  const { em, actor } = context
  const pair = await lockPair(context, id)
  const { reopeningProposedById } = pair
  const proposer = reopeningProposedById ? await em.findOne(AccountEntity, { id: reopeningProposedById }) : null
  const facts = {
    ...(await gatherPairFacts(context, pair)),
    proposedByPersonId: proposer?.personId,
    proposedByLead: proposer?.roles.includes('office-lead') ?? false,
  }
  const judgement = judgePairDecision(facts, actor, 'reopen')
  if ('refusal' in judgement) throw judgement.refusal
  const { patientAId, patientBId } = pair
  if ((await em.count(PatientPairEntity, { patientAId, patientBId, state: 'OPEN' })) > 0) {
    throw new Refusal('pair-open-already')
  }
  const { number, auditEvent } = pairTransitions.reopen
  const step = { transition: number, object: { kind: 'patient-pair', id: pair.id }, from: pair.state, reasonCode }
  if (judgement.step === 'propose') {
    pair.reopeningProposedById = actor.accountId
    return { reply: pair, audit: { ...step, event: 'pair.reopening-proposed', to: pair.state } }
  }

  const detail = { decided: await openAgain(context, pair) }
  return {
    reply: pair,
    audit: {
      ...step,
      event: auditEvent,
      to: 'OPEN',
      detail,
      related: { proposedBy: reopeningProposedById },
      secondPersonId: facts.proposedByPersonId,
      matcherVersion: pair.matcherVersion,
    },
  }
}

/**
 * Lets a decided pair wait again, whoever asks for it; gives what was decided. A family link that it made falls, and that
 * a person had decided is remembered with the pair, so that matching never links over it.
 */
export async function openAgain(
  { em }: Pick<Context, 'em'>,
  pair: PatientPairEntity,
): Promise<Readonly<Record<string, unknown>>> {
  const { state, reasonCode, relativeKind, missingFact, dueDate, decidedAt, evidenceHash, decidedById } = pair
  for (const link of await em.find(FamilyLinkEntity, { patientPairId: pair.id })) em.remove(link)
  Object.assign(pair, {
    state: 'OPEN',
    decidedBefore: decidedBeforeOf(pair) ?? null,
    proposedById: null,
    decidedById: null,
    decidedAt: null,
    reasonCode: null,
    relativeKind: null,
    missingFact: null,
    dueDate: null,
    reopeningProposedById: null,
  })
  return {
    outcome: state,
    evidence: evidenceHash.toString('hex'),
    ...whereGiven({ reasonCode, relativeKind, missingFact, dueDate, decidedById, decidedAt: decidedAt?.toISOString() }),
  }
}
