import { Refusal } from '../refusal.ts'
import { judgeSecondPerson } from './patient-pair.ts'
import type { Actor } from './roles.ts'

/** Where something that came after a merge goes when the merge is taken back. */
export type UnmergeSide = 'separated' | 'remaining'

/** One report that came after a merge, assigned to a side. */
export type Assignment = { readonly caseReportId: string; readonly side: UnmergeSide }

/** What must be known of a merge to judge that it is taken back. */
export type UnmergeFacts = {
  /** The merged record still stands for nobody: this merge was not taken back before. */
  readonly isStanding: boolean
  readonly proposedByPersonId: string | undefined
  readonly proposedByLead: boolean
  /** Persons who wrote in a report of either side (E1). */
  readonly authorPersonIds: readonly string[]
}

/**
 * Why this person may not propose (`propose`) or confirm (`decide`) to take a merge back (P5); `undefined` where he may.
 * It takes two persons, one of them the office lead (E4), and neither has written in a report concerned (E1).
 */
export function refuseUnmerge(facts: UnmergeFacts, actor: Actor, step: 'propose' | 'decide'): Refusal | undefined {
  if (!facts.isStanding) return new Refusal('merge-taken-back')
  if (!actor.roles.some((role) => role === 'office-reviewer' || role === 'office-lead')) {
    return new Refusal('role-missing', { roles: 'office-reviewer, office-lead' })
  }
  if (facts.authorPersonIds.includes(actor.personId)) return new Refusal('four-eyes', { rule: 'E1' })
  if (step === 'propose') return undefined
  const judgement = judgeSecondPerson(facts, actor)
  if ('refusal' in judgement) return judgement.refusal
  return judgement.step === 'propose' ? new Refusal('unmerge-not-proposed') : undefined
}

/**
 * Where a report that came after the merge goes unless the reviewer says otherwise: to the side that its hospital
 * reported alone, else it remains (WORKFLOW 3.8.2).
 */
export function defaultSide(
  hospitalCode: string,
  hospitals: { readonly separated: readonly string[]; readonly remaining: readonly string[] },
): UnmergeSide {
  return hospitals.separated.includes(hospitalCode) && !hospitals.remaining.includes(hospitalCode)
    ? 'separated'
    : 'remaining'
}

/** Why the assignments are not complete: each report that came after the merge is named once, and nothing else is. */
export function refuseAssignments(
  bornAfter: readonly string[],
  assignments: readonly Assignment[],
): Refusal | undefined {
  const named = assignments.map(({ caseReportId }) => caseReportId)
  const missing = bornAfter.filter((id) => !named.includes(id)).length
  const isExact = missing === 0 && named.length === bornAfter.length
  return isExact ? undefined : new Refusal('assignments-incomplete', { count: bornAfter.length })
}
