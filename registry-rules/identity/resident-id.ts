import { isPartialDate } from '#registry-rules/dates/partial-date.ts'

/** What a valid resident identity number says about its holder; `sex` in the codes of GB/T 2261.1. */
export type ResidentId = {
  /** Eighteen characters, `X` in upper case. */
  number: string
  /** `YYYY-MM-DD`. */
  birthDate: string
  sex: '1' | '2'
  /** Six digits: the county where the number was issued, not where the holder lives. */
  region: string
}

/** Weights of the seventeen digits: powers of two modulo 11 (GB 11643-1999; ISO 7064 MOD 11-2). */
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const checkCharacters = '10X98765432'

/** First two digits of county codes: provinces of GB/T 2260; 81 to 83 are residence permits of Hong Kong, Macao, Taiwan. */
const provinces = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '),
)

/** Sequence codes from here on were kept for people born before 1900 when numbers had fifteen digits (GB 11643-1989). */
const firstSequenceCodeOfCentenarians = 996

/**
 * A document number as it is compared: half-width, upper case, without spaces and dashes.
 * Full-width digits and the Roman numeral ten come from the Chinese input method, `*` and `×` from typists without an X.
 */
export function normaliseDocumentNumber(text: string): string {
  // Nearly all are typed as they should be, and a line list has one a line.
  if (/^[0-9A-Z]+$/.test(text)) return text
  return (
    text
      .normalize('NFKC')
      .toUpperCase()
      // Capitals of some letters come apart into letter and accent.
      .normalize('NFKC')
      .replace(/[\s\p{Cf}\p{Pd}]/gu, '')
      .replace(/^([0-9]{17})[×*]$/u, '$1X')
  )
}

/**
 * Check character of a resident identity number, ISO 7064 MOD 11-2 (GB 11643-1999).
 *
 * @throws RangeError unless given exactly seventeen ASCII digits.
 */
export function residentIdCheckDigit(first17: string): string {
  if (!/^[0-9]{17}$/.test(first17)) throw new RangeError('not seventeen digits')
  const sum = weights.reduce((total, weight, index) => total + weight * Number(first17[index]), 0)
  return checkCharacters.charAt(sum % 11)
}

/**
 * Reads a resident identity number as typed: full-width or with spaces, `x` in lower case, fifteen digits of the first
 * generation made eighteen. Undefined where length, province, date or check character is wrong, or where it is a
 * placeholder. A date in the future is the caller's question: this function knows no today.
 */
export function readResidentId(text: string): ResidentId | undefined {
  const number = withEighteenCharacters(normaliseDocumentNumber(text))
  if (number === undefined || isPlaceholderNumber(number)) return undefined
  if (number[17] !== residentIdCheckDigit(number.slice(0, 17))) return undefined
  if (!provinces.has(number.slice(0, 2))) return undefined
  const birthDate = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`
  if (!isPartialDate(birthDate)) return undefined
  return { number, birthDate, sex: Number(number[16]) % 2 === 1 ? '1' : '2', region: number.slice(0, 6) }
}

function withEighteenCharacters(text: string): string | undefined {
  if (/^[0-9]{17}[0-9X]$/.test(text)) return text
  if (!/^[0-9]{15}$/.test(text)) return undefined
  const century = Number(text.slice(12)) >= firstSequenceCodeOfCentenarians ? '18' : '19'
  const first17 = text.slice(0, 6) + century + text.slice(6)
  return first17 + residentIdCheckDigit(first17)
}

const placeholderWords =
  /^(?:无|没有|暂无|无证件?|无身份证|未知|不知道|不详|不明|未提供|未办理?|未上户|待补|待查|拒绝|NO|NONE|NULL|NIL|NA|N\/A|UNKNOWN|X+)$/u

/** Counting sequences are what a keyboard gives to someone who has no number but must fill the field. */
const countingSequences = ['12345678901234567890', '01234567890123456789', '98765432109876543210']

/**
 * Whether a typed number stands for "no number": 无, 不详, one digit repeated (a final X included), zeros after the
 * county code, 123456789012345678, only signs. An empty text is one, too.
 */
export function isPlaceholderNumber(text: string): boolean {
  const number = normaliseDocumentNumber(text)
  if (!/[\p{L}\p{N}]/u.test(number)) return true
  if (placeholderWords.test(number.replace(/[^\p{L}\p{N}/]/gu, ''))) return true
  const digits = number.replace(/X$/, '')
  if (/^([0-9A-Z])\1*$/.test(digits)) return true
  if (/^[0-9]{6}0{8,}[0-9]?$/.test(digits)) return true
  return digits.length >= 8 && countingSequences.some((sequence) => sequence.startsWith(digits))
}
