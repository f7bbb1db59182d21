import { createPublicKey, sign, verify } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { expect } from 'chai'
import { KeyRingError, createKeyRing, readKeyRing, writeNewKeyRing } from '#api/crypto/key-ring.ts'
import { newDataKey, unwrapDataKey } from '#api/crypto/sealing.ts'

describe('the key ring', () => {
  let folder: string
  let path: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'key-ring-'))
    path = join(folder, 'data', 'keys.json')
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  /** The file as an object to break, a valid one each time. */
  function document(): Record<string, { current: string; keys: Record<string, unknown> }> {
    writeNewKeyRing(path)
    return JSON.parse(readFileSync(path, 'utf8')) as ReturnType<typeof document>
  }

  function refusal(text: string): string {
    writeFileSync(path, text)
    try {
      readKeyRing(path)
    } catch (error) {
      if (error instanceof KeyRingError) return error.message
      throw error
    }
    throw new Error('the key file was read without complaint')
  }

  it('never overwrites keys, because everything sealed under them would be lost', () => {
    writeNewKeyRing(path)
    const before = readFileSync(path, 'utf8')
    expect(() => writeNewKeyRing(path)).to.throw(KeyRingError, 'already')
    expect(readFileSync(path, 'utf8')).to.equal(before)
    expect(readdirSync(join(folder, 'data'))).to.deep.equal(['keys.json'])
  })

  it('says that the file is missing', () => {
    expect(() => readKeyRing(path)).to.throw(KeyRingError, 'ENOENT')
  })

  it('refuses text that is not JSON without quoting it', () => {
    writeNewKeyRing(path)
    const message = refusal('{ "identity": c2VjcmV0 }')
    expect(message).to.include('not JSON').and.not.include('c2VjcmV0')
  })

  it('names every use that is missing', () => {
    writeNewKeyRing(path)
    const message = refusal('{}')
    for (const use of ['identity', 'blindIndex', 'reply', 'token']) expect(message).to.include(use)
  })

  it('refuses keys of another length or alphabet without showing them', () => {
    const ring = document()
    ring['identity']!.keys['k1'] = Buffer.alloc(31, 7).toString('base64')
    ring['reply']!.keys['k1'] = `${Buffer.alloc(32, 7).toString('base64')}!`
    ring['blindIndex']!.keys['k1'] = 42
    const message = refusal(JSON.stringify(ring))
    for (const use of ['identity', 'reply', 'blindIndex']) expect(message).to.include(`key 1 of ${use}`)
    expect(message).not.to.include('BwcH')
  })

  it('refuses a current key that is not there', () => {
    const ring = document()
    ring['identity']!.current = 'constructor'
    expect(refusal(JSON.stringify(ring))).to.include('current key of identity')
  })

  it('refuses an entry that it does not know', () => {
    expect(refusal(JSON.stringify({ ...document(), misspelt: {} }))).to.include('none of')
  })

  it('refuses a signing key whose halves do not belong together', () => {
    const ring = document()
    const [own, other] = [ring['token']!.keys['k1'], createKeyRing().token.keys.get('k1')!.export({ format: 'jwk' })]
    ring['token']!.keys['k1'] = { ...(own as object), x: other.x, y: other.y }
    expect(refusal(JSON.stringify(ring))).to.include('key 1 of token')
  })

  it('refuses a signing key without its private part', () => {
    const ring = document()
    delete (ring['token']!.keys['k1'] as Record<string, unknown>)['d']
    expect(refusal(JSON.stringify(ring))).to.include('key 1 of token')
  })

  it('reads back what it wrote', () => {
    const written = writeNewKeyRing(path)
    const read = readKeyRing(path)
    const { wrapped, keyId, key } = newDataKey(written)
    expect(unwrapDataKey(read, wrapped, keyId)).to.deep.equal(key)
    const signature = sign('sha256', Buffer.from('token'), written.token.keys.get('k1')!)
    expect(verify('sha256', Buffer.from('token'), createPublicKey(read.token.keys.get('k1')!), signature)).to.equal(
      true,
    )
  })

  it('can be read by its owner alone', () => {
    writeNewKeyRing(path)
    expect(statSync(path).mode & 0o777).to.equal(0o600)
  })

  it('uses each key for one purpose only', () => {
    const ring = document()
    const keys = ['identity', 'blindIndex', 'reply'].map((use) => ring[use]!.keys['k1'])
    expect(new Set(keys).size).to.equal(3)
  })

  it('shows no key material when it is logged', () => {
    const ring = document()
    const shown = inspect(readKeyRing(path), { depth: 10 }) + JSON.stringify(readKeyRing(path))
    expect(shown).not.to.include(ring['identity']!.keys['k1'])
    expect(shown).not.to.include((ring['token']!.keys['k1'] as { d: string }).d)
  })
})
