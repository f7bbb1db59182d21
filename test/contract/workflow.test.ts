import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { effects } from '#api/case-reports/transition-case-report.ts'
import { problems } from '#api/http/problems.ts'
import type { Finding } from '#registry-rules/finding.ts'
import type { RefusalCode } from '#registry-rules/refusal.ts'
import {
  caseReportStates,
  caseReportTransitions,
  refuse,
  type CaseReportFacts,
  type CaseReportState,
  type CaseReportTransition,
  type TransitionCircumstances,
  type TransitionRequest,
} from '#registry-rules/workflow/case-report.ts'
import { relativeKinds } from '#registry-rules/workflow/family.ts'
import {
  judgePairDecision,
  missingFacts,
  pairReasons,
  pairTransitions,
  patientPairStates,
  reopeningReasons,
  type PairAction,
  type PatientPairFacts,
  type PatientPairState,
} from '#registry-rules/workflow/patient-pair.ts'
import {
  queryStates,
  queryTransitions,
  refuseOpening,
  refuseQueryTransition,
  type QueryFacts,
  type QueryRequest,
} from '#registry-rules/workflow/query.ts'
import { roles, type Actor, type Role } from '#registry-rules/workflow/roles.ts'
import { valueAt } from '#registry-rules/forms/json-pointer.ts'
import { decidePairSchema, reopenPairSchema } from '#schemas/api/patient.ts'

/** Written by hand from WORKFLOW 3.4: number, from, to, who. A claim taken again renews its lease (R9, R14). */
const expectedReportTransitions: readonly (readonly [
  string,
  string,
  readonly CaseReportState[],
  CaseReportState | 'same',
  readonly Role[],
])[] = [
  ['submit', 'R7', ['DRAFT'], 'SUBMITTED', ['registrar', 'interface']],
  ['recall', 'R8', ['SUBMITTED'], 'DRAFT', ['registrar', 'hospital-administrator']],
  ['claim-for-hospital', 'R9', ['SUBMITTED', 'HOSPITAL_REVIEW'], 'HOSPITAL_REVIEW', ['hospital-reviewer']],
  ['release-for-hospital', 'R10', ['HOSPITAL_REVIEW'], 'SUBMITTED', ['hospital-reviewer', 'hospital-administrator']],
  ['return-for-hospital', 'R11', ['HOSPITAL_REVIEW'], 'RETURNED', ['hospital-reviewer']],
  ['forward', 'R12', ['HOSPITAL_REVIEW'], 'FORWARDED', ['hospital-reviewer']],
  ['claim-for-office', 'R14', ['FORWARDED', 'OFFICE_REVIEW'], 'OFFICE_REVIEW', ['office-reviewer']],
  ['release-for-office', 'R15', ['OFFICE_REVIEW'], 'FORWARDED', ['office-reviewer', 'office-lead']],
  ['return-for-office', 'R16', ['OFFICE_REVIEW'], 'RETURNED', ['office-reviewer']],
  ['resubmit', 'R17', ['RETURNED'], 'SUBMITTED', ['registrar']],
  ['accept', 'R18', ['OFFICE_REVIEW'], 'ACCEPTED', ['office-reviewer']],
  ['reject', 'R20', ['OFFICE_REVIEW'], 'REJECTED', ['office-reviewer']],
  ['upgrade-form', 'R29', ['DRAFT', 'RETURNED'], 'same', ['registrar']],
]

const now = new Date('2026-01-31T08:00:00Z')
const today = '2026-01-31'
const allRoles = Object.keys(roles) as Role[]
const allStates = Object.keys(caseReportStates) as CaseReportState[]

const actorOf = (...held: Role[]): Actor => ({
  accountId: 'account',
  personId: 'person',
  name: 'Somebody',
  roles: held,
  hospitalCode: 'H370101',
})

const readyFacts: CaseReportFacts = {
  state: 'DRAFT',
  lastMovedBy: 'Somebody else',
  authorId: 'account',
  participants: [],
  claimerId: 'account',
  leaseEndsAt: new Date('2026-01-31T08:30:00Z'),
  unclosedQueries: { hospital: 0, office: 0 },
  unansweredQueries: 0,
  unansweredQueriesOnPlaces: 0,
  unansweredPairQuestions: 0,
  undecidedPairs: 0,
  isIdentityTentative: false,
  findings: [],
  verified: [],
  caseClass: 'confirmed',
}

