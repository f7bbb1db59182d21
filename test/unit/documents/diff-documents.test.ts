import { expect } from 'chai'
import fc from 'fast-check'
import { canonicalJson } from '#registry-rules/documents/canonical-json.ts'
import { diffDocuments } from '#registry-rules/documents/diff-documents.ts'
import { withValueAt } from '#registry-rules/documents/with-value-at.ts'
import type { JsonObject } from '#registry-rules/forms/json-pointer.ts'

const key = fc.constantFrom('name', 'onsetDate', 'a/b', 'c~d', '0')
const leaf = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null), fc.array(fc.integer()))
const section = fc.dictionary(
  key,
  fc.oneof(leaf, fc.dictionary(key, leaf, { minKeys: 1, maxKeys: 3, noNullPrototype: true })),
  {
    minKeys: 1,
    maxKeys: 3,
    noNullPrototype: true,
  },
)
const document: fc.Arbitrary<JsonObject> = fc.dictionary(key, fc.oneof(leaf, section), {
  maxKeys: 4,
  noNullPrototype: true,
})

describe('the difference of two documents', () => {
  it('names each changed place with the value before and after', () => {
    const before = { identity: { name: '王甲', sex: '1' }, phenotype: [1], outcome: { vitalStatus: '1' } }
    const after = { identity: { name: '王乙', sex: '1' }, phenotype: [1, 2], diagnosis: { onsetDate: '2020' } }
    expect(diffDocuments(before, after)).to.deep.equal([
      { pointer: '/diagnosis/onsetDate', before: undefined, after: '2020' },
      { pointer: '/identity/name', before: '王甲', after: '王乙' },
      { pointer: '/outcome/vitalStatus', before: '1', after: undefined },
      { pointer: '/phenotype', before: [1], after: [1, 2] },
    ])
  })

  it('tells null from absent', () => {
    expect(diffDocuments({}, { a: null })).to.deep.equal([{ pointer: '/a', before: undefined, after: null }])
  })

  it('is empty between equal documents', () => {
    fc.assert(fc.property(document, (value) => diffDocuments(value, structuredClone(value)).length === 0))
  })

  it('turns round with the documents', () => {
    fc.assert(
      fc.property(document, document, (a, b) => {
        const back = diffDocuments(b, a).map(({ pointer, before, after }) => ({
          pointer,
          before: after,
          after: before,
        }))
        expect(diffDocuments(a, b)).to.deep.equal(back)
      }),
    )
  })

  it('makes the one document out of the other, change by change', () => {
    fc.assert(
      fc.property(document, document, (a, b) => {
        const changed = diffDocuments(a, b).reduce((made, { pointer, after }) => withValueAt(made, pointer, after), a)
        expect(canonicalJson(withoutEmpty(changed))).to.equal(canonicalJson(withoutEmpty(b)))
      }),
    )
  })
})

/** Taking out the last value of a section leaves the section empty. */
function withoutEmpty(node: unknown): unknown {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return node
  const entries = Object.entries(node)
    .map(([name, value]) => [name, withoutEmpty(value)] as const)
    .filter(
      ([, value]) =>
        !(typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0),
    )
  return Object.fromEntries(entries)
}
