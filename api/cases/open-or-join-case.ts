import { v7 as newId } from 'uuid'
import type { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import { nextNumber } from '#api/db/next-number.ts'
import type { AuditEvent } from '#api/db/unit-of-work.ts'
import type { Context } from '#api/http/context.ts'
import type { PatientEntity } from '#api/patients/patient.entity.ts'
import type { CaseClass } from '#registry-rules/forms/form.ts'
import { CaseSourceEntity, RegistryCaseEntity } from './registry-case.entity.ts'
import { refreshCaseFact } from './refresh-case-fact.ts'

type Acceptance = {
  readonly report: CaseReportEntity
  readonly patient: PatientEntity
  readonly caseClass: CaseClass | undefined
}

/**
 * S1, S2, S3: the first accepted report on a patient and disease opens the case; each further one, also of another
 * hospital, is one more source of it. A confirmed source confirms a suspected case.
 */
export async function openOrJoinCase(
  context: Context,
  { report, patient, caseClass }: Acceptance,
): Promise<{ readonly registryCase: RegistryCaseEntity; readonly events: readonly AuditEvent[] }> {
  const { em, now, today } = context
  const state = caseClass === 'confirmed' ? 'CONFIRMED' : 'SUSPECTED'
  const existing = await em.findOne(RegistryCaseEntity, {
    patientId: patient.id,
    diseaseCode: report.diseaseCode,
    state: ['SUSPECTED', 'CONFIRMED'],
  })
  const registryCase =
    existing ??
    em.create(RegistryCaseEntity, {
      id: newId(),
      number: await nextNumber(em, 'case', today),
      patientId: patient.id,
      originPatientId: patient.id,
      diseaseCode: report.diseaseCode,
      state,
      openedAt: now,
      version: 1,
    })
  const related = { number: registryCase.number, caseReport: report.number, patient: patient.pseudonym }
  const object = { kind: 'case', id: registryCase.id }
  const events: AuditEvent[] = []
  if (!existing) {
    em.persist(registryCase)
    events.push({ event: 'case.opened', transition: 'S1', object, to: state, related, byRule: 'acceptance' })
  } else {
    events.push({
      event: 'case.source-added',
      transition: 'S2',
      object,
      from: existing.state,
      to: existing.state,
      related,
      byRule: 'acceptance',
    })
    if (existing.state === 'SUSPECTED' && state === 'CONFIRMED') {
      existing.state = 'CONFIRMED'
      events.push({
        event: 'case.confirmed',
        transition: 'S3',
        object,
        from: 'SUSPECTED',
        to: 'CONFIRMED',
        related,
        byRule: 'acceptance',
      })
    }
  }
  em.persist(
    em.create(CaseSourceEntity, {
      registryCaseId: registryCase.id,
      caseReportId: report.id,
      originCaseId: registryCase.id,
      since: now,
    }),
  )
  await em.flush()
  await refreshCaseFact(context, registryCase)
  return { registryCase, events }
}
