import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { isPartialDate } from '#registry-rules/dates/partial-date.ts'
import { isHgvs } from '#registry-rules/genetics/hgvs.ts'
import { annotationShapes, isAnnotation } from './annotations.ts'
import type { CompileStructure } from './compile-form.ts'
import { FormError } from './form-error.ts'
import { isObject, type JsonObject } from './json-pointer.ts'
import { mapInner } from './schema-documents.ts'

/**
 * Has ajv judge the structure of documents. `shared` are the files that forms refer to; they are compiled once for
 * all forms, when the first form is.
 */
export function createStructureCompiler(shared: readonly object[]): CompileStructure {
  let tools: Tools | undefined
  return (schema, name) => {
    try {
      tools ??= createTools(shared as JsonObject[])
      return tools.ajv.compile(structureOf(schema, tools.hasGoodAnnotations))
    } catch (error) {
      throw new FormError(`${name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}

type Tools = { ajv: Ajv2020; hasGoodAnnotations: ValidateFunction }

function createTools(shared: readonly JsonObject[]): Tools {
  const ajv = new Ajv2020({
    strict: true,
    // A section that narrows the core has its type there, behind $ref, where ajv does not look.
    strictTypes: false,
    strictRequired: false,
    allErrors: true,
    messages: false,
    inlineRefs: false,
    // Compiling refuses unknown keywords and values of the wrong type by itself; a test holds the files against the
    // meta-schema, which would take a tenth of a second of each start.
    meta: false,
    validateSchema: false,
    // Optimising takes longer than all validation that follows would gain.
    code: { optimize: false },
    formats: { 'partial-date': isPartialDate, hgvs: isHgvs },
  })
  const hasGoodAnnotations = ajv.compile(annotationShapes)
  for (const file of shared) {
    const structure = structureOf(file, hasGoodAnnotations)
    ajv.addSchema(structure)
    // By an address of their own, since ajv compiles what a pointer leads to anew for each form.
    const parts = isObject(structure['$defs']) ? structure['$defs'] : {}
    for (const [name, part] of Object.entries(parts))
      if (isObject(part)) ajv.addSchema(part, `${String(file['$id'])}#/$defs/${name}`)
  }
  return { ajv, hasGoodAnnotations }
}

/**
 * What is left of a schema for ajv. A list of constants becomes an `enum`: one error instead of one a choice, and a
 * tenth of the code. Annotations are held against their shapes here and left out, since ajv would go through each of
 * them again; a misspelt one stays, and ajv's strict mode refuses it.
 *
 * @throws FormError for an annotation of the wrong shape.
 */
function structureOf(schema: JsonObject, hasGoodAnnotations: ValidateFunction, pointer = '#'): JsonObject {
  const described = withEnum(schema)
  if (!hasGoodAnnotations(described)) {
    const places = hasGoodAnnotations.errors?.map(({ instancePath }) => pointer + instancePath)
    throw new FormError(`an annotation of the wrong shape at ${[...new Set(places)].join(', ')}`)
  }
  const bare: JsonObject = {}
  for (const keyword of Object.keys(described)) if (!isAnnotation(keyword)) bare[keyword] = described[keyword]
  return mapInner(bare, (inner, at) => structureOf(inner, hasGoodAnnotations, pointer + at))
}

function withEnum(schema: JsonObject): JsonObject {
  const { oneOf, ...rest } = schema
  if (!isChoiceList(oneOf)) return schema
  return { ...rest, enum: oneOf.map((choice) => choice['const']), 'x-choices': oneOf }
}

const isChoiceList = (oneOf: unknown): oneOf is JsonObject[] =>
  Array.isArray(oneOf) && oneOf.length > 0 && oneOf.every((choice) => isObject(choice) && 'const' in choice)
