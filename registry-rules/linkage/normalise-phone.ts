/** Numbers typed to fill a field. */
const placeholderPhone = /^([0-9])\1+$|^1[3-9][0-9]0{8}$|^1[3-9]([0-9])\2{8}$|^12345678/

/** Mobile numbers of China have eleven digits and begin with 13 to 19 (工信部电信网编号计划). */
const mobile = /1[3-9][0-9]{9}/g

const shortestPhone = 7

/**
 * The telephone numbers in a field as they are compared: mobile numbers as eleven digits whatever stands before and
 * behind, else the last eleven digits, so that +86 and the 0 of a trunk call do not count. Empty where there are fewer
 * than seven digits or only a filler such as 13800000000.
 */
export function readPhones(text: string): string[] {
  const typed = text.normalize('NFKC').replace(/(?<=[0-9])[\s\p{Pd}.]+(?=[0-9])/gu, '')
  const mobiles = typed.match(mobile) ?? []
  const found = mobiles.length > 0 ? mobiles : [typed.replace(/[^0-9]/g, '').slice(-11)]
  return [...new Set(found)].filter((digits) => digits.length >= shortestPhone && !placeholderPhone.test(digits))
}

/** The first of `readPhones`. */
export function normalisePhone(text: string): string | undefined {
  return readPhones(text)[0]
}
