/** Errors whose message is made of our own words; those of the driver, the ORM and parsers quote data. */
const plainErrors = new Set(['Error', 'RangeError', 'CheckFault', 'SealingError'])

/** A fault of ours for the log: kind, place and SQL state. A driver's message and statement hold patient data. */
export function presentFault(thrown: unknown): object {
  const error: Error & { code?: string } = thrown instanceof Error ? thrown : new Error('thrown value')
  return {
    type: error.name,
    code: error.code,
    ...(plainErrors.has(error.name) && error.code === undefined ? { message: error.message } : {}),
    stack: (error.stack ?? '')
      .split('\n')
      .filter((line) => line.trimStart().startsWith('at '))
      .slice(0, 12)
      .join('\n'),
  }
}
