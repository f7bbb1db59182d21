import type { Context } from '#api/http/context.ts'
import { pageOf, readCursor } from '#api/http/cursor.ts'
import type { CaseReportState } from '#registry-rules/workflow/case-report.ts'
import { CaseReportEntity } from './case-report.entity.ts'
import { summarise, type CaseReportSummary } from './view-case-report.ts'

type Filter = {
  readonly state?: CaseReportState | undefined
  readonly disease?: string | undefined
  readonly number?: string | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

/** Reports within the rights of the reader, newest first, a page at a time. */
export async function listCaseReports(
  context: Context,
  { state, disease, number, cursor, limit }: Filter,
): Promise<{ readonly items: CaseReportSummary[]; readonly nextCursor: string | undefined }> {
  const { em, session } = context
  const after = readCursor(cursor)
  // Row-level security holds the hospital's scope, too; a list that relied on it alone would be one slip from open.
  const reports = await em.find(
    CaseReportEntity,
    {
      // A draft is the hospital's own affair (WORKFLOW 3.13).
      ...(session.seat === 'office'
        ? { state: state === undefined ? { $ne: 'DRAFT' } : { $eq: state, $ne: 'DRAFT' } }
        : { hospitalCode: session.hospitalCode ?? '', ...(state === undefined ? {} : { state }) }),
      ...(disease === undefined ? {} : { diseaseSlug: disease }),
      ...(number === undefined ? {} : { number }),
      ...(after ? { id: { $lt: after } } : {}),
    },
    { orderBy: { id: 'desc' }, limit: limit + 1 },
  )
  const { page, nextCursor } = pageOf(reports, limit)
  return { items: await summarise(context, page), nextCursor }
}
