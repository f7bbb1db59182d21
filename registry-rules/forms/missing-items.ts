import { checkContext } from '#registry-rules/edit-checks/check-context.ts'
import { deriveValues } from './derive-values.ts'
import type { CaseForm, Need } from './form.ts'
import { askItems, type Answer } from './gaps.ts'
import { isObject } from './json-pointer.ts'
import { screenDocument } from './screen-document.ts'
import type { SchemaNode } from './schema-node.ts'

/** A required or expected item that was asked and not answered. `reason` is a code of `codes/missing-reason` or the item's own choice. */
export type MissingItem = { pointer: string; need: Exclude<Need, 'optional'>; reason?: string }

/**
 * Everything that counts as missing in figures: gaps with and without reason, and answers such as *not done*
 * (`x-missing-choice`). `today` is `YYYY-MM-DD`.
 */
export function missingItems(document: unknown, { form, today }: { form: CaseForm; today: string }): MissingItem[] {
  const { given, facts, unsound } = screenDocument(deriveValues(document, form), form)
  return askItems({ given, context: checkContext(facts, today), unsound }, form).flatMap(missingItem)
}

function missingItem(answer: Answer): MissingItem[] {
  if (answer.kind !== 'gap' && answer.kind !== 'answered') return []
  const { pointer, need, node } = answer
  if (need === 'optional') return []
  if (answer.kind === 'gap')
    return [{ pointer, need, ...(answer.reason === undefined ? {} : { reason: answer.reason }) }]
  const choice = missingChoice(node, answer.value)
  return choice === undefined ? [] : [{ pointer, need, reason: choice }]
}

/** The first choice of an answer that has nothing but choices such as *not done*. */
function missingChoice(node: SchemaNode, value: unknown): string | undefined {
  const choices = node.keywords['oneOf'] ?? node.entry?.keywords['oneOf']
  if (!Array.isArray(choices)) return undefined
  const missing = choices
    .filter(isObject)
    .filter((choice) => choice['x-missing-choice'] === true)
    .map((choice) => choice['const'])
  const answers = [value].flat()
  return answers.length > 0 && answers.every((answer) => missing.includes(answer)) ? String(answers[0]) : undefined
}
