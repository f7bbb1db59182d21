import { v7 as newId } from 'uuid'
import { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import { nextNumber } from '#api/db/next-number.ts'
import type { AuditEvent } from '#api/db/unit-of-work.ts'
import type { Context } from '#api/http/context.ts'
import { CaseFactEntity, CaseSourceEntity, RegistryCaseEntity } from './registry-case.entity.ts'
import { caseStateBySources, refreshCaseFact } from './refresh-case-fact.ts'

type Parting = {
  /** The two patients; their reports hang on the right one already, and so do cases that were one's own. */
  readonly patientIds: readonly [string, string]
  /** Which case joined which by a merge that still stands. */
  readonly joinedInto: ReadonlyMap<string, string>
}

const counted = (state: RegistryCaseEntity['state']): boolean => state === 'SUSPECTED' || state === 'CONFIRMED'

/**
 * What taking a merge back does to cases (WORKFLOW 3.8.2): each source goes to the case of the patient of its report,
 * the one it had before the merge where there was one; a case without sources is inactive (S6), one that has sources
 * again is counted again, and everything that is counted is computed anew.
 */
export async function partCases(context: Context, { patientIds, joinedInto }: Parting): Promise<AuditEvent[]> {
  const { em } = context
  const cases = await em.find(RegistryCaseEntity, { patientId: [...patientIds] }, { orderBy: { id: 'asc' } })
  const sources = await em.find(
    CaseSourceEntity,
    { registryCaseId: cases.map(({ id }) => id) },
    { orderBy: { caseReportId: 'asc' } },
  )
  const events: AuditEvent[] = []
  for (const source of sources) {
    const report = await em.findOneOrFail(CaseReportEntity, { id: source.caseReportId })
    const holding = cases.find(({ id }) => id === source.registryCaseId)
    if (!report.patientId || holding?.patientId === report.patientId) continue
    const target =
      findCaseOf(cases, joinedInto, source, report) ?? (await openCase(context, cases, report, report.patientId))
    const origin = cases.find(({ id }) => id === source.originCaseId)
    em.remove(source)
    em.persist(
      em.create(CaseSourceEntity, {
        registryCaseId: target.id,
        caseReportId: source.caseReportId,
        originCaseId: origin?.patientId === report.patientId ? origin.id : target.id,
        since: source.since,
      }),
    )
    for (const [event, registryCase] of [
      ['case.source-removed', holding],
      ['case.source-added', target],
    ] as const) {
      if (!registryCase) continue
      const related = { number: registryCase.number, caseReport: report.number }
      events.push({ event, object: { kind: 'case', id: registryCase.id }, related, byRule: 'unmerge' })
    }
  }
  await em.flush()
  return [...events, ...(await settleStates(context, cases))]
}

/** The case a source had before the merge, over joins that still stand; else the patient's own case of the disease. */
function findCaseOf(
  cases: readonly RegistryCaseEntity[],
  joinedInto: ReadonlyMap<string, string>,
  { originCaseId }: CaseSourceEntity,
  { patientId, diseaseCode }: CaseReportEntity,
): RegistryCaseEntity | undefined {
  const own = cases.filter((each) => each.patientId === patientId && each.diseaseCode === diseaseCode)
  let id: string | undefined = originCaseId
  for (let next = joinedInto.get(id); next !== undefined; next = joinedInto.get(id)) id = next
  const standing = own.filter((each) => !joinedInto.has(each.id))
  return own.find((each) => each.id === id) ?? standing.find(({ state }) => counted(state)) ?? standing[0]
}

async function openCase(
  { em, now, today }: Context,
  cases: RegistryCaseEntity[],
  { diseaseCode }: CaseReportEntity,
  patientId: string,
): Promise<RegistryCaseEntity> {
  const opened = em.create(RegistryCaseEntity, {
    id: newId(),
    number: await nextNumber(em, 'case', today),
    patientId,
    originPatientId: patientId,
    diseaseCode,
    state: 'INACTIVE',
    openedAt: now,
    version: 1,
  })
  em.persist(opened)
  cases.push(opened)
  return opened
}

async function settleStates(context: Context, cases: readonly RegistryCaseEntity[]): Promise<AuditEvent[]> {
  const { em } = context
  const events: AuditEvent[] = []
  const changed = (registryCase: RegistryCaseEntity, event: string, to: RegistryCaseEntity['state']): void => {
    const related = { number: registryCase.number }
    const object = { kind: 'case', id: registryCase.id }
    events.push({ event, transition: 'S6', object, from: registryCase.state, to, related, byRule: 'unmerge' })
    registryCase.state = to
  }
  const withSources: RegistryCaseEntity[] = []
  for (const registryCase of cases.filter(({ state }) => counted(state) || state === 'INACTIVE')) {
    if ((await em.count(CaseSourceEntity, { registryCaseId: registryCase.id })) > 0) withSources.push(registryCase)
    else if (counted(registryCase.state)) {
      const fact = await em.findOne(CaseFactEntity, { registryCaseId: registryCase.id })
      if (fact) em.remove(fact)
      changed(registryCase, 'case.inactivated', 'INACTIVE')
    }
  }
  // First those that are not counted any more: a patient has one counted case of a disease.
  await em.flush()
  for (const registryCase of withSources) {
    const state = await caseStateBySources(context, registryCase)
    if (state !== registryCase.state) {
      changed(registryCase, counted(registryCase.state) ? 'case.state-recomputed' : 'case.restored', state)
    }
    await refreshCaseFact(context, registryCase)
  }
  await em.flush()
  return events
}
