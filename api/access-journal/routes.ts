import type { Context } from '#api/http/context.ts'
import { pageOf, readCursor } from '#api/http/cursor.ts'
import { defineRead, type Route } from '#api/http/route.ts'
import { whereGiven } from '#api/http/where-given.ts'
import { accessEventListSchema, accessEventQuerySchema } from '#schemas/api/access-journal.ts'

type AccessRow = {
  id: string
  at: Date
  event: string
  outcome: 'given' | 'refused'
  refusal: string | null
  object_kind: string | null
  object_id: string | null
  fields: string[]
  subject_hash: Buffer | null
  actor_kind: string
  actor_name: string
  person_id: string | null
  roles: string[]
  hospital_code: string | null
  channel: string
  request_id: string | null
  detail: Record<string, unknown>
  related: Record<string, unknown>
}

type Filter = {
  readonly event?: string | undefined
  readonly person?: string | undefined
  readonly hospital?: string | undefined
  readonly outcome?: string | undefined
  readonly from?: string | undefined
  readonly before?: string | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

/** The access journal, for the auditor alone. */
export const accessJournalRoutes: readonly Route[] = [
  defineRead({
    path: '/access-events',
    tag: 'journal',
    zh: '访问记录检索',
    en: 'Search the access journal',
    permission: 'access-journal.read',
    query: accessEventQuerySchema,
    reply: { status: 200, body: accessEventListSchema },
    refusals: ['cursor-malformed'],
    run: async (context, { query }) => ({ body: await readAccessJournal(context, query) }),
  }),
]

async function readAccessJournal({ em }: Context, filter: Filter) {
  const { event, person, hospital, outcome, from, before, cursor, limit } = filter
  const conditions: [string, unknown][] = [
    ['event = ?', event],
    ['person_id = ?', person],
    ['hospital_code = ?', hospital],
    ['outcome = ?', outcome],
    ['at >= ?', from],
    ['at < ?', before],
    ['id > ?', readCursor(cursor)],
  ]
  const asked = conditions.filter(([, value]) => value !== undefined)
  const where = asked.length > 0 ? `where ${asked.map(([condition]) => condition).join(' and ')}` : ''
  const rows = await em.execute<AccessRow[]>(
    `select id, at, event, outcome, refusal, object_kind, object_id, fields, subject_hash, actor_kind, actor_name,
       person_id, roles, hospital_code, channel, request_id, detail, related
     from access_event ${where} order by id limit ?`,
    [...asked.map(([, value]) => value), limit + 1],
  )
  const { page, nextCursor } = pageOf(rows, limit)
  return {
    items: page.map((row) => ({
      id: row.id,
      at: new Date(row.at).toISOString(),
      event: row.event,
      outcome: row.outcome,
      fields: row.fields,
      actorKind: row.actor_kind,
      actor: row.actor_name,
      roles: row.roles,
      channel: row.channel,
      detail: row.detail,
      related: row.related,
      ...whereGiven({
        refusal: row.refusal,
        subjectHash: row.subject_hash?.toString('hex'),
        objectKind: row.object_kind,
        objectId: row.object_id,
        personId: row.person_id,
        hospitalCode: row.hospital_code,
        requestId: row.request_id,
      }),
    })),
    ...whereGiven({ nextCursor }),
  }
}
