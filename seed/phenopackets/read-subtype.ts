import { readFileSync } from 'node:fs'
import { choiceOfGene, type GeneChoices } from './choice-of-gene.ts'
import type { FormOfPacket } from './read-phenopacket.ts'

/** ORPHA numbers by OMIM number, the nearest first: see `omim-orpha.tsv` in README.md. */
const orphaByOmim = readTable()
/** Numbers that stand for a group: a packet that gives no more than the group names no subtype. */
const groups = new Set([...orphaByOmim.values()].flatMap((numbers) => numbers.slice(1)))

/**
 * Codes of `diagnosis.subtype` that the number of the disease can mean; several where the form divides by more than
 * the number says. Without such a number, the gene decides where the form names its subtypes by genes.
 */
export function readSubtypes(
  diseaseId: string | undefined,
  genes: readonly string[],
  form: Pick<FormOfPacket, 'subtypes' | 'genes'>,
): string[] {
  const numbers = diseaseId === undefined ? [] : orphaNumbers(diseaseId)
  const nearest = numbers.find((number) => form.subtypes.some(({ orpha }) => orpha === number))
  if (nearest !== undefined) return form.subtypes.filter(({ orpha }) => orpha === nearest).map(({ code }) => code)
  const choices: GeneChoices = form.subtypes.map(({ code, titleEn }) => ({ code, titleEn }))
  const named = choiceOfGene(choices, genes, form)
  return named === undefined ? [] : [String(named)]
}

function orphaNumbers(diseaseId: string): readonly string[] {
  const [, source = '', number = ''] = /^(OMIM|ORPHA|Orphanet):(\d+)$/.exec(diseaseId) ?? []
  if (source === 'OMIM') return orphaByOmim.get(number) ?? []
  return number === '' || groups.has(number) ? [] : [number]
}

function readTable(): Map<string, string[]> {
  const [, ...lines] = readFileSync(new URL('omim-orpha.tsv', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
  return new Map(
    lines.map((line) => {
      const [omim = '', orpha = ''] = line.split('\t')
      return [omim, orpha.split(' ')]
    }),
  )
}
