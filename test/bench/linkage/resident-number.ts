import { isoDate } from './calendar.ts'

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** Check character of GB 11643-1999 (ISO 7064 MOD 11-2); written apart from the registry's, whose work is measured here. */
export function checkCharacter(first17: string): string {
  let sum = 0
  for (let index = 0; index < 17; index += 1) sum += (first17.charCodeAt(index) - 48) * (weights[index] ?? 0)
  return '10X98765432'.charAt(sum % 11)
}

/** Eighteen characters; the sequence is odd for men and even for women, 1 to 999. */
export function residentNumber(region: string, birthDay: number, sequence: number): string {
  const first17 = region + isoDate(birthDay).replaceAll('-', '') + String(sequence).padStart(3, '0')
  return first17 + checkCharacter(first17)
}

/** The number of the first generation of cards: two-digit year, no check character. Only for people of the 20th century. */
export function fifteenDigits(number: string): string {
  return number.slice(0, 6) + number.slice(8, 17)
}
