import { v7 as newId } from 'uuid'
import { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import { nextNumber } from '#api/db/next-number.ts'
import type { AuditEvent } from '#api/db/unit-of-work.ts'
import { openDataKey } from '#api/documents/data-keys.ts'
import { sealForJournal } from '#api/documents/sealed-parts.ts'
import type { Context } from '#api/http/context.ts'
import { QueryEntity } from '#api/queries/query.entity.ts'
import { sealQuestion } from '#api/queries/view-query.ts'
import { questionsOfFacts, type MissingFact } from '#registry-rules/workflow/patient-pair.ts'
import { canStillBeAnswered } from '#registry-rules/workflow/query.ts'
import type { PatientPairEntity } from './patient.entity.ts'

type Wanted = { readonly missingFact: MissingFact; readonly dueDate: string }

/** What was asked of hospitals for a pair, and of which reports nothing can be asked any more. */
export type Asked = {
  readonly events: readonly AuditEvent[]
  /** Numbers of the queries. */
  readonly queries: readonly string[]
  /** Numbers of accepted reports: what they lack comes by a correction. */
  readonly byCorrection: readonly string[]
}

/**
 * M6: asks the hospital of each report of both sides for the missing fact, in words that name nobody and do not tell why.
 * A report that is accepted can be answered for only by a correction, and one that has ended not at all.
 */
export async function askHospitals(context: Context, pair: PatientPairEntity, wanted: Wanted): Promise<Asked> {
  const { em } = context
  const reports = await em.find(
    CaseReportEntity,
    { patientId: [pair.patientAId, pair.patientBId] },
    { orderBy: { id: 'asc' } },
  )
  const events: AuditEvent[] = []
  const queries: string[] = []
  for (const report of reports.filter(({ state }) => canStillBeAnswered(state))) {
    const { number, event } = await ask(context, pair, report, wanted)
    queries.push(number)
    events.push(event)
  }
  return { events, queries, byCorrection: acceptedAmong(reports) }
}

/** Numbers of the reports for which a fact can come only by a correction. */
export const acceptedAmong = (reports: readonly CaseReportEntity[]): string[] =>
  reports.filter(({ state }) => state === 'ACCEPTED').map(({ number }) => number)

async function ask(
  context: Context,
  pair: PatientPairEntity,
  report: CaseReportEntity,
  { missingFact, dueDate }: Wanted,
): Promise<{ readonly number: string; readonly event: AuditEvent }> {
  const { em, actor, now, today } = context
  const { pointer, zh, en } = questionsOfFacts[missingFact]
  const question = { text: `${zh}\n${en}` }
  const key = await openDataKey(context, report.dataKeyId)
  const id = newId()
  const query = em.create(QueryEntity, {
    id,
    number: await nextNumber(em, 'query', today),
    caseReportId: report.id,
    level: 'office',
    pointer,
    kind: 'please-prove',
    state: 'OPEN',
    question: sealQuestion(key, id, question),
    answer: null,
    answerKind: null,
    dueDate,
    askedOfVersionNumber: report.versionNumber,
    openedById: actor.accountId,
    openedAt: now,
    answeredById: null,
    answeredAt: null,
    closedById: null,
    closedAt: null,
    patientPairId: pair.id,
    version: 1,
  })
  em.persist(query)
  return {
    number: query.number,
    // The hospital reads this entry: it says nothing of a pair.
    event: {
      event: 'query.opened',
      transition: 'Q1',
      object: { kind: 'query', id },
      to: 'OPEN',
      hospitalCode: report.hospitalCode,
      related: { number: query.number, caseReport: report.number },
      detail: { level: 'office', pointer, kind: query.kind, dueDate },
      sealed: { dataKeyId: report.dataKeyId, bytes: sealForJournal(key, id, question) },
    },
  }
}

type Cancelled = { id: string; number: string; state: string; hospital_code: string; case_report_number: string }

/** Q6 by rule: what was asked because of pairs that are decided, or moot, is asked no more, at whichever hospital. */
export async function cancelQuestions({ em, now }: Context, pairIds: readonly string[]): Promise<AuditEvent[]> {
  if (pairIds.length === 0) return []
  // An answer that this request brings is a row before it is dropped, and nobody here works with the row of before.
  await em.flush()
  const cancelled = await em.execute<Cancelled[]>('select * from cancel_queries_of_pairs(?::uuid[], ?)', [
    `{${pairIds.join(',')}}`,
    now,
  ])
  if (cancelled.length > 0) await em.find(QueryEntity, { id: cancelled.map(({ id }) => id) }, { refresh: true })
  return cancelled.map(({ id, number, state, hospital_code: hospitalCode, case_report_number: caseReport }) => ({
    event: 'query.cancelled',
    transition: 'Q6',
    object: { kind: 'query', id },
    from: state,
    to: 'CANCELLED',
    hospitalCode,
    related: { number, caseReport },
    byRule: 'nothing-to-clear-up',
  }))
}
