import { createConditionCompiler } from '#registry-rules/edit-checks/compile-condition.ts'
import { compileForm } from './compile-form.ts'
import { FormError } from './form-error.ts'
import type { CaseForm, Vocabularies } from './form.ts'
import type { JsonObject } from './json-pointer.ts'
import { indexDocuments } from './schema-documents.ts'

/**
 * Compiles one form from its bundle, as `/forms/{disease}` serves it: what a page needs to know which items are
 * asked, what a scale adds up to and how a unit is converted, by the rules of the server. It cannot judge a structure:
 * ajv makes functions from text, which the content security policy of the page refuses.
 *
 * @throws FormError or CheckFault where the bundle is not one of ours; FormError when `hasValidStructure` is read.
 */
export function compileBundle(bundle: object, vocabularies: Vocabularies): CaseForm {
  const schema = bundle as JsonObject
  return compileForm(schema, {
    documents: indexDocuments([schema]),
    compileCondition: createConditionCompiler(),
    compileStructure: (_schema, name) => {
      throw new FormError(`${name}: the structure of a document is judged by the server`)
    },
    vocabularies,
  })
}
