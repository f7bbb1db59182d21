import { FlushMode, IsolationLevel, type EntityManager } from '@mikro-orm/postgresql'
import { v7 as newId } from 'uuid'
import type { RefusalCode } from '#registry-rules/refusal.ts'
import type { Actor, Seat } from '#registry-rules/workflow/roles.ts'

/** Who or what acts (WORKFLOW 3.12): a person, a rule of the registry, or an interface account. */
export type AuditActor =
  { readonly kind: 'person' | 'interface'; readonly actor: Actor } | { readonly kind: 'rule'; readonly name: string }

/** One entry of the journal. Clear parts never hold identity; `sealed` holds it under the patient's key. */
export type AuditEvent = {
  readonly event: string
  readonly object: { readonly kind: string; readonly id: string | undefined }
  readonly transition?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly related?: Readonly<Record<string, unknown>> | undefined
  readonly detail?: Readonly<Record<string, unknown>> | undefined
  readonly sealed?: { readonly dataKeyId: string; readonly bytes: Buffer } | undefined
  readonly reasonCode?: string | undefined
  readonly formVersion?: number | undefined
  readonly ruleSet?: string | undefined
  readonly catalogueVersion?: string | undefined
  readonly matcherVersion?: string | undefined
  readonly secondPersonId?: string | undefined
  /** The hospital whose record it is, where the acting person has none (the office, a rule). */
  readonly hospitalCode?: string | undefined
  /** Set where a rule acts inside a person's request, such as matching or the end of a lease. */
  readonly byRule?: string | undefined
}

/**
 * One entry of the access journal: somebody asked for identity, saw it, took data out, or was refused. It names kinds
 * of values, never a value; what is refused is kept all the same, if the command gives the refusal back instead of
 * throwing it.
 */
export type AccessEvent = {
  readonly event: string
  /** Why nothing was given; a code of `RefusalCode`. */
  readonly refusal?: RefusalCode | undefined
  readonly object?: { readonly kind: string; readonly id: string | undefined } | undefined
  /** Which fields were asked by, or shown. */
  readonly fields: readonly string[]
  /** A keyed hash by which repeated accesses to one person are seen without knowing who it is. */
  readonly subjectHash?: Buffer | undefined
  readonly related?: Readonly<Record<string, unknown>> | undefined
  readonly detail?: Readonly<Record<string, unknown>> | undefined
}

/** What a command returns: no reply without its entry in the journal of changes, the access journal, or both. */
export type Audited<Reply> = { readonly reply: Reply } & (
  | { readonly audit: AuditEvent | readonly [AuditEvent, ...AuditEvent[]]; readonly access?: AccessEvent }
  | { readonly audit?: undefined; readonly access: AccessEvent }
)

/** Under whose name and rights a transaction runs; what every journal entry of it repeats. */
export type Session = {
  readonly by: AuditActor
  readonly seat: Seat
  readonly hospitalCode: string | undefined
  readonly channel: 'api' | 'screen' | 'import' | 'seed' | 'start' | 'job'
  readonly requestId?: string | undefined
  readonly clientTime?: Date | undefined
  readonly idempotencyKey?: string | undefined
}

const enter = `select set_config('registry.audit_event', ?, true), set_config('registry.scope', ?, true),
  set_config('registry.hospital', ?, true)`

const closeUnit = `select set_config('registry.audit_event', '', true)`

/**
 * The only place that opens a writing transaction, and the only one that writes the journals; it does both.
 * `finish` makes the answer after the flush and before the commit, so it sees what the database has taken.
 */
export async function unitOfWork<Reply, Answer = Reply>(
  em: EntityManager,
  session: Session,
  work: (em: EntityManager) => Promise<Audited<Reply>>,
  finish: (reply: Reply, em: EntityManager) => Answer | Promise<Answer> = (reply) => reply as unknown as Answer,
): Promise<Answer> {
  return em.transactional(
    async (transaction) => {
      const unitId = newId()
      await transaction.execute(enter, [unitId, session.seat, session.hospitalCode ?? ''])
      const { reply, audit, access } = await work(transaction)
      // Who only looks changes nothing: from here on, a change that waits to be written is unaudited and refused.
      if (audit === undefined) await transaction.execute(closeUnit)
      await transaction.flush()
      if (access) await writeAccess(transaction, session, unitId, access)
      if (audit) await writeJournal(transaction, session, unitId, isOne(audit) ? [audit] : audit)
      return finish(reply, transaction)
    },
    {
      isolationLevel: IsolationLevel.READ_COMMITTED,
      flushMode: FlushMode.COMMIT,
    },
  )
}

