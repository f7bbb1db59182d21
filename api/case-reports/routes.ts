import { whereGiven } from '#api/http/where-given.ts'
import { defineChange, defineRead, type Answer, type Route } from '#api/http/route.ts'
import type { Context } from '#api/http/context.ts'
import { isOpenToOffice } from '#registry-rules/workflow/case-report.ts'
import {
  caseReportListSchema,
  caseReportQuerySchema,
  caseReportSchema,
  caseReportTransitionSchema,
  caseReportVersionsSchema,
  createCaseReportSchema,
  saveDraftSchema,
} from '#schemas/api/case-report.ts'
import { emptySchema } from '#schemas/api/session.ts'
import { openDataKey } from '#api/documents/data-keys.ts'
import { CaseReportVersionEntity, type CaseReportEntity } from './case-report.entity.ts'
import { openVersion, type CaseReportContent } from './case-report-content.ts'
import { createCaseReport } from './create-case-report.ts'
import { getCaseReport } from './get-case-report.ts'
import { listCaseReports } from './list-case-reports.ts'
import { presentCaseReport, presentSummary } from './present-case-report.ts'
import { saveDraft } from './save-draft.ts'
import { transitionCaseReport } from './transition-case-report.ts'
import { viewCaseReport, withMaskedIdentity } from './view-case-report.ts'

const answer = async (
  context: Context,
  report: CaseReportEntity,
  known?: CaseReportContent,
): Promise<Answer<ReturnType<typeof presentCaseReport>>> => ({
  body: presentCaseReport(await viewCaseReport(context, report, known)),
  version: report.version,
})

/** Case reports from the draft to the decision. */
export const caseReportRoutes: readonly Route[] = [
  defineChange({
    method: 'post',
    path: '/case-reports',
    tag: 'case-reports',
    zh: '新建报告卡（草稿）',
    en: 'Create a case report (draft)',
    permission: 'case-report.create',
    body: createCaseReportSchema,
    reply: { status: 201, body: caseReportSchema },
    idempotencyKey: 'required',
    ifMatch: false,
    refusals: ['disease-not-found', 'disease-inactive', 'disease-without-form', 'hospital-inactive', 'disease-changed'],
    run: (context, { body }) => createCaseReport(context, body),
    present: async (context, report) => ({
      ...(await answer(context, report)),
      location: `/api/v1/case-reports/${report.id}`,
    }),
  }),
  defineRead({
    path: '/case-reports',
    tag: 'case-reports',
    zh: '报告卡列表',
    en: 'List case reports',
    permission: 'case-report.read',
    query: caseReportQuerySchema,
    reply: { status: 200, body: caseReportListSchema },
    refusals: ['cursor-malformed'],
    run: async (context, { query }) => {
      const { items, nextCursor } = await listCaseReports(context, query)
      return { body: { items: items.map(presentSummary), ...whereGiven({ nextCursor }) } }
    },
  }),
  defineRead({
    path: '/case-reports/:id',
    tag: 'case-reports',
    zh: '查看报告卡',
    en: 'Read a case report',
    permission: 'case-report.read',
    query: emptySchema,
    reply: { status: 200, body: caseReportSchema },
    refusals: ['case-report-not-found'],
    run: async (context, { params }) => answer(context, await getCaseReport(context, params['id'])),
  }),
  defineChange({
    method: 'put',
    path: '/case-reports/:id/draft',
    tag: 'case-reports',
    zh: '保存草稿',
    en: 'Save the draft, in any condition',
    permission: 'case-report.save',
    body: saveDraftSchema,
    reply: { status: 200, body: caseReportSchema },
    idempotencyKey: 'optional',
    ifMatch: true,
    refusals: ['case-report-not-found', 'stale-version', 'wrong-state', 'disease-changed'],
    run: (context, { params, body }) => saveDraft(context, params['id'], body.content),
    present: (context, report) => answer(context, report),
  }),
  defineChange({
    method: 'post',
    path: '/case-reports/:id/transitions',
    tag: 'case-reports',
    zh: '提交、领取、退回、上报、入库、升级表单等操作',
    en: 'Move a report: submit, recall, claim, return, forward, accept, reject, move to a newer form',
    permission: 'case-report.transition',
    body: caseReportTransitionSchema,
    reply: { status: 200, body: caseReportSchema },
    idempotencyKey: 'optional',
    ifMatch: true,
    refusals: [
      'case-report-not-found',
      'transition-unknown',
      'stale-version',
      'wrong-state',
      'role-missing',
      'not-the-author',
      'not-the-claimer',
      'four-eyes',
      'claimed-by-another',
      'blocking-findings',
      'unanswered-warnings',
      'unanswered-queries',
      'open-queries',
      'reason-needed',
      'reason-code-unknown',
      'query-needed',
      'query-or-remark-needed',
      'due-date-implausible',
      'undecided-pairs',
      'known-gaps',
      'criteria-not-met',
      'verified-values-unseen',
      'form-up-to-date',
      'losses-unseen',
    ],
    run: (context, { params, body }) =>
      transitionCaseReport(context, params['id'], {
        ...body,
        verified: body.verified?.map((entry) => ({ ...entry, pointer: entry.pointer.replace(/^#/, '') })),
      }),
    present: (context, { report, content }) => answer(context, report, content),
  }),
  defineRead({
    path: '/case-reports/:id/versions',
    tag: 'case-reports',
    zh: '报告卡的全部版本',
    en: 'All submitted versions of a report',
    permission: 'case-report.read',
    query: emptySchema,
    reply: { status: 200, body: caseReportVersionsSchema },
    refusals: ['case-report-not-found'],
    run: async (context, { params }) => {
      const report = await getCaseReport(context, params['id'])
      const fromOffice = context.session.seat === 'office'
      const isOpen = !fromOffice || isOpenToOffice(report.state, report.returnLevel ?? undefined)
      const key = await openDataKey(context, report.dataKeyId)
      const versions = await context.em.find(
        CaseReportVersionEntity,
        { caseReportId: report.id },
        { orderBy: { number: 'asc' } },
      )
      const items = []
      // One after the other: a transaction has one connection.
      for (const version of versions) {
        const document = isOpen ? (await openVersion(context, report, version.number, key))?.document : undefined
        items.push({
          number: version.number,
          formVersion: version.formVersion,
          ruleSet: version.ruleSet,
          contentHash: version.contentHash,
          receiptNumber: version.receiptNumber,
          submittedAt: version.submittedAt.toISOString(),
          inForce: version.number === report.inForceVersionNumber,
          ...whereGiven({ content: document && fromOffice ? withMaskedIdentity(document) : document }),
        })
      }
      return { body: { items } }
    },
  }),
]
