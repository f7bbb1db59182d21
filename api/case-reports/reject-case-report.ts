import { CaseReportEntity } from './case-report.entity.ts'
import type { AuditEvent } from '#api/db/unit-of-work.ts'
import { cancelQuestions } from '#api/patients/ask-hospitals.ts'
import { settleIdentity } from '#api/patients/identity-state.ts'
import { PatientEntity, PatientPairEntity } from '#api/patients/patient.entity.ts'
import { takePart } from './get-case-report.ts'
import { endClaim } from './review-case-report.ts'
import type { Effect } from './effect.ts'

/** States in which a report keeps its patient record alive. */
const working = ['SUBMITTED', 'HOSPITAL_REVIEW', 'FORWARDED', 'OFFICE_REVIEW', 'RETURNED', 'ACCEPTED', 'DRAFT'] as const

/**
 * R20: not a case. A provisional patient that no other report needs becomes inactive (P13): the pseudonym stays reserved,
 * and pairs that wait for a decision on it are moot (M9), so that they hold up nobody else's report.
 */
export const rejectCaseReport: Effect = async (context, { report, request }) => {
  const { em, now } = context
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
  const pairs = await em.find(PatientPairEntity, {
    state: ['OPEN', 'DEFERRED'],
    $or: [{ patientAId: patient.id }, { patientBId: patient.id }],
  })
  const moot = pairs.map((pair): AuditEvent => {
    const from = pair.state
    Object.assign(pair, { state: 'MOOT', decidedAt: now })
    const object = { kind: 'patient-pair', id: pair.id }
    return { event: 'pair.moot', transition: 'M9', object, from, to: 'MOOT', byRule: 'rejection' }
  })
  const otherSides = pairs.map((pair) => (pair.patientAId === patient.id ? pair.patientBId : pair.patientAId))
  const mootIds = pairs.map(({ id }) => id)
  const settled = await settleIdentity(context, [patient.id, ...otherSides], mootIds)
  const unasked = await cancelQuestions(context, mootIds)
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
      ...moot,
      ...settled,
      ...unasked,
    ],
  }
}
