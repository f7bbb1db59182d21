import type { Finding } from '../finding.ts'
import { Refusal } from '../refusal.ts'
import type { Actor, Role } from './roles.ts'

/** States of WORKFLOW 3.4 that this registry uses, with their words on the screen and who holds the ball. */
export const caseReportStates = {
  DRAFT: { zh: '草稿', en: 'Draft', ball: 'registrar' },
  DISCARDED: { zh: '已弃稿', en: 'Discarded', ball: 'nobody' },
  SUBMITTED: { zh: '已提交，待院审', en: 'Submitted, waiting for the hospital review', ball: 'hospital-reviewer' },
  HOSPITAL_REVIEW: { zh: '院内审核中', en: 'In hospital review', ball: 'hospital-reviewer' },
  FORWARDED: { zh: '已上报，待省审', en: 'Forwarded, waiting for the office', ball: 'office-reviewer' },
  OFFICE_REVIEW: { zh: '省级审核中', en: 'In office review', ball: 'office-reviewer' },
  RETURNED: { zh: '退回补正', en: 'Returned for repair', ball: 'registrar' },
  ACCEPTED: { zh: '已入库', en: 'Accepted', ball: 'nobody' },
  REJECTED: { zh: '不予登记', en: 'Not a case', ball: 'nobody' },
  DUPLICATE: { zh: '重复卡', en: 'Duplicate', ball: 'nobody' },
  WITHDRAWN: { zh: '已撤销', en: 'Withdrawn', ball: 'nobody' },
} as const satisfies Record<string, { zh: string; en: string; ball: Role | 'nobody' }>

export type CaseReportState = keyof typeof caseReportStates
export type Level = 'hospital' | 'office'

/** What the table must know of a report to judge a transition; plain data, counted by the caller. */
export type CaseReportFacts = {
  readonly state: CaseReportState
  readonly lastMovedBy: string
  readonly authorId: string
  /** Persons who wrote in a version, or reviewed it, by part (rules E1 and E2). */
  readonly participants: readonly {
    readonly personId: string
    readonly part: 'author' | 'hospital-reviewer' | 'office-reviewer'
  }[]
  readonly claimerId: string | undefined
  readonly leaseEndsAt: Date | undefined
  /** Queries that are not closed, by level, answered ones included. */
  readonly unclosedQueries: Readonly<Record<Level, number>>
  /** Queries that still wait for the registrar. */
  readonly unansweredQueries: number
  /** Those of them that name a section or an item, not the report as a whole. */
  readonly unansweredQueriesOnPlaces: number
  /** Open pairs of the report's patient, which someone must decide. */
  readonly undecidedPairs: number
  /** Findings on the content that would be decided on, judged with today's rules. */
  readonly findings: readonly Finding[]
  /** Warnings verified with a reason in the content that would be decided on. */
  readonly verified: readonly VerifiedFinding[]
  readonly caseClass: 'confirmed' | 'suspected' | 'not-registrable' | undefined
}

/** A warning that the registrar has checked against the record and lets stand. */
export type VerifiedFinding = { readonly check: string; readonly pointer: string; readonly reason: string }

/** What the acting person says with the transition. */
export type TransitionRequest = {
  readonly transition: string
  readonly reasonCode?: string | undefined
  readonly reasonText?: string | undefined
  readonly dueDate?: string | undefined
  readonly verified?: readonly VerifiedFinding[] | undefined
  readonly verifiedValuesSeen?: boolean | undefined
}

/** Beside the facts: who asks, what he says, and when. */
export type TransitionCircumstances = {
  readonly actor: Actor
  readonly request: TransitionRequest
  readonly now: Date
  readonly today: string
}

type Rule = (facts: CaseReportFacts, circumstances: TransitionCircumstances) => Refusal | undefined

/** One row of the table in WORKFLOW 3.4. */
export type CaseReportTransition = {
  readonly id: string
  readonly number: string
  readonly zh: string
  readonly en: string
  readonly from: readonly CaseReportState[]
  readonly to: CaseReportState
  readonly roles: readonly Role[]
  readonly level?: Level
  readonly auditEvent: string
  /** Value set of the reason codes that this transition needs or takes. */
  readonly reasonCodes?: 'return-reason' | 'rejection-reason'
  /** Who, beyond the role: author, claimer, four eyes. Asked before `requires`. */
  readonly who?: Rule
  /** What must hold of the report and the request. */
  readonly requires?: Rule
}

