import type { EntityManager } from '@mikro-orm/postgresql'
import type { Logger } from 'pino'
import type { KeyRing } from '#api/crypto/key-ring.ts'
import type { Session } from '#api/db/unit-of-work.ts'
import type { HpoTerms } from '#api/hpo/hpo-terms.ts'
import type { ValueSets } from '#api/forms/value-sets.ts'
import type { Forms } from '#registry-rules/forms/form.ts'
import type { SearchLimits } from '#api/patients/search-limits.ts'
import type { Actor } from '#registry-rules/workflow/roles.ts'

/** What the application is built from; everything that a test may want to replace. */
export type Deps = {
  /** A fork of the entity manager for one request. */
  readonly em: () => EntityManager
  readonly keys: KeyRing
  readonly forms: Forms
  readonly valueSets: ValueSets
  readonly hpoTerms: HpoTerms
  /** The edition of the catalogue that new reports are made under. */
  readonly catalogueVersion: string
  /** Names the checks, soft ranges and texts in force; stored with every decision. */
  readonly ruleSet: string
  /** How often a person, and a hospital, may ask whether somebody is known. */
  readonly searchLimits: SearchLimits
  readonly clock: () => Date
  readonly log: Logger
  /** Scheme, host and port by which browsers reach the registry; decides whether cookies are secure. */
  readonly publicOrigin: string | undefined
  /** Whether demo accounts may be shown on the first page. */
  readonly demo: boolean
}

/** What a command or a reading gets: one request's person, transaction and day. */
export type Context = Omit<Deps, 'em' | 'clock'> & {
  readonly em: EntityManager
  readonly actor: Actor
  readonly session: Session
  readonly now: Date
  /** Calendar date in Shandong (Asia/Shanghai). */
  readonly today: string
  /** The version of `If-Match`; `undefined` on routes that change nothing existing. */
  readonly expectedVersion: number | undefined
  /** Value of the refresh cookie, for the sign-in routes alone. */
  readonly refreshToken: string | undefined
}

const shandong = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

/** The calendar date of an instant in Shandong. */
export function calendarDateOf(instant: Date): string {
  return shandong.format(instant)
}
