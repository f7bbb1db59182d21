import type { EntityManager } from '@mikro-orm/postgresql'
import { blindToken } from '#api/crypto/sealing.ts'
import type { Context } from '#api/http/context.ts'
import { blockingKeys, type BlockingKey } from '#registry-rules/linkage/blocking-keys.ts'
import type { Candidate, Decision } from '#registry-rules/linkage/decide.ts'
import { evidence } from '#registry-rules/linkage/evidence.ts'
import type { IdentityFields } from '#registry-rules/linkage/identity-fields.ts'
import { readIdentity } from '#registry-rules/linkage/identity.ts'
import { matchAmong, type PatientStore } from '#registry-rules/linkage/match.ts'
import { presentParameters } from '#registry-rules/linkage/parameters/present.ts'
import type { Compared } from './decided-evidence.ts'
import { openIdentityRow, type IdentityRow } from './identity-rows.ts'

/** What matching found for one identity, with the keyed hash of the evidence for each candidate. */
export type Match = {
  readonly decision: Decision
  readonly evidenceHashOf: (patientId: string) => Buffer
  /** What was compared with a candidate, by which is known whether a decision was made on it. */
  readonly comparedWith: (patientId: string) => Compared
  /** All tokens of the identity, to be stored with it. */
  readonly tokens: readonly Buffer[]
}

type Request = { readonly identity: IdentityFields; readonly ownPatientId: string | undefined }

/**
 * Compares an identity with every known patient that shares a blocking token, other hospitals' included: their sealed
 * rows come from one `security definer` function and are opened here only, never shown. Waits for other submissions that
 * share one of the tokens, so that two of the same moment find each other.
 */
export async function matchIdentity(context: Context, { identity, ownPatientId }: Request): Promise<Match> {
  const incoming = readIdentity(identity)
  const keys = blockingKeys(incoming)
  const store = new DatabasePatientStore(context, ownPatientId)
  await lockTokens(context.em, await store.tokensThatFind(keys))
  const decision = await matchAmong(incoming, keys, store, presentParameters)
  return {
    decision,
    evidenceHashOf: (patientId) =>
      blindToken(context.keys, 'pair-evidence', evidence([identity], store.identitiesOf(patientId))),
    comparedWith: (patientId) => ({
      identity,
      own: [...store.own, identity],
      other: store.identitiesOf(patientId),
    }),
    tokens: keys.map(({ family, value }) => blindToken(context.keys, family, value)),
  }
}

/** Waits until no other transaction matches or inserts an identity that shares one of the tokens; held to the commit. */
export async function lockTokens(em: EntityManager, tokens: readonly Buffer[]): Promise<void> {
  if (tokens.length === 0) return
  // In one order for everybody, so that two submissions never wait for each other.
  const locks = [...new Set(tokens.map((token) => token.readBigInt64BE(0)))].sort((a, b) => (a < b ? -1 : 1))
  await em.execute(
    `select pg_advisory_xact_lock(k) from unnest(array[${locks.join(',')}]::bigint[]) with ordinality as l(k, n) order by n`,
  )
}

/** How many patients of all hospitals hold each of the keys, in their order. */
export async function countHolders(
  { em, keys: ring }: Pick<Context, 'em' | 'keys'>,
  keys: readonly BlockingKey[],
): Promise<number[]> {
  if (keys.length === 0) return []
  const tokens = keys.map(({ family, value }) => blindToken(ring, family, value))
  const rows = await em.execute<{ token: Buffer; holders: number }[]>(
    'select * from token_holders(array[?]::bytea[])',
    [tokens],
  )
  const counts = new Map(rows.map(({ token, holders }) => [token.toString('hex'), holders]))
  return tokens.map((token) => counts.get(token.toString('hex')) ?? 0)
}

const textOf = ({ family, value }: BlockingKey): string => `${family} ${value}`

/** The patients of the database, behind keyed hashes; those of all hospitals. */
class DatabasePatientStore implements PatientStore {
  readonly #context: Pick<Context, 'em' | 'keys'>
  readonly #ownPatientId: string | undefined
  readonly #identities = new Map<string, IdentityFields[]>()
  /** Counts of the keys that too many hold, by text; they are the dearest to count, and stay too many. */
  readonly #common = new Map<string, number>()
  /** What the patient himself was reported with before, where that shares a token with what is reported now. */
  readonly own: IdentityFields[] = []

  constructor(context: Pick<Context, 'em' | 'keys'>, ownPatientId: string | undefined) {
    this.#context = context
    this.#ownPatientId = ownPatientId
  }

  async count(): Promise<number> {
    const [row] = await this.#context.em.execute<{ count: number }[]>('select patient_count() as count')
    return row?.count ?? 0
  }

  async holders(keys: readonly BlockingKey[]): Promise<number[]> {
    const others = keys.filter((key) => !this.#common.has(textOf(key)))
    const counts = await countHolders(this.#context, others)
    const counted = new Map(others.map((key, index) => [textOf(key), counts[index] ?? 0]))
    for (const [text, count] of counted) {
      if (count > presentParameters.limits.holdersOfKey) this.#common.set(text, count)
    }
    return keys.map((key) => counted.get(textOf(key)) ?? this.#common.get(textOf(key)) ?? 0)
  }

  async candidates(keys: readonly BlockingKey[], limit: number): Promise<Candidate[]> {
    const { em } = this.#context
    const rows = await em.execute<IdentityRow[]>('select * from candidate_identities(array[?]::bytea[], ?)', [
      this.#tokensOf(keys),
      // The patient's own record may be among them, and is none of his candidates.
      this.#ownPatientId === undefined ? limit : limit + 1,
    ])
    for (const row of rows) {
      if (row.patient_id === this.#ownPatientId) {
        this.own.push(openIdentityRow(this.#context.keys, row))
        continue
      }
      this.#identities.set(row.patient_id, [
        ...this.identitiesOf(row.patient_id),
        openIdentityRow(this.#context.keys, row),
      ])
    }
    return [...this.#identities].map(([patientId, fields]) => ({ patientId, identities: fields.map(readIdentity) }))
  }

  /** What was opened of a candidate. */
  identitiesOf(patientId: string): readonly IdentityFields[] {
    return this.#identities.get(patientId) ?? []
  }

  /** Tokens that few enough hold to bring candidates; a hospital's own telephone does not make its reports queue. */
  async tokensThatFind(keys: readonly BlockingKey[]): Promise<Buffer[]> {
    const holders = await this.holders(keys)
    return this.#tokensOf(keys.filter((_key, index) => (holders[index] ?? 0) <= presentParameters.limits.holdersOfKey))
  }

  #tokensOf(keys: readonly BlockingKey[]): Buffer[] {
    return keys.map(({ family, value }) => blindToken(this.#context.keys, family, value))
  }
}
