import type { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import { openContent } from '#api/case-reports/case-report-content.ts'
import { gatherFacts } from '#api/case-reports/case-report-facts.ts'
import type { Context } from '#api/http/context.ts'
import { unansweredWarnings } from '#registry-rules/workflow/case-report-conditions.ts'
import type { VerifiedFinding } from '#registry-rules/workflow/case-report.ts'

/** Answers every warning of a report that has no answer yet with one reason, as a registrar does who has checked the record. */
export async function verifyWarnings(
  context: Context,
  report: CaseReportEntity,
  reason: string,
): Promise<VerifiedFinding[]> {
  const { findings, verified } = await gatherFacts(context, report, await openContent(context, report))
  return unansweredWarnings(findings, verified).map(({ check, pointer }) => ({ check, pointer, reason }))
}
