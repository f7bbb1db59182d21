import { LockMode } from '@mikro-orm/postgresql'
import { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import { RegistryCaseEntity } from '#api/cases/registry-case.entity.ts'
import { blindToken } from '#api/crypto/sealing.ts'
import type { AuditEvent, Audited } from '#api/db/unit-of-work.ts'
import { openDataKey } from '#api/documents/data-keys.ts'
import { openIdentity } from '#api/documents/sealed-parts.ts'
import type { Context } from '#api/http/context.ts'
import { readDocumentNumber } from '#registry-rules/linkage/own-number.ts'
import { identityFields } from '#registry-rules/linkage/identity-fields.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import {
  judgePairDecision,
  survivorOf,
  type MergeSide,
  type PairOutcome,
} from '#registry-rules/workflow/patient-pair.ts'
import { mergePatients, patientStateHash } from './merge-patients.ts'
import { PatientEntity, PatientIdentityEntity, PatientPairEntity } from './patient.entity.ts'
import { gatherPairFacts, getPair } from './view-pair.ts'

/** What a merge of a pair would do, and the token that says the reviewer has seen exactly this. */
export async function previewMerge(context: Context, id: string | undefined) {
  const { em } = context
  const pair = await getPair(context, id)
  const { survivor, mergedAway } = await chooseSurvivor(context, pair)
  const reports = await em.find(CaseReportEntity, { patientId: mergedAway })
  const cases = await em.find(RegistryCaseEntity, { patientId: mergedAway })
  const kept = await em.find(RegistryCaseEntity, { patientId: survivor, state: ['SUSPECTED', 'CONFIRMED'] })
  const facts = await gatherPairFacts(context, pair)
  return {
    survivor,
    mergedAway,
    moves: {
      caseReports: reports.map(({ number }) => number),
      identities: await em.count(PatientIdentityEntity, { patientId: mergedAway }),
      cases: cases.map(({ number, diseaseCode, state }) => ({
        number,
        becomes:
          (isCounted(state) ? kept.find((other) => other.diseaseCode === diseaseCode)?.number : undefined) ?? number,
      })),
      openPairs: await em.count(PatientPairEntity, {
        state: 'OPEN',
        id: { $ne: pair.id },
        $or: [{ patientAId: mergedAway }, { patientBId: mergedAway }],
      }),
    },
    previewToken: await previewToken(context, pair, survivor),
    needsSecondPerson: facts.anyActive,
  }
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
  request: { readonly outcome: PairOutcome; readonly reasonCode: string; readonly previewToken?: string | undefined },
): Promise<Audited<PatientPairEntity>> {
  const { em, actor, now, expectedVersion } = context
  const pair = await getPair(context, id)
  await em.lock(pair, LockMode.PESSIMISTIC_WRITE)
  await em.refresh(pair)
  if (pair.version !== expectedVersion) throw new Refusal('stale-version', { version: pair.version })
  const judgement = judgePairDecision(await gatherPairFacts(context, pair), actor, request.outcome)
  if ('refusal' in judgement) throw judgement.refusal

  const object = { kind: 'patient-pair', id: pair.id }
  if (request.outcome === 'different') {
    Object.assign(pair, {
      state: 'DIFFERENT',
      decidedById: actor.accountId,
      decidedAt: now,
      reasonCode: request.reasonCode,
    })
    return {
      reply: pair,
      audit: {
        event: 'pair.decided',
        transition: 'M4',
        object,
        from: 'OPEN',
        to: 'DIFFERENT',
        reasonCode: request.reasonCode,
        detail: { outcome: 'different', evidence: pair.evidenceHash.toString('hex') },
        matcherVersion: pair.matcherVersion,
      },
    }
  }

  const { survivor, mergedAway } = await chooseSurvivor(context, pair)
  if (request.previewToken === undefined) throw new Refusal('preview-needed')
  if (request.previewToken !== (await previewToken(context, pair, survivor))) throw new Refusal('preview-stale')
  if (judgement.step === 'propose') {
    pair.proposedById = actor.accountId
    return {
      reply: pair,
      audit: {
        event: 'pair.same-proposed',
        transition: 'M3',
        object,
        from: 'OPEN',
        to: 'OPEN',
        reasonCode: request.reasonCode,
      },
    }
  }
  const proposerId = pair.proposedById
  Object.assign(pair, { state: 'SAME', decidedById: actor.accountId, decidedAt: now, reasonCode: request.reasonCode })
  const proposer = (await gatherPairFacts(context, pair)).proposedByPersonId
  const decided: AuditEvent = {
    event: 'pair.decided',
    transition: 'M3',
    object,
    from: 'OPEN',
    to: 'SAME',
    reasonCode: request.reasonCode,
    detail: { outcome: 'same', survivor },
    related: proposerId ? { proposedBy: proposerId } : {},
    secondPersonId: proposer,
    matcherVersion: pair.matcherVersion,
  }
  const merged = await mergePatients(context, {
    fromId: mergedAway,
    intoId: survivor,
    pairId: pair.id,
    secondPersonId: proposer,
  })
  return { reply: pair, audit: [decided, ...merged] }
}

const isCounted = (state: RegistryCaseEntity['state']): boolean => state === 'SUSPECTED' || state === 'CONFIRMED'

async function chooseSurvivor(
  context: Context,
  pair: PatientPairEntity,
): Promise<{ survivor: string; mergedAway: string }> {
  const [a, b] = [await readSide(context, pair.patientAId), await readSide(context, pair.patientBId)]
  const survivor = survivorOf(a, b).id
  return { survivor, mergedAway: survivor === a.id ? b.id : a.id }
}

async function readSide(context: Context, patientId: string): Promise<MergeSide> {
  const { em } = context
  const patient = await em.findOneOrFail(PatientEntity, { id: patientId })
  let hasValidResidentId = false
  for (const row of await em.find(PatientIdentityEntity, { patientId, current: true })) {
    const key = await openDataKey(context, row.dataKeyId)
    const fields = identityFields(openIdentity(key, row.caseReportId, row.versionNumber, row.sealed))
    hasValidResidentId ||= readDocumentNumber(fields).kind === 'resident'
  }
  return {
    id: patient.id,
    hasValidResidentId,
    isActive: patient.recordState === 'ACTIVE',
    activatedAt: patient.activatedAt ?? undefined,
    createdAt: patient.createdAt,
  }
}

/** Changes with anything that the preview shows; cannot be made without having asked for the preview. */
async function previewToken(context: Context, pair: PatientPairEntity, survivor: string): Promise<string> {
  const state = await patientStateHash(context, [pair.patientAId, pair.patientBId])
  return blindToken(context.keys, 'merge-preview', `${pair.id}:${pair.version}:${survivor}:${state}`).toString(
    'base64url',
  )
}
