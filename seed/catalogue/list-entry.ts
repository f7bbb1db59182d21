import { isObject } from '#registry-rules/forms/json-pointer.ts'

/** Takes typed values out of one entry of a list; every fault goes to `problems` with file and entry, and reading goes on. */
export type EntryReader = {
  text: (key: string, pattern?: RegExp) => string
  optionalText: (key: string, pattern?: RegExp) => string | undefined
  choice: <Choice extends string>(key: string, choices: readonly Choice[]) => Choice
  count: (key: string) => number
  flag: (key: string) => boolean
  texts: (key: string) => string[]
  entries: (key: string) => unknown[]
  problem: (sentence: string) => void
}

/**
 * A reader for one entry. `place` is what the message says, as `diseases.yaml, SDRD-004`. Values of the wrong kind are
 * replaced by an empty one of the right kind, which nobody sees, as the catalogue is then refused.
 */
export function readEntry(entry: unknown, place: string, problems: string[]): EntryReader {
  const fields = isObject(entry) ? entry : {}
  const problem = (sentence: string) => {
    problems.push(`${place}: ${sentence}`)
  }
  if (!isObject(entry)) problem('is no entry with named fields')
  const at = (key: string): unknown => (Object.hasOwn(fields, key) ? fields[key] : undefined)

  function optionalText(key: string, pattern?: RegExp): string | undefined {
    const value = at(key)
    if (value === undefined || value === null) return undefined
    if (typeof value === 'string' && value.trim() !== '' && (pattern?.test(value) ?? true)) return value
    problem(pattern ? `${key} should be a text like ${pattern.source}` : `${key} should be a text`)
    return undefined
  }

  function text(key: string, pattern?: RegExp): string {
    const value = at(key)
    if (value === undefined || value === null) problem(`${key} is missing`)
    return optionalText(key, pattern) ?? ''
  }

  function entries(key: string): unknown[] {
    const value = at(key)
    if (Array.isArray(value)) return value
    problem(`${key} should be a list`)
    return []
  }

  return {
    text,
    optionalText,
    entries,
    problem,
    choice: (key, choices) => {
      const found = choices.find((choice) => choice === at(key))
      if (found === undefined) problem(`${key} should be one of ${choices.join(', ')}`)
      return found ?? (choices[0] as (typeof choices)[number])
    },
    count: (key) => {
      const value = at(key)
      if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
      problem(`${key} should be a whole number`)
      return 0
    },
    flag: (key) => {
      const value = at(key)
      if (typeof value !== 'boolean') problem(`${key} should be true or false`)
      return value === true
    },
    texts: (key) =>
      entries(key).flatMap((value) => {
        // ORPHA numbers stand in the list as numbers.
        if (typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')) return [String(value)]
        problem(`${key} should hold texts only`)
        return []
      }),
  }
}
