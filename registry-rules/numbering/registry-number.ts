/**
 * Numbers that people read, write and say on the telephone: `SD-2026-000123-7`. The last digit is the check digit of
 * Damm (H. M. Damm, Total anti-symmetrische Quasigruppen, 2004): it finds every single wrong digit and every
 * transposition of neighbours.
 */
export type NumberedThing = 'case-report' | 'case' | 'query' | 'receipt' | 'merge'

const prefixes: Readonly<Record<NumberedThing, string>> = {
  'case-report': 'SD',
  case: 'SDC',
  query: 'SDQ',
  receipt: 'SDR',
  merge: 'SDM',
}

const quasigroup = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
] as const

function damm(digits: string): number {
  let interim = 0
  for (const digit of digits) interim = Number((quasigroup[interim] ?? '')[Number(digit)])
  return interim
}

/** The number of the `sequence`-th thing of its kind; `year` is the year of its making. */
export function registryNumber(thing: NumberedThing, year: number, sequence: number): string {
  const digits = `${year}${String(sequence).padStart(6, '0')}`
  return `${prefixes[thing]}-${digits.slice(0, 4)}-${digits.slice(4)}-${damm(digits)}`
}

/** Whether a number is one that `registryNumber` can have made. */
export function isRegistryNumber(text: string): boolean {
  const match = /^[A-Z]{2,3}-(\d{4})-(\d{6,})-(\d)$/.exec(text)
  return match !== null && damm(match.slice(1).join('')) === 0
}

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * A pseudonym from 64 random bits, in the letters of Crockford's Base 32 (no I, L, O, U): `P-7K3M-0XQA-VB2N-4`.
 * It carries nothing of the person and is never changed; the last letter is a checksum modulo 31.
 */
export function pseudonym(random: bigint): string {
  let rest = BigInt.asUintN(60, random)
  const checksum = alphabet[Number(rest % 31n)] ?? ''
  let letters = ''
  for (let index = 0; index < 12; index += 1) {
    letters = (alphabet[Number(rest & 31n)] ?? '') + letters
    rest >>= 5n
  }
  return `P-${letters.slice(0, 4)}-${letters.slice(4, 8)}-${letters.slice(8)}-${checksum}`
}
