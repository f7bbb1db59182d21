import type { Choice } from '#registry-rules/forms/form.ts'

/** The choices of an item, as far as they can name a gene. */
export type GeneChoices = readonly Pick<Choice, 'code' | 'titleEn'>[]

/**
 * The choice for the gene of a patient in an item that asks which gene it is: one whose choices name at least two of
 * the form's `x-genes`, by their code or in brackets of their title. A gene that no choice mentions is *other*.
 * Nothing is chosen for several genes, and where several choices mention the gene.
 */
export function choiceOfGene(
  choices: GeneChoices,
  genes: readonly string[],
  form: { genes: readonly { symbol: string }[] },
): Choice['code'] | undefined {
  const [gene, ...more] = genes
  if (gene === undefined || more.length > 0) return undefined
  const symbols = form.genes.map(({ symbol }) => symbol)
  if (choices.filter((choice) => symbols.some((symbol) => names(choice, symbol))).length < 2) return undefined
  const exact = choices.find(({ code }) => String(code) === gene.toLowerCase())
  if (exact) return exact.code
  const named = choices.filter((choice) => names(choice, gene))
  if (named.length === 1) return named[0]?.code
  const isMentioned = choices.some(({ code, titleEn }) =>
    words(`${String(code)} ${titleEn}`).includes(gene.toUpperCase()),
  )
  return isMentioned ? undefined : choices.find(({ code }) => code === 'other')?.code
}

function names({ code, titleEn }: GeneChoices[number], symbol: string): boolean {
  return String(code) === symbol.toLowerCase() || titleEn.toUpperCase().includes(`(${symbol.toUpperCase()})`)
}

const words = (text: string): string[] => text.toUpperCase().split(/[^A-Z0-9]+/)
