import { expect } from 'chai'
import fc from 'fast-check'
import { createKeyRing } from '#api/crypto/key-ring.ts'
import { SealingError, blindToken, contentHash, newDataKey, seal, unseal, unwrapDataKey } from '#api/crypto/sealing.ts'

const ring = createKeyRing()
const { key, keyId, wrapped } = newDataKey(ring)
const context = 'case-report-draft:1'
const plain = {
  name: '王秀英',
  residence: { region: '370102' },
  notes: ['', null, 1.5],
}

describe('sealing', () => {
  it('refuses a sealed value in which any one bit was changed', () => {
    const sealed = seal(key, plain, context)
    for (let position = 0; position < sealed.length; position += 1) {
      const changed = Buffer.from(sealed)
      changed[position] = changed[position]! ^ 1
      expect(() => unseal(key, changed, context), `byte ${position}`).to.throw(SealingError)
    }
  })

  it('refuses a sealed value that was moved to another row', () => {
    expect(() => unseal(key, seal(key, plain, context), 'case-report-draft:2')).to.throw(SealingError)
  })

  it('refuses a sealed value under another patient’s key', () => {
    expect(() => unseal(newDataKey(ring).key, seal(key, plain, context), context)).to.throw(SealingError)
  })

  it('refuses a sealed value that was cut off', () => {
    const sealed = seal(key, plain, context)
    for (const length of [0, 1, 28, sealed.length - 1]) {
      expect(() => unseal(key, sealed.subarray(0, length), context)).to.throw(SealingError)
    }
  })

  it('refuses what is not JSON, and a key of another length', () => {
    expect(() => seal(key, undefined, context)).to.throw(SealingError)
    expect(() => seal(key.subarray(1), plain, context)).to.throw(SealingError)
    expect(() => contentHash(key.subarray(1), '{}')).to.throw(SealingError)
  })

  it('says nothing of the value in its errors', () => {
    const sealed = seal(key, plain, context)
    expect(() => unseal(newDataKey(ring).key, sealed, context))
      .to.throw(SealingError)
      .with.property('message')
      .not.match(/王|370102|draft:1/)
  })

  it('opens what it sealed, whatever JSON it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, where) => {
        const written = JSON.parse(JSON.stringify(value)) as unknown
        expect(unseal(key, seal(key, value, where), where)).to.deep.equal(written)
      }),
      { numRuns: 100 },
    )
  })

  it('seals the same value differently each time, and never in clear', () => {
    const first = seal(key, plain, context)
    expect(first).not.to.deep.equal(seal(key, plain, context))
    expect(first.includes(Buffer.from('王秀英'))).to.equal(false)
  })
})

describe('a patient’s data key', () => {
  it('is refused when its wrapping was changed', () => {
    const changed = Buffer.from(wrapped)
    changed[40] = changed[40]! ^ 1
    expect(() => unwrapDataKey(ring, changed, keyId)).to.throw(SealingError)
  })

  it('is refused under a key that the ring lacks, or a ring of someone else', () => {
    expect(() => unwrapDataKey(ring, wrapped, 'k2')).to.throw(SealingError)
    expect(() => unwrapDataKey(createKeyRing(), wrapped, keyId)).to.throw(SealingError)
  })

  it('opens under an older key after the ring has a newer one', () => {
    const newer = createKeyRing().identity.keys.get('k1')!
    const rotated = {
      ...ring,
      identity: {
        current: 'k2',
        keys: new Map([...ring.identity.keys, ['k2', newer]]),
      },
    }
    expect(unwrapDataKey(rotated, wrapped, keyId)).to.deep.equal(key)
    expect(newDataKey(rotated).keyId).to.equal('k2')
  })

  it('is wrapped so that it does not show', () => {
    expect(wrapped.includes(key)).to.equal(false)
    expect(newDataKey(ring).key).not.to.deep.equal(key)
  })
})

describe('a blind token', () => {
  it('differs between kinds of value, also where their texts run together the same way', () => {
    expect(blindToken(ring, 'ab', 'c')).not.to.deep.equal(blindToken(ring, 'a', 'bc'))
    expect(blindToken(ring, 'a', 'b:c')).not.to.deep.equal(blindToken(ring, 'a:b', 'c'))
  })

  it('cannot be made without the key', () => {
    expect(blindToken(createKeyRing(), 'name', 'x')).not.to.deep.equal(blindToken(ring, 'name', 'x'))
  })

  it('is the same for the same value, and has 16 bytes', () => {
    expect(blindToken(ring, 'name', '王秀英'))
      .to.deep.equal(blindToken(ring, 'name', '王秀英'))
      .and.have.length(16)
  })
})

describe('a content hash', () => {
  it('differs between patients, so that equal content does not show', () => {
    expect(contentHash(key, '{}')).not.to.equal(contentHash(newDataKey(ring).key, '{}'))
  })

  it('changes with the content and is stable otherwise', () => {
    expect(contentHash(key, '{"a":1}')).to.equal(contentHash(key, '{"a":1}'))
    expect(contentHash(key, '{"a":1}')).not.to.equal(contentHash(key, '{"a":2}'))
    expect(contentHash(key, '')).to.match(/^[0-9a-f]{64}$/)
  })
})