const readyRequest = (transition: string): TransitionRequest => ({
  transition,
  reasonCode: 'code',
  reasonText: 'a reason',
})

/** What lets each transition through, where that is more than nothing in the way. */
const readyFor: Readonly<Record<string, Partial<CaseReportFacts>>> = {
  'return-for-hospital': { unansweredQueries: 1, unclosedQueries: { hospital: 1, office: 0 } },
  'return-for-office': {
    unansweredQueries: 1,
    unansweredQueriesOnPlaces: 1,
    unclosedQueries: { hospital: 0, office: 1 },
  },
  'upgrade-form': { formUpgrade: { toVersion: 2, lost: 0 } },
}

const finding = (severity: Finding['severity'], more: Partial<Finding> = {}): Finding => ({
  check: 'check',
  severity,
  pointer: '/diagnosis',
  zh: '…',
  en: '…',
  ...more,
})

/** One case for each requirement: what is missing, and the code that it is refused with. */
const requirements: readonly (readonly [
  string,
  string,
  Partial<CaseReportFacts>,
  Partial<TransitionRequest>,
  RefusalCode,
])[] = [
  ['submit', 'a blocking finding', { findings: [finding('block')] }, {}, 'blocking-findings'],
  ['submit', 'a warning that nobody answered', { findings: [finding('warn')] }, {}, 'unanswered-warnings'],
  ['recall', 'another author', { authorId: 'another' }, {}, 'not-the-author'],
  [
    'claim-for-hospital',
    'one’s own report',
    { participants: [{ personId: 'person', part: 'author' }] },
    {},
    'four-eyes',
  ],
  ['claim-for-hospital', 'the claim of another', { claimerId: 'another' }, {}, 'claimed-by-another'],
  ['release-for-hospital', 'the claim of another', { claimerId: 'another' }, {}, 'not-the-claimer'],
  ['return-for-hospital', 'the claim of another', { claimerId: 'another' }, {}, 'not-the-claimer'],
  [
    'return-for-hospital',
    'one’s own report',
    { participants: [{ personId: 'person', part: 'author' }] },
    {},
    'four-eyes',
  ],
  ['return-for-hospital', 'no reason code', {}, { reasonCode: undefined }, 'reason-needed'],
  [
    'return-for-hospital',
    'neither query nor remark',
    { unansweredQueries: 0 },
    { reasonText: undefined },
    'query-or-remark-needed',
  ],
  ['return-for-hospital', 'a due date that is past', {}, { dueDate: '2026-01-30' }, 'due-date-implausible'],
  ['return-for-hospital', 'a due date in years', {}, { dueDate: '2027-02-02' }, 'due-date-implausible'],
  ['forward', 'the claim of another', { claimerId: 'another' }, {}, 'not-the-claimer'],
  ['forward', 'one’s own report', { participants: [{ personId: 'person', part: 'author' }] }, {}, 'four-eyes'],
  ['forward', 'an open query of the hospital', { unclosedQueries: { hospital: 1, office: 0 } }, {}, 'open-queries'],
  [
    'forward',
    'verified values not seen',
    { verified: [{ check: 'c', pointer: '/p', reason: 'r' }] },
    {},
    'verified-values-unseen',
  ],
  ['claim-for-office', 'one’s own report', { participants: [{ personId: 'person', part: 'author' }] }, {}, 'four-eyes'],
  [
    'claim-for-office',
    'a report reviewed for the hospital',
    { participants: [{ personId: 'person', part: 'hospital-reviewer' }] },
    {},
    'four-eyes',
  ],
  ['claim-for-office', 'the claim of another', { claimerId: 'another' }, {}, 'claimed-by-another'],
  ['release-for-office', 'the claim of another', { claimerId: 'another' }, {}, 'not-the-claimer'],
  ...(['return-for-office', 'accept', 'reject'] as const).flatMap((id) => [
    [id, 'the claim of another', { claimerId: 'another' }, {}, 'not-the-claimer'] as const,
    [
      id,
      'one’s own report',
      { participants: [{ personId: 'person', part: 'author' as const }] },
      {},
      'four-eyes',
    ] as const,
    [
      id,
      'a report reviewed for the hospital',
      { participants: [{ personId: 'person', part: 'hospital-reviewer' as const }] },
      {},
      'four-eyes',
    ] as const,
  ]),
  ['return-for-office', 'no reason code', {}, { reasonCode: undefined }, 'reason-needed'],
  ['return-for-office', 'no open query, whatever the remark', { unansweredQueriesOnPlaces: 0 }, {}, 'query-needed'],
  ['return-for-office', 'a query on the whole report only', { unansweredQueriesOnPlaces: 0 }, {}, 'query-needed'],
  ['return-for-office', 'a due date that is past', {}, { dueDate: '2026-01-30' }, 'due-date-implausible'],
  ['resubmit', 'an unanswered query', { unansweredQueries: 1 }, {}, 'unanswered-queries'],
  ['resubmit', 'a blocking finding', { findings: [finding('block')] }, {}, 'blocking-findings'],
  ['resubmit', 'a warning that nobody answered', { findings: [finding('warn')] }, {}, 'unanswered-warnings'],
  ['accept', 'an open query of the office', { unclosedQueries: { hospital: 0, office: 1 } }, {}, 'open-queries'],
  ['accept', 'an open query of the hospital', { unclosedQueries: { hospital: 1, office: 0 } }, {}, 'open-queries'],
  ['accept', 'a blocking finding', { findings: [finding('block')] }, {}, 'blocking-findings'],
  ['accept', 'an undecided pair', { undecidedPairs: 1 }, {}, 'undecided-pairs'],
  [
    'accept',
    'an answered question for a pair that nobody has looked at',
    { unclosedQueries: { hospital: 0, office: 1 }, isIdentityTentative: true },
    {},
    'open-queries',
  ],
  [
    'accept',
    'a question for a pair, where the identity is not marked as open',
    { unclosedQueries: { hospital: 0, office: 1 }, unansweredPairQuestions: 1 },
    {},
    'open-queries',
  ],
  [
    'accept',
    'a gap in a required item',
    { findings: [finding('warn', { answeredBy: 'missing-reason' })] },
    {},
    'known-gaps',
  ],
  ['accept', 'a diagnosis that is not registrable', { caseClass: 'not-registrable' }, {}, 'criteria-not-met'],
  ['accept', 'no class of diagnosis', { caseClass: undefined }, {}, 'criteria-not-met'],
  [
    'accept',
    'verified values not seen',
    { verified: [{ check: 'c', pointer: '/p', reason: 'r' }] },
    {},
    'verified-values-unseen',
  ],
  ['reject', 'no reason code', {}, { reasonCode: undefined }, 'reason-needed'],
  ['reject', 'no reason in words', {}, { reasonText: ' ' }, 'reason-needed'],
  ['upgrade-form', 'no newer version', { formUpgrade: undefined }, {}, 'form-up-to-date'],
  ['upgrade-form', 'losses not seen', { formUpgrade: { toVersion: 2, lost: 1 } }, {}, 'losses-unseen'],
]

