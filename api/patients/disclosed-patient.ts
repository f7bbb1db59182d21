import { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import type { Context } from '#api/http/context.ts'
import { PatientEntity, PatientPairEntity } from './patient.entity.ts'

type Reader = Pick<Context, 'em' | 'session'>

/**
 * Whether the reader may know that a patient record is shared. The office may; a hospital once the office has decided:
 * that the two records are one person, or to accept one of the hospital's own reports on it. Before, even the id would
 * tell that somebody is registered elsewhere with a rare disease (WORKFLOW, decisions at its head, and 3.7; DESIGN.md
 * section 7).
 */
export async function mayKnowSharedPatient({ em, session }: Reader, patientId: string): Promise<boolean> {
  if (session.seat === 'office') return true
  const own = await em.find(CaseReportEntity, { patientId, hospitalCode: session.hospitalCode ?? '' })
  if (own.some(({ acceptedAt }) => acceptedAt)) return true
  const origins = own.map(({ originPatientId }) => originPatientId ?? '')
  const decided = await em.count(PatientPairEntity, {
    state: 'SAME',
    decidedById: { $ne: null },
    $or: [{ patientAId: origins }, { patientBId: origins }],
  })
  return decided > 0
}

/** The patient record of a report as this reader may know it: before that, a hospital sees the one it made. */
export async function disclosedPatientOf(reader: Reader, report: CaseReportEntity): Promise<PatientEntity | undefined> {
  const { patientId, originPatientId } = report
  if (!patientId) return undefined
  const isTheSame = patientId === originPatientId
  const id = isTheSame || (await mayKnowSharedPatient(reader, patientId)) ? patientId : (originPatientId ?? '')
  return (await reader.em.findOne(PatientEntity, { id })) ?? undefined
}
