import { v7 as newId } from 'uuid'
import { newDataKey, unwrapDataKey } from '#api/crypto/sealing.ts'
import type { Context } from '#api/http/context.ts'
import { DataKeyEntity } from '#api/patients/patient.entity.ts'

type KeyContext = Pick<Context, 'em' | 'keys'>

/** Makes the data key of a new report; at the first submission it becomes the key of the provisional patient. */
export function createDataKey({ em, keys }: KeyContext): { id: string; key: Buffer } {
  const { wrapped, keyId, key } = newDataKey(keys)
  const id = newId()
  em.persist(em.create(DataKeyEntity, { id, wrapped, keyRingId: keyId }))
  return { id, key }
}

/** The bare data key, for this request only. */
export async function openDataKey({ em, keys }: KeyContext, id: string): Promise<Buffer> {
  const { wrapped, keyRingId } = await em.findOneOrFail(DataKeyEntity, { id })
  return unwrapDataKey(keys, wrapped, keyRingId)
}
