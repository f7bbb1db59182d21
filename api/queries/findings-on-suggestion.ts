import { withValueAt } from '#registry-rules/documents/with-value-at.ts'
import type { Finding } from '#registry-rules/finding.ts'
import type { CaseForm } from '#registry-rules/forms/form.ts'
import { validate } from '#registry-rules/forms/validate.ts'

/** What the schema has against a proposed value by itself; how it goes with other answers is judged at submission. */
export function findingsOnSuggestion(
  form: CaseForm,
  { pointer, value, today }: { pointer: string; value: unknown; today: string },
): Finding[] {
  const document = withValueAt({ disease: form.disease, formVersion: form.version }, pointer, value)
  return validate(document, { form, today }).filter(
    (finding) =>
      finding.severity === 'block' &&
      /^(schema|vocabulary)\./.test(finding.check) &&
      (finding.pointer === pointer || finding.pointer.startsWith(`${pointer}/`)),
  )
}
