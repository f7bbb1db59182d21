import { Refusal } from '#registry-rules/refusal.ts'

/** Where the next page begins: the sort keys of the last row, opaque to the client. */
export function encodeCursor(keys: readonly string[]): string {
  return Buffer.from(JSON.stringify(keys), 'utf8').toString('base64url')
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Every list here is sorted by id. @throws Refusal `cursor-malformed` for anything that `encodeCursor` has not made. */
export function decodeCursor(cursor: string | undefined, count: number): readonly string[] | undefined {
  if (cursor === undefined) return undefined
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Array.isArray(keys) && keys.length === count && keys.every((key) => uuid.test(String(key))))
      return keys.map(String)
  } catch {
    // Refused below, like every other malformed cursor.
  }
  throw new Refusal('cursor-malformed')
}
