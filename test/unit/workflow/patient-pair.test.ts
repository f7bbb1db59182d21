import { expect } from 'chai'
import fc from 'fast-check'
import {
  decidedBeforeOf,
  judgePairDecision,
  mayLinkByRule,
  missingFacts,
  questionsOfFacts,
  survivorOf,
  type DecidedPair,
  type MergeSide,
  type PairAction,
  type PatientPairFacts,
} from '#registry-rules/workflow/patient-pair.ts'
import type { Actor, Role } from '#registry-rules/workflow/roles.ts'
import core from '#schemas/core/v1.schema.json' with { type: 'json' }

const actor = (personId: string, ...roles: Role[]): Actor => ({
  accountId: `account-${personId}`,
  personId,
  name: personId,
  roles,
  hospitalCode: undefined,
})

const facts = (changes: Partial<PatientPairFacts> = {}): PatientPairFacts => ({
  state: 'OPEN',
  anyActive: false,
  anyProvisional: true,
  ofOneHospital: false,
  proposedByPersonId: undefined,
  proposedByLead: false,
  authorPersonIds: [],
  ...changes,
})

const outcomeOf = (given: PatientPairFacts, by: Actor, outcome: PairAction = 'same'): string => {
  const judgement = judgePairDecision(given, by, outcome)
  return 'refusal' in judgement ? judgement.refusal.code : judgement.step
}

describe('a decision on a pair', () => {
  const active = { anyActive: true }

  it('is refused to who wrote in a report of either side, whatever his role (E1)', () => {
    const given = facts({ authorPersonIds: ['li'] })
    expect(outcomeOf(given, actor('li', 'office-reviewer'))).to.equal('four-eyes')
    expect(outcomeOf(given, actor('li', 'office-lead'), 'different')).to.equal('four-eyes')
    expect(outcomeOf(given, actor('wang', 'office-reviewer'))).to.equal('decide')
  })

  it('is refused to the hospital for an active record without a provisional one', () => {
    const given = facts({ ofOneHospital: true, anyActive: true, anyProvisional: false })
    expect(outcomeOf(given, actor('li', 'hospital-reviewer'))).to.equal('role-missing')
  })

  it('is only proposed by the first person where a patient is active (E4)', () => {
    expect(outcomeOf(facts(active), actor('li', 'office-reviewer'))).to.equal('propose')
    expect(outcomeOf(facts(active), actor('li', 'office-lead'))).to.equal('propose')
  })

  it('is not made by one person twice, nor by two of whom none is the lead (E4)', () => {
    const proposed = facts({ ...active, proposedByPersonId: 'li' })
    expect(outcomeOf(proposed, actor('li', 'office-reviewer', 'office-lead'))).to.equal('same-person-twice')
    expect(outcomeOf(proposed, actor('wang', 'office-reviewer'))).to.equal('second-person-needed')
    expect(outcomeOf(proposed, actor('wang', 'office-lead'))).to.equal('decide')
    expect(outcomeOf({ ...proposed, proposedByLead: true }, actor('wang', 'office-reviewer'))).to.equal('decide')
  })

  it('as different needs one person only', () => {
    expect(outcomeOf(facts(active), actor('li', 'office-reviewer'), 'different')).to.equal('decide')
  })
})

describe('a decided pair', () => {
  const decided = facts({ state: 'DIFFERENT' })

  it('is opened again by two persons of whom one is the lead, whatever it was decided as (E4)', () => {
    for (const state of ['DIFFERENT', 'RELATIVE', 'DEFERRED'] as const) {
      const given = facts({ state })
      expect(outcomeOf(given, actor('li', 'office-lead'), 'reopen')).to.equal('propose')
      const proposed = { ...given, proposedByPersonId: 'li', proposedByLead: true }
      expect(outcomeOf(proposed, actor('li', 'office-lead'), 'reopen')).to.equal('same-person-twice')
      expect(outcomeOf(proposed, actor('wang', 'office-reviewer'), 'reopen')).to.equal('decide')
      expect(outcomeOf({ ...proposed, proposedByLead: false }, actor('wang', 'office-reviewer'), 'reopen')).to.equal(
        'second-person-needed',
      )
    }
  })

  it('is not opened again by who wrote in a report of either side (E1)', () => {
    expect(outcomeOf({ ...decided, authorPersonIds: ['li'] }, actor('li', 'office-lead'), 'reopen')).to.equal(
      'four-eyes',
    )
  })

  it('as the same person is not opened again: its merge is taken back', () => {
    expect(outcomeOf(facts({ state: 'SAME' }), actor('li', 'office-lead'), 'reopen')).to.equal('pair-not-decided')
  })
})

