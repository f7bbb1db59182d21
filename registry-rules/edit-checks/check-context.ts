/** What a rule sees: every section of the document, empty where the document lacks it. */
export type CheckContext = { readonly [variable: string]: unknown }

const maps = ['identity', 'diagnosis', 'genetics', 'family', 'clinical', 'outcome', 'report', 'missing']
const lists = ['phenotype', 'treatment']

/** The variables of rules with their CEL types. `previous` is an empty map where there is no earlier version. */
export const checkVariables: readonly (readonly [name: string, type: string])[] = [
  ...maps.map((name) => [name, 'map'] as const),
  ...lists.map((name) => [name, 'list'] as const),
  ['disease', 'string'],
  ['formVersion', 'dyn'],
  ['today', 'string'],
  ['previous', 'map'],
]

type Section = { [key: string]: unknown }

const asObject = (value: unknown): Section =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Section) : {}

/**
 * Genes as HGNC writes them, in capitals but for the `orf` of C9orf72 and the like: a rule that names a gene must not
 * miss one that was typed small.
 */
function withGeneSymbols(genetics: Section): Section {
  const { variants } = genetics
  if (!Array.isArray(variants)) return genetics
  return {
    ...genetics,
    variants: variants.map((variant: unknown) => {
      const { gene } = asObject(variant)
      return typeof gene === 'string' ? { ...asObject(variant), gene: geneSymbol(gene) } : variant
    }),
  }
}

const geneSymbol = (text: string) => text.toUpperCase().replace(/^(C(?:\d+|X|Y))ORF(\d+)$/, '$1orf$2')

/**
 * Prepares documents for rules. `today` is `YYYY-MM-DD`; `previous` is the version or follow-up before,
 * its sections stand as keys of the variable of that name.
 */
export function checkContext(document: unknown, today: string, previous?: unknown): CheckContext {
  const sections = asObject(document)
  return {
    disease: typeof sections['disease'] === 'string' ? sections['disease'] : '',
    formVersion: sections['formVersion'] ?? 0,
    ...Object.fromEntries(maps.map((name) => [name, asObject(sections[name])])),
    genetics: withGeneSymbols(asObject(sections['genetics'])),
    ...Object.fromEntries(lists.map((name) => [name, Array.isArray(sections[name]) ? sections[name] : []])),
    today,
    previous: asObject(previous),
  }
}
