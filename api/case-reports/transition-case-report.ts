import type { AuditEvent, Audited } from '#api/db/unit-of-work.ts'
import { sealForJournal } from '#api/documents/sealed-parts.ts'
import { hasCode } from '#api/forms/value-sets.ts'
import type { Context } from '#api/http/context.ts'
import { whereGiven } from '#api/http/where-given.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { hasLapsed } from '#registry-rules/workflow/case-report-conditions.ts'
import {
  caseReportTransitions,
  refuse,
  stateAfter,
  type CaseReportFacts,
  type CaseReportTransition,
  type TransitionRequest,
} from '#registry-rules/workflow/case-report.ts'
import { acceptCaseReport } from './accept-case-report.ts'
import type { CaseReportEntity } from './case-report.entity.ts'
import { openContent, type CaseReportContent } from './case-report-content.ts'
import { gatherFacts } from './case-report-facts.ts'
import type { Effect } from './effect.ts'
import { lockCaseReport, requireVersion } from './get-case-report.ts'
import { rejectCaseReport } from './reject-case-report.ts'
import { claim, forward, recall, release, returnToRegistrar } from './review-case-report.ts'
import { submitCaseReport } from './submit-case-report.ts'
import { upgradeForm } from './upgrade-form.ts'

/** A report after its transition, with its content still open. */
export type MovedCaseReport = { readonly report: CaseReportEntity; readonly content: CaseReportContent }

/** What each row of the table does beyond changing the state. */
export const effects: Readonly<Record<string, Effect>> = {
  submit: submitCaseReport,
  recall: recall,
  'claim-for-hospital': claim,
  'release-for-hospital': release,
  'return-for-hospital': returnToRegistrar,
  forward: forward,
  'claim-for-office': claim,
  'release-for-office': release,
  'return-for-office': returnToRegistrar,
  resubmit: submitCaseReport,
  accept: acceptCaseReport,
  reject: rejectCaseReport,
  'upgrade-form': upgradeForm,
}

/**
 * Moves a report along one row of the transition table.
 *
 * @throws Refusal `case-report-not-found`, `transition-unknown`, `stale-version`, `reason-code-unknown`, or what the row
 * refuses with.
 */
export async function transitionCaseReport(
  context: Context,
  id: string | undefined,
  request: TransitionRequest,
): Promise<Audited<MovedCaseReport>> {
  const { actor, now, today, valueSets } = context
  const report = await lockCaseReport(context, id)
  const transition = caseReportTransitions.find((row) => row.id === request.transition)
  const effect = effects[request.transition]
  if (!transition || !effect) throw new Refusal('transition-unknown')
  // Before the version: who comes too late should learn what happened and by whom, not only that something did.
  if (!transition.from.includes(report.state)) {
    throw new Refusal('wrong-state', { state: report.state, lastMovedBy: report.lastMovedBy })
  }
  requireVersion(report, context.expectedVersion)
  if (request.reasonCode !== undefined && transition.reasonCodes === undefined) throw needlessReasonCode()
  const content = await openContent(context, report)
  const facts = await gatherFacts(context, report, content)
  const refusal = refuse(transition, facts, { actor, request, now, today })
  if (refusal) throw refusal
  const { reasonCodes } = transition
  if (reasonCodes && request.reasonCode !== undefined && !hasCode(valueSets, reasonCodes, request.reasonCode)) {
    throw new Refusal('reason-code-unknown', { valueSet: reasonCodes })
  }

  const lapsed = endOfLease(facts, transition, report, now)
  const from = lapsed?.to ?? report.state
  const {
    detail,
    related,
    sealedDetail,
    further = [],
    content: made = { ...content, findings: facts.findings },
  } = await effect(context, { report, content, facts, request, transition })
  report.state = stateAfter(transition, report.state)
  report.lastMovedBy = actor.name
  report.changedAt = now
  const event: AuditEvent = {
    event: transition.auditEvent,
    transition: transition.number,
    object: { kind: 'case-report', id: report.id },
    from,
    to: report.state,
    hospitalCode: report.hospitalCode,
    reasonCode: request.reasonCode,
    formVersion: report.formVersion,
    ruleSet: context.ruleSet,
    detail: { ...(transition.level === undefined ? {} : { level: transition.level }), ...detail },
    related: { number: report.number, ...related },
    ...(request.reasonText === undefined && sealedDetail === undefined
      ? {}
      : {
          sealed: {
            dataKeyId: report.dataKeyId,
            bytes: sealForJournal(content.key, report.id, {
              ...whereGiven({ reasonText: request.reasonText }),
              ...sealedDetail,
            }),
          },
        }),
  }
  return {
    reply: { report, content: made },
    audit: lapsed ? [lapsed, event, ...further] : [event, ...further],
  }
}

/** A code that no value set checks could be anything, and would stand in the journal in clear. */
function needlessReasonCode(): Refusal {
  return new Refusal('body-breaks-schema', { count: 1 }, [
    {
      check: 'schema.unknown-key',
      severity: 'block',
      pointer: '/reasonCode',
      zh: '此操作不用理由代码。',
      en: 'This transition takes no reason code.',
    },
  ])
}

/** R10, R15 by the system: a claim that has run out is released before another reviewer takes the report. */
function endOfLease(
  facts: CaseReportFacts,
  transition: CaseReportTransition,
  report: CaseReportEntity,
  now: Date,
): AuditEvent | undefined {
  const isClaim = transition.id === 'claim-for-hospital' || transition.id === 'claim-for-office'
  if (!isClaim || report.state !== transition.to || !hasLapsed(facts, now)) return undefined
  const isHospital = transition.level === 'hospital'
  return {
    event: 'case-report.released',
    transition: isHospital ? 'R10' : 'R15',
    object: { kind: 'case-report', id: report.id },
    from: report.state,
    to: isHospital ? 'SUBMITTED' : 'FORWARDED',
    byRule: 'lease-end',
    detail: { level: transition.level, reason: 'lease_expired' },
    related: { number: report.number },
    hospitalCode: report.hospitalCode,
  }
}