/** How long a claim lasts without a sign of work (WORKFLOW R9, default). */
export const leaseMinutes = 30
/** Calendar days a hospital has to repair a returned report unless the reviewer says otherwise (default). */
export const repairTermDays = 14
/** The latest due date that a reviewer may set, in calendar days. */
export const longestRepairTermDays = 365

const all =
  (...rules: readonly Rule[]): Rule =>
  (facts, circumstances) => {
    for (const rule of rules) {
      const refusal = rule(facts, circumstances)
      if (refusal) return refusal
    }
    return undefined
  }

const isPart = (facts: CaseReportFacts, { personId }: Actor, part: string): boolean =>
  facts.participants.some((participant) => participant.part === part && participant.personId === personId)

/** E1: who wrote or answered in a version may not review it. */
const notOnesOwnReport: Rule = (facts, { actor }) =>
  isPart(facts, actor, 'author') ? new Refusal('four-eyes', { rule: 'E1' }) : undefined

/** E2: who reviewed for the hospital may not review the same report for the office. */
const notReviewedBefore: Rule = (facts, { actor }) =>
  isPart(facts, actor, 'hospital-reviewer') ? new Refusal('four-eyes', { rule: 'E2' }) : undefined

const byTheAuthor: Rule = (facts, { actor }) =>
  facts.authorId === actor.accountId || actor.roles.includes('hospital-administrator')
    ? undefined
    : new Refusal('not-the-author')

const byTheClaimer: Rule = (facts, { actor }) =>
  facts.claimerId === actor.accountId ? undefined : new Refusal('not-the-claimer')

/** A claim holds until its lease ends; then the report is free for the next reviewer. */
const notClaimedByAnother: Rule = (facts, { actor, now }) =>
  facts.claimerId === undefined || facts.claimerId === actor.accountId || hasLapsed(facts, now)
    ? undefined
    : new Refusal('claimed-by-another')

const noBlockingFinding: Rule = (facts) => {
  const blocking = facts.findings.filter(({ severity }) => severity === 'block')
  return blocking.length > 0 ? new Refusal('blocking-findings', { count: blocking.length }, facts.findings) : undefined
}

const warningsAnswered: Rule = (facts, { request }) => {
  const open = unansweredWarnings(facts.findings, [...facts.verified, ...(request.verified ?? [])])
  return open.length > 0 ? new Refusal('unanswered-warnings', { count: open.length }, open) : undefined
}

const queriesAnswered: Rule = (facts) =>
  facts.unansweredQueries > 0 ? new Refusal('unanswered-queries', { count: facts.unansweredQueries }) : undefined

const noOpenQuery =
  (level: Level | 'any'): Rule =>
  (facts) => {
    const count =
      level === 'any' ? facts.unclosedQueries.hospital + facts.unclosedQueries.office : facts.unclosedQueries[level]
    return count > 0 ? new Refusal('open-queries', { count }) : undefined
  }

const verifiedValuesSeen: Rule = (facts, { request }) =>
  facts.verified.length > 0 && request.verifiedValuesSeen !== true
    ? new Refusal('verified-values-unseen', { count: facts.verified.length })
    : undefined

const reasonText: Rule = (_facts, { request }) =>
  (request.reasonText ?? '').trim().length >= 2 ? undefined : new Refusal('reason-needed', { field: 'reasonText' })

const reasonCode: Rule = (_facts, { request }) =>
  request.reasonCode === undefined ? new Refusal('reason-needed', { field: 'reasonCode' }) : undefined

const queryOrRemark: Rule = (facts, { request }) =>
  facts.unansweredQueries > 0 || (request.reasonText ?? '').trim().length >= 2
    ? undefined
    : new Refusal('query-or-remark-needed')

const anOpenQueryOnAPlace: Rule = (facts) =>
  facts.unansweredQueriesOnPlaces > 0 ? undefined : new Refusal('query-needed')

const plausibleDueDate: Rule = (_facts, { request, today }) => {
  if (request.dueDate === undefined) return undefined
  return request.dueDate >= today && request.dueDate <= addDays(today, longestRepairTermDays)
    ? undefined
    : new Refusal('due-date-implausible', { today })
}

