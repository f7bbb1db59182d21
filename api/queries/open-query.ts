import { v7 as newId } from 'uuid'
import { openDataKey } from '#api/documents/data-keys.ts'
import { sealForJournal } from '#api/documents/sealed-parts.ts'
import { formOf } from '#api/case-reports/case-report-facts.ts'
import { getCaseReportToChange, takePart } from '#api/case-reports/get-case-report.ts'
import { nextNumber } from '#api/db/next-number.ts'
import type { Audited } from '#api/db/unit-of-work.ts'
import type { Context } from '#api/http/context.ts'
import type { CaseForm } from '#registry-rules/forms/form.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { addDays, isPlausibleDueDate, leaseMinutes, repairTermDays } from '#registry-rules/workflow/terms.ts'
import { levelOfReview, refuseOpening } from '#registry-rules/workflow/query.ts'
import { QueryEntity } from './query.entity.ts'
import { findingsOnSuggestion } from './findings-on-suggestion.ts'
import { isItemOf } from './item-of-form.ts'
import { sealQuestion, viewQuery, type Question, type QueryView } from './view-query.ts'

type Opening = Question & { readonly pointer: string; readonly kind: string; readonly dueDate?: string | undefined }

/**
 * Q1: the reviewer who holds the report asks about one item, a section, or (empty pointer) the report, and may propose
 * a value. Asking is a sign of work: it renews the lease.
 *
 * @throws Refusal `case-report-not-found`, `wrong-state`, `not-the-claimer`, `pointer-unknown`, `suggestion-unfit`,
 * `due-date-implausible`.
 */
export async function openQuery(
  context: Context,
  caseReportId: string | undefined,
  { pointer, kind, dueDate, ...question }: Opening,
): Promise<Audited<QueryView>> {
  const { em, actor, now, today } = context
  const report = await getCaseReportToChange({ em, expectedVersion: undefined }, caseReportId)
  const refusal = refuseOpening({ reportState: report.state, reportClaimerId: report.claimerId ?? undefined }, actor)
  if (refusal) throw refusal
  const form = formOf(context, report)
  // A value can be proposed for an item, not for a section or the report as a whole.
  if (!isPlaceOf(form, pointer) || ('suggestedValue' in question && !isItemOf(form, pointer))) {
    throw new Refusal('pointer-unknown')
  }
  if ('suggestedValue' in question) {
    const unfit = findingsOnSuggestion(form, { pointer, value: question.suggestedValue, today })
    if (unfit.length > 0) throw new Refusal('suggestion-unfit', {}, unfit)
  }
  if (dueDate !== undefined && !isPlausibleDueDate(dueDate, today)) {
    throw new Refusal('due-date-implausible', { today })
  }
  const level = levelOfReview(report.state)
  if (level === undefined) throw new Refusal('wrong-state', { state: report.state, lastMovedBy: '' })

  const key = await openDataKey(context, report.dataKeyId)
  const id = newId()
  const query = em.create(QueryEntity, {
    id,
    number: await nextNumber(em, 'query', today),
    caseReportId: report.id,
    level,
    pointer,
    kind,
    state: 'OPEN',
    question: sealQuestion(key, id, question),
    answer: null,
    answerKind: null,
    dueDate: dueDate ?? addDays(today, repairTermDays),
    askedOfVersionNumber: report.versionNumber,
    openedById: actor.accountId,
    openedAt: now,
    answeredById: null,
    answeredAt: null,
    closedById: null,
    closedAt: null,
    patientPairId: null,
    version: 1,
  })
  em.persist(query)
  report.leaseEndsAt = new Date(now.getTime() + leaseMinutes * 60_000)
  await takePart(context, report, level === 'office' ? 'office-reviewer' : 'hospital-reviewer')
  return {
    reply: viewQuery(query, key, { masked: false }),
    audit: {
      event: 'query.opened',
      transition: 'Q1',
      object: { kind: 'query', id },
      to: 'OPEN',
      hospitalCode: report.hospitalCode,
      related: { number: query.number, caseReport: report.number },
      detail: { level, pointer, kind, dueDate: query.dueDate },
      sealed: { dataKeyId: report.dataKeyId, bytes: sealForJournal(key, id, question) },
    },
  }
}

/** The whole report, a section, or an item of the form. */
function isPlaceOf(form: CaseForm, pointer: string): boolean {
  return pointer === '' || isItemOf(form, pointer) || form.items.some((item) => item.pointer.startsWith(`${pointer}/`))
}
