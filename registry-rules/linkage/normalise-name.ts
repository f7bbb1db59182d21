/** Separators of ethnic and foreign names in the many shapes that keyboards give them, spaces, invisible characters. */
const separators = /[\s\p{Cf}\p{Cc}·•・.。‧∙⋅ᐧ․⸱﹒●'’‘`´_\p{Pd}]/gu

/** What is written where nobody knows the name; equal ones say nothing about the person. */
const placeholderNames =
  /^(?:无|无名|无名氏|无姓名|未知|不详|不明|匿名|佚名|未取名|未起名|未命名|待定|弃婴|患者|病人|UNKNOWN|NONE|NONAME)$/u

/**
 * A name as it is compared: NFKC, without spaces, middle dots and hyphens, Latin letters in upper case.
 * Sounds, traditional characters and wildcards are left to the full matching. Idempotent.
 */
export function normaliseName(text: string): string {
  const name = text.normalize('NFKC').replace(separators, '').toUpperCase()
  // Upper case and a removed separator can each bring letters together that NFKC joins, so it goes on until nothing moves.
  return name === text ? name : normaliseName(name)
}

/** Whether a text stands for "no name": 无名氏, 不详, 未取名, only signs. */
export function isPlaceholderName(text: string): boolean {
  const name = normaliseName(text)
  return !/[\p{L}\p{N}]/u.test(name) || placeholderNames.test(name)
}
