import { Refusal } from '../refusal.ts'
import type { CaseReportState, Level } from './case-report.ts'
import type { Actor, Role } from './roles.ts'

/** States of WORKFLOW 3.6. */
export const queryStates = {
  OPEN: { zh: '待答复', en: 'Open' },
  ANSWERED: { zh: '已答复', en: 'Answered' },
  CLOSED: { zh: '已关闭', en: 'Closed' },
  CANCELLED: { zh: '已取消', en: 'Cancelled' },
} as const satisfies Record<string, { zh: string; en: string }>

/** Where a query stands between question and closing. */
export type QueryState = keyof typeof queryStates
/** How a registrar can answer (WORKFLOW Q2); each kind must carry something else. */
export type AnswerKind = 'changed-value' | 'accepted-suggestion' | 'verified' | 'cannot-be-found-out' | 'waiting'

/** What must be known of a query and its report to judge a step. */
export type QueryFacts = {
  readonly state: QueryState
  readonly level: Level
  readonly openedById: string
  /** Persons, not accounts: one may have several (WORKFLOW 3.2). */
  readonly answeredByPersonId: string | undefined
  /** Whether the draft says something else at the query's place than the version that was asked about. */
  readonly isValueChanged: boolean
  readonly hasSuggestion: boolean
  readonly reportState: CaseReportState
  readonly reportClaimerId: string | undefined
}

/** What the acting person says with the step. */
export type QueryRequest = {
  readonly transition: string
  readonly answerKind?: AnswerKind | undefined
  readonly text?: string | undefined
  readonly missingReason?: string | undefined
  readonly waitingUntil?: string | undefined
}

/** One row of the table in WORKFLOW 3.6. */
export type QueryTransition = {
  readonly id: string
  readonly number: string
  readonly zh: string
  readonly en: string
  readonly from: readonly QueryState[]
  readonly to: QueryState
  readonly roles: readonly Role[]
  readonly auditEvent: string
  readonly requires: (facts: QueryFacts, actor: Actor, request: QueryRequest) => Refusal | undefined
}

/** What each kind of answer must carry (WORKFLOW Q2). */
const answerComplete = (facts: QueryFacts, request: QueryRequest): Refusal | undefined => {
  const text = (request.text ?? '').trim()
  switch (request.answerKind) {
    case undefined:
      return new Refusal('answer-needed', { field: 'answerKind' })
    case 'changed-value':
      return facts.isValueChanged ? undefined : new Refusal('answer-needed', { field: 'content' })
    case 'accepted-suggestion':
      return facts.hasSuggestion ? undefined : new Refusal('answer-needed', { field: 'suggestedValue' })
    case 'verified':
      return text.length >= 2 ? undefined : new Refusal('answer-needed', { field: 'text' })
    case 'cannot-be-found-out':
      return request.missingReason ? undefined : new Refusal('answer-needed', { field: 'missingReason' })
    case 'waiting':
      return request.waitingUntil ? undefined : new Refusal('answer-needed', { field: 'waitingUntil' })
    default:
      return request.answerKind satisfies never
  }
}

const reviewerOfLevel = (facts: QueryFacts, actor: Actor): boolean =>
  facts.level === 'hospital' ? actor.roles.includes('hospital-reviewer') : actor.roles.includes('office-reviewer')

/** Steps Q2 and Q3; opening (Q1) is a route of its own, with `refuseOpening`. */
export const queryTransitions: readonly QueryTransition[] = [
  {
    id: 'answer',
    number: 'Q2',
    zh: '答复',
    en: 'Answer',
    from: ['OPEN'],
    to: 'ANSWERED',
    roles: ['registrar'],
    auditEvent: 'query.answered',
    requires: (facts, _actor, request) =>
      facts.reportState === 'RETURNED'
        ? answerComplete(facts, request)
        : new Refusal('wrong-state', { state: facts.reportState, lastMovedBy: '' }),
  },
  {
    id: 'close',
    number: 'Q3',
    zh: '关闭',
    en: 'Close',
    from: ['ANSWERED'],
    to: 'CLOSED',
    roles: ['hospital-reviewer', 'office-reviewer'],
    auditEvent: 'query.closed',
    requires: (facts, actor) =>
      facts.answeredByPersonId === actor.personId ||
      !(facts.openedById === actor.accountId || reviewerOfLevel(facts, actor))
        ? new Refusal('not-the-opener')
        : undefined,
  },
]

/** Why a query may not be opened (Q1): only the reviewer who holds the report asks, at the level of the review. */
export function refuseOpening(
  facts: Pick<QueryFacts, 'reportState' | 'reportClaimerId'>,
  actor: Actor,
): Refusal | undefined {
  if (levelOfReview(facts.reportState) === undefined)
    return new Refusal('wrong-state', { state: facts.reportState, lastMovedBy: '' })
  return facts.reportClaimerId === actor.accountId ? undefined : new Refusal('not-the-claimer')
}

/** The level at which a report is under review now. */
export function levelOfReview(state: CaseReportState): Level | undefined {
  if (state === 'HOSPITAL_REVIEW') return 'hospital'
  return state === 'OFFICE_REVIEW' ? 'office' : undefined
}

/**
 * Whether a question on a report can still be answered on its way (Q2): it may be returned, or is. After acceptance the
 * correction path serves, and a draft is still the registrar's own.
 */
export function canStillBeAnswered(state: CaseReportState): boolean {
  return ['SUBMITTED', 'HOSPITAL_REVIEW', 'FORWARDED', 'OFFICE_REVIEW', 'RETURNED'].includes(state)
}

/** Why a step of a query may not be made now; `undefined` where it may. */
export function refuseQueryTransition(
  transition: QueryTransition,
  facts: QueryFacts,
  actor: Actor,
  request: QueryRequest,
): Refusal | undefined {
  if (!transition.from.includes(facts.state)) return new Refusal('wrong-state', { state: facts.state, lastMovedBy: '' })
  if (!transition.roles.some((role) => actor.roles.includes(role))) {
    return new Refusal('role-missing', { roles: transition.roles.join(', ') })
  }
  return transition.requires(facts, actor, request)
}
