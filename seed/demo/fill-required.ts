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
 * ask further is filled in turn if it is required, else it gets the reason *unknown*. An item for which no example fits
 * keeps its gap.
 */
export function fillRequired(
  document: ReportDocument,
  { form, today, examples }: { form: CaseForm; today: string; examples: readonly ReportDocument[] },
): ReportDocument {
  const before = openRequiredItems(document, { form, today })
  const filled = fillOnce(document, { form, today, examples })
  const left = openRequiredItems(filled, { form, today })
  const isDone = left.every((pointer) => before.includes(pointer))
  return isDone ? filled : fillRequired(filled, { form, today, examples })
}

function fillOnce(
  document: ReportDocument,
  { form, today, examples }: { form: CaseForm; today: string; examples: readonly ReportDocument[] },
): ReportDocument {
  return openRequiredItems(document, { form, today }).reduce((filled, pointer) => {
    const candidates = examples.map((example) => valueAt(example, pointer)).filter((value) => value !== undefined)
    // Of a list of which some entries contradict the publication, the others are taken.
    const fittingEntries = candidates
      .filter((value) => Array.isArray(value))
      .map((entries: unknown[]) => entries.filter((entry) => answered([entry]) !== undefined))
    return [...candidates, ...fittingEntries].map(answered).find((changed) => changed !== undefined) ?? filled

    function answered(value: unknown): ReportDocument | undefined {
      const isDate = typeof value === 'string' && isPartialDate(value)
      const changed = withAnswer(filled, pointer, isDate ? valueAt(filled, '/diagnosis/diagnosisDate') : value)
      const complete = withReasons(changed, form, today)
      return validate(complete, { form, today }).some(({ severity }) => severity === 'block') ? undefined : complete
    }
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
