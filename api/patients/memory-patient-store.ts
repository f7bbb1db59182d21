import type { BlockingKey } from '#registry-rules/linkage/blocking-keys.ts'
import type { Candidate } from '#registry-rules/linkage/decide.ts'
import type { IdentityFields } from '#registry-rules/linkage/identity-fields.ts'
import { readIdentity, type Identity } from '#registry-rules/linkage/identity.ts'
import type { PatientStore } from '#registry-rules/linkage/match.ts'
import { TokenIndex } from './token-index.ts'

/** Turns a blocking key into its token, as the database holds it. */
export type Tokenise = (key: BlockingKey) => Buffer

type Options = {
  readonly tokenise: Tokenise
  /** Identities are read from their stored text when they are compared; so many stay read. */
  readonly readIdentities?: number
}

const chunkBytes = 1 << 24

/**
 * The known patients of one benchmark run: identities as UTF-8 text in large blocks, tokens in flat tables. A million
 * reports take about a gigabyte so; as objects they would take ten.
 */
export class MemoryPatientStore implements PatientStore {
  readonly #tokenise: Tokenise
  readonly #index = new TokenIndex()
  readonly #identitiesOf: number[][] = []
  readonly #places: { chunks: Buffer[]; offsets: number[]; lengths: number[]; used: number } = {
    chunks: [],
    offsets: [],
    lengths: [],
    used: chunkBytes,
  }
  readonly #read = new Map<number, Identity>()
  readonly #readLimit: number

  constructor({ tokenise, readIdentities = 100_000 }: Options) {
    this.#tokenise = tokenise
    this.#readLimit = readIdentities
  }

  count(): number {
    return this.#identitiesOf.length
  }

  holders(keys: readonly BlockingKey[]): number[] {
    return keys.map((key) => this.#index.count(this.#tokenise(key)))
  }

  candidates(keys: readonly BlockingKey[], limit: number): Candidate[] {
    const shared = new Map<number, number>()
    for (const key of keys) {
      for (const patient of this.#index.patients(this.#tokenise(key))) {
        shared.set(patient, (shared.get(patient) ?? 0) + 1)
      }
    }
    return [...shared]
      .toSorted(([a, sharedByA], [b, sharedByB]) => sharedByB - sharedByA || a - b)
      .slice(0, limit)
      .map(([patient]) => ({
        patientId: nameOf(patient),
        identities: (this.#identitiesOf[patient] ?? []).map((identity) => this.#identity(identity)),
      }))
  }

  /** Records an identity of a patient that `add` or an earlier call opened, or of a new one; gives the patient's id. */
  add(keys: readonly BlockingKey[], fields: IdentityFields, patientId?: string): string {
    const patient = patientId === undefined ? this.#identitiesOf.length : Number(patientId.slice(1)) - 1
    const identities = (this.#identitiesOf[patient] ??= [])
    const text = Buffer.from(JSON.stringify(fields))
    // The hundredth report that says the same adds nothing.
    if (!identities.some((identity) => this.#text(identity).equals(text))) identities.push(this.#store(text))
    for (const key of keys) this.#index.add(this.#tokenise(key), patient)
    return nameOf(patient)
  }

  #store(text: Buffer): number {
    const places = this.#places
    if (places.used + text.length > chunkBytes) {
      places.chunks.push(Buffer.allocUnsafe(Math.max(chunkBytes, text.length)))
      places.used = 0
    }
    const chunk = places.chunks.length - 1
    text.copy(places.chunks[chunk] ?? text, places.used)
    places.offsets.push(chunk * chunkBytes + places.used)
    places.lengths.push(text.length)
    places.used += text.length
    return places.offsets.length - 1
  }

  #text(identity: number): Buffer {
    const place = this.#places.offsets[identity] ?? 0
    const start = place % chunkBytes
    const chunk = this.#places.chunks[(place - start) / chunkBytes]
    if (!chunk) throw new RangeError('No such identity.')
    return chunk.subarray(start, start + (this.#places.lengths[identity] ?? 0))
  }

  #identity(number: number): Identity {
    const known = this.#read.get(number)
    if (known) return known
    const identity = readIdentity(JSON.parse(this.#text(number).toString()) as IdentityFields)
    if (this.#read.size >= this.#readLimit) this.#forgetOldest()
    this.#read.set(number, identity)
    return identity
  }

  #forgetOldest(): void {
    for (const oldest of this.#read.keys()) {
      this.#read.delete(oldest)
      return
    }
  }
}

const nameOf = (patient: number): string => `P${patient + 1}`