const rowOf = (id: string): CaseReportTransition => {
  const row = caseReportTransitions.find((candidate) => candidate.id === id)
  if (!row) throw new Error(`There is no transition ${id}.`)
  return row
}

const circumstances = (actor: Actor, request: TransitionRequest): TransitionCircumstances => ({
  actor,
  request,
  now,
  today,
})

const codesIn = (file: string): string[] => {
  const source = readFileSync(new URL(import.meta.resolve(`#registry-rules/workflow/${file}`)), 'utf8')
  return [...new Set([...source.matchAll(/new Refusal\('([a-z-]+)'/g)].map(([, code]) => code ?? ''))]
}

describe('the table of case report transitions', () => {
  it('has the rows of WORKFLOW 3.4 that this registry uses, and no other', () => {
    const rows = caseReportTransitions.map(({ id, number, from, to, roles: who }) => [id, number, from, to, who])
    expect(rows).to.deep.equal(expectedReportTransitions)
  })

  for (const [id, , from, , who] of expectedReportTransitions) {
    it(`lets ${who.join(', ')} ${id} from ${from.join(', ')}, nobody else and from nowhere else`, () => {
      for (const state of allStates) {
        for (const role of allRoles) {
          const facts = { ...readyFacts, ...readyFor[id], state }
          const refusal = refuse(rowOf(id), facts, circumstances(actorOf(role), readyRequest(id)))
          const expected = !from.includes(state) ? 'wrong-state' : !who.includes(role) ? 'role-missing' : undefined
          expect(refusal?.code, `${state} × ${role}`).to.equal(expected)
        }
      }
    })
  }

  for (const [id, what, facts, request, code] of requirements) {
    it(`refuses to ${id} with ${what}`, () => {
      const row = rowOf(id)
      const changed = { ...readyFacts, ...readyFor[id], state: row.from.at(-1)!, ...facts }
      const refusal = refuse(row, changed, circumstances(actorOf(row.roles[0]!), { ...readyRequest(id), ...request }))
      expect(refusal?.code).to.equal(code)
    })
  }

  it('has a case above for every code that a row refuses with', () => {
    const used = codesIn('case-report-conditions.ts')
    expect(new Set(requirements.map(([, , , , code]) => code))).to.deep.equal(new Set(used))
  })

  it('lets a report be accepted whose patient is marked as of open identity, whatever waits about pairs (P3, R18)', () => {
    const facts: CaseReportFacts = {
      ...readyFacts,
      state: 'OFFICE_REVIEW',
      undecidedPairs: 2,
      unclosedQueries: { hospital: 0, office: 1 },
      unansweredPairQuestions: 1,
      isIdentityTentative: true,
    }
    const by = circumstances(actorOf('office-reviewer'), readyRequest('accept'))
    expect(refuse(rowOf('accept'), facts, by)).to.equal(undefined)
    const another = { ...facts, unclosedQueries: { hospital: 1, office: 1 } }
    expect(refuse(rowOf('accept'), another, by)?.code).to.equal('open-queries')
  })

  it('lets the administrator of the hospital and the lead of the office release what another has claimed', () => {
    for (const [id, role] of [
      ['release-for-hospital', 'hospital-administrator'],
      ['release-for-office', 'office-lead'],
    ] as const) {
      const facts = { ...readyFacts, state: rowOf(id).from[0]!, claimerId: 'another' }
      expect(refuse(rowOf(id), facts, circumstances(actorOf(role), readyRequest(id)))).to.equal(undefined)
    }
  })

  it('lets the next reviewer claim when the lease has run out, to the second', () => {
    const facts = { ...readyFacts, state: 'OFFICE_REVIEW' as const, claimerId: 'another' }
    const claim = (leaseEndsAt: Date) =>
      refuse(
        rowOf('claim-for-office'),
        { ...facts, leaseEndsAt },
        circumstances(actorOf('office-reviewer'), readyRequest('claim-for-office')),
      )
    expect(claim(new Date(now.getTime() + 1000))?.code).to.equal('claimed-by-another')
    expect(claim(now)).to.equal(undefined)
  })

  it('says of each row what it does, in both languages, with an event of its own name', () => {
    expect(Object.keys(effects).sort()).to.deep.equal(caseReportTransitions.map(({ id }) => id).sort())
    for (const { id, zh, en, auditEvent } of caseReportTransitions) {
      expect(zh, id).to.match(/[\u4e00-\u9fff]/)
      expect(en, id).to.match(/^[A-Z][a-z]/)
      expect(auditEvent, id).to.match(/^case-report\.[a-z-]+ed$/)
    }
    for (const [state, { zh, en, ball }] of Object.entries(caseReportStates)) {
      expect(zh, state).to.match(/[\u4e00-\u9fff]/)
      expect(en, state).to.match(/^[A-Z]/)
      expect(ball === 'nobody' || allRoles.includes(ball), state).to.equal(true)
    }
  })
})

describe('the table of query steps', () => {
  const ready: QueryFacts = {
    state: 'OPEN',
    level: 'office',
    openedById: 'opener',
    answeredByPersonId: 'registrar',
    hasSuggestion: true,
    isValueChanged: true,
    reportState: 'RETURNED',
    reportClaimerId: 'account',
  }
  const rowOfQuery = (id: string) => queryTransitions.find((row) => row.id === id)!
  const answer = (request: Partial<QueryRequest>, facts: Partial<QueryFacts> = {}) =>
    refuseQueryTransition(rowOfQuery('answer'), { ...ready, ...facts }, actorOf('registrar'), {
      transition: 'answer',
      ...request,
    })

  it('has the rows of WORKFLOW 3.6 that this registry uses, and no other', () => {
    expect(
      queryTransitions.map(({ id, number, from, to, roles: who, auditEvent }) => [
        id,
        number,
        from,
        to,
        who,
        auditEvent,
      ]),
    ).to.deep.equal([
      ['answer', 'Q2', ['OPEN'], 'ANSWERED', ['registrar'], 'query.answered'],
      ['close', 'Q3', ['ANSWERED'], 'CLOSED', ['hospital-reviewer', 'office-reviewer'], 'query.closed'],
    ])
    for (const { zh, en } of [...queryTransitions, ...Object.values(queryStates)]) {
      expect(zh).to.match(/[\u4e00-\u9fff]/)
      expect(en).to.match(/^[A-Z]/)
    }
  })

  it('lets each role do its step from its state, at its level, and nothing else', () => {
    for (const row of queryTransitions) {
      for (const state of Object.keys(queryStates) as (keyof typeof queryStates)[]) {
        for (const level of ['hospital', 'office'] as const) {
          for (const role of allRoles) {
            const refusal = refuseQueryTransition(row, { ...ready, state, level }, actorOf(role), {
              transition: row.id,
              answerKind: 'changed-value',
            })
            const isAllowed =
              row.id === 'answer'
                ? state === 'OPEN' && role === 'registrar'
                : state === 'ANSWERED' && role === `${level}-reviewer`
            expect(refusal === undefined, `${row.id} × ${state} × ${level} × ${role}`).to.equal(isAllowed)
          }
        }
      }
    }
  })

  it('refuses an answer that lacks what its kind needs', () => {
    expect(answer({})?.code).to.equal('answer-needed')
    expect(answer({ answerKind: 'changed-value' }, { isValueChanged: false })?.code).to.equal('answer-needed')
    expect(answer({ answerKind: 'accepted-suggestion' }, { hasSuggestion: false })?.code).to.equal('answer-needed')
    expect(answer({ answerKind: 'verified', text: ' x' })?.code).to.equal('answer-needed')
    expect(answer({ answerKind: 'cannot-be-found-out' })?.code).to.equal('answer-needed')
    expect(answer({ answerKind: 'waiting' })?.code).to.equal('answer-needed')
    expect(answer({ answerKind: 'changed-value' }, { reportState: 'SUBMITTED' })?.code).to.equal('wrong-state')
  })

  it('takes an answer with what its kind needs', () => {
    expect(answer({ answerKind: 'changed-value' })).to.equal(undefined)
    expect(answer({ answerKind: 'accepted-suggestion' })).to.equal(undefined)
    expect(answer({ answerKind: 'verified', text: '已核对' })).to.equal(undefined)
    expect(answer({ answerKind: 'cannot-be-found-out', missingReason: 'not-known' })).to.equal(undefined)
    expect(answer({ answerKind: 'waiting', waitingUntil: '2026-03-01' })).to.equal(undefined)
  })

  it('never lets who answered close, nor a reviewer of the other level', () => {
    const close = (facts: Partial<QueryFacts>, role: Role) =>
      refuseQueryTransition(rowOfQuery('close'), { ...ready, state: 'ANSWERED', ...facts }, actorOf(role), {
        transition: 'close',
      })?.code
    expect(close({ answeredByPersonId: 'person', openedById: 'account' }, 'office-reviewer')).to.equal('not-the-opener')
    expect(close({ level: 'office' }, 'hospital-reviewer')).to.equal('not-the-opener')
    expect(close({ level: 'office', openedById: 'account' }, 'hospital-reviewer')).to.equal(undefined)
  })

  it('lets only the reviewer who holds a report open a query', () => {
    for (const reportState of allStates) {
      const underReview = reportState === 'HOSPITAL_REVIEW' || reportState === 'OFFICE_REVIEW'
      const open = (reportClaimerId: string) =>
        refuseOpening({ reportState, reportClaimerId }, actorOf('office-reviewer'))?.code
      expect(open('account'), reportState).to.equal(underReview ? undefined : 'wrong-state')
      expect(open('another'), reportState).to.equal(underReview ? 'not-the-claimer' : 'wrong-state')
    }
  })
})

describe('the decision on a pair', () => {
  const ready: PatientPairFacts = {
    state: 'OPEN',
    anyActive: false,
    anyProvisional: true,
    ofOneHospital: false,
    proposedByPersonId: undefined,
    proposedByLead: false,
    authorPersonIds: [],
  }

  const actions = Object.keys(pairTransitions) as PairAction[]
  /** Written down here once more, so that a slip in the table does not go unnoticed. */
  const fromStates: Readonly<Record<PairAction, readonly PatientPairState[]>> = {
    same: ['OPEN'],
    different: ['OPEN'],
    relative: ['OPEN'],
    deferred: ['OPEN'],
    reopen: ['DIFFERENT', 'RELATIVE', 'DEFERRED'],
  }

  it('is made by the office, as same also by the reviewer of the one hospital, from the states of its row only', () => {
    for (const state of Object.keys(patientPairStates) as PatientPairState[]) {
      for (const ofOneHospital of [false, true]) {
        for (const action of actions) {
          for (const role of allRoles) {
            const judgement = judgePairDecision({ ...ready, state, ofOneHospital }, actorOf(role), action)
            const mayDecide =
              role === 'office-reviewer' ||
              role === 'office-lead' ||
              (role === 'hospital-reviewer' && ofOneHospital && action === 'same')
            const wrongState = action === 'reopen' ? 'pair-not-decided' : 'pair-already-decided'
            const step = action === 'reopen' ? 'propose' : 'decide'
            const expected = !fromStates[action].includes(state) ? wrongState : mayDecide ? step : 'role-missing'
            const found = 'refusal' in judgement ? judgement.refusal.code : judgement.step
            expect(found, `${state} × ${ofOneHospital} × ${action} × ${role}`).to.equal(expected)
          }
        }
      }
    }
  })

  it('has a number, a target, an event and words in both languages', () => {
    expect(actions.map((action) => pairTransitions[action].number)).to.deep.equal(['M3', 'M4', 'M5', 'M6', 'M7'])
    for (const action of actions) {
      const { id, to, auditEvent, zh, en } = pairTransitions[action]
      expect(id).to.equal(action)
      expect(fromStates[action]).to.not.include(to)
      expect(auditEvent).to.match(/^pair\.[a-z-]+$/)
      expect(zh).to.match(/[\u4e00-\u9fff]/)
      expect(en).to.match(/^[A-Z]/)
    }
  })

  it('names states, reasons, missing facts and relations in both languages', () => {
    const words = [patientPairStates, pairReasons, reopeningReasons, missingFacts, relativeKinds]
    for (const { zh, en } of words.flatMap((each) => Object.values<{ zh: string; en: string }>(each))) {
      expect(zh).to.match(/[\u4e00-\u9fff]/)
      expect(en).to.match(/^[A-Z]/)
    }
  })

  it('takes in the API exactly the words of the tables', () => {
    const decided = (pointer: string): unknown => valueAt(decidePairSchema.schema, `/properties/${pointer}/enum`)
    expect(decided('outcome')).to.have.members(actions.filter((action) => action !== 'reopen'))
    expect(decided('reasonCode')).to.have.members(Object.keys(pairReasons))
    expect(decided('relative/properties/kind')).to.have.members(Object.keys(relativeKinds))
    expect(decided('deferral/properties/missingFact')).to.have.members(Object.keys(missingFacts))
    expect(valueAt(reopenPairSchema.schema, '/properties/reasonCode/enum')).to.have.members(
      Object.keys(reopeningReasons),
    )
  })
})

describe('every refusal of the workflow', () => {
  for (const file of [
    'case-report.ts',
    'case-report-conditions.ts',
    'query.ts',
    'patient-pair.ts',
    'family.ts',
    'unmerge.ts',
  ]) {
    it(`of ${file} has a status and a sentence in both languages`, () => {
      const codes = codesIn(file)
      expect(codes).to.not.be.empty
      for (const code of codes) {
        const problem = problems[code as RefusalCode]
        expect(problem, code).to.not.equal(undefined)
        expect(problem.status, code).to.be.oneOf([403, 409, 422])
        expect(problem.zh, code).to.match(/[\u4e00-\u9fff]/)
        expect(problem.en, code).to.match(/[A-Za-z]/)
      }
    })
  }
})
