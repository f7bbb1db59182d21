import { sealForJournal } from '#api/documents/sealed-parts.ts'
import type { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import type { AuditEvent } from '#api/db/unit-of-work.ts'
import type { Context } from '#api/http/context.ts'
import type { CaseReportContent } from '#api/case-reports/case-report-content.ts'
import { canonicalJson } from '#registry-rules/documents/canonical-json.ts'
import { valueAt } from '#registry-rules/forms/json-pointer.ts'
import { QueryEntity } from './query.entity.ts'

/** Open queries whose place the registrar has changed since the last version: a changed value is an answer (R17, Q2). */
export async function findAnsweredByChange(
  { em }: Pick<Context, 'em'>,
  report: CaseReportEntity,
  content: CaseReportContent,
): Promise<QueryEntity[]> {
  if (content.submitted === undefined) return []
  const open = await em.find(QueryEntity, { caseReportId: report.id, state: 'OPEN' })
  return open.filter(({ pointer }) => pointer !== '' && isChanged(content, pointer))
}

/** Marks them answered when the report is submitted again. */
export async function answerByChange(
  context: Context,
  report: CaseReportEntity,
  content: CaseReportContent,
): Promise<readonly AuditEvent[]> {
  const { actor, now } = context
  const queries = await findAnsweredByChange(context, report, content)
  return queries.map((query) => {
    Object.assign(query, {
      state: 'ANSWERED',
      answerKind: 'changed-value',
      answeredById: actor.accountId,
      answeredAt: now,
    })
    const change = {
      before: valueAt(content.submitted, query.pointer),
      after: valueAt(content.document, query.pointer),
    }
    return {
      event: 'query.answered',
      transition: 'Q2',
      object: { kind: 'query', id: query.id },
      from: 'OPEN',
      to: 'ANSWERED',
      related: { number: query.number, caseReport: report.number },
      detail: { kind: 'changed-value' },
      sealed: { dataKeyId: report.dataKeyId, bytes: sealForJournal(content.key, query.id, change) },
    }
  })
}

/** Whether the draft says something else at a place than the last version. */
export const isChanged = ({ submitted, document }: CaseReportContent, pointer: string): boolean =>
  canonicalJson(valueAt(submitted, pointer)) !== canonicalJson(valueAt(document, pointer))
