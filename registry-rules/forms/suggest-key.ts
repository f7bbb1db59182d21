import type { CaseForm } from './form.ts'
import type { SchemaNode } from './schema-node.ts'

/**
 * The key that was probably meant: the nearest key of the same section within two typing errors (a third of
 * a short key), or the pointer of the item that has exactly this key in another section.
 */
export function suggestKey(key: string, node: SchemaNode | undefined, form: CaseForm): string | undefined {
  const most = Math.min(2, Math.floor(key.length / 3))
  const nearest = [...(node?.properties.keys() ?? [])]
    .map((known) => ({ known, errors: typingErrors(key.toLowerCase(), known.toLowerCase()) }))
    .filter(({ known, errors }) => errors <= most || bareKey(known) === bareKey(key))
    .toSorted((a, b) => a.errors - b.errors)[0]
  return nearest?.known ?? form.items.find(({ pointer }) => pointer.endsWith(`/${key}`))?.pointer
}

const bareKey = (key: string) => key.replaceAll(/[_-]/g, '').toLowerCase()

/** Damerau-Levenshtein distance with adjacent exchanges (optimal string alignment). */
function typingErrors(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1]
      const exchanged = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        exchanged ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
      )
    }
    beforeLast = last
    last = current
  }
  return last[b.length] ?? 0
}
