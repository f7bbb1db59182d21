/** Small seeded generator (sfc32); the same seed gives the same numbers on every machine. Not for secrets. */
export type Random = {
  /** In [0, 1). */
  next(): number
  /** Whole number in [from, to], both included. */
  whole(from: number, to: number): number
  chance(probability: number): boolean
  pick<Item>(items: readonly Item[]): Item
}

export function createRandom(seed: number): Random {
  let a = 0x9e3779b9 ^ seed
  let b = 0x243f6a88
  let c = 0xb7e15162 ^ Math.floor(seed / 0x1_0000_0000)
  let counter = 1
  for (let round = 0; round < 20; round += 1) next()
  return { next, whole, chance, pick }

  function next(): number {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return (sum >>> 0) / 0x1_0000_0000
  }

  function whole(from: number, to: number): number {
    return from + Math.floor(next() * (to - from + 1))
  }

  function chance(probability: number): boolean {
    return next() < probability
  }

  function pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(next() * items.length)]
    if (item === undefined) throw new RangeError('pick from an empty list')
    return item
  }
}

/** Items with their shares, drawn by binary search over the running sum. */
export type Weighted<Item> = { items: readonly Item[]; sums: Float64Array }

export function weighted<Item>(pairs: readonly (readonly [Item, number])[]): Weighted<Item> {
  const sums = new Float64Array(pairs.length)
  let sum = 0
  pairs.forEach(([, share], index) => {
    sum += share
    sums[index] = sum
  })
  return { items: pairs.map(([item]) => item), sums }
}

/** Shares that fall with the rank as 1 / (rank + offset): a few items are frequent, most are rare (Zipf–Mandelbrot). */
export function byRank<Item>(items: readonly Item[], offset: number): Weighted<Item> {
  return weighted(items.map((item, rank) => [item, 1 / (rank + offset)] as const))
}

export function draw<Item>(random: Random, { items, sums }: Weighted<Item>): Item {
  const at = random.next() * (sums[sums.length - 1] ?? 0)
  let low = 0
  let high = sums.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sums[middle] ?? 0) > at) high = middle
    else low = middle + 1
  }
  const item = items[low]
  if (item === undefined) throw new RangeError('draw from an empty table')
  return item
}
