import type { CaseClass, CaseForm } from './form.ts'
import { valueAt } from './json-pointer.ts'

/** What the case becomes by `diagnosis.certainty`; `undefined` where it is not answered or no choice of the form. */
export function caseClass(document: unknown, form: CaseForm): CaseClass | undefined {
  const certainty = valueAt(document, '/diagnosis/certainty')
  return typeof certainty === 'string' ? form.certainties.get(certainty) : undefined
}
