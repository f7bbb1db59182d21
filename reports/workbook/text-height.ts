/** Width of a text in Latin letters: a Chinese character takes two. */
function lettersOf(text: string): number {
  return [...text].reduce((sum, character) => sum + ((character.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1), 0)
}

/**
 * Height in points of a row with these wrapped texts at 10 points, in columns of these widths. A streaming writer must say it:
 * Excel measures the rows it opens only where no height is written, and LibreOffice only when a cell is edited.
 */
export function rowHeight(texts: readonly string[], widths: readonly number[]): number {
  const lines = texts.map((text, index) => Math.ceil((lettersOf(text) * 1.05 + 1) / (widths[index] ?? 10)))
  return 4 + 14 * Math.max(1, ...lines)
}
