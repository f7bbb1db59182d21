import type { AuditEvent } from '#api/db/unit-of-work.ts'
import type { Context } from '#api/http/context.ts'
import { CaseFactEntity, CaseSourceEntity, RegistryCaseEntity } from './registry-case.entity.ts'
import { refreshCaseFact } from './refresh-case-fact.ts'

/** What a merge did to one case: it changed the patient, or its sources joined the patient's own case. */
export type MovedCase =
  | { readonly case: string; readonly as: 'moved' }
  | { readonly case: string; readonly as: 'joined'; readonly into: string; readonly stateBefore: string }

/**
 * What a merge of patients does to their cases (WORKFLOW 3.8.1): of the same disease, one case with all sources is left
 * and the person is counted once; of different diseases, both stay.
 */
export async function joinCases(
  context: Context,
  { fromId, intoId }: { fromId: string; intoId: string },
): Promise<{ readonly moved: readonly MovedCase[]; readonly events: readonly AuditEvent[] }> {
  const { em } = context
  const moved: MovedCase[] = []
  const events: AuditEvent[] = []
  for (const registryCase of await em.find(RegistryCaseEntity, { patientId: fromId })) {
    const kept = await em.findOne(RegistryCaseEntity, {
      patientId: intoId,
      diseaseCode: registryCase.diseaseCode,
      state: ['SUSPECTED', 'CONFIRMED'],
    })
    const isCounted = registryCase.state === 'SUSPECTED' || registryCase.state === 'CONFIRMED'
    if (!kept || !isCounted) {
      registryCase.patientId = intoId
      moved.push({ case: registryCase.id, as: 'moved' })
      continue
    }
    const stateBefore = registryCase.state
    for (const source of await em.find(CaseSourceEntity, { registryCaseId: registryCase.id })) {
      em.persist(
        em.create(CaseSourceEntity, {
          registryCaseId: kept.id,
          caseReportId: source.caseReportId,
          originCaseId: source.originCaseId,
          since: source.since,
        }),
      )
      em.remove(source)
    }
    const fact = await em.findOne(CaseFactEntity, { registryCaseId: registryCase.id })
    if (fact) em.remove(fact)
    registryCase.state = 'INACTIVE'
    registryCase.patientId = intoId
    const keptStateBefore = kept.state
    if (stateBefore === 'CONFIRMED') kept.state = 'CONFIRMED'
    await em.flush()
    await refreshCaseFact(context, kept)
    moved.push({ case: registryCase.id, as: 'joined', into: kept.id, stateBefore })
    const object = { kind: 'case', id: kept.id }
    const related = { number: kept.number, joined: registryCase.number }
    const step = { object, related, byRule: 'merge' }
    events.push({ event: 'case.source-added', transition: 'S2', from: keptStateBefore, to: keptStateBefore, ...step })
    if (kept.state !== keptStateBefore) {
      events.push({ event: 'case.confirmed', transition: 'S3', from: keptStateBefore, to: kept.state, ...step })
    }
    events.push({
      event: 'case.inactivated',
      transition: 'S6',
      object: { kind: 'case', id: registryCase.id },
      from: stateBefore,
      to: 'INACTIVE',
      related: { number: registryCase.number, into: kept.number },
      byRule: 'merge',
    })
  }
  return { moved, events }
}
