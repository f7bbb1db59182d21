import type { Feature } from '#registry-rules/forms/form.ts'
import { isObject } from '#registry-rules/forms/json-pointer.ts'

/** One feature as the document has it. */
export type FeatureAnswer = { readonly hpo: string; readonly status?: string; readonly onset?: string }

/** The entries of `phenotype` that name a term. */
export function featureAnswers(value: unknown): FeatureAnswer[] {
  if (!Array.isArray(value)) return []
  return (value as unknown[]).filter(
    (entry): entry is FeatureAnswer & Record<string, unknown> => isObject(entry) && typeof entry['hpo'] === 'string',
  )
}

/**
 * The list with another answer for one term: changed in its place, added at the end, or taken out for `undefined`.
 * No answer at all is no list, since an empty list would say that nothing was found.
 */
export function withFeature(
  answers: readonly FeatureAnswer[],
  hpo: string,
  answer: Omit<FeatureAnswer, 'hpo'> | undefined,
): FeatureAnswer[] | undefined {
  const isThere = answers.some((entry) => entry.hpo === hpo)
  const entry = answer === undefined ? [] : [{ hpo, ...answer }]
  const changed = isThere
    ? answers.flatMap((before) => (before.hpo === hpo ? entry : [before]))
    : [...answers, ...entry]
  return changed.length === 0 ? undefined : changed
}

/** The list with every feature of the disease that has no answer yet recorded as absent. */
export function withRestAbsent(answers: readonly FeatureAnswer[], features: readonly Feature[]): FeatureAnswer[] {
  const open = features.filter(({ hpo }) => !answers.some((answer) => answer.hpo === hpo))
  return [...answers, ...open.map(({ hpo }) => ({ hpo, status: 'absent' }))]
}
