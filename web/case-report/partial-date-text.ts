import { isPartialDate } from '#registry-rules/dates/partial-date.ts'

/** Year, month and day as people write them: `2019.5.7`, `2019年5月`, `2019/05`, `201905`, `20190507`, `2019-5`. */
const separated = /^([0-9]{4})(?:[-./年\s]+(?:([0-9]{1,2})(?:[-./月\s]+(?:([0-9]{1,2})日?)?)?)?)?$/
const packed = /^([0-9]{4})([0-9]{2})([0-9]{2})?$/

/**
 * The partial date that was meant, no more exact than it was typed; `undefined` where none can be read from it.
 * Full-width digits and separators count as plain ones.
 */
export function readPartialDate(typed: string): string | undefined {
  const plain = typed
    .normalize('NFKC')
    .replaceAll('。', '.')
    .replaceAll(/[‐–—−]/g, '-')
    .trim()
  const match = separated.exec(plain) ?? packed.exec(plain)
  if (!match) return undefined
  // Groups that were not typed are undefined, which the type does not say.
  const parts: readonly (string | undefined)[] = match.slice(1)
  const date = parts
    .filter((part) => part !== undefined)
    .map((part) => part.padStart(2, '0'))
    .join('-')
  return isPartialDate(date) ? date : undefined
}
