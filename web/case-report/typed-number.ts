/** The number that was typed, full-width digits and a Chinese decimal point included; `undefined` for anything else. */
export function readNumber(typed: string): number | undefined {
  const plain = typed.normalize('NFKC').replaceAll('。', '.').replaceAll('−', '-').trim()
  return /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : undefined
}
