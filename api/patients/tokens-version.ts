import type { KeyRing } from '#api/crypto/key-ring.ts'
import { BLOCKING_VERSION } from '#registry-rules/linkage/blocking-keys.ts'

/** Names what today's blocking tokens are: which keys of an identity, hashed under which key of the ring. */
export function tokensVersion({ blindIndex }: KeyRing): string {
  return `${BLOCKING_VERSION}:${blindIndex.current}`
}
