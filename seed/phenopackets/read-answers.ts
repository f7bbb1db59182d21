import type { FormItem } from '#registry-rules/forms/form.ts'
import { isObject, pointerKeys, type JsonObject } from '#registry-rules/forms/json-pointer.ts'
import { findNode, type SchemaNode } from '#registry-rules/forms/schema-node.ts'
import { choiceOfGene } from './choice-of-gene.ts'
import type { PhenotypeEntry } from './read-phenotype.ts'
import type { FormOfPacket } from './read-phenopacket.ts'

/** An answer that features or the gene give to an item of the form, by pointer of the report document. */
export type Answer = { pointer: string; value: unknown }

/**
 * Answers to items of `clinical`, by `x-hpo` of the item or of its choices (schemas/README.md) and by the gene. The
 * features stay in the phenotype as well. An item for which two choices hold gets no answer, unless it is a list.
 */
export function readAnswers(
  phenotype: readonly PhenotypeEntry[],
  genes: readonly string[],
  form: Pick<FormOfPacket, 'items' | 'root' | 'genes'>,
): Answer[] {
  const statuses = new Map(phenotype.map(({ hpo, status }) => [hpo, status]))
  return form.items.flatMap((item): Answer[] => {
    if (!item.pointer.startsWith('/clinical/')) return []
    const node = findNode(form.root, pointerKeys(item.pointer))
    const value = (node && answerOfFeatures(node, item, statuses)) ?? answerOfGene(item, node, genes, form)
    return value === undefined ? [] : [{ pointer: item.pointer, value }]
  })
}

type Statuses = ReadonlyMap<string, PhenotypeEntry['status']>

/** Codes that say of a feature that it is there, and that it is not, where the item itself carries the term. */
const codesOfPresence = ['yes', 'present', 'positive']
const codesOfAbsence = ['no', 'none', 'absent', 'normal', 'negative']

function answerOfFeatures(node: SchemaNode, item: FormItem, statuses: Statuses): unknown {
  const choices = choicesOf(node)
  const hits = choices.filter((choice) => holds(choice['x-hpo'], statuses)).map((choice) => choice['const'])
  const isList = node.types.includes('array')
  if (hits.length > 0) return isList ? hits : hits.length === 1 ? hits[0] : undefined
  const terms = termsOf(node.keywords['x-hpo']).flat()
  if (terms.length === 0) return undefined
  if (terms.some((term) => statuses.get(term) === 'present')) return isList ? undefined : answer(true, codesOfPresence)
  if (!terms.every((term) => statuses.get(term) === 'absent')) return undefined
  return isList ? [] : answer(false, codesOfAbsence)

  function answer(flag: boolean, codes: readonly string[]): unknown {
    if (node.types.includes('boolean')) return flag
    return codes.find((code) => item.choices.some((choice) => choice.code === code))
  }
}

function answerOfGene(
  item: FormItem,
  node: SchemaNode | undefined,
  genes: readonly string[],
  form: Pick<FormOfPacket, 'genes'>,
): unknown {
  const code = choiceOfGene(item.choices, genes, form)
  return code !== undefined && node?.types.includes('array') ? [code] : code
}

function choicesOf({ keywords, entry }: SchemaNode): JsonObject[] {
  const choices = keywords['oneOf'] ?? entry?.keywords['oneOf']
  return Array.isArray(choices) ? choices.filter(isObject) : []
}

/** `HP:1 HP:2+HP:3` means the first, or the second together with the third. */
function termsOf(keyword: unknown): string[][] {
  return typeof keyword === 'string' ? keyword.split(' ').map((terms) => terms.split('+')) : []
}

function holds(keyword: unknown, statuses: Statuses): boolean {
  return termsOf(keyword).some((terms) => terms.every((term) => statuses.get(term) === 'present'))
}
