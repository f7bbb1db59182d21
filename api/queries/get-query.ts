import { LockMode } from '@mikro-orm/postgresql'
import type { Context } from '#api/http/context.ts'
import { isId } from '#api/http/record-id.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { QueryEntity } from './query.entity.ts'

/** A query to be changed, locked until the commit. @throws Refusal `query-not-found`, `stale-version`. */
export async function getQueryToChange({ em, expectedVersion }: Context, id: string | undefined): Promise<QueryEntity> {
  const query = isId(id) ? await em.findOne(QueryEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }) : null
  if (!query) throw new Refusal('query-not-found')
  if (query.version !== expectedVersion) throw new Refusal('stale-version', { version: query.version })
  return query
}
