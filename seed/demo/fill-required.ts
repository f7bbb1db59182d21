import type { ReportDocument } from '#api/documents/sealed-parts.ts'
import { withValueAt } from '#registry-rules/documents/with-value-at.ts'
import { isPartialDate } from '#registry-rules/dates/partial-date.ts'
import type { CaseForm } from '#registry-rules/forms/form.ts'
import { isObject, valueAt } from '#registry-rules/forms/json-pointer.ts'
import { missingItems } from '#registry-rules/forms/missing-items.ts'
import { validate } from '#registry-rules/forms/validate.ts'

/**
 * Fills the required items that a publication leaves open with values of the form's invented examples, a date with the
 * day of the diagnosis. Without them no report of some diseases could ever be accepted. What the values make the form
 * ask further gets the reason *unknown*. An item for which no example fits keeps its gap.
 */
export function fillRequired(
  document: ReportDocument,
  { form, today, examples }: { form: CaseForm; today: string; examples: readonly ReportDocument[] },
): ReportDocument {
  return openRequiredItems(document, { form, today }).reduce((filled, pointer) => {
    const candidates = examples.map((example) => valueAt(example, pointer)).filter((value) => value !== undefined)
    const fitting = candidates
      .map((value) =>
        withAnswer(
          filled,
          pointer,
          typeof value === 'string' && isPartialDate(value) ? valueAt(filled, '/diagnosis/diagnosisDate') : value,
        ),
      )
      .map((changed) => withReasons(changed, form, today))
      .find((changed) => !validate(changed, { form, today }).some(({ severity }) => severity === 'block'))
    return fitting ?? filled
  }, document)
}

/** Pointers of required items for which a reason stands instead of an answer. */
export function openRequiredItems(
  document: ReportDocument,
  { form, today }: { form: CaseForm; today: string },
): string[] {
  const reasons = isObject(document['missing']) ? document['missing'] : {}
  return missingItems(document, { form, today })
    .filter(({ pointer, need }) => need === 'required' && Object.hasOwn(reasons, pointer))
    .map(({ pointer }) => pointer)
}

/** The document with an answer at a pointer, and no reason for a gap there. */
export function withAnswer(document: ReportDocument, pointer: string, value: unknown): ReportDocument {
  const { [pointer]: _answered, ...missing } = isObject(document['missing']) ? document['missing'] : {}
  return { ...withValueAt(document, pointer, value), missing }
}

/** The document with a reason for a gap in place of an answer. */
export function withGap(document: ReportDocument, pointer: string, reason: string): ReportDocument {
  const missing = isObject(document['missing']) ? document['missing'] : {}
  return { ...withValueAt(document, pointer, undefined), missing: { ...missing, [pointer]: reason } }
}

function withReasons(document: ReportDocument, form: CaseForm, today: string): ReportDocument {
  const open = missingItems(document, { form, today }).filter(({ reason }) => reason === undefined)
  return open.reduce((changed, { pointer }) => withGap(changed, pointer, 'unknown'), document)
}
