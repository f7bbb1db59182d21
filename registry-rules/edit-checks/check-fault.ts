/**
 * A rule that cannot be evaluated: a misspelt variable, a comparison of text with a number. The rule is at
 * fault, not the report. `check` is the id of the edit check or the pointer of the item with the condition.
 */
export class CheckFault extends Error {
  override name = 'CheckFault'
  readonly check: string

  constructor(check: string, reason: string) {
    super(`${check}: ${reason}`)
    this.check = check
  }
}
