import type { CaseForm } from './form.ts'
import { isObject, valueAt } from './json-pointer.ts'
import type { SchemaNode } from './schema-node.ts'

/** A scale in a form: the total is the sum of the parts (`x-scale`, schemas/README.md). */
export type Scale = { pointer: string; total: string; parts: readonly string[]; totalNode: SchemaNode | undefined }

const known = new WeakMap<SchemaNode, readonly Scale[]>()

/** Every scale of a form that stands outside lists. */
export function scalesOf({ root }: CaseForm): readonly Scale[] {
  const found = known.get(root) ?? scales(root)
  known.set(root, found)
  return found
}

function scales(node: SchemaNode): Scale[] {
  const inner = [...node.properties.values()].flatMap(scales)
  const scale = node.keywords['x-scale']
  if (!isObject(scale)) return inner
  const total = String(scale['total'])
  const parts = [...node.properties]
    .filter(([key, part]) => key !== total && part.types.some((type) => type === 'integer' || type === 'number'))
    .map(([key]) => key)
  return [{ pointer: node.pointer, total, parts, totalNode: node.properties.get(total) }, ...inner]
}

/** The sum of the parts, `undefined` unless all are given as numbers. */
export function sumOf(scale: Scale, document: unknown): number | undefined {
  const answers = valueAt(document, scale.pointer)
  if (!isObject(answers) || scale.parts.length === 0) return undefined
  const sum = scale.parts.reduce<number | undefined>((before, part) => {
    const value = answers[part]
    return before === undefined || typeof value !== 'number' ? undefined : before + value
  }, 0)
  // Parts may be halves or tenths, whose binary sum is not exact.
  return sum === undefined ? undefined : Number(sum.toFixed(6))
}
