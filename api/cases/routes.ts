import { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import type { Context } from '#api/http/context.ts'
import { pageOf, readCursor } from '#api/http/cursor.ts'
import { isId } from '#api/http/record-id.ts'
import { defineRead, type Route } from '#api/http/route.ts'
import { whereGiven } from '#api/http/where-given.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { caseListSchema, caseQuerySchema, caseSchema } from '#schemas/api/patient.ts'
import { emptySchema } from '#schemas/api/session.ts'
import { CaseSourceEntity, RegistryCaseEntity } from './registry-case.entity.ts'

/** Cases: patient × listed disease, what is counted. */
export const caseRoutes: readonly Route[] = [
  defineRead({
    path: '/cases',
    tag: 'cases',
    zh: '病例列表',
    en: 'List cases',
    permission: 'case.read',
    query: caseQuerySchema,
    reply: { status: 200, body: caseListSchema },
    refusals: ['cursor-malformed'],
    run: async (context, { query: { disease, state, cursor, limit } }) => {
      const after = readCursor(cursor)
      const cases = await context.em.find(
        RegistryCaseEntity,
        {
          ...(disease === undefined ? {} : { diseaseCode: disease }),
          ...(state === undefined ? {} : { state }),
          ...(after ? { id: { $lt: after } } : {}),
        },
        { orderBy: { id: 'desc' }, limit: limit + 1 },
      )
      const { page, nextCursor } = pageOf(cases, limit)
      return { body: { items: await present(context, page), ...whereGiven({ nextCursor }) } }
    },
  }),
  defineRead({
    path: '/cases/:id',
    tag: 'cases',
    zh: '查看病例',
    en: 'A case with its sources',
    permission: 'case.read',
    query: emptySchema,
    reply: { status: 200, body: caseSchema },
    refusals: ['case-not-found'],
    run: async (context, { params }) => {
      const id = params['id']
      const registryCase = isId(id) ? await context.em.findOne(RegistryCaseEntity, { id }) : null
      const [body] = registryCase ? await present(context, [registryCase]) : []
      if (!body) throw new Refusal('case-not-found')
      return { body }
    },
  }),
]

async function present({ em }: Context, cases: readonly RegistryCaseEntity[]) {
  const sources = await em.find(CaseSourceEntity, { registryCaseId: cases.map(({ id }) => id) })
  const reports = await em.find(CaseReportEntity, { id: sources.map(({ caseReportId }) => caseReportId) })
  return cases.map(({ id, number, diseaseCode, state, patientId, openedAt }) => ({
    id,
    number,
    diseaseCode,
    state,
    patientId,
    openedAt: openedAt.toISOString(),
    reports: sources
      .filter(({ registryCaseId }) => registryCaseId === id)
      .flatMap(({ caseReportId }) => reports.find((report) => report.id === caseReportId)?.number ?? []),
  }))
}
