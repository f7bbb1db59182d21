import type { ReportDocument } from '#api/documents/sealed-parts.ts'
import { withValueAt } from '#registry-rules/documents/with-value-at.ts'
import type { CaseForm } from '#registry-rules/forms/form.ts'
import { valueAt } from '#registry-rules/forms/json-pointer.ts'
import { validate } from '#registry-rules/forms/validate.ts'
import type { PacketReading } from './read-phenopacket.ts'

type Judging = { form: CaseForm; today: string }

/**
 * The document with certainty, subtype and answers that a reading leaves open, chosen by the checks of the form: the
 * certainty to which they object least, of those that make a confirmed case if one of them is not blocked; the subtype if they object to all others, and of the answers that features and
 * the gene imply those that are asked and not objected to. What was measured is kept even where a check warns.
 */
export function chooseAnswers<Document extends ReportDocument>(
  document: Document,
  { candidates, answers, implied, reported }: Pick<PacketReading, 'candidates' | 'answers' | 'implied' | 'reported'>,
  judging: Judging,
): Document {
  const set = (inner: ReportDocument, pointer: string, value: unknown): ReportDocument =>
    withValueAt(inner, pointer, value)
  const measured = answers.reduce<ReportDocument>((inner, { pointer, value }) => set(inner, pointer, value), document)
  const said = Object.keys(reported).length > 0 ? { ...measured, asReported: { ...reported } } : measured
  const certain = withCertainty(said, candidates.certainties, judging)
  let chosen = withSubtype(certain, candidates.subtypes, judging)
  let weight = implied.length > 0 ? weigh(chosen, judging) : 0
  for (const { pointer, value } of implied) {
    const item = judging.form.items.find((candidate) => candidate.pointer === pointer)
    if (!item?.isAsked(chosen, judging.today) || valueAt(chosen, pointer) !== undefined) continue
    const answered = set(chosen, pointer, value)
    const withAnswer = weigh(answered, judging)
    if (withAnswer > weight) continue
    chosen = answered
    weight = withAnswer
  }
  return chosen as Document
}

/** A certainty that only makes a suspected case is chosen only where the form blocks all that make a confirmed one. */
function withCertainty(document: ReportDocument, certainties: readonly string[], judging: Judging): ReportDocument {
  const judged = certainties
    .map((code) => withValueAt(document, '/diagnosis/certainty', code))
    .map((inner, index) => ({ inner, isConfirmed: isConfirmed(certainties[index]), weight: weigh(inner, judging) }))
  const usable = judged.filter((one) => one.isConfirmed && one.weight < blocking)
  const [first, ...others] = usable.length > 0 ? usable : judged
  return others.reduce((best, other) => (other.weight < (best?.weight ?? 0) ? other : best), first)?.inner ?? document

  function isConfirmed(code: string | undefined): boolean {
    return code !== undefined && judging.form.certainties.get(code) === 'confirmed'
  }
}

/** A subtype is only one of several where the form divides by more than the number of the disease says, such as age. */
function withSubtype(document: ReportDocument, subtypes: readonly string[], judging: Judging): ReportDocument {
  const withCode = (code: string): ReportDocument => withValueAt(document, '/diagnosis/subtype', code)
  const [only, ...more] = subtypes
  if (only === undefined) return document
  if (more.length === 0) return withCode(only)
  const fitting = subtypes.filter((code) => weigh(withCode(code), judging) <= weigh(document, judging))
  return fitting.length === 1 && fitting[0] !== undefined ? withCode(fitting[0]) : document
}

/** Findings that only say that something is missing; reasons are given afterwards. */
const gaps = new Set(['need.required', 'need.gap', 'need.reason'])

const blocking = 1000

/** What blocks weighs more than any number of warnings; gaps do not count. */
function weigh(document: ReportDocument, judging: Judging): number {
  return validate(document, judging)
    .filter(({ check }) => !gaps.has(check))
    .reduce((sum, { severity }) => sum + (severity === 'block' ? blocking : severity === 'warn' ? 1 : 0), 0)
}
