import { LockMode } from '@mikro-orm/postgresql'
import type { Context } from '#api/http/context.ts'
import { isId } from '#api/http/record-id.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { CaseReportEntity, CaseReportParticipantEntity } from './case-report.entity.ts'

/** A report within the rights of the reader. @throws Refusal `case-report-not-found`. */
export async function getCaseReport({ em }: Pick<Context, 'em'>, id: string | undefined): Promise<CaseReportEntity> {
  const report = isId(id) ? await em.findOne(CaseReportEntity, { id }) : null
  if (!report) throw new Refusal('case-report-not-found')
  return report
}

/**
 * A report to be changed, locked until the commit, so that of two people who act at once the second sees what the
 * first has done. @throws Refusal `case-report-not-found`, `stale-version`.
 */
export async function getCaseReportToChange(
  { em, expectedVersion }: Pick<Context, 'em' | 'expectedVersion'>,
  id: string | undefined,
): Promise<CaseReportEntity> {
  const report = await lockCaseReport({ em }, id)
  requireVersion(report, expectedVersion)
  return report
}

/** A report locked until the commit, in whatever version it is. @throws Refusal `case-report-not-found`. */
export async function lockCaseReport({ em }: Pick<Context, 'em'>, id: string | undefined): Promise<CaseReportEntity> {
  const report = isId(id) ? await em.findOne(CaseReportEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }) : null
  if (!report) throw new Refusal('case-report-not-found')
  return report
}

/** @throws Refusal `stale-version` when somebody has changed the report since it was read. */
export function requireVersion(report: CaseReportEntity, expectedVersion: number | undefined): void {
  if (expectedVersion !== undefined && report.version !== expectedVersion) {
    throw new Refusal('stale-version', { version: report.version })
  }
}

/** Notes that a person took part in a report, for the four-eyes rules; once is enough. */
export async function takePart(
  { em, actor }: Pick<Context, 'em' | 'actor'>,
  report: CaseReportEntity,
  part: CaseReportParticipantEntity['part'],
): Promise<void> {
  const key = { caseReportId: report.id, personId: actor.personId, part }
  if (!(await em.findOne(CaseReportParticipantEntity, key))) em.persist(em.create(CaseReportParticipantEntity, key))
}
