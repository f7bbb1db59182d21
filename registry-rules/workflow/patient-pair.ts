import { Refusal } from '../refusal.ts'
import type { Actor, Role } from './roles.ts'

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
/** What a reviewer says of a pair (M3 to M6). */
export type PairOutcome = 'same' | 'different' | 'relative' | 'deferred'
/** What a person may do with a pair: decide it, or open it again (M7). */
export type PairAction = PairOutcome | 'reopen'

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

/** Reasons for opening a decided pair again (M7), with their words. */
export const reopeningReasons = {
  'fact-received': { zh: '已取得所缺信息', en: 'The missing fact has come' },
  'decided-wrongly': { zh: '原结论有误', en: 'The decision was wrong' },
  'asked-by-hospital': { zh: '医院提出异议', en: 'A hospital has objected' },
  other: { zh: '其他', en: 'Other' },
} as const satisfies Record<string, { zh: string; en: string }>

/** Which fact a reviewer waits for before he can decide (M6), with its words. */
export const missingFacts = {
  'identity-document': { zh: '身份证件', en: 'Identity document' },
  name: { zh: '姓名', en: 'Name' },
  'birth-date': { zh: '出生日期', en: 'Birth date' },
  sex: { zh: '性别', en: 'Sex' },
  family: { zh: '家庭关系', en: 'Family relation' },
  'medical-record': { zh: '病历', en: 'Medical record' },
  other: { zh: '其他', en: 'Other' },
} as const satisfies Record<string, { zh: string; en: string }>

/** A fact that a decision waits for. */
export type MissingFact = keyof typeof missingFacts

/**
 * What the hospitals of both sides are asked for each missing fact (M6), and about which place of the form. They say what
 * is wanted and nothing else: neither that there is a pair nor who the other one is.
 */
export const questionsOfFacts = {
  'identity-document': {
    pointer: '/identity/idDocument',
    zh: '请对照原件核对患者的身份证件类型和号码，补充或更正；确实无法取得的，请注明原因。',
    en: 'Please check type and number of the identity document against the original, and complete or correct them; if it cannot be had, say why.',
  },
  name: {
    pointer: '/identity/name',
    zh: '请对照身份证件或出生医学证明核对患者姓名，并补充曾用名。',
    en: 'Please check the name of the patient against the identity document or birth certificate, and add former names.',
  },
  'birth-date': {
    pointer: '/identity/birthDate',
    zh: '请对照身份证件或出生医学证明核对患者的出生日期（公历）。',
    en: 'Please check the birth date (solar calendar) against the identity document or birth certificate.',
  },
  sex: {
    pointer: '/identity/sex',
    zh: '请对照身份证件或病历核对患者的性别。',
    en: 'Please check the sex of the patient against the identity document or the medical record.',
  },
  family: {
    pointer: '/identity',
    zh: '请核对并补充监护人、母亲和多胎（胎数、出生次序）信息。',
    en: 'Please check and complete guardian, mother and multiple birth (how many, which one).',
  },
  'medical-record': {
    pointer: '/identity/medicalRecordNumber',
    zh: '请对照病历核对患者的身份信息，并填写病案号。',
    en: 'Please check the identity of the patient against the medical record, and give its number.',
  },
  other: {
    pointer: '/identity',
    zh: '请对照原始资料核对患者的全部身份信息，补充或更正。',
    en: 'Please check all of the identity of the patient against the sources, and complete or correct it.',
  },
} as const satisfies Record<MissingFact, { pointer: string; zh: string; en: string }>

const apart = ['DIFFERENT', 'RELATIVE', 'DEFERRED'] as const

/** What a person had decided of a pair that is open again. */
export type DecidedBefore = (typeof apart)[number]

/** A pair as far as it speaks for or against an automatic link of its two records. */
export type DecidedPair = {
  readonly state: PatientPairState
  readonly decidedBefore?: DecidedBefore | null | undefined
}

/** Whether a person has decided a pair otherwise than as the same person, or could not. */
export function isDecidedApart({ state }: Pick<DecidedPair, 'state'>): boolean {
  return apart.some((each) => each === state)
}

/**
 * Whether matching may link two records by itself (M2): never over the head of who decided that they are two persons,
 * relatives, or not to be told, however long ago and whatever has been typed since (M5: lowered for ever).
 */
export function mayLinkByRule(pairsBetween: readonly DecidedPair[]): boolean {
  return !pairsBetween.some((pair) => isDecidedApart(pair) || (pair.decidedBefore ?? undefined) !== undefined)
}

