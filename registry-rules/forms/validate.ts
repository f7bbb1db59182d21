import { checkContext } from '#registry-rules/edit-checks/check-context.ts'
import { waitsFor } from '#registry-rules/edit-checks/waits-for.ts'
import type { Finding } from '#registry-rules/finding.ts'
import { answerFindings } from './answer-findings.ts'
import type { CaseForm } from './form.ts'
import { gapFindings } from './gap-findings.ts'
import { deriveValues } from './derive-values.ts'
import { isObject } from './json-pointer.ts'
import { screenDocument } from './screen-document.ts'

/** `today` is `YYYY-MM-DD`; `previous` the last version or follow-up, which checks over time read. */
export type ValidateOptions = { form: CaseForm; today: string; previous?: unknown }

/**
 * Everything that is wrong or unusual about a document, at once and always in the same order: structure,
 * gaps, single answers, edit checks. The document may be anything and is not changed; it is judged with the totals
 * and converted values that follow from it. An answer that breaks
 * the schema is not shown to later rules, and a rule that reads it waits until it is corrected.
 *
 * @throws CheckFault where a rule of the form is at fault.
 */
export function validate(document: unknown, { form, today, previous }: ValidateOptions): Finding[] {
  const { findings, given, sound, facts, unsound } = screenDocument(deriveValues(document, form), form)
  if (!isObject(given)) return findings
  const context = checkContext(facts, today, isObject(previous) ? screenDocument(previous, form).facts : undefined)
  return [
    ...findings,
    ...gapFindings({ given, context, unsound }, form),
    ...answerFindings(sound, form),
    ...form.checks
      .filter((check) => !waitsFor(check.rule, unsound) && !check.passes(context))
      .map(({ finding }) => finding),
  ]
}
