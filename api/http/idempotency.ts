import { createHash } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Request } from 'express'
import { sealReply, unsealReply } from '#api/crypto/reply-sealing.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import type { Actor } from '#registry-rules/workflow/roles.ts'
import type { Deps } from './context.ts'
import type { Answer, Refused } from './route.ts'

/** An answer as it was given the first time. */
export type KeptAnswer = { readonly status: number; readonly answer: Answer<unknown> | Refused }

type Keep = (em: EntityManager, status: number, answer: Answer<unknown> | Refused) => Promise<KeptAnswer>

/** The key of the request, checked. @throws Refusal `idempotency-key-missing`, `idempotency-key-malformed`. */
export function readIdempotencyKey(request: Request, need: 'required' | 'optional' | 'none'): string | undefined {
  const key = need === 'none' ? undefined : request.get('Idempotency-Key')
  if (key === undefined) {
    if (need === 'required') throw new Refusal('idempotency-key-missing')
    return undefined
  }
  if (!/^[A-Za-z0-9._-]{8,100}$/.test(key)) throw new Refusal('idempotency-key-malformed')
  return key
}

/**
 * Makes sure that one key gives one answer: a repeat of the same request gets the first answer again, another request
 * under the key is refused. The answer is kept in the transaction of the change, sealed, so that neither can be there
 * without the other. Of two at once, the second one's insert waits for the first and then breaks the primary key; the
 * endpoint repeats its unit, which finds the first answer.
 *
 * @throws Refusal `idempotency-key-reused`.
 */
export async function answerOnce(
  deps: Deps,
  { actor, key, request }: { actor: Actor; key: string | undefined; request: Request },
  answer: (em: EntityManager, keep: Keep) => Promise<KeptAnswer>,
): Promise<KeptAnswer> {
  const em = deps.em()
  if (key === undefined) return answer(em, (_em, status, given) => Promise.resolve({ status, answer: given }))
  const requestHash = hashOf(request)
  const context = `idempotency:${actor.accountId}:${key}`

  const kept = await findKept(em, actor, key)
  if (kept) return repeat(kept)
  try {
    return await answer(em, keep)
  } catch (error) {
    // The first of two at once may have finished meanwhile: then the second was refused for what the first has changed.
    const answered = error instanceof Refusal ? await findKept(em, actor, key) : undefined
    if (answered) return repeat(answered)
    throw error
  }

  async function keep(unit: EntityManager, status: number, given: Answer<unknown> | Refused): Promise<KeptAnswer> {
    const sealed = sealReply(deps.keys, { status, answer: given }, context)
    await unit.execute(
      'insert into idempotency_key (account_id, key, request_hash, status, reply) values (?, ?, ?, ?, ?)',
      [actor.accountId, key, requestHash, status, sealed],
    )
    return { status, answer: given }
  }

  function repeat({ request_hash, reply }: KeptRow): KeptAnswer {
    if (!request_hash.equals(requestHash)) throw new Refusal('idempotency-key-reused')
    return unsealReply<KeptAnswer>(deps.keys, reply, context)
  }
}

type KeptRow = { request_hash: Buffer; reply: Buffer }

async function findKept(em: EntityManager, actor: Actor, key: string): Promise<KeptRow | undefined> {
  const rows = await em.execute<KeptRow[]>(
    'select request_hash, reply from idempotency_key where account_id = ? and key = ?',
    [actor.accountId, key],
  )
  return rows[0]
}

/**
 * What makes two requests the same: method, address and body (WORKFLOW 3.3). `If-Match` is no part of it: a client that
 * reads the record again before it repeats a lost request still means that request.
 */
function hashOf(request: Request): Buffer {
  return createHash('sha256')
    .update(`${request.method} ${request.originalUrl}\n`)
    .update(JSON.stringify(request.body ?? null))
    .digest()
}
