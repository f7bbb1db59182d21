import { isObject, type JsonObject } from '#registry-rules/forms/json-pointer.ts'
import { patientSearchSchema } from '#schemas/api/patient-search.ts'

type Node = {
  readonly type?: string
  readonly maxLength?: number
  readonly items?: Node
  readonly properties?: Readonly<Record<string, Node>>
}

const criteria = (patientSearchSchema.schema['properties'] as Readonly<Record<string, Node>>)['identity'] ?? {}

/** The part of an identity section that is asked by, as the API takes it; what does not fit is left out. */
export function criteriaOf(identity: unknown): JsonObject {
  const fitting = fittingPart(criteria, identity)
  return isObject(fitting) ? fitting : {}
}

function fittingPart(node: Node, value: unknown): unknown {
  if (typeof value === 'string') {
    return node.type === 'string' && value !== '' && [...value].length <= (node.maxLength ?? Infinity)
      ? value
      : undefined
  }
  if (typeof value === 'number') return node.type === 'integer' && Number.isInteger(value) ? value : undefined
  if (Array.isArray(value)) {
    return (
      node.items && value.map((entry) => fittingPart(node.items ?? {}, entry)).filter((entry) => entry !== undefined)
    )
  }
  if (!isObject(value) || !node.properties) return undefined
  const parts = Object.entries(node.properties)
    .map(([key, inner]) => [key, fittingPart(inner, value[key])] as const)
    .filter(([, part]) => part !== undefined)
  return parts.length === 0 ? undefined : Object.fromEntries(parts)
}
