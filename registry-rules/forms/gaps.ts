import type { CheckContext } from '#registry-rules/edit-checks/check-context.ts'
import { waitsFor } from '#registry-rules/edit-checks/waits-for.ts'
import type { CaseForm, Need } from './form.ts'
import { isGiven } from './is-given.ts'
import { below, isObject, type JsonObject } from './json-pointer.ts'
import type { SchemaNode } from './schema-node.ts'

/** What was found about one place of a document when asking whether each item is answered. */
export type Answer =
  | { kind: 'gap'; pointer: string; node: SchemaNode; need: Need; reason: string | undefined }
  | { kind: 'answered'; pointer: string; node: SchemaNode; need: Need; value: unknown }
  | { kind: 'not-asked'; pointer: string; node: SchemaNode }
  | { kind: 'needless-reason'; pointer: string; node: SchemaNode }

/** `given` is the document without blank strings, `context` what conditions see of it, `unsound` what they cannot see. */
export type Asked = { given: unknown; context: CheckContext; unsound: readonly string[] }

type Asking = Asked & { reasons: ReadonlyMap<string, string> }

/**
 * Walks through everything that the form asks of this document, in the order of the screen. Items below an
 * item, and of the entries of a list, are asked where the item or the entry is there. A reason given for a
 * group answers all that is missing in it.
 */
export function askItems(asked: Asked, form: CaseForm): Answer[] {
  return ask(form.root, asked.given, '', undefined, { ...asked, reasons: reasonsOf(asked.given) })
}

function reasonsOf(given: unknown): ReadonlyMap<string, string> {
  const missing = isObject(given) ? given['missing'] : undefined
  if (!isObject(missing)) return new Map()
  return new Map(
    Object.entries(missing).flatMap(([pointer, reason]) => (typeof reason === 'string' ? [[pointer, reason]] : [])),
  )
}

function ask(
  node: SchemaNode,
  value: unknown,
  pointer: string,
  inherited: string | undefined,
  asking: Asking,
): Answer[] {
  const given = isGiven(value)
  if (node.condition && node.condition.holds(asking.context) !== true) {
    return given && !waitsFor(node.condition.rule, asking.unsound) ? [{ kind: 'not-asked', pointer, node }] : []
  }
  const ownReason = asking.reasons.get(pointer)
  const reason = ownReason ?? inherited
  const need = node.keywords['x-need'] as Need | undefined
  if (need !== undefined && !given) return [{ kind: 'gap', pointer, node, need, reason }]

  const inside = innerPlaces(node, value, pointer).flatMap(([inner, innerValue, innerPointer]) =>
    ask(inner, innerValue, innerPointer, reason, asking),
  )
  const isAnswered = given && (need !== undefined || !inside.some(({ kind }) => kind === 'gap'))
  return [
    ...(need === undefined ? [] : [{ kind: 'answered' as const, pointer, node, need, value }]),
    ...(ownReason !== undefined && isAnswered ? [{ kind: 'needless-reason' as const, pointer, node }] : []),
    ...inside,
  ]
}

function innerPlaces(node: SchemaNode, value: unknown, pointer: string): [SchemaNode, unknown, string][] {
  const { entry } = node
  if (Array.isArray(value)) {
    return entry ? value.map((inner, index) => [entry, inner, below(pointer, index)]) : []
  }
  const object: JsonObject = isObject(value) ? value : {}
  return [...node.properties].map(([key, inner]) => [inner, object[key], below(pointer, key)])
}