const pairsDecided: Rule = (facts) =>
  facts.undecidedPairs > 0 ? new Refusal('undecided-pairs', { count: facts.undecidedPairs }) : undefined

/** A required item with a reason instead of a value can be accepted only with known gaps (R19). */
const noRequiredGap: Rule = (facts) => {
  const gaps = facts.findings.filter(({ answeredBy }) => answeredBy === 'missing-reason')
  return gaps.length > 0 ? new Refusal('known-gaps', { count: gaps.length }, gaps) : undefined
}

const criteriaMet: Rule = (facts) =>
  facts.caseClass === 'confirmed' || facts.caseClass === 'suspected' ? undefined : new Refusal('criteria-not-met')

const readyToSubmit = all(noBlockingFinding, warningsAnswered)

/** The transitions of WORKFLOW 3.4 from submission to the decision; creation and saving (R1, R2) are routes of their own. */
export const caseReportTransitions: readonly CaseReportTransition[] = [
  {
    id: 'submit',
    number: 'R7',
    zh: '提交',
    en: 'Submit',
    from: ['DRAFT'],
    to: 'SUBMITTED',
    roles: ['registrar', 'interface'],
    auditEvent: 'case-report.submitted',
    requires: readyToSubmit,
  },
  {
    id: 'recall',
    number: 'R8',
    zh: '撤回',
    en: 'Recall',
    from: ['SUBMITTED'],
    to: 'DRAFT',
    roles: ['registrar', 'hospital-administrator'],
    auditEvent: 'case-report.recalled',
    who: byTheAuthor,
  },
  {
    id: 'claim-for-hospital',
    number: 'R9',
    zh: '院内审核领取',
    en: 'Take for the hospital review',
    from: ['SUBMITTED', 'HOSPITAL_REVIEW'],
    to: 'HOSPITAL_REVIEW',
    level: 'hospital',
    roles: ['hospital-reviewer'],
    auditEvent: 'case-report.claimed',
    who: all(notOnesOwnReport, notClaimedByAnother),
  },
  {
    id: 'release-for-hospital',
    number: 'R10',
    zh: '放回院内待审',
    en: 'Put back into the hospital queue',
    from: ['HOSPITAL_REVIEW'],
    to: 'SUBMITTED',
    level: 'hospital',
    roles: ['hospital-reviewer', 'hospital-administrator'],
    auditEvent: 'case-report.released',
    who: (facts, circumstances) =>
      circumstances.actor.roles.includes('hospital-administrator') ? undefined : byTheClaimer(facts, circumstances),
  },
  {
    id: 'return-for-hospital',
    number: 'R11',
    zh: '院内退回补正',
    en: 'Return to the registrar (hospital)',
    from: ['HOSPITAL_REVIEW'],
    to: 'RETURNED',
    level: 'hospital',
    roles: ['hospital-reviewer'],
    auditEvent: 'case-report.returned',
    reasonCodes: 'return-reason',
    who: all(byTheClaimer, notOnesOwnReport),
    requires: all(reasonCode, queryOrRemark, plausibleDueDate),
  },
  {
    id: 'forward',
    number: 'R12',
    zh: '审核通过并上报',
    en: 'Forward to the office',
    from: ['HOSPITAL_REVIEW'],
    to: 'FORWARDED',
    level: 'hospital',
    roles: ['hospital-reviewer'],
    auditEvent: 'case-report.forwarded',
    who: all(byTheClaimer, notOnesOwnReport),
    requires: all(noOpenQuery('hospital'), verifiedValuesSeen),
  },
  {
    id: 'claim-for-office',
    number: 'R14',
    zh: '省级审核领取',
    en: 'Take for the office review',
    from: ['FORWARDED', 'OFFICE_REVIEW'],
    to: 'OFFICE_REVIEW',
    level: 'office',
    roles: ['office-reviewer'],
    auditEvent: 'case-report.claimed',
    who: all(notOnesOwnReport, notReviewedBefore, notClaimedByAnother),
  },
  {
    id: 'release-for-office',
    number: 'R15',
    zh: '放回省级待审',
    en: 'Put back into the office queue',
    from: ['OFFICE_REVIEW'],
    to: 'FORWARDED',
    level: 'office',
    roles: ['office-reviewer', 'office-lead'],
    auditEvent: 'case-report.released',
    who: (facts, circumstances) =>
      circumstances.actor.roles.includes('office-lead') ? undefined : byTheClaimer(facts, circumstances),
  },
  {
    id: 'return-for-office',
    number: 'R16',
    zh: '省级退回补正',
    en: 'Return to the hospital (office)',
    from: ['OFFICE_REVIEW'],
    to: 'RETURNED',
    level: 'office',
    roles: ['office-reviewer'],
    auditEvent: 'case-report.returned',
    reasonCodes: 'return-reason',
    who: all(byTheClaimer, notOnesOwnReport, notReviewedBefore),
    requires: all(reasonCode, anOpenQueryOnAPlace, plausibleDueDate),
  },
  {
    id: 'resubmit',
    number: 'R17',
    zh: '补正后重新提交',
    en: 'Submit again',
    from: ['RETURNED'],
    to: 'SUBMITTED',
    roles: ['registrar'],
    auditEvent: 'case-report.resubmitted',
    requires: all(queriesAnswered, readyToSubmit),
  },
  {
    id: 'accept',
    number: 'R18',
    zh: '审核通过并入库',
    en: 'Accept',
    from: ['OFFICE_REVIEW'],
    to: 'ACCEPTED',
    level: 'office',
    roles: ['office-reviewer'],
    auditEvent: 'case-report.accepted',
    who: all(byTheClaimer, notOnesOwnReport, notReviewedBefore),
    requires: all(noOpenQuery('any'), noBlockingFinding, pairsDecided, noRequiredGap, criteriaMet, verifiedValuesSeen),
  },
  {
    id: 'reject',
    number: 'R20',
    zh: '不予登记',
    en: 'Not a case',
    from: ['OFFICE_REVIEW'],
    to: 'REJECTED',
    level: 'office',
    roles: ['office-reviewer'],
    auditEvent: 'case-report.rejected',
    reasonCodes: 'rejection-reason',
    who: all(byTheClaimer, notOnesOwnReport, notReviewedBefore),
    requires: all(reasonCode, reasonText),
  },
]

