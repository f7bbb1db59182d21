import type { Finding } from '../finding.ts'
import { Refusal } from '../refusal.ts'
import {
  all,
  anOpenQueryOnAPlace,
  byTheAuthor,
  byTheClaimer,
  byTheClaimerOr,
  criteriaMet,
  lossesSeen,
  newerFormPublished,
  noBlockingFinding,
  noOpenQuery,
  noOpenQueryButOfPairs,
  noRequiredGap,
  notClaimedByAnother,
  notOnesOwnReport,
  notReviewedBefore,
  pairsDecided,
  plausibleDueDate,
  queriesAnswered,
  queryOrRemark,
  readyToSubmit,
  reasonCode,
  reasonText,
  verifiedValuesSeen,
  type Condition,
  unansweredWarnings,
} from './case-report-conditions.ts'
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

/** The legal state of a case report. */
export type CaseReportState = keyof typeof caseReportStates
/** Who reviews: a report passes the hospital's review, then the office's. */
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
  /** Of those at the level of the office, questions for a pair of patient records (M6) that nobody has answered. */
  readonly unansweredPairQuestions: number
  /** Open pairs of the report's patient, which someone must decide. */
  readonly undecidedPairs: number
  /** The patient is marked as one of open identity (P3), and counted so. */
  readonly isIdentityTentative: boolean
  /** Findings on the content that would be decided on, judged with today's rules. */
  readonly findings: readonly Finding[]
  /** Warnings verified with a reason in the content that would be decided on. */
  readonly verified: readonly VerifiedFinding[]
  readonly caseClass: 'confirmed' | 'suspected' | 'not-registrable' | undefined
  /** The newest form version, where it is newer than the report's, and how many answers would not carry over. */
  readonly formUpgrade?: { readonly toVersion: number; readonly lost: number } | undefined
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
  readonly lossesSeen?: boolean | undefined
}

/** Beside the facts: who asks, what he says, and when. */
export type TransitionCircumstances = {
  readonly actor: Actor
  readonly request: TransitionRequest
  readonly now: Date
  readonly today: string
}

/** One row of the table in WORKFLOW 3.4. */
export type CaseReportTransition = {
  readonly id: string
  readonly number: string
  readonly zh: string
  readonly en: string
  readonly from: readonly CaseReportState[]
  /** `same` where the report stays in its state. */
  readonly to: CaseReportState | 'same'
  readonly roles: readonly Role[]
  readonly level?: Level
  readonly auditEvent: string
  /** Value set of the reason codes that this transition needs or takes. */
  readonly reasonCodes?: 'return-reason' | 'rejection-reason'
  /** Who, beyond the role: author, claimer, four eyes. Asked before `requires`. */
  readonly who?: Condition
  /** What must hold of the report and the request. */
  readonly requires?: Condition
}

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
    who: byTheClaimerOr('hospital-administrator'),
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
    who: byTheClaimerOr('office-lead'),
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
    requires: all(
      noOpenQueryButOfPairs,
      noBlockingFinding,
      pairsDecided,
      noRequiredGap,
      criteriaMet,
      verifiedValuesSeen,
    ),
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
  {
    id: 'upgrade-form',
    number: 'R29',
    zh: '升级到新版表单',
    en: 'Move to the newer form version',
    from: ['DRAFT', 'RETURNED'],
    to: 'same',
    roles: ['registrar'],
    auditEvent: 'case-report.form-upgraded',
    requires: all(newerFormPublished, lossesSeen),
  },
]

/** The state a report is in after a transition from another. */
export function stateAfter({ to }: Pick<CaseReportTransition, 'to'>, from: CaseReportState): CaseReportState {
  return to === 'same' ? from : to
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

/** What a request can bring along that a transition may need. */
export type RequestNeed = 'reasonCode' | 'reasonText' | 'verified' | 'verifiedValuesSeen' | 'lossesSeen'

/**
 * Whether a person may make a transition of a report now, judged by the report alone: what only the request can bring
 * is no reason against it, but listed as needed.
 */
export function judgeAction(
  transition: CaseReportTransition,
  facts: CaseReportFacts,
  circumstances: Omit<TransitionCircumstances, 'request'>,
): { readonly refusal: Refusal | undefined; readonly needs: readonly RequestNeed[] } {
  const complete: Pick<TransitionRequest, RequestNeed> = {
    reasonCode: 'given',
    reasonText: 'given',
    verified: unansweredWarnings(facts.findings, facts.verified).map(({ check, pointer }) => ({
      check,
      pointer,
      reason: 'given',
    })),
    verifiedValuesSeen: true,
    lossesSeen: true,
  }
  const judge = (brought: Pick<TransitionRequest, RequestNeed>): Refusal | undefined =>
    refuse(transition, facts, { ...circumstances, request: { transition: transition.id, ...brought } })
  const refusal = judge(complete)
  const needs = Object.keys(complete) as RequestNeed[]
  return { refusal, needs: refusal ? [] : needs.filter((need) => judge({ ...complete, [need]: undefined })) }
}

/** Whether the registrar may change a report's content now (R2). */
export function mayBeSaved(state: CaseReportState): boolean {
  return state === 'DRAFT' || state === 'RETURNED'
}

/** Whether the office reads the content, not only number, disease and state (WORKFLOW 3.13). */
export function isOpenToOffice(state: CaseReportState, returnLevel: Level | undefined): boolean {
  return state === 'RETURNED'
    ? returnLevel === 'office'
    : ['FORWARDED', 'OFFICE_REVIEW', 'ACCEPTED', 'REJECTED', 'DUPLICATE', 'WITHDRAWN'].includes(state)
}
