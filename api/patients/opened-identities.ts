import type { KeyRing } from '#api/crypto/key-ring.ts'
import { readIdentity, type Identity } from '#registry-rules/linkage/identity.ts'
import { openIdentityRow, type IdentityRow } from './identity-rows.ts'

/** An identity of a patient as matching reads it. */
export type OpenedIdentity = { readonly id: string; readonly identity: Identity }

const chunkBytes = 1 << 24

/**
 * The identities of patients as matching reads them, for the length of one run: opening and reading takes ten times as
 * long as a comparison, so it is done once, and kept as compact text in the memory of the process, about half a kilobyte
 * an identity. Never written anywhere. Beyond the limit a patient's are opened each time. What comes to a patient during
 * the run is not seen here: a submission is matched by itself, and a merge is looked at under locks before a pair is made.
 */
export class OpenedIdentities {
  readonly #keys: KeyRing
  readonly #mostChunks: number
  readonly #placeOf = new Map<string, number>()
  readonly #chunks: Buffer[] = []
  readonly #offsets: number[] = []
  readonly #lengths: number[] = []
  #used = chunkBytes

  constructor(keys: KeyRing, mostBytes: number) {
    this.#keys = keys
    this.#mostChunks = Math.max(1, Math.floor(mostBytes / chunkBytes))
  }

  /** Whether `read` needs no rows for the patient. */
  has(patientId: string): boolean {
    return this.#placeOf.has(patientId)
  }

  /** All identities of a patient, the latest last; `rows` are his sealed ones where he is not known yet. */
  read(patientId: string, rows: readonly IdentityRow[] = []): readonly OpenedIdentity[] {
    const place = this.#placeOf.get(patientId)
    if (place !== undefined) return thaw(this.#text(place))
    const opened = rows.map((row) => ({
      id: row.identity_id,
      identity: readIdentity(openIdentityRow(this.#keys, row)),
    }))
    if (opened.length > 0) this.#keep(patientId, freeze(opened))
    return opened
  }

  #keep(patientId: string, text: string): void {
    const length = Buffer.byteLength(text)
    if (this.#used + length > chunkBytes) {
      if (this.#chunks.length >= this.#mostChunks || length > chunkBytes) return
      this.#chunks.push(Buffer.allocUnsafeSlow(chunkBytes))
      this.#used = 0
    }
    this.#chunks.at(-1)?.write(text, this.#used)
    this.#placeOf.set(patientId, this.#offsets.length)
    this.#offsets.push((this.#chunks.length - 1) * chunkBytes + this.#used)
    this.#lengths.push(length)
    this.#used += length
  }

  #text(place: number): string {
    const offset = this.#offsets[place] ?? 0
    const start = offset % chunkBytes
    const chunk = this.#chunks[(offset - start) / chunkBytes]
    return chunk?.toString('utf8', start, start + (this.#lengths[place] ?? 0)) ?? '[]'
  }
}

type Frozen = {
  readonly id: string
  readonly identity: Omit<Identity, 'address'> & {
    readonly address: { readonly pairs: readonly string[]; readonly numbers: string } | undefined
  }
}

function freeze(opened: readonly OpenedIdentity[]): string {
  const frozen = opened.map(({ id, identity }): Frozen => {
    const { address } = identity
    return { id, identity: { ...identity, address: address && { ...address, pairs: [...address.pairs] } } }
  })
  return JSON.stringify(frozen)
}

/** Every member in one order, there or not: comparing objects of many shapes takes twice as long. */
function thaw(text: string): OpenedIdentity[] {
  return (JSON.parse(text) as Frozen[]).map(({ id, identity }) => ({
    id,
    identity: {
      names: identity.names,
      newborn: identity.newborn,
      isOfMultipleBirth: identity.isOfMultipleBirth,
      birthOrder: identity.birthOrder,
      sex: identity.sex,
      birthDate: identity.birthDate,
      birthDateInNumber: identity.birthDateInNumber,
      ownNumber: identity.ownNumber,
      relativesNumbers: identity.relativesNumbers,
      hasRelativesNumber: identity.hasRelativesNumber,
      parents: identity.parents,
      phones: identity.phones,
      region: identity.region,
      address: identity.address && { pairs: new Set(identity.address.pairs), numbers: identity.address.numbers },
      diseaseCode: identity.diseaseCode,
      hospitalCode: identity.hospitalCode,
      reportDate: identity.reportDate,
    },
  }))
}