/** One snapshot for reading: repeatable, without the right to change anything. */
export async function readingUnit<Answer>(
  em: EntityManager,
  session: Session,
  work: (em: EntityManager) => Promise<Answer>,
): Promise<Answer> {
  return em.transactional(
    async (transaction) => {
      await transaction.execute(enter, ['', session.seat, session.hospitalCode ?? ''])
      return work(transaction)
    },
    { isolationLevel: IsolationLevel.REPEATABLE_READ, readOnly: true },
  )
}

const isOne = (audit: AuditEvent | readonly AuditEvent[]): audit is AuditEvent => !Array.isArray(audit)

const columns = [
  'id',
  'at_client',
  'unit_id',
  'event',
  'transition',
  'object_kind',
  'object_id',
  'related',
  'actor_kind',
  'actor_id',
  'actor_name',
  'roles',
  'hospital_code',
  'second_person_id',
  'from_state',
  'to_state',
  'detail',
  'sealed',
  'data_key_id',
  'reason_code',
  'form_version',
  'rule_set',
  'catalogue_version',
  'matcher_version',
  'channel',
  'request_id',
  'idempotency_key',
]

async function writeJournal(
  em: EntityManager,
  session: Session,
  unitId: string,
  events: readonly AuditEvent[],
): Promise<void> {
  const rows = events.map((event) => journalRow(event, session, unitId))
  const places = rows.map(() => `(${columns.map(() => '?').join(', ')})`).join(', ')
  // The same statement closes the unit: whatever follows in this transaction is unaudited and refused.
  await em.execute(
    `with written as (insert into audit_event (${columns.join(', ')}) values ${places})
     ${closeUnit}`,
    rows.flat(),
  )
}

function journalRow(event: AuditEvent, session: Session, unitId: string): unknown[] {
  const actor = session.by.kind === 'rule' || event.byRule !== undefined ? undefined : session.by.actor
  const rule = event.byRule ?? (session.by.kind === 'rule' ? session.by.name : undefined)
  return [
    newId(),
    session.clientTime ?? null,
    unitId,
    event.event,
    event.transition ?? null,
    event.object.kind,
    event.object.id ?? null,
    JSON.stringify(event.related ?? {}),
    rule === undefined ? session.by.kind : 'rule',
    actor?.accountId ?? null,
    actor?.name ?? rule ?? '',
    `{${(actor?.roles ?? []).join(',')}}`,
    event.hospitalCode ?? session.hospitalCode ?? null,
    event.secondPersonId ?? null,
    event.from ?? null,
    event.to ?? null,
    JSON.stringify(event.detail ?? {}),
    event.sealed?.bytes ?? null,
    event.sealed?.dataKeyId ?? null,
    event.reasonCode ?? null,
    event.formVersion ?? null,
    event.ruleSet ?? null,
    event.catalogueVersion ?? null,
    event.matcherVersion ?? null,
    session.channel,
    session.requestId ?? null,
    session.idempotencyKey ?? null,
  ]
}

const accessColumns = [
  'id',
  'at_client',
  'unit_id',
  'event',
  'outcome',
  'refusal',
  'object_kind',
  'object_id',
  'related',
  'fields',
  'subject_hash',
  'actor_kind',
  'actor_id',
  'person_id',
  'actor_name',
  'roles',
  'hospital_code',
  'detail',
  'channel',
  'request_id',
]

async function writeAccess(em: EntityManager, session: Session, unitId: string, access: AccessEvent): Promise<void> {
  const actor = session.by.kind === 'rule' ? undefined : session.by.actor
  const rule = session.by.kind === 'rule' ? session.by.name : ''
  await em.execute(
    `insert into access_event (${accessColumns.join(', ')}) values (${accessColumns.map(() => '?').join(', ')})`,
    [
      newId(),
      session.clientTime ?? null,
      unitId,
      access.event,
      access.refusal === undefined ? 'given' : 'refused',
      access.refusal ?? null,
      access.object?.kind ?? null,
      access.object?.id ?? null,
      JSON.stringify(access.related ?? {}),
      `{${access.fields.join(',')}}`,
      access.subjectHash ?? null,
      session.by.kind,
      actor?.accountId ?? null,
      actor?.personId ?? null,
      actor?.name ?? rule,
      `{${(actor?.roles ?? []).join(',')}}`,
      session.hospitalCode ?? null,
      JSON.stringify(access.detail ?? {}),
      session.channel,
      session.requestId ?? null,
    ],
  )
}
