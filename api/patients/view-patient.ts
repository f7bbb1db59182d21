import { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import { isId } from '#api/case-reports/get-case-report.ts'
import { RegistryCaseEntity } from '#api/cases/registry-case.entity.ts'
import { openDataKey } from '#api/documents/data-keys.ts'
import { openIdentity } from '#api/documents/sealed-parts.ts'
import type { Context } from '#api/http/context.ts'
import { whereGiven } from '#api/http/where-given.ts'
import { maskIdentitySection } from '#registry-rules/identity/mask-identity-section.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { isOpenToOffice } from '#registry-rules/workflow/case-report.ts'
import { resolvePatient } from './merge-patients.ts'
import { PatientEntity, PatientIdentityEntity } from './patient.entity.ts'
import { presentReportOfPatient } from './view-pair.ts'

/**
 * A patient by id or pseudonym; one that was merged away answers with the record that stands for the person today.
 * A hospital sees the reports and identities of its own only, the office no identity before the report is forwarded. @throws Refusal `patient-not-found`.
 */
export async function viewPatient(context: Context, idOrPseudonym: string | undefined) {
  const { em, session } = context
  const asked = await em.findOne(
    PatientEntity,
    isId(idOrPseudonym) ? { id: idOrPseudonym } : { pseudonym: idOrPseudonym ?? '' },
  )
  const patient = asked ? await resolvePatient(context, asked.id) : null
  if (!patient) throw new Refusal('patient-not-found')
  const mergedAway = await findMergedAway(context, patient.id)
  const reports = await em.find(CaseReportEntity, { patientId: patient.id }, { orderBy: { id: 'asc' } })
  const cases = await em.find(RegistryCaseEntity, { patientId: patient.id }, { orderBy: { id: 'asc' } })
  const readable = reports.filter(
    ({ state, returnLevel }) => context.session.seat !== 'office' || isOpenToOffice(state, returnLevel ?? undefined),
  )
  const [latest] = await em.find(
    PatientIdentityEntity,
    { patientId: patient.id, current: true, caseReportId: readable.map(({ id }) => id) },
    { orderBy: { id: 'desc' }, limit: 1 },
  )
  const identity = latest
    ? openIdentity(
        await openDataKey(context, latest.dataKeyId),
        latest.caseReportId,
        latest.versionNumber,
        latest.sealed,
      )
    : undefined
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
    ...whereGiven({ identity: identity && maskIdentitySection(identity) }),
  }
}

/** Every record that was merged away into this one, over any number of merges. */
async function findMergedAway({ em }: Pick<Context, 'em'>, intoId: string): Promise<PatientEntity[]> {
  const direct = await em.find(PatientEntity, { mergedIntoId: intoId }, { orderBy: { id: 'asc' } })
  const further = []
  for (const { id } of direct) further.push(...(await findMergedAway({ em }, id)))
  return [...direct, ...further]
}
