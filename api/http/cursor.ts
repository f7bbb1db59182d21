import { Refusal } from '#registry-rules/refusal.ts'
import { isId, type Id } from './record-id.ts'

/**
 * The id after which a page begins; every list here is sorted by id.
 *
 * @throws Refusal `cursor-malformed` for anything that `pageOf` has not made.
 */
export function readCursor(cursor: string | undefined): Id | undefined {
  if (cursor === undefined) return undefined
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    const [id] = Array.isArray(keys) && keys.length === 1 ? keys.map(String) : []
    if (isId(id)) return id
  } catch {
    // Refused below, like every other malformed cursor.
  }
  throw new Refusal('cursor-malformed')
}

/** One page of rows that were read with one more than `limit`; the cursor, opaque to the client, where there are more. */
export function pageOf<Row extends { readonly id: string }>(
  rows: readonly Row[],
  limit: number,
): { readonly page: readonly Row[]; readonly nextCursor: string | undefined } {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { page, nextCursor: rows.length > limit && last ? encodeCursor(last.id) : undefined }
}

const encodeCursor = (id: string): string => Buffer.from(JSON.stringify([id]), 'utf8').toString('base64url')
