import { v7 as newId } from 'uuid'
import { DiseaseEntity, HospitalEntity } from '#api/catalogue/catalogue.entity.ts'
import { nextNumber } from '#api/db/next-number.ts'
import type { Audited } from '#api/db/unit-of-work.ts'
import { createDataKey } from '#api/documents/data-keys.ts'
import { sealDraft, type ReportDocument } from '#api/documents/sealed-parts.ts'
import type { Context } from '#api/http/context.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { CaseReportEntity, CaseReportParticipantEntity } from './case-report.entity.ts'

/**
 * R1: a new draft, in any condition. Form and catalogue version are pinned here; rules are always today's.
 *
 * @throws Refusal `disease-not-found`, `disease-inactive`, `disease-without-form`, `hospital-inactive`, `disease-changed`.
 */
export async function createCaseReport(
  context: Context,
  { disease: slug, content = {} }: { disease: string; content?: ReportDocument | undefined },
): Promise<Audited<CaseReportEntity>> {
  const { em, actor, catalogueVersion, forms, now, today, session } = context
  const disease = await em.findOne(DiseaseEntity, { catalogueVersion, slug })
  if (!disease) throw new Refusal('disease-not-found')
  if (!disease.active) throw new Refusal('disease-inactive')
  const form = forms.latest(slug)
  if (!form) throw new Refusal('disease-without-form')
  const hospital = await em.findOne(HospitalEntity, { code: actor.hospitalCode ?? '', active: true })
  if (!hospital) throw new Refusal('hospital-inactive')
  const document = pinned(content, slug, form.version)

  const id = newId()
  const { id: dataKeyId, key } = createDataKey(context)
  const report = em.create(CaseReportEntity, {
    id,
    number: await nextNumber(em, 'case-report', today),
    hospitalCode: hospital.code,
    diseaseId: disease.id,
    diseaseCode: disease.code,
    diseaseSlug: slug,
    formVersion: form.version,
    state: 'DRAFT',
    returnLevel: null,
    round: 0,
    dueDate: null,
    authorId: actor.accountId,
    channel: session.channel,
    dataKeyId,
    draft: sealDraft(key, id, document),
    patientId: null,
    originPatientId: null,
    versionNumber: 0,
    inForceVersionNumber: null,
    claimerId: null,
    leaseEndsAt: null,
    lastMovedBy: actor.name,
    createdAt: now,
    changedAt: now,
    firstSubmittedAt: null,
    forwardedAt: null,
    acceptedAt: null,
    version: 1,
  })
  em.persist(report)
  em.persist(em.create(CaseReportParticipantEntity, { caseReportId: id, personId: actor.personId, part: 'author' }))
  return {
    reply: report,
    audit: {
      event: 'case-report.created',
      transition: 'R1',
      object: { kind: 'case-report', id },
      to: 'DRAFT',
      related: { number: report.number, disease: disease.code },
      formVersion: form.version,
      catalogueVersion,
    },
  }
}

/** The document with disease and form version as they were fixed. @throws Refusal `disease-changed`. */
export function pinned(content: ReportDocument, disease: string, formVersion: number): ReportDocument {
  const differs = (value: unknown, fixed: unknown): boolean => value !== undefined && value !== fixed
  if (differs(content['disease'], disease) || differs(content['formVersion'], formVersion))
    throw new Refusal('disease-changed')
  const { disease: _disease, formVersion: _formVersion, ...sections } = content
  return { disease, formVersion, ...sections }
}
