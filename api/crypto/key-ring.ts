import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
  sign,
  verify,
} from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * One use's keys by id; `current` seals and signs, the others still open what was sealed before a rotation.
 * A Map, because the id of a token key comes from whoever sends the token.
 */
export interface KeySet {
  readonly current: string
  readonly keys: ReadonlyMap<string, KeyObject>
}

/**
 * All secrets of the registry, one key set per use, so that no key serves two. Held as `KeyObject`, which logs and
 * JSON show without its material.
 */
export interface KeyRing {
  /** Wraps the data key of each patient. */
  readonly identity: KeySet
  /** Makes the tokens that matching looks up instead of identity. */
  readonly blindIndex: KeySet
  /** Seals kept replies of idempotent requests. */
  readonly reply: KeySet
  /** Signs access tokens: ES256 private keys. */
  readonly token: KeySet
}

/** Says what is wrong with a key file, never what stands in it. */
export class KeyRingError extends Error {
  override readonly name = 'KeyRingError'
}

const symmetricUses = ['identity', 'blindIndex', 'reply'] as const
const uses = [...symmetricUses, 'token'] as const

/** Bytes of a symmetric key: AES-256 and HMAC-SHA-256. */
export const symmetricKeyBytes = 32

/** Makes a ring with one fresh key per use, in memory only. */
export function createKeyRing(): KeyRing {
  const fresh = (): KeySet => ({
    current: 'k1',
    keys: new Map([['k1', createSecretKey(randomBytes(symmetricKeyBytes))]]),
  })
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    identity: fresh(),
    blindIndex: fresh(),
    reply: fresh(),
    token: { current: 'k1', keys: new Map([['k1', privateKey]]) },
  }
}

/**
 * Reads and checks a key file.
 *
 * @throws KeyRingError with every fault of the file at once.
 */
export function readKeyRing(path: string): KeyRing {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new KeyRingError(`The key file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`)
  }
  return parseKeyRing(text)
}

/**
 * Makes a key file, mode 0600, that did not exist; a file that is there is never overwritten, because everything
 * sealed under it would be lost.
 *
 * @throws KeyRingError when there is a file already.
 */
export function writeNewKeyRing(path: string): KeyRing {
  const ring = createKeyRing()
  mkdirSync(dirname(path), { recursive: true })
  const temporary = `${path}.${randomUUID()}`
  const file = openSync(temporary, 'wx', 0o600)
  try {
    writeSync(file, presentKeyRing(ring))
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  try {
    // Unlike a rename, a link fails when the name is taken: of two processes that start at once, one makes the keys.
    linkSync(temporary, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new KeyRingError('There is a key file already.')
    throw error
  } finally {
    rmSync(temporary)
  }
  return ring
}

function parseKeyRing(text: string): KeyRing {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    // The message of JSON.parse quotes the text, which is key material.
    throw new KeyRingError('The key file is not JSON.')
  }
  if (!isObject(document)) throw new KeyRingError('The key file is not a JSON object.')
  const faults: string[] = []
  for (const name of Object.keys(document)) {
    // The name is not shown: a key pasted to the wrong place would be.
    if (!uses.some((use) => use === name)) faults.push(`it has an entry that is none of ${uses.join(', ')}`)
  }
  const read = (use: (typeof uses)[number]) =>
    readKeySet(use, document[use], use === 'token' ? readSigningKey : readSymmetricKey, faults)
  const ring = {
    identity: read('identity'),
    blindIndex: read('blindIndex'),
    reply: read('reply'),
    token: read('token'),
  }
  if (faults.length > 0) throw new KeyRingError(`The key file is malformed: ${faults.join('; ')}.`)
  return ring
}

function readKeySet(use: string, value: unknown, readKey: KeyReader, faults: string[]): KeySet {
  const keys = new Map<string, KeyObject>()
  if (!isObject(value) || typeof value['current'] !== 'string' || !isObject(value['keys'])) {
    faults.push(`${use} needs "current" and "keys"`)
    return { current: '', keys }
  }
  for (const [position, [id, material]] of Object.entries(value['keys']).entries()) {
    const key = readKey(material)
    // Told by position: ids belong to the file's writer and may be anything.
    if (key) keys.set(id, key)
    else
      faults.push(
        `key ${position + 1} of ${use} is not ${readKey === readSigningKey ? 'an ES256 private JWK' : `${symmetricKeyBytes} bytes in base64`}`,
      )
  }
  if (!Object.hasOwn(value['keys'], value['current'])) faults.push(`the current key of ${use} is not among its keys`)
  return { current: value['current'], keys }
}

type KeyReader = (material: unknown) => KeyObject | undefined

function readSymmetricKey(material: unknown): KeyObject | undefined {
  if (typeof material !== 'string') return undefined
  const bytes = Buffer.from(material, 'base64')
  // Buffer.from ignores what is not base64; only a text that it would write itself is whole.
  return bytes.length === symmetricKeyBytes && bytes.toString('base64') === material
    ? createSecretKey(bytes)
    : undefined
}

function readSigningKey(material: unknown): KeyObject | undefined {
  if (!isObject(material) || material['kty'] !== 'EC' || material['crv'] !== 'P-256') return undefined
  try {
    const key = createPrivateKey({
      key: material,
      format: 'jwk',
    })
    // A private part with another key's public part imports, and signs what nobody can verify.
    const probe = Buffer.from('probe')
    return verify('sha256', probe, createPublicKey(key), sign('sha256', probe, key)) ? key : undefined
  } catch {
    return undefined
  }
}

function presentKeyRing(ring: KeyRing): string {
  const present = (set: KeySet, write: (key: KeyObject) => unknown) => ({
    current: set.current,
    keys: Object.fromEntries([...set.keys].map(([id, key]) => [id, write(key)])),
  })
  const symmetric = (set: KeySet) => present(set, (key) => key.export().toString('base64'))
  return `${JSON.stringify(
    {
      identity: symmetric(ring.identity),
      blindIndex: symmetric(ring.blindIndex),
      reply: symmetric(ring.reply),
      token: present(ring.token, (key) => key.export({ format: 'jwk' })),
    },
    undefined,
    2,
  )}\n`
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
