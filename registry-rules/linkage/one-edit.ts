/**
 * Whether two texts differ by one slip of the keyboard: a character changed, left out, added, or two neighbours
 * transposed. Characters are compared, not bytes. Equal texts differ by none.
 */
export function differByOneEdit(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (long.length - short.length > 1 || short === long) return false
  let start = 0
  while (start < short.length && short[start] === long[start]) start += 1
  let end = 0
  while (end < short.length - start && short.at(-1 - end) === long.at(-1 - end)) end += 1
  const [restOfShort, restOfLong] = [short.length - start - end, long.length - start - end]
  if (restOfShort <= 1 && restOfLong <= 1) return true
  return restOfShort === 2 && restOfLong === 2 && short[start] === long[start + 1] && short[start + 1] === long[start]
}
