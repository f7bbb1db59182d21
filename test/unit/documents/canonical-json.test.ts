import { expect } from 'chai'
import fc from 'fast-check'
import { canonicalJson } from '#registry-rules/documents/canonical-json.ts'

const anyJson = fc.jsonValue({ maxDepth: 4 })

/** The same value with the keys of every object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, entry]) => [key, reversed(entry)]),
  )
}

describe('canonical JSON', () => {
  it('orders keys by code unit, without white space', () => {
    expect(canonicalJson({ b: 1, a: [true, null, 'é'], B: { d: 0.1, c: -0 } })).to.equal(
      '{"B":{"c":0,"d":0.1},"a":[true,null,"é"],"b":1}',
    )
  })

  it('leaves out what is undefined, as JSON does', () => {
    expect(canonicalJson({ a: undefined, b: [undefined] })).to.equal('{"b":[null]}')
  })

  it('is JSON that says the same', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(JSON.parse(canonicalJson(value))).to.deep.equal(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('does not depend on the order in which keys were set', () => {
    fc.assert(fc.property(anyJson, (value) => canonicalJson(reversed(value)) === canonicalJson(value)))
  })

  it('differs where the values differ', () => {
    fc.assert(
      fc.property(anyJson, anyJson, (a, b) => {
        const same = JSON.stringify(JSON.parse(canonicalJson(a))) === JSON.stringify(JSON.parse(canonicalJson(b)))
        return same === (canonicalJson(a) === canonicalJson(b))
      }),
    )
  })
})
