import type { AuditEvent } from '#api/db/unit-of-work.ts'
import type { Context } from '#api/http/context.ts'
import type { CaseReportFacts, CaseReportTransition, TransitionRequest } from '#registry-rules/workflow/case-report.ts'
import type { CaseReportEntity } from './case-report.entity.ts'
import type { CaseReportContent } from './case-report-content.ts'

/** What an effect gets: the report, still in its old state, with everything known of it. */
export type Step = {
  readonly report: CaseReportEntity
  readonly content: CaseReportContent
  readonly facts: CaseReportFacts
  readonly request: TransitionRequest
  readonly transition: CaseReportTransition
}

/** What an effect adds to the journal entry of its transition, and the entries of what it brought about besides. */
export type Effect = (
  context: Context,
  step: Step,
) => Promise<{
  readonly detail?: AuditEvent['detail']
  readonly related?: AuditEvent['related']
  /** What the journal keeps sealed under the patient's key, beside a reason in words. */
  readonly sealedDetail?: object
  readonly further?: readonly AuditEvent[]
  /** The content where the effect has made a new version of it. */
  readonly content?: CaseReportContent
}>
