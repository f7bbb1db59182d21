import { createConditionCompiler } from '#registry-rules/edit-checks/compile-condition.ts'
import { compileForm } from './compile-form.ts'
import { createStructureCompiler } from './compile-structure.ts'
import type { Forms, FormSources } from './form.ts'
import type { JsonObject } from './json-pointer.ts'
import { indexDocuments } from './schema-documents.ts'

/**
 * Compiles every form of the sources; a report is then judged without looking at a schema again.
 *
 * @throws FormError or CheckFault where a form cannot be used; the message names the place.
 */
export function compileForms({ cores, codes, diseases, vocabularies }: FormSources): Forms {
  const compilation = {
    documents: indexDocuments([...cores, ...codes, ...diseases]),
    compileCondition: createConditionCompiler(),
    compileStructure: createStructureCompiler([...cores, ...codes]),
    vocabularies,
  }
  const forms = (diseases as JsonObject[])
    .map((schema) => compileForm(schema, compilation))
    .toSorted((a, b) => (a.disease === b.disease ? b.version - a.version : a.disease < b.disease ? -1 : 1))
  const bySlug = Map.groupBy(forms, ({ disease }) => disease)
  const latest = (disease: string) => bySlug.get(disease)?.[0]
  return {
    get: (disease, version) =>
      version === undefined ? latest(disease) : bySlug.get(disease)?.find((form) => form.version === version),
    latest,
    all: () => forms,
  }
}
