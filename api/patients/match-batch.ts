import { setImmediate } from 'node:timers/promises'
import { blindToken } from '#api/crypto/sealing.ts'
import type { KeyRing } from '#api/crypto/key-ring.ts'
import type { Context } from '#api/http/context.ts'
import { blockingKeys, type BlockingKey } from '#registry-rules/linkage/blocking-keys.ts'
import type { Candidate, PossibleMatch } from '#registry-rules/linkage/decide.ts'
import type { Decision } from '#registry-rules/linkage/decide.ts'
import { matchAmong, type PatientStore } from '#registry-rules/linkage/match.ts'
import { presentParameters } from '#registry-rules/linkage/parameters/present.ts'
import type { IdentityRow } from './identity-rows.ts'
import type { OpenedIdentities } from './opened-identities.ts'

/** A current identity as the walk through all of them meets it. */
export type WalkedRow = IdentityRow & { readonly tokens_version: string; readonly record_state: string }

/** Everything that the decisions about one batch of identities need. */
export type Batch = {
  readonly rows: readonly WalkedRow[]
  readonly patientCount: number
  /** Holders of the tokens that more than one patient holds, by token in hex. */
  readonly holders: ReadonlyMap<string, number>
  /** For each identity that shares a token, the patients that share most of them. */
  readonly candidatesOf: ReadonlyMap<string, readonly string[]>
  /** All sealed identities, the latest last, of the patients concerned that are not opened yet. */
  readonly sealed: ReadonlyMap<string, readonly IdentityRow[]>
}

/** What matching finds for one identity of the batch. */
export type Finding = {
  readonly row: WalkedRow
  readonly candidates: readonly PossibleMatch[]
}

/** Reads what the decisions about some identities need; each statement for all of them at once. */
export async function readBatch(
  { em }: Pick<Context, 'em'>,
  rows: readonly WalkedRow[],
  opened: Pick<OpenedIdentities, 'has'>,
): Promise<Batch> {
  const { holdersOfKey, candidates } = presentParameters.limits
  // A record that is no longer in use is found by others, and looks for nobody.
  const looking = rows.filter(({ record_state }) => record_state !== 'INACTIVE')
  const ids = looking.map(({ identity_id }) => identity_id)
  const [count] = await em.execute<{ count: number }[]>('select patient_count() as count')
  const shared = await em.execute<{ token: Buffer; holders: number; patients: string[] | null }[]>(
    'select * from shared_tokens(?::uuid[], ?)',
    [arrayOf(ids), holdersOfKey],
  )
  const own = await em.execute<{ identity_id: string; tokens: Buffer[] }[]>(
    'select * from tokens_of_identities(?::uuid[])',
    [arrayOf(ids)],
  )
  const patientsOf = new Map(shared.map(({ token, patients }) => [token.toString('hex'), patients ?? []]))
  const patientOf = new Map(looking.map(({ identity_id, patient_id }) => [identity_id, patient_id]))
  const candidatesOf = new Map<string, readonly string[]>()
  for (const { identity_id, tokens } of own) {
    const found = rankBySharedTokens(tokens.map((token) => patientsOf.get(token.toString('hex')) ?? []))
      // The limit of a submission, whose look-up may meet the patient's own record, too.
      .slice(0, candidates + 1)
      .filter((patient) => patient !== patientOf.get(identity_id))
    if (found.length > 0) candidatesOf.set(identity_id, found)
  }
  const concerned = new Set([...candidatesOf].flatMap(([id, patients]) => [patientOf.get(id) ?? '', ...patients]))
  const sealed = await em.execute<IdentityRow[]>('select * from identities_of_patients(?::uuid[])', [
    arrayOf([...concerned].filter((patient) => !opened.has(patient))),
  ])
  return {
    rows: looking,
    patientCount: count?.count ?? 0,
    holders: new Map(shared.map(({ token, holders }) => [token.toString('hex'), holders])),
    candidatesOf,
    sealed: Map.groupBy(sealed, ({ patient_id }) => patient_id),
  }
}

const arrayOf = (ids: readonly string[]): string => `{${ids.join(',')}}`

/** As `candidate_identities` ranks: most shared tokens first, then by id. */
function rankBySharedTokens(holdersOfEach: readonly (readonly string[])[]): string[] {
  const shared = new Map<string, number>()
  for (const patients of holdersOfEach) {
    for (const patient of patients) shared.set(patient, (shared.get(patient) ?? 0) + 1)
  }
  return [...shared]
    .toSorted(([a, sharedByA], [b, sharedByB]) => sharedByB - sharedByA || (a < b ? -1 : 1))
    .map(([patient]) => patient)
}

/** Milliseconds of reckoning at a stretch: the same process answers requests. */
const stretchMilliseconds = 15

/** Decides about each identity of a batch with the matching of a submission; gives those with a possible match. */
export async function findMatches(keys: KeyRing, batch: Batch, opened: OpenedIdentities): Promise<Finding[]> {
  const findings: Finding[] = []
  let since = performance.now()
  for (const row of batch.rows) {
    if (!batch.candidatesOf.has(row.identity_id)) continue
    if (performance.now() - since > stretchMilliseconds) {
      await setImmediate()
      since = performance.now()
    }
    const own = opened.read(row.patient_id, batch.sealed.get(row.patient_id))
    const identity = own.find(({ id }) => id === row.identity_id)?.identity
    // It came to its patient during the run, and was matched then.
    if (!identity) continue
    const blocking = blockingKeys(identity)
    const decision = await matchAmong(identity, blocking, new BatchStore(keys, batch, row, opened), presentParameters)
    const candidates = asPossible(decision)
    if (candidates.length > 0) findings.push({ row, candidates })
  }
  return findings
}

/** Two records that stand both are joined by a person, however sure matching is. */
export function asPossible(decision: Decision): readonly PossibleMatch[] {
  if (decision.decision === 'link') return [{ ...decision, reason: 'patient-with-history' }]
  return decision.decision === 'possible' ? decision.candidates : []
}

/** The known patients as one identity of a batch meets them. */
class BatchStore implements PatientStore {
  readonly #keys: KeyRing
  readonly #batch: Batch
  readonly #row: WalkedRow
  readonly #opened: OpenedIdentities

  constructor(keys: KeyRing, batch: Batch, row: WalkedRow, opened: OpenedIdentities) {
    this.#keys = keys
    this.#batch = batch
    this.#row = row
    this.#opened = opened
  }

  count(): number {
    return this.#batch.patientCount
  }

  holders(keys: readonly BlockingKey[]): number[] {
    return keys.map(({ family, value }) => {
      const token = blindToken(this.#keys, family, value).toString('hex')
      // What is not shared is the identity's own.
      return this.#batch.holders.get(token) ?? 1
    })
  }

  candidates(): Candidate[] {
    return (this.#batch.candidatesOf.get(this.#row.identity_id) ?? []).flatMap((patientId) => {
      const opened = this.#opened.read(patientId, this.#batch.sealed.get(patientId))
      const identities = opened.map(({ identity }) => identity)
      return identities.length === 0 ? [] : [{ patientId, identities }]
    })
  }
}
