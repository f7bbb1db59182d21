/** Most characters that Excel keeps in a cell (Excel specifications and limits: 32,767), counted in UTF-16 units. */
export const longestCellText = 32_767

/** What XML 1.0 section 2.2 does not allow; lone surrogates are dealt with by `toWellFormed`. */
const notAllowedInXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g

/**
 * Opens a formula once a cell has been saved as CSV and opened again: the characters of OWASP's page "CSV Injection", with
 * their full-width forms, also behind blanks and characters without width, which some programs drop.
 */
const opensFormula = /^[\s\u200b\u200c\u200d\u2060\ufeff]*[=+\-@＝＋－＠]|^[\t\r\n]/u

/** `_x003D_` in a workbook means `=` (ECMA-376 part 1, 22.9.2.19): written by a user it must stay what it looks like. */
const escapeOfOfficeOpenXml = /_(?=x[0-9A-Fa-f]{4}_)/g

/** Most texts: opens with a letter, digit or Chinese character, and has nothing that any rule below looks for. */
const plainText = /^[0-9A-Za-z\u3400-\u9fff][0-9A-Za-z \u3001-\u9fff（），.:;()*/+-]*$/

function cut(text: string): string {
  if (text.length <= longestCellText) return text
  const kept = text.slice(0, longestCellText - 1)
  return `${kept.isWellFormed() ? kept : kept.slice(0, -1)}…`
}

/**
 * A text from outside as a cell may hold it; every text of a user passes through here before it reaches a workbook.
 *
 * A string cell of a workbook is never evaluated, whatever it says. But offices save sheets as CSV, and there the type of the
 * cell is lost. OWASP's way is taken: an apostrophe before a text that would open a formula. It can be seen in the cell,
 * which is the price of its being there after the text has been saved and opened again; the code book says so.
 */
export function safeText(text: string): string {
  if (text.length <= longestCellText && plainText.test(text)) return text
  const clean = text.toWellFormed().replace(/\r\n?/g, '\n').replace(notAllowedInXml, '')
  const harmless = opensFormula.test(text) || opensFormula.test(clean) ? `'${clean}` : clean
  return cut(harmless).replace(escapeOfOfficeOpenXml, '_x005F_')
}
