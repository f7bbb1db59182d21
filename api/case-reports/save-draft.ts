import type { Audited } from '#api/db/unit-of-work.ts'
import { openDataKey } from '#api/documents/data-keys.ts'
import { openDraft, sealDraft, sealForJournal, type ReportDocument } from '#api/documents/sealed-parts.ts'
import type { Context } from '#api/http/context.ts'
import { diffDocuments } from '#registry-rules/documents/diff-documents.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { mayBeSaved } from '#registry-rules/workflow/case-report.ts'
import type { CaseReportEntity } from './case-report.entity.ts'
import { pinned } from './create-case-report.ts'
import { getCaseReportToChange, takePart } from './get-case-report.ts'

/**
 * R2: saves a draft in any condition, complete or not. The journal keeps what changed, sealed as a whole, since even a
 * misspelt key may hide a name.
 *
 * @throws Refusal `case-report-not-found`, `stale-version`, `wrong-state`, `disease-changed`.
 */
export async function saveDraft(
  context: Context,
  id: string | undefined,
  content: ReportDocument,
): Promise<Audited<CaseReportEntity>> {
  const report = await getCaseReportToChange(context, id)
  if (!mayBeSaved(report.state) || !report.draft) {
    throw new Refusal('wrong-state', { state: report.state, lastMovedBy: report.lastMovedBy })
  }
  const key = await openDataKey(context, report.dataKeyId)
  const document = pinned(content, report.diseaseSlug, report.formVersion)
  const changes = diffDocuments(openDraft(key, report.id, report.draft), document)
  report.draft = sealDraft(key, report.id, document)
  report.changedAt = context.now
  report.lastMovedBy = context.actor.name
  await takePart(context, report, 'author')
  return {
    reply: report,
    audit: {
      event: 'case-report.draft-saved',
      transition: 'R2',
      object: { kind: 'case-report', id: report.id },
      from: report.state,
      to: report.state,
      detail: { changes: changes.length },
      sealed: { dataKeyId: report.dataKeyId, bytes: sealForJournal(key, report.id, { changes }) },
      formVersion: report.formVersion,
    },
  }
}
