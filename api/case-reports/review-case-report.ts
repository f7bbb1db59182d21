import { sealDraft } from '#api/documents/sealed-parts.ts'
import { QueryEntity } from '#api/queries/query.entity.ts'
import { addDays, leaseMinutes, repairTermDays } from '#registry-rules/workflow/terms.ts'
import type { CaseReportEntity } from './case-report.entity.ts'
import { takePart } from './get-case-report.ts'
import type { Effect } from './effect.ts'

/** R9, R14: the reviewer has the report to himself while he works on it; taking it again renews the lease. */
export const claim: Effect = async ({ actor, now }, { report }) => {
  report.claimerId = actor.accountId
  report.leaseEndsAt = new Date(now.getTime() + leaseMinutes * 60_000)
  return { detail: { leaseEndsAt: report.leaseEndsAt.toISOString() } }
}

/** R10, R15: back into the queue it was taken from. */
export const release: Effect = async (_context, { report }) => {
  endClaim(report)
  return { detail: { reason: 'by_person' } }
}

/** R8: the submitted version stays as history; the registrar goes on with a copy. */
export const recall: Effect = async (_context, { report, content }) => {
  report.draft = sealDraft(content.key, report.id, content.document)
  return { detail: { version: report.versionNumber } }
}

/** R11, R16: to the registrar, with the questions, a due date and a copy to repair. */
export const returnToRegistrar: Effect = async (context, { report, content, request, transition }) => {
  const queries = await context.em.find(QueryEntity, { caseReportId: report.id, state: 'OPEN' })
  report.returnLevel = transition.level ?? null
  report.round += 1
  report.dueDate = request.dueDate ?? addDays(context.today, repairTermDays)
  report.draft = sealDraft(content.key, report.id, content.document)
  endClaim(report)
  await takePart(context, report, transition.level === 'office' ? 'office-reviewer' : 'hospital-reviewer')
  return { detail: { round: report.round, dueDate: report.dueDate, queries: queries.map(({ number }) => number) } }
}

/** R12: the hospital vouches for the report with the reviewer's signature over the content's hash. */
export const forward: Effect = async (context, { report, facts }) => {
  report.forwardedAt = context.now
  endClaim(report)
  await takePart(context, report, 'hospital-reviewer')
  return {
    detail: {
      version: report.versionNumber,
      verifiedValuesSeen: facts.verified.length,
      signature: { personId: context.actor.personId, meaning: 'reviewed-for-the-hospital' },
    },
  }
}

/** Ends a reviewer's claim. */
export function endClaim(report: CaseReportEntity): void {
  report.claimerId = null
  report.leaseEndsAt = null
}
