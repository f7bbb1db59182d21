import { defineChange, defineRead, type Route } from '#api/http/route.ts'
import { getCaseReport } from '#api/case-reports/get-case-report.ts'
import { viewCaseReport } from '#api/case-reports/view-case-report.ts'
import { openQuerySchema, queryListSchema, querySchema, queryTransitionSchema } from '#schemas/api/case-report.ts'
import { emptySchema } from '#schemas/api/session.ts'
import { openQuery } from './open-query.ts'
import { presentQuery } from './present-query.ts'
import { transitionQuery } from './transition-query.ts'

/** Questions on a report, their answers and their closing. */
export const queryRoutes: readonly Route[] = [
  defineRead({
    path: '/case-reports/:id/queries',
    tag: 'queries',
    zh: '报告卡的质疑',
    en: 'Queries of a report',
    permission: 'case-report.read',
    query: emptySchema,
    reply: { status: 200, body: queryListSchema },
    refusals: ['case-report-not-found'],
    run: async (context, { params }) => {
      const { queries } = await viewCaseReport(context, await getCaseReport(context, params['id']))
      return { body: { items: queries.map(presentQuery) } }
    },
  }),
  defineChange({
    method: 'post',
    path: '/case-reports/:id/queries',
    tag: 'queries',
    zh: '提出质疑',
    en: 'Open a query',
    permission: 'query.open',
    body: openQuerySchema,
    reply: { status: 201, body: querySchema },
    idempotencyKey: 'required',
    ifMatch: false,
    refusals: [
      'case-report-not-found',
      'wrong-state',
      'not-the-claimer',
      'pointer-unknown',
      'suggestion-unfit',
      'due-date-implausible',
    ],
    run: (context, { params, body }) =>
      openQuery(context, params['id'], { ...body, pointer: body.pointer.replace(/^#/, '') }),
    present: (_context, view) => ({ body: presentQuery(view), version: view.query.version }),
  }),
  defineChange({
    method: 'post',
    path: '/queries/:id/transitions',
    tag: 'queries',
    zh: '答复或关闭质疑',
    en: 'Answer or close a query',
    permission: 'query.transition',
    body: queryTransitionSchema,
    reply: { status: 200, body: querySchema },
    idempotencyKey: 'optional',
    ifMatch: true,
    refusals: [
      'query-not-found',
      'transition-unknown',
      'stale-version',
      'wrong-state',
      'role-missing',
      'answer-needed',
      'not-the-opener',
      'reason-code-unknown',
      'due-date-implausible',
      'suggestion-unfit',
    ],
    run: (context, { params, body }) => transitionQuery(context, params['id'], body),
    present: (_context, view) => ({ body: presentQuery(view), version: view.query.version }),
  }),
]
