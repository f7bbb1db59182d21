import type { Context } from '#api/http/context.ts'
import { getCaseReport } from '#api/case-reports/get-case-report.ts'
import { pageOf, readCursor } from '#api/http/cursor.ts'
import { defineRead, type Route } from '#api/http/route.ts'
import { whereGiven } from '#api/http/where-given.ts'
import { journalQuerySchema, journalSchema } from '#schemas/api/journal.ts'
import { emptySchema } from '#schemas/api/session.ts'

type JournalRow = {
  id: string
  at: Date
  event: string
  transition: string | null
  object_kind: string
  object_id: string | null
  actor_kind: string
  actor_name: string
  roles: string[]
  hospital_code: string | null
  from_state: string | null
  to_state: string | null
  channel: string
  reason_code: string | null
  form_version: number | null
  rule_set: string | null
  matcher_version: string | null
  request_id: string | null
  detail: Record<string, unknown>
  related: Record<string, unknown>
}

type Filter = {
  readonly event?: string | undefined
  readonly object?: string | undefined
  readonly actor?: string | undefined
  readonly from?: string | undefined
  readonly before?: string | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

/** The journal: what happened, to what, by whom and why. Sealed parts stay sealed. */
export const journalRoutes: readonly Route[] = [
  defineRead({
    path: '/case-reports/:id/journal',
    tag: 'journal',
    zh: '报告卡的操作记录',
    en: 'The journal of a report',
    permission: 'case-report.read',
    query: emptySchema,
    reply: { status: 200, body: journalSchema },
    refusals: ['case-report-not-found'],
    run: async (context, { params }) => {
      const report = await getCaseReport(context, params['id'])
      return { body: await readJournal(context, { object: report.id, limit: 200 }) }
    },
  }),
  defineRead({
    path: '/journal',
    tag: 'journal',
    zh: '操作记录检索',
    en: 'Search the journal',
    permission: 'journal.read',
    query: journalQuerySchema,
    reply: { status: 200, body: journalSchema },
    refusals: ['cursor-malformed'],
    run: async (context, { query }) => ({ body: await readJournal(context, query) }),
  }),
]

async function readJournal({ em }: Context, { event, object, actor, from, before, cursor, limit }: Filter) {
  const conditions: [string, unknown][] = [
    ['event = ?', event],
    ['object_id = ?', object],
    ['actor_id = ?', actor],
    ['at >= ?', from],
    ['at < ?', before],
    ['id > ?', readCursor(cursor)],
  ]
  const asked = conditions.filter(([, value]) => value !== undefined)
  const where = asked.length > 0 ? `where ${asked.map(([condition]) => condition).join(' and ')}` : ''
  const rows = await em.execute<JournalRow[]>(
    `select id, at, event, transition, object_kind, object_id, actor_kind, actor_name, roles, hospital_code, from_state,
       to_state, channel, reason_code, form_version, rule_set, matcher_version, request_id, detail, related
     from audit_event ${where} order by id limit ?`,
    [...asked.map(([, value]) => value), limit + 1],
  )
  const { page, nextCursor } = pageOf(rows, limit)
  return {
    items: page.map((row) => ({
      id: row.id,
      at: new Date(row.at).toISOString(),
      event: row.event,
      objectKind: row.object_kind,
      actorKind: row.actor_kind,
      actor: row.actor_name,
      roles: row.roles,
      channel: row.channel,
      detail: row.detail,
      related: row.related,
      ...whereGiven({
        transition: row.transition,
        objectId: row.object_id,
        hospitalCode: row.hospital_code,
        from: row.from_state,
        to: row.to_state,
        reasonCode: row.reason_code,
        formVersion: row.form_version,
        ruleSet: row.rule_set,
        matcherVersion: row.matcher_version,
        requestId: row.request_id,
      }),
    })),
    ...whereGiven({ nextCursor }),
  }
}
