import type { KeyRing } from './key-ring.ts'
import { SealingError, seal, unseal } from './sealing.ts'

/** Seals the kept reply of an idempotent request under the ring's current reply key; the key's id stands in front. */
export function sealReply(ring: KeyRing, reply: unknown, context: string): Buffer {
  const id = Buffer.from(ring.reply.current, 'utf8')
  return Buffer.concat([Buffer.of(id.length), id, seal(replyKey(ring, ring.reply.current), reply, context)])
}

/** @throws SealingError when the reply was changed, belongs elsewhere, or its key is gone. */
export function unsealReply<Reply>(ring: KeyRing, sealed: Buffer, context: string): Reply {
  const length = sealed[0] ?? 0
  return unseal<Reply>(
    replyKey(ring, sealed.subarray(1, 1 + length).toString('utf8')),
    sealed.subarray(1 + length),
    context,
  )
}

function replyKey(ring: KeyRing, id: string): Buffer {
  const key = ring.reply.keys.get(id)
  if (key === undefined) throw new SealingError('The key ring has no reply key of that id.')
  return key.export()
}
