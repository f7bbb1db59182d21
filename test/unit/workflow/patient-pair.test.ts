import { expect } from 'chai'
import fc from 'fast-check'
import {
  judgePairDecision,
  survivorOf,
  type MergeSide,
  type PatientPairFacts,
} from '#registry-rules/workflow/patient-pair.ts'
import type { Actor, Role } from '#registry-rules/workflow/roles.ts'

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

const outcomeOf = (given: PatientPairFacts, by: Actor, outcome: 'same' | 'different' = 'same'): string => {
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
