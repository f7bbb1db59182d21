import { p } from '@mikro-orm/postgresql'

/** An instant with its full precision; the registry never stores a time without zone. */
export const instant = () => p.datetime().columnType('timestamptz')
/** A calendar date, kept as the string `YYYY-MM-DD`. */
export const calendarDate = () => p.date().$type<string>()
/** Sealed bytes (AES-256-GCM, `api/crypto/sealing.ts`) or a keyed hash. */
export const bytes = () => p.blob().$type<Buffer>()
/** A list of words. */
export const words = () => p.array().$type<string[]>().columnType('text[]')

/**
 * The version that `ETag` and `If-Match` speak of: raised with every change, and part of the condition of every update,
 * so that of two changes from the same version the second fails. (The ORM's own version property takes its first value
 * from the database by `returning`, which row-level security refuses on rows that only a later insert opens.)
 */
export const recordVersion = () =>
  p
    .integer()
    .concurrencyCheck()
    .onUpdate((row: { version: number }) => row.version + 1)
