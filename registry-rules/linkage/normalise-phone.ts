/** Numbers typed to fill a field. */
const placeholderPhone = /^([0-9])\1+$|^1[3-9][0-9]0{8}$|^1[3-9]([0-9])\2{8}$|^12345678/

/**
 * A telephone number as it is compared: digits only, the last eleven, so that +86 and the 0 of a trunk call do not count.
 * Undefined where there are fewer than seven digits or only a filler such as 13800000000.
 */
export function normalisePhone(text: string): string | undefined {
  const digits = text
    .normalize('NFKC')
    .replace(/[^0-9]/g, '')
    .slice(-11)
  return digits.length < 7 || placeholderPhone.test(digits) ? undefined : digits
}
