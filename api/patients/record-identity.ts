import { v7 as newId } from 'uuid'
import { randomBytes } from 'node:crypto'
import type { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import type { AuditEvent } from '#api/db/unit-of-work.ts'
import { openIdentity, sealIdentity, type IdentitySection } from '#api/documents/sealed-parts.ts'
import type { Context } from '#api/http/context.ts'
import { evidence } from '#registry-rules/linkage/evidence.ts'
import { identityFields } from '#registry-rules/linkage/identity-fields.ts'
import { MATCHER_VERSION } from '#registry-rules/linkage/parameters/present.ts'
import { pseudonym } from '#registry-rules/numbering/registry-number.ts'
import { applyDecision } from './apply-decision.ts'
import { matchIdentity } from './match-identity.ts'
import { BlockingTokenEntity, PatientEntity, PatientHospitalEntity, PatientIdentityEntity } from './patient.entity.ts'
import { tokensVersion } from './tokens-version.ts'

type Submission = {
  readonly report: CaseReportEntity
  readonly identity: IdentitySection
  readonly key: Buffer
  readonly versionNumber: number
}

/**
 * P1, M1, M2: gives a submitted report its patient. The first submission makes a provisional one, whatever matching
 * finds: linking is merging (WORKFLOW 3.1). Matching and insertion are serialised by locks on the blocking tokens, so
 * two hospitals that submit one person at the same moment find each other.
 */
export async function recordIdentity(context: Context, submission: Submission): Promise<readonly AuditEvent[]> {
  const { em, today } = context
  const { report, identity, key, versionNumber } = submission
  const match = await matchIdentity(context, {
    identity: identityFields(identity, {
      diseaseCode: report.diseaseCode,
      hospitalCode: report.hospitalCode,
      reportDate: today,
    }),
    ownPatientId: report.patientId ?? undefined,
  })

  const created = report.patientId ? undefined : createProvisionalPatient(context, report)
  const patientId = report.patientId ?? created?.id
  if (patientId === undefined) throw new Error('A submitted report has a patient.')
  const earlierOnes = created ? [] : await em.find(PatientIdentityEntity, { caseReportId: report.id, current: true })
  for (const earlier of earlierOnes) earlier.current = false
  const row = em.create(PatientIdentityEntity, {
    id: newId(),
    patientId,
    originPatientId: report.originPatientId ?? patientId,
    caseReportId: report.id,
    versionNumber,
    sealed: sealIdentity(key, report.id, versionNumber, identity),
    dataKeyId: report.dataKeyId,
    current: true,
    tokensVersion: tokensVersion(context.keys),
    diseaseCode: report.diseaseCode,
    hospitalCode: report.hospitalCode,
    submittedOn: today,
  })
  em.persist(row)
  for (const token of match.tokens) em.persist(em.create(BlockingTokenEntity, { token, patientIdentityId: row.id }))

  const applied = await applyDecision(context, {
    report,
    patientId,
    isNew: created !== undefined,
    isChanged: earlierOnes.some((earlier) =>
      isOtherEvidence(openIdentity(key, report.id, earlier.versionNumber, earlier.sealed), identity),
    ),
    match,
  })
  const events: AuditEvent[] = created
    ? [
        {
          event: 'patient.created',
          transition: 'P1',
          object: { kind: 'patient', id: created.id },
          to: 'PROVISIONAL',
          related: { pseudonym: created.pseudonym, caseReport: report.number },
          byRule: 'submission',
        },
      ]
    : []
  // Of the kind that a hospital does not read: that somebody is known elsewhere would reveal a rare disease.
  const matched: AuditEvent = {
    event: 'pair.searched',
    object: { kind: 'patient-pair', id: patientId },
    related: { caseReport: report.number, version: versionNumber },
    detail: { decision: match.decision.decision },
    matcherVersion: MATCHER_VERSION,
    byRule: 'matching',
  }
  return [...events, matched, ...applied]
}

/** Whether two versions of one report say something else of who the person is. */
function isOtherEvidence(before: IdentitySection, now: IdentitySection): boolean {
  return evidence([identityFields(before)], []) !== evidence([identityFields(now)], [])
}

function createProvisionalPatient({ em, now }: Context, report: CaseReportEntity): PatientEntity {
  const patient = em.create(PatientEntity, {
    id: newId(),
    pseudonym: pseudonym(randomBytes(8).readBigUInt64BE()),
    recordState: 'PROVISIONAL',
    identityState: 'SURE',
    vitalState: 'UNKNOWN',
    mergedIntoId: null,
    dataKeyId: report.dataKeyId,
    createdAt: now,
    activatedAt: null,
    version: 1,
  })
  em.persist(patient)
  em.persist(em.create(PatientHospitalEntity, { patientId: patient.id, hospitalCode: report.hospitalCode }))
  report.patientId = patient.id
  report.originPatientId = patient.id
  return patient
}
