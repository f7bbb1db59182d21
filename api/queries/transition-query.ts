import { AccountEntity } from '#api/accounts/account.entity.ts'
import { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import { openContent, type CaseReportContent } from '#api/case-reports/case-report-content.ts'
import { formOf } from '#api/case-reports/case-report-facts.ts'
import { takePart } from '#api/case-reports/get-case-report.ts'
import type { Audited } from '#api/db/unit-of-work.ts'
import { sealDraft, sealForJournal, type ReportDocument } from '#api/documents/sealed-parts.ts'
import { hasCode } from '#api/forms/value-sets.ts'
import type { Context } from '#api/http/context.ts'
import { isObject } from '#registry-rules/forms/json-pointer.ts'
import { withValueAt } from '#registry-rules/documents/with-value-at.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { isOpenToOffice } from '#registry-rules/workflow/case-report.ts'
import {
  queryTransitions,
  refuseQueryTransition,
  type QueryFacts,
  type QueryRequest,
} from '#registry-rules/workflow/query.ts'
import { isChanged } from './answer-by-change.ts'
import { findingsOnSuggestion } from './findings-on-suggestion.ts'
import { getQueryToChange } from './get-query.ts'
import { isItemOf } from './item-of-form.ts'
import type { QueryEntity } from './query.entity.ts'
import { sealAnswer, viewQuery, type Question, type QueryView } from './view-query.ts'

type QueryStep = {
  readonly query: QueryEntity
  readonly report: CaseReportEntity
  readonly content: CaseReportContent
  readonly question: Question
}

/**
 * Q2, Q3: answers or closes a query. Accepting the suggestion puts the value into the draft under the registrar's name;
 * *cannot be found out* puts the reason there.
 *
 * @throws Refusal `query-not-found`, `transition-unknown`, `stale-version`, `reason-code-unknown`, `due-date-implausible`, `suggestion-unfit`, or what
 * the row refuses with.
 */
export async function transitionQuery(
  context: Context,
  id: string | undefined,
  request: QueryRequest,
): Promise<Audited<QueryView>> {
  const { em, actor, now, today } = context
  const query = await getQueryToChange(context, id)
  const transition = queryTransitions.find((row) => row.id === request.transition)
  if (!transition) throw new Refusal('transition-unknown')
  const report = await em.findOneOrFail(CaseReportEntity, { id: query.caseReportId })
  // Queries are content: the office has none of it until the hospital forwards the report.
  if (context.session.seat === 'office' && !isOpenToOffice(report.state, report.returnLevel ?? undefined)) {
    throw new Refusal('query-not-found')
  }
  const content = await openContent(context, report)
  const { question } = viewQuery(query, content.key, { masked: false })
  const step: QueryStep = { query, report, content, question }
  const refusal = refuseQueryTransition(transition, await gatherQueryFacts(context, step), actor, request)
  if (refusal) throw refusal
  if (request.missingReason !== undefined && !hasCode(context.valueSets, 'missing-reason', request.missingReason)) {
    throw new Refusal('reason-code-unknown', { valueSet: 'missing-reason' })
  }
  if (request.waitingUntil !== undefined && request.waitingUntil <= today) {
    throw new Refusal('due-date-implausible', { today })
  }

  const from = query.state
  query.state = transition.to
  if (transition.id === 'answer') await recordAnswer(context, step, request)
  else Object.assign(query, { closedById: actor.accountId, closedAt: now })
  const { text, answerKind } = request
  return {
    reply: viewQuery(query, content.key, { masked: context.session.seat === 'office' }),
    audit: {
      event: transition.auditEvent,
      transition: transition.number,
      object: { kind: 'query', id: query.id },
      from,
      to: transition.to,
      hospitalCode: report.hospitalCode,
      related: { number: query.number, caseReport: report.number },
      detail: {
        kind: answerKind,
        pointer: query.pointer,
        ...(answerKind === 'accepted-suggestion' ? { source: 'proposal' } : {}),
      },
      ...(text === undefined
        ? {}
        : { sealed: { dataKeyId: report.dataKeyId, bytes: sealForJournal(content.key, query.id, { text }) } }),
    },
  }
}

async function gatherQueryFacts({ em }: Context, { query, report, content, question }: QueryStep): Promise<QueryFacts> {
  const answerer = query.answeredById ? await em.findOne(AccountEntity, { id: query.answeredById }) : null
  return {
    state: query.state,
    level: query.level,
    openedById: query.openedById,
    answeredByPersonId: answerer?.personId,
    isValueChanged: query.pointer === '' || isChanged(content, query.pointer),
    hasSuggestion: 'suggestedValue' in question,
    reportState: report.state,
    reportClaimerId: report.claimerId ?? undefined,
  }
}

/** Q2: keeps the answer and puts what it brings into the draft; who answers has written in the report (E1). */
async function recordAnswer(context: Context, step: QueryStep, request: QueryRequest): Promise<void> {
  const { actor, now } = context
  const { query, report, content } = step
  const { text, missingReason, waitingUntil, answerKind } = request
  query.answerKind = answerKind ?? null
  query.answer = sealAnswer(content.key, query.id, { text, missingReason, waitingUntil })
  query.answeredById = actor.accountId
  query.answeredAt = now
  const document = documentAfter(context, step, request)
  if (document) {
    report.draft = sealDraft(content.key, report.id, document)
    report.changedAt = now
  }
  await takePart(context, report, 'author')
}

/** The document with what the answer brings; `undefined` where the answer changes nothing in it. */
function documentAfter(
  context: Context,
  { query, report, content, question }: QueryStep,
  { answerKind, missingReason = '' }: QueryRequest,
): ReportDocument | undefined {
  if (answerKind === 'accepted-suggestion') {
    const form = formOf(context, report)
    // The form may have got another version since the value was proposed.
    const unfit = isItemOf(form, query.pointer)
      ? findingsOnSuggestion(form, { pointer: query.pointer, value: question.suggestedValue, today: context.today })
      : undefined
    if (unfit === undefined || unfit.length > 0) throw new Refusal('suggestion-unfit', {}, unfit ?? [])
    return withoutReported(withValueAt(content.document, query.pointer, question.suggestedValue), query.pointer)
  }
  return answerKind === 'cannot-be-found-out' && isItemOf(formOf(context, report), query.pointer)
    ? withMissingReason(content.document, query.pointer, missingReason)
    : undefined
}

/** What a laboratory reported goes with the value that it was converted to, and a reason with the gap that is filled. */
function withoutReported(document: ReportDocument, pointer: string): ReportDocument {
  const { missing, asReported, ...rest } = document
  const others = (section: unknown): object => {
    if (!isObject(section)) return {}
    const { [pointer]: _gone, ...kept } = section
    return kept
  }
  return {
    ...rest,
    ...(Object.keys(others(missing)).length > 0 ? { missing: others(missing) } : {}),
    ...(Object.keys(others(asReported)).length > 0 ? { asReported: others(asReported) } : {}),
  }
}

/** The item without value, and the reason in its place. */
function withMissingReason(document: ReportDocument, pointer: string, reason: string): ReportDocument {
  const without = withoutReported(withValueAt(document, pointer, undefined), pointer)
  const missing = typeof without['missing'] === 'object' && without['missing'] !== null ? without['missing'] : {}
  return { ...without, missing: { ...missing, [pointer]: reason } }
}
