/**
 * Whether a rule reads an answer that breaks the schema, so that it has to wait until that is corrected:
 * without the answer it would speak as if nothing had been answered. `unsound` are JSON pointers; of a list,
 * the rule reads all entries.
 */
export function waitsFor(rule: string, unsound: readonly string[]): boolean {
  return unsound.some((pointer) => {
    const keys = pointer.slice(1).split('/')
    const firstEntry = keys.findIndex((key) => /^\d+$/.test(key))
    const path = firstEntry < 0 ? keys : keys.slice(0, firstEntry)
    if (!path.every((key) => /^\w+$/.test(key))) return false
    // The whole path, or a section that is handed to a function: hasGene(genetics, …).
    return path.some((_, index) => {
      const part = path.slice(0, index + 1).join(String.raw`\.`)
      const isWhole = index === path.length - 1
      return new RegExp(String.raw`(?<!\w)${part}(?!\w${isWhole ? '' : String.raw`|\.`})`).test(rule)
    })
  })
}
