import { expect } from 'chai'
import type { Actor, Role } from '#registry-rules/workflow/roles.ts'
import { defaultSide, refuseAssignments, refuseUnmerge, type UnmergeFacts } from '#registry-rules/workflow/unmerge.ts'

const actor = (personId: string, ...roles: Role[]): Actor => ({
  accountId: `account-${personId}`,
  personId,
  name: personId,
  roles,
  hospitalCode: undefined,
})

const facts = (changes: Partial<UnmergeFacts> = {}): UnmergeFacts => ({
  isStanding: true,
  proposedByPersonId: undefined,
  proposedByLead: false,
  authorPersonIds: [],
  ...changes,
})

describe('taking a merge back', () => {
  const proposed = facts({ proposedByPersonId: 'li' })

  it('is proposed by any reviewer of the office, also in place of an earlier proposal', () => {
    for (const given of [facts(), proposed]) {
      expect(refuseUnmerge(given, actor('li', 'office-reviewer'), 'propose')).to.equal(undefined)
      expect(refuseUnmerge(given, actor('wang', 'office-lead'), 'propose')).to.equal(undefined)
      expect(refuseUnmerge(given, actor('wang', 'hospital-reviewer'), 'propose')?.code).to.equal('role-missing')
    }
  })

  it('is confirmed by another person, one of the two the lead (E4)', () => {
    expect(refuseUnmerge(facts(), actor('li', 'office-lead'), 'decide')?.code).to.equal('unmerge-not-proposed')
    expect(refuseUnmerge(proposed, actor('li', 'office-lead'), 'decide')?.code).to.equal('same-person-twice')
    expect(refuseUnmerge(proposed, actor('wang', 'office-reviewer'), 'decide')?.code).to.equal('second-person-needed')
    expect(refuseUnmerge(proposed, actor('wang', 'office-lead'), 'decide')).to.equal(undefined)
    const byLead = { ...proposed, proposedByLead: true }
    expect(refuseUnmerge(byLead, actor('wang', 'office-reviewer'), 'decide')).to.equal(undefined)
  })

  it('is refused to who wrote in a report of either side (E1), and for a merge that does not stand any more', () => {
    for (const step of ['propose', 'decide'] as const) {
      const author = { ...proposed, authorPersonIds: ['wang'] }
      expect(refuseUnmerge(author, actor('wang', 'office-lead'), step)?.code).to.equal('four-eyes')
      const gone = { ...proposed, isStanding: false }
      expect(refuseUnmerge(gone, actor('wang', 'office-lead'), step)?.code).to.equal('merge-taken-back')
    }
  })
})

describe('a report that came after the merge', () => {
  it('goes to the side that its hospital reported alone, else it remains', () => {
    const hospitals = { separated: ['H1', 'H2'], remaining: ['H2', 'H3'] }
    expect(['H1', 'H2', 'H3', 'H4'].map((code) => defaultSide(code, hospitals))).to.deep.equal([
      'separated',
      'remaining',
      'remaining',
      'remaining',
    ])
  })

  it('is assigned exactly once', () => {
    const assign = (...ids: string[]) =>
      refuseAssignments(
        ['one', 'two'],
        ids.map((caseReportId) => ({ caseReportId, side: 'remaining' as const })),
      )?.code
    expect(assign('two', 'one')).to.equal(undefined)
    for (const ids of [[], ['one'], ['one', 'one'], ['one', 'two', 'two'], ['one', 'two', 'three']]) {
      expect(assign(...ids), ids.join()).to.equal('assignments-incomplete')
    }
  })
})
