/**
 * How much a finding matters: `block` stops the submission, `warn` is corrected or verified with a
 * reason, `note` is only said.
 */
export type Severity = 'block' | 'warn' | 'note'

/**
 * One thing that is wrong or unusual about a report. It never carries the value, which may be identity.
 *
 * `pointer` is a JSON pointer such as `/diagnosis/onsetDate`; the empty string means the whole document.
 * `answeredBy` names what has answered the warning already: a reason in `missing`.
 */
export type Finding = {
  check: string
  severity: Severity
  pointer: string
  zh: string
  en: string
  answeredBy?: 'missing-reason'
}
