import { loadForms } from '#api/forms/load-forms.ts'
import type { Forms } from '#registry-rules/forms/form.ts'

let forms: Forms | undefined

/** The forms of the repository, compiled once a process. */
export function testForms(): Forms {
  forms ??= loadForms()
  return forms
}