/** What is remembered when a decided pair is opened again; that two are relatives is remembered for ever (M5). */
export function decidedBeforeOf({ state, decidedBefore }: DecidedPair): DecidedBefore | undefined {
  if (decidedBefore === 'RELATIVE') return decidedBefore
  return apart.find((each) => each === state) ?? decidedBefore ?? undefined
}

/** One row of the table in WORKFLOW 3.7. */
export type PairTransition = {
  readonly id: PairAction
  readonly number: string
  readonly zh: string
  readonly en: string
  readonly from: readonly PatientPairState[]
  readonly to: PatientPairState
  readonly roles: readonly Role[]
  /** Where the reviewer of the one hospital concerned may do it, too. */
  readonly openToHospital: (facts: PatientPairFacts) => boolean
  /** Whether it takes two persons, one of them the office lead (E4). */
  readonly takesTwo: (facts: PatientPairFacts) => boolean
  readonly auditEvent: string
}

const byTheOffice = {
  roles: ['office-reviewer', 'office-lead'],
  openToHospital: () => false,
  takesTwo: () => false,
  auditEvent: 'pair.decided',
} as const satisfies Partial<PairTransition>

/** Steps M3 to M7 that a person makes; detection (M1), the automatic link (M2) and moot (M9) are made by rule. */
export const pairTransitions = {
  same: {
    ...byTheOffice,
    id: 'same',
    number: 'M3',
    zh: '判定为同一人',
    en: 'Decide as the same person',
    from: ['OPEN'],
    to: 'SAME',
    openToHospital: ({ ofOneHospital, anyProvisional }) => ofOneHospital && anyProvisional,
    takesTwo: ({ anyActive }) => anyActive,
  },
  different: {
    ...byTheOffice,
    id: 'different',
    number: 'M4',
    zh: '判定为不同人',
    en: 'Decide as different persons',
    from: ['OPEN'],
    to: 'DIFFERENT',
  },
  relative: {
    ...byTheOffice,
    id: 'relative',
    number: 'M5',
    zh: '判定为亲属',
    en: 'Decide as relatives',
    from: ['OPEN'],
    to: 'RELATIVE',
  },
  deferred: {
    ...byTheOffice,
    id: 'deferred',
    number: 'M6',
    zh: '暂不能判定',
    en: 'Defer: cannot tell yet',
    from: ['OPEN'],
    to: 'DEFERRED',
    auditEvent: 'pair.deferred',
  },
  reopen: {
    ...byTheOffice,
    id: 'reopen',
    number: 'M7',
    zh: '重新判定',
    en: 'Open again',
    from: ['DIFFERENT', 'RELATIVE', 'DEFERRED'],
    to: 'OPEN',
    takesTwo: () => true,
    auditEvent: 'pair.reopened',
  },
} as const satisfies { readonly [Action in PairAction]: PairTransition & { readonly id: Action } }

/**
 * Whether this person may do this with the pair (M3 to M7), and whether that does it or only proposes it. What the table
 * gives to two persons takes one of them as the office lead (E4).
 */
export function judgePairDecision(
  facts: PatientPairFacts,
  actor: Actor,
  action: PairAction,
): { readonly step: PairStep } | { readonly refusal: Refusal } {
  const transition: PairTransition = pairTransitions[action]
  if (!transition.from.includes(facts.state)) {
    // What is not decided cannot be opened again.
    const code = action === 'reopen' ? 'pair-not-decided' : 'pair-already-decided'
    return { refusal: new Refusal(code, { state: facts.state }) }
  }
  const fromOffice = transition.roles.some((role) => actor.roles.includes(role))
  const fromHospital = actor.roles.includes('hospital-reviewer') && transition.openToHospital(facts)
  if (!fromOffice && !fromHospital) {
    return { refusal: new Refusal('role-missing', { roles: transition.roles.join(', ') }) }
  }
  if (facts.authorPersonIds.includes(actor.personId)) return { refusal: new Refusal('four-eyes', { rule: 'E1' }) }
  return transition.takesTwo(facts) ? judgeSecondPerson(facts, actor) : { step: 'decide' }
}

/** E4: the first of two persons proposes, another one decides, and one of the two is the office lead. */
export function judgeSecondPerson(
  { proposedByPersonId, proposedByLead }: Pick<PatientPairFacts, 'proposedByPersonId' | 'proposedByLead'>,
  actor: Actor,
): { readonly step: PairStep } | { readonly refusal: Refusal } {
  if (proposedByPersonId === undefined) return { step: 'propose' }
  if (proposedByPersonId === actor.personId) return { refusal: new Refusal('same-person-twice') }
  return proposedByLead || actor.roles.includes('office-lead')
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
