import { openOrJoinCase } from '#api/cases/open-or-join-case.ts'
import { nextNumber } from '#api/db/next-number.ts'
import type { AuditEvent } from '#api/db/unit-of-work.ts'
import { PatientEntity } from '#api/patients/patient.entity.ts'
import { takePart } from './get-case-report.ts'
import { endClaim } from './review-case-report.ts'
import type { Effect } from './effect.ts'

/** R18: the version comes into force, the patient is active, a case is opened or gets a further source. */
export const acceptCaseReport: Effect = async (context, { report, facts }) => {
  const { em, actor, now, today } = context
  const patient = await em.findOneOrFail(PatientEntity, { id: report.patientId ?? '' })
  report.inForceVersionNumber = report.versionNumber
  report.acceptedAt = now
  endClaim(report)
  await takePart(context, report, 'office-reviewer')

  const activated: AuditEvent[] = []
  if (patient.recordState !== 'ACTIVE') {
    activated.push({
      event: 'patient.activated',
      transition: 'P2',
      object: { kind: 'patient', id: patient.id },
      from: patient.recordState,
      to: 'ACTIVE',
      related: { caseReport: report.number },
      byRule: 'acceptance',
    })
    patient.recordState = 'ACTIVE'
    patient.activatedAt ??= now
  }
  const { registryCase, events } = await openOrJoinCase(context, { report, patient, caseClass: facts.caseClass })
  return {
    detail: {
      version: report.versionNumber,
      criteria: facts.caseClass,
      identity: patient.identityState,
      signature: { personId: actor.personId, meaning: 'accepted-for-the-registry' },
    },
    related: { patient: patient.pseudonym, case: registryCase.number, receipt: await nextNumber(em, 'receipt', today) },
    further: [...activated, ...events],
  }
}
