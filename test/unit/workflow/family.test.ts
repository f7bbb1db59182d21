import { expect } from 'chai'
import {
  familyLinks,
  relativeKinds,
  type RelativeKind,
  type RelativeStatement,
} from '#registry-rules/workflow/family.ts'
import { Refusal } from '#registry-rules/refusal.ts'

const linksOf = (statement: RelativeStatement | undefined): unknown => {
  const links = familyLinks(['li', 'wang'], statement)
  return links instanceof Refusal ? links.code : links
}

describe('a family link', () => {
  it('names the parent to the child and the child to the parent, whichever side the parent is', () => {
    expect(linksOf({ kind: 'parent-child', parentId: 'wang' })).to.have.deep.members([
      { patientId: 'li', relativeId: 'wang', relation: 'parent' },
      { patientId: 'wang', relativeId: 'li', relation: 'child' },
    ])
    expect(linksOf({ kind: 'parent-child', parentId: 'li' })).to.have.deep.members([
      { patientId: 'wang', relativeId: 'li', relation: 'parent' },
      { patientId: 'li', relativeId: 'wang', relation: 'child' },
    ])
  })

  for (const kind of Object.keys(relativeKinds).filter((each) => each !== 'parent-child') as RelativeKind[])
    it(`of ${kind} is the same from both sides`, () => {
      expect(linksOf({ kind })).to.have.deep.members([
        { patientId: 'li', relativeId: 'wang', relation: kind },
        { patientId: 'wang', relativeId: 'li', relation: kind },
      ])
      expect(linksOf({ kind, parentId: 'li' })).to.equal('relative-kind-incomplete')
    })

  it('is refused without a statement, and for parent and child without one of the two as parent', () => {
    expect(linksOf(undefined)).to.equal('relative-kind-incomplete')
    expect(linksOf({ kind: 'parent-child' })).to.equal('relative-kind-incomplete')
    expect(linksOf({ kind: 'parent-child', parentId: 'zhang' })).to.equal('relative-kind-incomplete')
  })
})
