import { CaseReportEntity } from './case-report.entity.ts'
import { PatientEntity } from '#api/patients/patient.entity.ts'
import { takePart } from './get-case-report.ts'
import { endClaim } from './review-case-report.ts'
import type { Effect } from './transition-case-report.ts'

/** States in which a report keeps its patient record alive. */
const working = ['SUBMITTED', 'HOSPITAL_REVIEW', 'FORWARDED', 'OFFICE_REVIEW', 'RETURNED', 'ACCEPTED', 'DRAFT'] as const

/** R20: not a case. A provisional patient that no other report needs becomes inactive (P13); the pseudonym stays reserved. */
export const rejectCaseReport: Effect = async (context, { report, request }) => {
  const { em } = context
  endClaim(report)
  await takePart(context, report, 'office-reviewer')
  const patient = await em.findOneOrFail(PatientEntity, { id: report.patientId ?? '' })
  const others = await em.count(CaseReportEntity, {
    patientId: patient.id,
    id: { $ne: report.id },
    state: [...working],
  })
  const detail = { code: request.reasonCode ?? '' }
  if (others > 0 || patient.recordState !== 'PROVISIONAL') return { detail }
  patient.recordState = 'INACTIVE'
  return {
    detail,
    further: [
      {
        event: 'patient.inactivated',
        transition: 'P13',
        object: { kind: 'patient', id: patient.id },
        from: 'PROVISIONAL',
        to: 'INACTIVE',
        related: { caseReport: report.number },
        byRule: 'rejection',
      },
    ],
  }
}
