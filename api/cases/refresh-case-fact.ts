import { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import { openVersion } from '#api/case-reports/case-report-content.ts'
import { formOf } from '#api/case-reports/case-report-facts.ts'
import { openDataKey } from '#api/documents/data-keys.ts'
import type { Context } from '#api/http/context.ts'
import { PatientEntity } from '#api/patients/patient.entity.ts'
import { caseFact, type CaseSource } from '#registry-rules/cases/case-fact.ts'
import { vitalStateOf } from '#registry-rules/cases/vital-state.ts'
import { caseClass } from '#registry-rules/forms/case-class.ts'
import { CaseFactEntity, CaseSourceEntity, type RegistryCaseEntity } from './registry-case.entity.ts'

/** Computes anew what is counted of a case, from the versions in force of all its sources. */
export async function refreshCaseFact(context: Context, registryCase: RegistryCaseEntity): Promise<void> {
  const { em } = context
  const sources = await readSources(context, registryCase)
  const patient = await em.findOneOrFail(PatientEntity, { id: registryCase.patientId })
  const { state: _state, ...fact } = caseFact(sources)
  const columns = {
    ...fact,
    diseaseCode: registryCase.diseaseCode,
    state: registryCase.state,
    identityState: patient.identityState,
    birthYear: fact.birthYear ?? null,
    ageAtDiagnosisYears: fact.ageAtDiagnosisYears ?? null,
    regionCode: fact.regionCode ?? null,
    cityCode: fact.cityCode ?? null,
    onsetDate: fact.onsetDate ?? null,
    diagnosisDate: fact.diagnosisDate ?? null,
  }
  const existing = await em.findOne(CaseFactEntity, { registryCaseId: registryCase.id })
  if (existing) Object.assign(existing, columns)
  else em.persist(em.create(CaseFactEntity, { registryCaseId: registryCase.id, ...columns }))
  // A death that a case of another disease has told stands as well.
  patient.vitalState = vitalStateOf([patient.vitalState, fact.vitalState])
}

/** What a case is by the sources that it has now: confirmed as soon as one of them confirms it (S3). */
export async function caseStateBySources(
  context: Context,
  registryCase: RegistryCaseEntity,
): Promise<'SUSPECTED' | 'CONFIRMED'> {
  return caseFact(await readSources(context, registryCase)).state
}

async function readSources(context: Context, registryCase: RegistryCaseEntity): Promise<CaseSource[]> {
  const { em } = context
  const sources: CaseSource[] = []
  for (const { caseReportId } of await em.find(CaseSourceEntity, { registryCaseId: registryCase.id })) {
    sources.push(await readSource(context, await em.findOneOrFail(CaseReportEntity, { id: caseReportId })))
  }
  return sources
}

async function readSource(context: Context, report: CaseReportEntity): Promise<CaseSource> {
  const key = await openDataKey(context, report.dataKeyId)
  const opened = await openVersion(context, report, report.inForceVersionNumber ?? report.versionNumber, key)
  if (!opened || !report.firstSubmittedAt || !report.acceptedAt)
    throw new Error('A source of a case is an accepted report.')
  return {
    caseReportId: report.id,
    hospitalCode: report.hospitalCode,
    document: opened.document,
    caseClass: caseClass(opened.document, formOf(context, report)),
    firstSubmittedAt: report.firstSubmittedAt,
    acceptedAt: report.acceptedAt,
  }
}
