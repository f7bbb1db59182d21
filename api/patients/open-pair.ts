import { LockMode } from '@mikro-orm/postgresql'
import { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import { blindToken } from '#api/crypto/sealing.ts'
import type { Audited } from '#api/db/unit-of-work.ts'
import { openDataKey } from '#api/documents/data-keys.ts'
import { openIdentity } from '#api/documents/sealed-parts.ts'
import type { Context } from '#api/http/context.ts'
import { isId } from '#api/http/record-id.ts'
import { blockingKeys } from '#registry-rules/linkage/blocking-keys.ts'
import { weighCandidate } from '#registry-rules/linkage/decide.ts'
import { evidence } from '#registry-rules/linkage/evidence.ts'
import { identityFields, type IdentityFields } from '#registry-rules/linkage/identity-fields.ts'
import { readIdentity } from '#registry-rules/linkage/identity.ts'
import { MATCHER_VERSION, presentParameters } from '#registry-rules/linkage/parameters/present.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { judgementOf, newPair } from './apply-decision.ts'
import { countHolders } from './match-identity.ts'
import { resolvePatient } from './merge-patients.ts'
import { PatientEntity, PatientIdentityEntity, PatientPairEntity } from './patient.entity.ts'
import { isOfOneHospital } from './view-pair.ts'

/**
 * M1 by hand: a reviewer puts two records before himself and others, because of what matching does not see. They are
 * weighed like any pair, so that the explanation is there; nothing is decided. A hospital's reviewer may do it for
 * records that are his hospital's alone.
 *
 * @throws Refusal `patient-not-found`, `pair-of-one-record`, `pair-open-already`, or `pair-already-decided` where a
 * decision stands: it is opened again (M7) instead.
 */
export async function openPair(context: Context, asked: readonly string[]): Promise<Audited<PatientPairEntity>> {
  const { em, keys } = context
  const found = []
  for (const each of asked) found.push(await findPatient(context, each))
  const [one, other] = found
  if (!one || !other) throw new Refusal('patient-not-found')
  if (one.id === other.id) throw new Refusal('pair-of-one-record')
  const [patientAId = '', patientBId = ''] = [one.id, other.id].sort()
  await em.find(
    PatientEntity,
    { id: [patientAId, patientBId] },
    { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  )
  if (one.recordState === 'MERGED' || other.recordState === 'MERGED') throw new Refusal('request-in-progress')
  const earlier = await em.find(PatientPairEntity, { patientAId, patientBId }, { orderBy: { id: 'desc' } })
  if (earlier.some(({ state }) => state === 'OPEN')) throw new Refusal('pair-open-already')
  const standing = earlier.find(({ state }) => state !== 'MOOT')
  if (standing) throw new Refusal('pair-already-decided', { state: standing.state })

  const [own, others] = [await readIdentities(context, patientAId), await readIdentities(context, patientBId)]
  const latest = own.at(-1)
  if (latest === undefined || others.length === 0) throw new Refusal('patient-not-found')
  const [row] = await em.execute<{ count: number }[]>('select patient_count() as count')
  const incoming = readIdentity(latest)
  const known = blockingKeys(incoming)
  const holders = await countHolders(context, known)
  const holdersOf = new Map(known.map(({ family, value }, index) => [`${family} ${value}`, holders[index]]))
  const weighed = weighCandidate(
    incoming,
    { patientId: patientBId, identities: others.map(readIdentity) },
    {
      patientCount: row?.count ?? 0,
      parameters: presentParameters,
      phoneUsers: (phone) => holdersOf.get(`phone ${phone}`) ?? 1,
      numberHolders: (number) => holdersOf.get(`resident-id ${number}`) ?? 1,
    },
  )
  const candidate = { ...weighed, reason: 'by-hand' as const }
  const pair = newPair(
    context,
    patientAId,
    candidate,
    blindToken(keys, 'pair-evidence', evidence([latest], others)),
    'OPEN',
  )
  return {
    reply: pair,
    audit: {
      event: 'pair.detected',
      transition: 'M1',
      object: { kind: 'patient-pair', id: pair.id },
      to: 'OPEN',
      detail: judgementOf(candidate),
      matcherVersion: MATCHER_VERSION,
    },
  }
}

/** The record that stands for an id or pseudonym today, within the rights of the reader. */
async function findPatient(context: Context, idOrPseudonym: string): Promise<PatientEntity | undefined> {
  const { em, session } = context
  const asked = await em.findOne(
    PatientEntity,
    isId(idOrPseudonym) ? { id: idOrPseudonym } : { pseudonym: idOrPseudonym },
  )
  const patient = asked && (await resolvePatient(context, asked.id))
  if (!patient) return undefined
  const isVisible =
    session.seat === 'office' || (await isOfOneHospital(context, { patientAId: patient.id, patientBId: patient.id }))
  return isVisible ? patient : undefined
}

/** Every identity in force of a patient, the latest last. */
async function readIdentities(context: Context, patientId: string): Promise<IdentityFields[]> {
  const { em } = context
  const rows = await em.find(PatientIdentityEntity, { patientId, current: true }, { orderBy: { id: 'asc' } })
  const identities = []
  for (const { caseReportId, versionNumber, dataKeyId, sealed } of rows) {
    const report = await em.findOneOrFail(CaseReportEntity, { id: caseReportId })
    const key = await openDataKey(context, dataKeyId)
    identities.push(
      identityFields(openIdentity(key, caseReportId, versionNumber, sealed), {
        diseaseCode: report.diseaseCode,
        hospitalCode: report.hospitalCode,
        reportDate: report.firstSubmittedAt?.toISOString().slice(0, 10) ?? context.today,
      }),
    )
  }
  return identities
}
