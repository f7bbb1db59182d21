/** A source of chance that gives the same values for the same seed, on every machine. */
export type Random = {
  /** At least 0 and less than 1. */
  fraction: () => number
  /** Whole number, both ends included. */
  integer: (from: number, to: number) => number
  /** True with this probability. */
  chance: (probability: number) => boolean
  pick: <Item>(items: readonly Item[]) => Item
  /** Picks in proportion to the weights. */
  pickWeighted: <Item>(items: readonly (readonly [item: Item, weight: number])[]) => Item
}

/**
 * Mulberry32 by Tommy Ettinger (public domain): 32 bits of state, good enough to invent data, not for secrets.
 * The seed is taken modulo 2^32.
 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0

  function fraction(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  function integer(from: number, to: number): number {
    return from + Math.floor(fraction() * (to - from + 1))
  }

  function pick<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new RangeError('nothing to pick from')
    return items[integer(0, items.length - 1)] as Item
  }

  function pickWeighted<Item>(items: readonly (readonly [item: Item, weight: number])[]): Item {
    let rest = fraction() * items.reduce((total, [, weight]) => total + weight, 0)
    const found = items.find(([, weight]) => (rest -= weight) < 0)
    // Rounding may leave a rest after the last item.
    return (found ?? pick(items.slice(-1)))[0]
  }

  return { fraction, integer, chance: (probability) => fraction() < probability, pick, pickWeighted }
}
