import { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import { RegistryCaseEntity } from '#api/cases/registry-case.entity.ts'
import { blindToken } from '#api/crypto/sealing.ts'
import { openDataKey } from '#api/documents/data-keys.ts'
import { openIdentity } from '#api/documents/sealed-parts.ts'
import type { Context } from '#api/http/context.ts'
import { readDocumentNumber } from '#registry-rules/linkage/own-number.ts'
import { identityFields } from '#registry-rules/linkage/identity-fields.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { survivorOf, type MergeSide } from '#registry-rules/workflow/patient-pair.ts'
import { patientContentHash } from './merge-patients.ts'
import { PatientEntity, PatientIdentityEntity, PatientPairEntity } from './patient.entity.ts'
import { gatherPairFacts, getPair } from './view-pair.ts'

/**
 * What a merge of a pair would do, and the token that says the reviewer has seen exactly this.
 *
 * @throws Refusal `patient-pair-not-found`, `survivor-not-of-pair`.
 */
export async function previewMerge(context: Context, id: string | undefined, wanted?: string) {
  const { em } = context
  const pair = await getPair(context, id)
  const { survivor, mergedAway, proposed } = await chooseSurvivor(context, pair, wanted)
  const reports = await em.find(CaseReportEntity, { patientId: mergedAway })
  const cases = await em.find(RegistryCaseEntity, { patientId: mergedAway })
  const kept = await em.find(RegistryCaseEntity, { patientId: survivor, state: ['SUSPECTED', 'CONFIRMED'] })
  const facts = await gatherPairFacts(context, pair)
  return {
    survivor,
    mergedAway,
    proposedSurvivor: proposed,
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

const isCounted = (state: RegistryCaseEntity['state']): boolean => state === 'SUSPECTED' || state === 'CONFIRMED'

/**
 * Which record stays when the two become one, and which goes: the one that the rule proposes, unless the reviewer wants
 * the other (WORKFLOW 3.8.1). @throws Refusal `survivor-not-of-pair` where he wants a third.
 */
export async function chooseSurvivor(
  context: Context,
  pair: PatientPairEntity,
  wanted?: string,
): Promise<{ survivor: string; mergedAway: string; proposed: string }> {
  const [a, b] = [await readSide(context, pair.patientAId), await readSide(context, pair.patientBId)]
  const proposed = survivorOf(a, b).id
  const survivor = wanted ?? proposed
  if (survivor !== a.id && survivor !== b.id) throw new Refusal('survivor-not-of-pair')
  return { survivor, mergedAway: survivor === a.id ? b.id : a.id, proposed }
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
export async function previewToken(context: Context, pair: PatientPairEntity, survivor: string): Promise<string> {
  const ids = [pair.patientAId, pair.patientBId]
  const patients = await context.em.find(PatientEntity, { id: ids }, { orderBy: { id: 'asc' } })
  const versions = patients.map(({ version }) => version).join(':')
  const content = await patientContentHash(context, ids)
  return blindToken(
    context.keys,
    'merge-preview',
    `${pair.id}:${pair.version}:${survivor}:${versions}:${content}`,
  ).toString('base64url')
}
