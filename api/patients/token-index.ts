/** A token that more patients hold is only counted from then on: it brings no candidates any more. */
const mostListed = 1000

const firstSlots = 1 << 16

/**
 * Which patients hold a token, in flat arrays: a hash table over the first eight bytes of the token (two of many
 * millions are equal there with a chance of one in a hundred thousand, and then two strangers are compared), and for
 * each token a chain of patients, latest first.
 */
export class TokenIndex {
  #slots = firstSlots
  #used = 0
  #high = new Uint32Array(firstSlots)
  #low = new Uint32Array(firstSlots)
  #counts = new Uint32Array(firstSlots)
  #heads = new Int32Array(firstSlots)
  #patients = new Int32Array(firstSlots)
  #next = new Int32Array(firstSlots)
  /** Entry 0 ends a chain. */
  #entries = 1

  /** How many patients hold the token. */
  count(token: Buffer): number {
    return this.#counts[this.#slotOf(token.readUInt32LE(0), token.readUInt32LE(4))] ?? 0
  }

  /** The patients that hold the token, latest first; of a token that very many hold, the first thousand. */
  patients(token: Buffer): number[] {
    const slot = this.#slotOf(token.readUInt32LE(0), token.readUInt32LE(4))
    const found: number[] = []
    for (let entry = this.#heads[slot] ?? 0; entry !== 0; entry = this.#next[entry] ?? 0) {
      found.push(this.#patients[entry] ?? 0)
    }
    return found
  }

  /** Notes that a patient holds the token; once is enough. */
  add(token: Buffer, patient: number): void {
    if (2 * this.#used >= this.#slots) this.#grow()
    const [high, low] = [token.readUInt32LE(0), token.readUInt32LE(4)]
    const slot = this.#slotOf(high, low)
    const count = this.#counts[slot] ?? 0
    if (count === 0) {
      this.#high[slot] = high
      this.#low[slot] = low
      this.#used += 1
    } else if (count < mostListed && this.patients(token).includes(patient)) return
    this.#counts[slot] = count + 1
    if (count >= mostListed) return
    if (this.#entries >= this.#patients.length) {
      this.#patients = doubled(this.#patients)
      this.#next = doubled(this.#next)
    }
    this.#patients[this.#entries] = patient
    this.#next[this.#entries] = this.#heads[slot] ?? 0
    this.#heads[slot] = this.#entries
    this.#entries += 1
  }

  /** The slot of a token, or the free one where it belongs. */
  #slotOf(high: number, low: number): number {
    const mask = this.#slots - 1
    let slot = (high ^ low) & mask
    while ((this.#counts[slot] ?? 0) !== 0 && (this.#high[slot] !== high || this.#low[slot] !== low)) {
      slot = (slot + 1) & mask
    }
    return slot
  }

  #grow(): void {
    const [slots, high, low, counts, heads] = [this.#slots, this.#high, this.#low, this.#counts, this.#heads]
    this.#slots *= 2
    this.#high = new Uint32Array(this.#slots)
    this.#low = new Uint32Array(this.#slots)
    this.#counts = new Uint32Array(this.#slots)
    this.#heads = new Int32Array(this.#slots)
    for (let old = 0; old < slots; old += 1) {
      if (counts[old] === 0) continue
      const slot = this.#slotOf(high[old] ?? 0, low[old] ?? 0)
      this.#high[slot] = high[old] ?? 0
      this.#low[slot] = low[old] ?? 0
      this.#counts[slot] = counts[old] ?? 0
      this.#heads[slot] = heads[old] ?? 0
    }
  }
}

function doubled(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}