describe('the record that survives a merge', () => {
  const day = (date: string): Date => new Date(`${date}T00:00:00Z`)
  const side = (id: string, changes: Partial<MergeSide> = {}): MergeSide => ({
    id,
    hasValidResidentId: false,
    isActive: false,
    activatedAt: undefined,
    createdAt: day('2026-01-01'),
    ...changes,
  })

  it('is the one with a checked resident number, even if only the other is active', () => {
    expect(
      survivorOf(side('a', { isActive: true, activatedAt: day('2025-01-01') }), side('b', { hasValidResidentId: true }))
        .id,
    ).to.equal('b')
  })

  it('is else the active one', () => {
    expect(survivorOf(side('a'), side('b', { isActive: true, activatedAt: day('2026-02-01') })).id).to.equal('b')
  })

  it('is else the one accepted first', () => {
    const active = (date: string): Partial<MergeSide> => ({ isActive: true, activatedAt: day(date) })
    expect(survivorOf(side('a', active('2026-02-02')), side('b', active('2026-02-01'))).id).to.equal('b')
  })

  it('is else the older, then the lower id', () => {
    expect(survivorOf(side('a'), side('b', { createdAt: day('2025-12-31') })).id).to.equal('b')
    expect(survivorOf(side('b'), side('a')).id).to.equal('a')
  })

  it('does not depend on which record is named first', () => {
    const instants = fc.constantFrom(day('2026-01-01'), day('2026-01-02'))
    const anySide = (id: string) =>
      fc.record({
        id: fc.constant(id),
        hasValidResidentId: fc.boolean(),
        isActive: fc.boolean(),
        activatedAt: fc.option(instants, { nil: undefined }),
        createdAt: instants,
      })
    fc.assert(fc.property(anySide('a'), anySide('b'), (a, b) => survivorOf(a, b).id === survivorOf(b, a).id))
  })
})

describe('what a person has decided of two records', () => {
  it('keeps matching from linking them, also when the pair is open or moot again', () => {
    for (const decision of ['DIFFERENT', 'RELATIVE', 'DEFERRED'] as const) {
      expect(mayLinkByRule([{ state: decision }])).to.equal(false)
      for (const state of ['OPEN', 'MOOT'] as const) {
        expect(mayLinkByRule([{ state, decidedBefore: decision }])).to.equal(false)
        expect(mayLinkByRule([{ state }, { state: 'OPEN' }])).to.equal(true)
      }
    }
    expect(mayLinkByRule([])).to.equal(true)
  })

  it('is remembered when the pair is opened again, that they are relatives for ever (M5)', () => {
    const reopened = (pair: DecidedPair): string | undefined => decidedBeforeOf(pair)
    expect(reopened({ state: 'DIFFERENT' })).to.equal('DIFFERENT')
    expect(reopened({ state: 'DEFERRED', decidedBefore: 'DIFFERENT' })).to.equal('DEFERRED')
    expect(reopened({ state: 'DIFFERENT', decidedBefore: 'RELATIVE' })).to.equal('RELATIVE')
    expect(reopened({ state: 'OPEN', decidedBefore: null })).to.equal(undefined)
  })
})

describe('what hospitals are asked for a missing fact (M6)', () => {
  for (const [fact, { pointer, zh, en }] of Object.entries(questionsOfFacts)) {
    it(`names a place of the identity section and tells in both languages what is wanted: ${fact}`, () => {
      const place = pointer.split('/').slice(2)
      const known = Object.keys(core.$defs.identity.properties)
      expect(pointer.split('/')[1]).to.equal('identity')
      expect(place.every((key) => known.includes(key))).to.equal(true)
      expect(zh).to.match(/^请.*。$/)
      expect(en).to.match(/^Please .*\.$/)
    })

    it(`gives no hint that there is another record: ${fact}`, () => {
      expect(zh).to.not.match(/重复|疑似|其他医院|另一|同一人|合并|双生/)
      expect(en).to.not.match(/duplicate|other hospital|another|same person|merge|pair/i)
    })
  }

  it('has a question for every fact', () => {
    expect(Object.keys(questionsOfFacts)).to.have.members(Object.keys(missingFacts))
  })
})
