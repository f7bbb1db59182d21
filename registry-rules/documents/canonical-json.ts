/**
 * The one way to write a JSON value down for hashing: keys in code-unit order, no white space, numbers as ECMAScript
 * writes them (RFC 8785 for the values that occur here). Equal values give equal text.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value))
    return `[${value.map((entry) => canonicalJson(entry === undefined ? null : entry)).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, entry]) => entry !== undefined)
    entries.sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`).join(',')}}`
  }
  return value === undefined ? 'null' : JSON.stringify(value)
}
