import { compile } from 'json-schema-to-typescript'
import type { FormSources } from '#registry-rules/forms/form.ts'
import { isObject, type JsonObject } from '#registry-rules/forms/json-pointer.ts'
import { indexDocuments, mapSchema, resolve, type SchemaDocuments } from '#registry-rules/forms/schema-documents.ts'

const banner = `// Made from schemas/core/v1.schema.json by \`node api/forms/generate-types.ts\`; do not edit.`

const draft = `
type Part<T> = T extends readonly (infer Entry)[] ? Part<Entry>[] : T extends object ? { [Key in keyof T]?: Part<T[Key]> } : T

/** A report as it is being written: any part may be lacking yet. */
export type DraftDocument = Part<CaseReportDocument>
`

/** TypeScript of the core of a report document, the text of \`schemas/core/case-report-document.ts\`. */
export async function documentTypes({ cores, codes }: Pick<FormSources, 'cores' | 'codes'>): Promise<string> {
  const documents = indexDocuments([...cores, ...codes])
  const core = documents.get('registry:/core/v1')
  if (!core) throw new Error('there is no schema registry:/core/v1')
  const text = await compile(withSections(core, documents), 'CaseReportDocument', {
    additionalProperties: false,
    bannerComment: banner,
    ignoreMinAndMaxItems: true,
    unknownAny: true,
    style: { semi: false, singleQuote: true, printWidth: 120 },
  })
  return text + draft
}

/** The core as one schema: what the disease forms take from `$defs` stands in its place. */
function withSections(core: JsonObject, documents: SchemaDocuments): JsonObject {
  const defined = (name: string) => ({ $ref: `#/$defs/${name}` })
  const { properties } = core
  const sections = {
    ...(isObject(properties) ? properties : {}),
    diagnosis: defined('diagnosis'),
    phenotype: defined('phenotype'),
    treatment: { ...defined('treatment'), items: defined('treatmentEntry') },
    clinical: { type: 'object', additionalProperties: true },
  }
  return plain({ type: 'object', required: core['required'], properties: sections }, core, documents)
}

/** References replaced by what they mean, choices by their codes, and of the annotations only the English title left. */
function plain(schema: JsonObject, file: JsonObject, documents: SchemaDocuments): JsonObject {
  return mapSchema(schema, (inner) => {
    const { $ref: reference, oneOf, 'x-title-en': title, ...rest } = inner
    const described = typeof title === 'string' ? { description: title } : {}
    const own = Object.fromEntries(Object.entries(rest).filter(([keyword]) => kept.has(keyword)))
    const codes = Array.isArray(oneOf) ? { enum: oneOf.filter(isObject).map((choice) => choice['const']) } : {}
    if (typeof reference !== 'string') return { ...own, ...codes, ...described }
    const target = resolve(reference, file, documents)
    return { ...plain(target.schema, target.file, documents), ...own, ...described }
  })
}

const kept = new Set(['type', 'properties', 'required', 'additionalProperties', 'items', 'enum', 'const'])
