import { expect } from 'chai'
import fc from 'fast-check'
import { withValueAt } from '#registry-rules/documents/with-value-at.ts'
import { valueAt } from '#registry-rules/forms/json-pointer.ts'

const pointer = fc
  .array(fc.constantFrom('clinical', 'fvc', 'a~1b', 'c~0d', 'x'), { minLength: 1, maxLength: 4 })
  .map((keys) => keys.map((key) => `/${key}`).join(''))

describe('a document with another value at a place', () => {
  it('leaves the document that it was made from as it was', () => {
    const before = { clinical: { fvc: 80 }, phenotype: [{ hpo: 'HP:0001166' }] }
    const copy = structuredClone(before)
    withValueAt(before, '/clinical/fvc', 81)
    withValueAt(before, '/phenotype/0/hpo', 'HP:0000001')
    expect(before).to.deep.equal(copy)
  })

  it('has the value there, whatever stood there before', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('clinical', 'x'), fc.jsonValue()),
        pointer,
        fc.integer(),
        (document, place, value) => {
          const lists = Object.values(document).some(Array.isArray)
          fc.pre(!lists)
          expect(valueAt(withValueAt(document, place, value), place)).to.equal(value)
        },
      ),
    )
  })

  it('takes the key out for undefined', () => {
    expect(withValueAt({ clinical: { fvc: 80, note: 'x' } }, '/clinical/fvc', undefined)).to.deep.equal({
      clinical: { note: 'x' },
    })
  })

  it('changes an entry of a list that is there, and makes none', () => {
    const document = { treatment: [{ code: 'a' }, { code: 'b' }] }
    expect(withValueAt(document, '/treatment/1/code', 'c')).to.deep.equal({ treatment: [{ code: 'a' }, { code: 'c' }] })
    expect(withValueAt(document, '/treatment/2/code', 'c')).to.deep.equal(document)
  })
})
