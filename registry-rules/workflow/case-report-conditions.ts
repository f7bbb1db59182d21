import type { Finding } from '../finding.ts'
import { Refusal } from '../refusal.ts'
import type { CaseReportFacts, Level, TransitionCircumstances, VerifiedFinding } from './case-report.ts'
import type { Actor, Role } from './roles.ts'
import { isPlausibleDueDate } from './terms.ts'

/** One condition of a transition: why it does not hold, `undefined` where it does. */
export type Condition = (facts: CaseReportFacts, circumstances: TransitionCircumstances) => Refusal | undefined

/** Refuses with the first of several conditions that refuses. */
export const all =
  (...rules: readonly Condition[]): Condition =>
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
export const notOnesOwnReport: Condition = (facts, { actor }) =>
  isPart(facts, actor, 'author') ? new Refusal('four-eyes', { rule: 'E1' }) : undefined

/** E2: who reviewed for the hospital may not review the same report for the office. */
export const notReviewedBefore: Condition = (facts, { actor }) =>
  isPart(facts, actor, 'hospital-reviewer') ? new Refusal('four-eyes', { rule: 'E2' }) : undefined

/** The registrar who made the report, or the hospital's administrator in his place. */
export const byTheAuthor: Condition = (facts, { actor }) =>
  facts.authorId === actor.accountId || actor.roles.includes('hospital-administrator')
    ? undefined
    : new Refusal('not-the-author')

/** The reviewer who has the report to himself. */
export const byTheClaimer: Condition = (facts, { actor }) =>
  facts.claimerId === actor.accountId ? undefined : new Refusal('not-the-claimer')

/** The reviewer who has the report, or somebody of a role that may act in his place. */
export const byTheClaimerOr =
  (role: Role): Condition =>
  (facts, circumstances) =>
    circumstances.actor.roles.includes(role) ? undefined : byTheClaimer(facts, circumstances)

/** A claim holds until its lease ends; then the report is free for the next reviewer. */
export const notClaimedByAnother: Condition = (facts, { actor, now }) =>
  facts.claimerId === undefined || facts.claimerId === actor.accountId || hasLapsed(facts, now)
    ? undefined
    : new Refusal('claimed-by-another')

/** Judged with the rules of today, whatever was in force when the report was written. */
export const noBlockingFinding: Condition = (facts) => {
  const blocking = facts.findings.filter(({ severity }) => severity === 'block')
  return blocking.length > 0 ? new Refusal('blocking-findings', { count: blocking.length }, facts.findings) : undefined
}

const warningsAnswered: Condition = (facts, { request }) => {
  const open = unansweredWarnings(facts.findings, [...facts.verified, ...(request.verified ?? [])])
  return open.length > 0 ? new Refusal('unanswered-warnings', { count: open.length }, open) : undefined
}

/** Every query has its answer, of whatever kind. */
export const queriesAnswered: Condition = (facts) =>
  facts.unansweredQueries > 0 ? new Refusal('unanswered-queries', { count: facts.unansweredQueries }) : undefined

/** Every query of the level is closed; an answer alone does not do. */
export const noOpenQuery =
  (level: Level): Condition =>
  (facts) => {
    const count = facts.unclosedQueries[level]
    return count > 0 ? new Refusal('open-queries', { count }) : undefined
  }

/**
 * R18: every query is closed. What a hospital was asked for a pair that cannot be decided yet (M6) holds nobody whose
 * identity is marked as open: he is counted so until the answer comes. What it has answered is looked at.
 */
export const noOpenQueryButOfPairs: Condition = (facts) => {
  const waived = facts.isIdentityTentative ? facts.unansweredPairQuestions : 0
  const count = facts.unclosedQueries.hospital + facts.unclosedQueries.office - waived
  return count > 0 ? new Refusal('open-queries', { count }) : undefined
}

/** Who forwards or accepts has looked at the values that the registrar let stand. */
export const verifiedValuesSeen: Condition = (facts, { request }) =>
  facts.verified.length > 0 && request.verifiedValuesSeen !== true
    ? new Refusal('verified-values-unseen', { count: facts.verified.length })
    : undefined

/** A reason in words. */
export const reasonText: Condition = (_facts, { request }) =>
  (request.reasonText ?? '').trim().length >= 2 ? undefined : new Refusal('reason-needed', { field: 'reasonText' })

/** A reason by code; the caller asks the value set. */
export const reasonCode: Condition = (_facts, { request }) =>
  request.reasonCode === undefined ? new Refusal('reason-needed', { field: 'reasonCode' }) : undefined

/** Something that tells the registrar what to do: a query, or a remark. */
export const queryOrRemark: Condition = (facts, { request }) =>
  facts.unansweredQueries > 0 || (request.reasonText ?? '').trim().length >= 2
    ? undefined
    : new Refusal('query-or-remark-needed')

/** A query that names a section or an item, not the report as a whole. */
export const anOpenQueryOnAPlace: Condition = (facts) =>
  facts.unansweredQueriesOnPlaces > 0 ? undefined : new Refusal('query-needed')

/** From today to a year later, where a date is given. */
export const plausibleDueDate: Condition = (_facts, { request, today }) => {
  if (request.dueDate === undefined) return undefined
  return isPlausibleDueDate(request.dueDate, today) ? undefined : new Refusal('due-date-implausible', { today })
}

/** Nobody is counted whose identity is in doubt, unless it is marked so (P3) and printed so beside what is counted. */
export const pairsDecided: Condition = (facts) =>
  facts.undecidedPairs > 0 && !facts.isIdentityTentative
    ? new Refusal('undecided-pairs', { count: facts.undecidedPairs })
    : undefined

/** A required item with a reason instead of a value can be accepted only with known gaps (R19). */
export const noRequiredGap: Condition = (facts) => {
  const gaps = facts.findings.filter(({ answeredBy }) => answeredBy === 'missing-reason')
  return gaps.length > 0 ? new Refusal('known-gaps', { count: gaps.length }, gaps) : undefined
}

/** The certainty of the diagnosis is one that the catalogue registers. */
export const criteriaMet: Condition = (facts) =>
  facts.caseClass === 'confirmed' || facts.caseClass === 'suspected' ? undefined : new Refusal('criteria-not-met')

/** R29: there is a newer version of the form than the report's. */
export const newerFormPublished: Condition = (facts) => (facts.formUpgrade ? undefined : new Refusal('form-up-to-date'))

/** R29: nothing is dropped that the registrar has not been shown. */
export const lossesSeen: Condition = (facts, { request }) => {
  const lost = facts.formUpgrade?.lost ?? 0
  return lost > 0 && request.lossesSeen !== true ? new Refusal('losses-unseen', { count: lost }) : undefined
}

/** R7 and R17: nothing blocks, every warning is answered. */
export const readyToSubmit = all(noBlockingFinding, warningsAnswered)

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