/** Whether the claim on a report has run out, so that the next reviewer may take it. */
export function hasLapsed({ leaseEndsAt }: Pick<CaseReportFacts, 'leaseEndsAt'>, now: Date): boolean {
  return leaseEndsAt !== undefined && leaseEndsAt.getTime() <= now.getTime()
}

/** Warnings that nobody has answered: neither verified with a reason nor carrying a reason for a gap. */
export function unansweredWarnings(findings: readonly Finding[], verified: readonly VerifiedFinding[]): Finding[] {
  return findings.filter(
    (finding) =>
      finding.severity === 'warn' &&
      finding.answeredBy === undefined &&
      !verified.some(({ check, pointer }) => check === finding.check && pointer === finding.pointer),
  )
}

/**
 * Why a transition may not be made now, in the order of WORKFLOW 3.3: state (409), role and person (403),
 * then what it requires (422); `undefined` where it may.
 */
export function refuse(
  transition: CaseReportTransition,
  facts: CaseReportFacts,
  circumstances: TransitionCircumstances,
): Refusal | undefined {
  if (!transition.from.includes(facts.state)) {
    return new Refusal('wrong-state', { state: facts.state, lastMovedBy: facts.lastMovedBy })
  }
  if (!transition.roles.some((role) => circumstances.actor.roles.includes(role))) {
    return new Refusal('role-missing', { roles: transition.roles.join(', ') })
  }
  return transition.who?.(facts, circumstances) ?? transition.requires?.(facts, circumstances)
}

/** Whether a report's content may be changed now (R2), and by whom. */
export function mayBeSaved(state: CaseReportState): boolean {
  return state === 'DRAFT' || state === 'RETURNED'
}

/** Whether the office reads the content, not only number, disease and state (WORKFLOW 3.13). */
export function isOpenToOffice(state: CaseReportState, returnLevel: Level | undefined): boolean {
  return state === 'RETURNED'
    ? returnLevel === 'office'
    : ['FORWARDED', 'OFFICE_REVIEW', 'ACCEPTED', 'REJECTED', 'DUPLICATE', 'WITHDRAWN'].includes(state)
}

/** A calendar date so many days later. */
export function addDays(date: string, days: number): string {
  const time = Date.parse(`${date}T00:00:00Z`) + days * 86_400_000
  return new Date(time).toISOString().slice(0, 10)
}
