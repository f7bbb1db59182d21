import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import type { CipherKey, KeyObject } from 'node:crypto'
import { symmetricKeyBytes } from './key-ring.ts'
import type { KeyRing, KeySet } from './key-ring.ts'

/** A sealed value, data key or token could not be used; says which kind of fault, never a value. */
export class SealingError extends Error {
  override readonly name = 'SealingError'
}

/** A fresh data key, together with what the database keeps of it. */
export interface NewDataKey {
  /** The key under the ring's current identity key; meaningless without the ring. */
  readonly wrapped: Buffer
  /** Id of the identity key it is wrapped under. */
  readonly keyId: string
  /** The bare key: for this transaction only, never stored. */
  readonly key: Buffer
}

// Layout of every sealed value: version, IV, tag, ciphertext. IV of 96 bits, tag of 128: NIST SP 800-38D, 5.2.1.1 and
// 5.2.1.2. A key's random IVs stay safe for 2^32 values (8.3); a data key serves one patient.
const version = 1
const ivBytes = 12
const tagBytes = 16
const headBytes = 1 + ivBytes + tagBytes

/** Bytes of a blind token: 128 bits keep chance equality out of sight at any number of patients. */
const blindTokenBytes = 16

/** Makes the key that one patient's identity is sealed with; destroying `wrapped` makes that identity unreadable. */
export function newDataKey(ring: KeyRing): NewDataKey {
  const key = randomBytes(symmetricKeyBytes)
  const keyId = ring.identity.current
  return {
    wrapped: encrypt(keyOf(ring.identity, keyId), key, wrapContext(keyId)),
    keyId,
    key,
  }
}

/** @throws SealingError when the ring has no such key, or the wrapped key was made under another or was changed. */
export function unwrapDataKey(ring: KeyRing, wrapped: Uint8Array, keyId: string): Buffer {
  return decrypt(keyOf(ring.identity, keyId), wrapped, wrapContext(keyId))
}

/**
 * Seals any JSON value. `context` says where the value belongs (`case-report-draft:<id>`) and must be the same at
 * `unseal`: a sealed value copied to another row does not open there.
 */
export function seal(key: Uint8Array, plain: unknown, context: string): Buffer {
  const json = JSON.stringify(plain) as string | undefined
  if (json === undefined) throw new SealingError('A value that is not JSON cannot be sealed.')
  return encrypt(key, Buffer.from(json, 'utf8'), context)
}

/** @throws SealingError when the value was changed, belongs to another context or was sealed under another key. */
export function unseal<T = unknown>(key: Uint8Array, sealed: Uint8Array, context: string): T {
  // Authenticated, so it is what `seal` wrote; the caller knows which type that was.
  return JSON.parse(decrypt(key, sealed, context).toString('utf8')) as T
}

/**
 * Token that stands for a normalised identity value in matching: equal values give equal tokens, and without the key
 * a token can be neither read nor tried out. `family` (the kind of value) is bound in, so that tokens of two kinds
 * never meet.
 */
export function blindToken(ring: KeyRing, family: string, value: string): Buffer {
  return (
    createHmac('sha256', keyOf(ring.blindIndex, ring.blindIndex.current))
      // The length in front: ('ab', 'c') and ('a', 'bc') must differ.
      .update(`${family.length}:${family}:${value}`, 'utf8')
      .digest()
      .subarray(0, blindTokenBytes)
  )
}

/**
 * Hash of a document in canonical form, in hex, keyed by the patient's data key: a plain hash of a short document
 * could be guessed, and this one loses its meaning with the key.
 */
export function contentHash(key: Uint8Array, canonical: string): string {
  checkKey(key)
  // A key of its own, derived: one key must not serve both AES and HMAC (NIST SP 800-57 part 1, 5.2).
  const hashKey = hkdfSync('sha256', key, '', 'content-hash', symmetricKeyBytes)
  return createHmac('sha256', Buffer.from(hashKey)).update(canonical, 'utf8').digest('hex')
}

function keyOf(set: KeySet, keyId: string): KeyObject {
  const key = set.keys.get(keyId)
  if (!key) throw new SealingError('The key ring has no key of that id.')
  return key
}

function wrapContext(keyId: string): string {
  return `data-key:${keyId}`
}

function encrypt(key: CipherKey, plain: Uint8Array, context: string): Buffer {
  checkKey(key)
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', key, iv, {
    authTagLength: tagBytes,
  })
  cipher.setAAD(additionalData(context))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([Buffer.of(version), iv, cipher.getAuthTag(), body])
}

function decrypt(key: CipherKey, sealed: Uint8Array, context: string): Buffer {
  checkKey(key)
  if (sealed.length < headBytes) throw new SealingError('The sealed value is too short.')
  if (sealed[0] !== version) throw new SealingError('The sealed value has an unknown version.')
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + ivBytes), { authTagLength: tagBytes })
  decipher.setAAD(additionalData(context))
  decipher.setAuthTag(sealed.subarray(1 + ivBytes, headBytes))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(headBytes)), decipher.final()])
  } catch {
    throw new SealingError('The sealed value was changed, belongs elsewhere, or was sealed under another key.')
  }
}

function additionalData(context: string): Buffer {
  return Buffer.concat([Buffer.of(version), Buffer.from(context, 'utf8')])
}

function checkKey(key: CipherKey): void {
  if (key instanceof Uint8Array && key.length !== symmetricKeyBytes) {
    throw new SealingError(`A data key has ${symmetricKeyBytes} bytes.`)
  }
}
