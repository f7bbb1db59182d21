import { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import { RegistryCaseEntity } from '#api/cases/registry-case.entity.ts'
import { openDataKey } from '#api/documents/data-keys.ts'
import { openIdentity } from '#api/documents/sealed-parts.ts'
import type { Context } from '#api/http/context.ts'
import { isId } from '#api/http/record-id.ts'
import { whereGiven } from '#api/http/where-given.ts'
import { maskIdentitySection } from '#registry-rules/identity/mask-identity-section.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { isOpenToOffice } from '#registry-rules/workflow/case-report.ts'
import { mayKnowSharedPatient } from './disclosed-patient.ts'
import { resolvePatient } from './merge-patients.ts'
import { FamilyLinkEntity } from './family-link.entity.ts'
import { PatientEntity, PatientIdentityEntity, PatientMergeEntity } from './patient.entity.ts'
import { presentReportOfPatient } from './view-pair.ts'

/**
 * A patient by id or pseudonym; one that was merged away answers with the record that stands for the person today. The
 * office reads no identity before a report is forwarded. A hospital sees its own reports and identities only, and until
 * the office has decided nothing that tells of others: its patient looks like a new one.
 *
 * @throws Refusal `patient-not-found`.
 */
export async function viewPatient(context: Context, idOrPseudonym: string | undefined) {
  const { em, session } = context
  const asked = await em.findOne(
    PatientEntity,
    isId(idOrPseudonym) ? { id: idOrPseudonym } : { pseudonym: idOrPseudonym ?? '' },
  )
  const patient = asked ? await resolvePatient(context, asked.id) : null
  if (!asked || !patient) throw new Refusal('patient-not-found')
  if (!(await mayKnowSharedPatient(context, patient.id))) return viewOwnPatient(context, asked)

  const mergedAway = await findMergedAway(context, patient.id)
  const reports = await em.find(CaseReportEntity, { patientId: patient.id }, { orderBy: { id: 'asc' } })
  const cases = await em.find(RegistryCaseEntity, { patientId: patient.id }, { orderBy: { id: 'asc' } })
  return {
    id: patient.id,
    pseudonym: patient.pseudonym,
    recordState: patient.recordState,
    identityState: patient.identityState,
    vitalState: patient.vitalState,
    // Which other records a person had is the office's to know: to a hospital it would say that others treat him.
    resolvedFrom: session.seat === 'office' ? mergedAway.map(({ pseudonym }) => pseudonym) : [],
    reports: reports.map(presentReportOfPatient),
    cases: cases.map(({ id, number, diseaseCode, state }) => ({ id, number, diseaseCode, state })),
    ...whereGiven({ identity: await latestIdentity(context, reports) }),
    ...(session.seat === 'office' ? await viewOfOffice(context, patient.id, mergedAway) : {}),
  }
}

/** What is the office's alone to know: relatives, and the merges that made the record what it is. */
async function viewOfOffice({ em }: Context, patientId: string, mergedAway: readonly PatientEntity[]) {
  const links = await em.find(FamilyLinkEntity, { patientId }, { orderBy: { id: 'asc' } })
  const relatives = await em.find(PatientEntity, { id: links.map(({ relativeId }) => relativeId) })
  const merges = await em.find(
    PatientMergeEntity,
    { fromPatientId: mergedAway.map(({ id }) => id) },
    { orderBy: { id: 'desc' } },
  )
  return {
    relatives: links.map(({ relativeId, relation }) => ({
      pseudonym: relatives.find(({ id }) => id === relativeId)?.pseudonym ?? '',
      relation,
    })),
    // A record that was merged, parted and merged again: the last merge is the one that stands.
    merges: mergedAway.flatMap(({ id, pseudonym }) => {
      const merge = merges.find(({ fromPatientId }) => fromPatientId === id)
      return merge ? [{ number: merge.number, mergedAt: merge.mergedAt.toISOString(), pseudonym }] : []
    }),
  }
}

/** The record that the hospital's own reports made, as it was when they made it. */
async function viewOwnPatient(context: Context, asked: PatientEntity) {
  const { em, session } = context
  const reports = await em.find(
    CaseReportEntity,
    { originPatientId: asked.id, hospitalCode: session.hospitalCode ?? '' },
    { orderBy: { id: 'asc' } },
  )
  if (reports.length === 0) throw new Refusal('patient-not-found')
  return {
    id: asked.id,
    pseudonym: asked.pseudonym,
    recordState: asked.recordState === 'INACTIVE' ? asked.recordState : ('PROVISIONAL' as const),
    identityState: 'SURE' as const,
    vitalState: 'UNKNOWN' as const,
    resolvedFrom: [],
    reports: reports.map(presentReportOfPatient),
    cases: [],
    ...whereGiven({ identity: await latestIdentity(context, reports) }),
  }
}

/** The identity last reported, with its numbers masked, of those reports whose content the reader may see. */
async function latestIdentity(context: Context, reports: readonly CaseReportEntity[]) {
  const { em, session } = context
  const readable = reports.filter(
    ({ state, returnLevel }) => session.seat !== 'office' || isOpenToOffice(state, returnLevel ?? undefined),
  )
  const [latest] = await em.find(
    PatientIdentityEntity,
    { current: true, caseReportId: readable.map(({ id }) => id) },
    { orderBy: { id: 'desc' }, limit: 1 },
  )
  if (!latest) return undefined
  const key = await openDataKey(context, latest.dataKeyId)
  return maskIdentitySection(openIdentity(key, latest.caseReportId, latest.versionNumber, latest.sealed))
}

/** Every record that was merged away into this one, over any number of merges. */
async function findMergedAway({ em }: Pick<Context, 'em'>, intoId: string): Promise<PatientEntity[]> {
  const direct = await em.find(PatientEntity, { mergedIntoId: intoId }, { orderBy: { id: 'asc' } })
  const further = []
  for (const { id } of direct) further.push(...(await findMergedAway({ em }, id)))
  return [...direct, ...further]
}
