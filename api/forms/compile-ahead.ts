import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Forms } from '#registry-rules/forms/form.ts'

/**
 * Makes the validators of all forms, one a turn of the event loop, so that the server answers meanwhile and the first
 * report of a disease does not wait for them.
 *
 * @throws FormError for a form that cannot be compiled.
 */
export async function compileAhead(forms: Forms): Promise<void> {
  for (const form of forms.all()) {
    await nextTurn()
    // Reading it makes it.
    Reflect.get(form, 'hasValidStructure')
  }
}
