import { Refusal } from '../refusal.ts'
import type { Actor } from './roles.ts'

/** States of WORKFLOW 3.7. */
export const patientPairStates = {
  OPEN: { zh: '待判定', en: 'Open' },
  SAME: { zh: '同一人', en: 'Same person' },
  DIFFERENT: { zh: '不同人', en: 'Different persons' },
  RELATIVE: { zh: '亲属', en: 'Relatives' },
  DEFERRED: { zh: '暂不能判定', en: 'Cannot tell yet' },
  MOOT: { zh: '已失效', en: 'Moot' },
} as const satisfies Record<string, { zh: string; en: string }>

/** Whether a pair still waits for a decision, and what was decided. */
export type PatientPairState = keyof typeof patientPairStates
/** What a reviewer says of a pair; *relative* and *deferred* are not decided here yet. */
export type PairOutcome = 'same' | 'different'

/** What must be known of a pair to judge a decision. */
export type PatientPairFacts = {
  readonly state: PatientPairState
  readonly anyActive: boolean
  readonly anyProvisional: boolean
  /** Both records have reports of the acting person's hospital and of no other. */
  readonly ofOneHospital: boolean
  readonly proposedByPersonId: string | undefined
  readonly proposedByLead: boolean
  /** Persons who wrote in a report of either side (E1). */
  readonly authorPersonIds: readonly string[]
}

/** `decide`: the pair is decided now. `propose`: a first person proposes, another must confirm (E4). */
export type PairStep = 'decide' | 'propose'

/** Reasons for a decision on a pair, with their words. */
export const pairReasons = {
  'identity-checked': { zh: '已核对身份证件', en: 'Identity document checked' },
  'record-checked': { zh: '已核对病历', en: 'Medical record checked' },
  'hospital-confirmed': { zh: '已与医院核实', en: 'Confirmed with the hospital' },
  'entry-error': { zh: '录入错误', en: 'Typing error' },
  other: { zh: '其他', en: 'Other' },
} as const satisfies Record<string, { zh: string; en: string }>

/**
 * Whether this person may decide this pair so (M3, M4), and whether that decides it or only proposes it.
 * *Same* with a patient who has accepted reports takes two persons, one of them the office lead (E4).
 */
export function judgePairDecision(
  facts: PatientPairFacts,
  actor: Actor,
  outcome: PairOutcome,
): { readonly step: PairStep } | { readonly refusal: Refusal } {
  if (facts.state !== 'OPEN') return { refusal: new Refusal('pair-already-decided', { state: facts.state }) }
  const fromOffice = actor.roles.some((role) => role === 'office-reviewer' || role === 'office-lead')
  const fromHospital =
    actor.roles.includes('hospital-reviewer') && outcome === 'same' && facts.ofOneHospital && facts.anyProvisional
  if (!fromOffice && !fromHospital) {
    return { refusal: new Refusal('role-missing', { roles: 'office-reviewer, office-lead' }) }
  }
  if (facts.authorPersonIds.includes(actor.personId)) return { refusal: new Refusal('four-eyes', { rule: 'E1' }) }
  if (outcome === 'different' || !facts.anyActive) return { step: 'decide' }
  if (facts.proposedByPersonId === undefined) return { step: 'propose' }
  if (facts.proposedByPersonId === actor.personId) return { refusal: new Refusal('same-person-twice') }
  return facts.proposedByLead || actor.roles.includes('office-lead')
    ? { step: 'decide' }
    : { refusal: new Refusal('second-person-needed') }
}

/** Facts by which the surviving record of a merge is proposed (WORKFLOW 3.8.1). */
export type MergeSide = {
  readonly id: string
  readonly hasValidResidentId: boolean
  readonly isActive: boolean
  readonly activatedAt: Date | undefined
  readonly createdAt: Date
}

/** The record that survives: checked resident ID, then active before provisional, then earliest acceptance, then the older. */
export function survivorOf(a: MergeSide, b: MergeSide): MergeSide {
  if (a.hasValidResidentId !== b.hasValidResidentId) return a.hasValidResidentId ? a : b
  if (a.isActive !== b.isActive) return a.isActive ? a : b
  const [timeA, timeB] = [a.activatedAt ?? a.createdAt, b.activatedAt ?? b.createdAt]
  if (timeA.getTime() !== timeB.getTime()) return timeA < timeB ? a : b
  return a.id < b.id ? a : b
}
