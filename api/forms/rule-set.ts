import { createHash } from 'node:crypto'
import { canonicalJson } from '#registry-rules/documents/canonical-json.ts'
import type { Forms } from '#registry-rules/forms/form.ts'

/** Names the checks, soft ranges and texts of all forms by their content; stored with every decision (DESIGN.md section 5). */
export function ruleSetOf(forms: Forms): string {
  const bundles = forms.all().map(({ disease, version, bundle }) => ({ disease, version, bundle }))
  return `rules-${createHash('sha256').update(canonicalJson(bundles)).digest('hex').slice(0, 12)}`
}

/** Names the frozen structure of a form version. */
export function structureHash(structure: string): string {
  return createHash('sha256').update(structure).digest('hex')
}
