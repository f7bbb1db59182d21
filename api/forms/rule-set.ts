import { createHash } from 'node:crypto'
import { canonicalJson } from '#registry-rules/documents/canonical-json.ts'
import type { Forms } from '#registry-rules/forms/form.ts'

/** Names the checks, soft ranges and texts of all forms by their content; stored with every decision (DESIGN.md section 5). */
export function ruleSetOf(forms: Forms): string {
  // Forms share the objects of their definitions, which are most of what there is to hash.
  const known = new Map<object, string>()
  const hashOf = (definition: object): string => {
    const hash = known.get(definition) ?? sha256(canonicalJson(definition))
    known.set(definition, hash)
    return hash
  }
  const bundles = forms.all().map(({ disease, version, bundle }) => {
    const { $defs: definitions = {}, ...form } = bundle as { $defs?: { [name: string]: object } }
    const shared = Object.entries(definitions).map(([name, definition]) => [name, hashOf(definition)])
    return { disease, version, form, shared: Object.fromEntries(shared) as { [name: string]: string } }
  })
  return `rules-${sha256(canonicalJson(bundles)).slice(0, 12)}`
}

/** Names the frozen structure of a form version. */
export function structureHash(structure: string): string {
  return sha256(structure)
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
