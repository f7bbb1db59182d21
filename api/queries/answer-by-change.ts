import { sealForJournal } from '#api/documents/sealed-parts.ts'
import type { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import type { AuditEvent } from '#api/db/unit-of-work.ts'
import type { Context } from '#api/http/context.ts'
import type { CaseReportContent } from '#api/case-reports/case-report-content.ts'
import { canonicalJson } from '#registry-rules/documents/canonical-json.ts'
import { valueAt } from '#registry-rules/forms/json-pointer.ts'
import { QueryEntity } from './query.entity.ts'

/** Whether the registrar has changed the place of an open query since the last version: that is an answer (R17, Q2). */
export function isAnsweredByChange(content: CaseReportContent, { pointer }: Pick<QueryEntity, 'pointer'>): boolean {
  return content.submitted !== undefined && pointer !== '' && isChanged(content, pointer)
}

/** Marks such queries answered when the report is submitted again. */
export async function answerByChange(
  context: Context,
  report: CaseReportEntity,
  content: CaseReportContent,
): Promise<readonly AuditEvent[]> {
  const { em, actor, now } = context
  if (content.submitted === undefined) return []
  const open = await em.find(QueryEntity, { caseReportId: report.id, state: 'OPEN' })
  const queries = open.filter((query) => isAnsweredByChange(content, query))
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
