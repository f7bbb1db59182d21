import { below } from '#registry-rules/forms/json-pointer.ts'
import { isHgvs } from '#registry-rules/genetics/hgvs.ts'
import type { Account } from './account.ts'
import type { GenomicInterpretation, Interpretation, OntologyClass, VariationDescriptor } from './phenopacket.ts'

/** One entry of `genetics.variants` in a report document. */
export type VariantEntry = {
  gene: string
  hgvs?: string
  description?: string
  zygosity?: string
  acmg?: string
}

/** As many, and as long, as schemas/core/v1.schema.json holds. */
const mostVariants = 20
const longestGene = 40
const longestText = 200

/** Terms of the Genotype Ontology, by schemas/codes/zygosity; hemizygous also by X, by Y and by insertion. */
const zygosities = new Map([
  ['GENO:0000135', '1'],
  ['GENO:0000458', '1'],
  ['GENO:0000136', '2'],
  ['GENO:0000402', '3'],
  ['GENO:0000134', '4'],
  ['GENO:0000604', '4'],
  ['GENO:0000605', '4'],
  ['GENO:0000606', '4'],
  ['GENO:0000602', '5'],
  ['GENO:0000603', '6'],
  ['GENO:0000137', '9'],
])

/** The five tiers of ACMG/AMP 2015, by schemas/codes/variant-class. */
const variantClasses = new Map([
  ['PATHOGENIC', '5'],
  ['LIKELY_PATHOGENIC', '4'],
  ['UNCERTAIN_SIGNIFICANCE', '3'],
  ['LIKELY_BENIGN', '2'],
  ['BENIGN', '1'],
])

/** Coding before genomic: the form shows what a molecular report prints. Protein alone names no variant of the DNA. */
const hgvsSyntaxes = ['hgvs.c', 'hgvs.n', 'hgvs.m', 'hgvs.g']

/**
 * Variants of all interpretations. Of several expressions of one variant the first of `hgvs.c`, `.n`, `.m`, `.g` is
 * kept; the others, the protein change, the VCF record, the HGNC number and the numbers of the descriptor name the same
 * variant and are not reported. Where no HGVS is given, label, structural type and other expressions
 * become the description.
 */
export function readVariants(interpretations: Interpretation[], pointer: string, account: Account): VariantEntry[] {
  const variants: VariantEntry[] = []
  interpretations.forEach((interpretation, index) => {
    const here = `${below(pointer, index)}/diagnosis/genomicInterpretations`
    interpretation.diagnosis?.genomicInterpretations?.forEach((genomic, position) => {
      const place = below(here, position)
      if (genomic.interpretationStatus === 'REJECTED') return account.notHeld(place, 'variant-rejected')
      const variant = readVariant(genomic, place, account)
      if (!variant) return
      if (variants.some((other) => JSON.stringify(other) === JSON.stringify(variant))) {
        account.notHeld(place, 'variant-twice')
      } else if (variants.length === mostVariants) {
        account.notHeld(place, 'too-many')
      } else {
        variants.push(variant)
      }
    })
  })
  return variants
}

function readVariant(genomic: GenomicInterpretation, pointer: string, account: Account): VariantEntry | undefined {
  const interpreted = genomic.variantInterpretation
  const descriptor = interpreted?.variationDescriptor ?? {}
  const gene = descriptor.geneContext?.symbol || genomic.gene?.symbol
  const inside = `${pointer}/variantInterpretation`
  const described = `${inside}/variationDescriptor`
  if (!gene || gene.length > longestGene) {
    account.notHeld(pointer, 'variant-without-gene')
    return undefined
  }
  const names = readNames(descriptor, described, account)
  account.held(`${pointer}/subjectOrBiosampleId`, `${inside}/acmgPathogenicityClassification`)
  account.held(...namesOfVariant.map((field) => `${described}/${field}`))
  // Where they are all that is said about the variant, they stay open and are reported.
  if (names.hgvs ?? names.description) account.held(...otherNames.map((field) => `${described}/${field}`))
  account.held(descriptor.geneContext?.symbol ? `${described}/geneContext` : `${pointer}/gene`)
  if (descriptor.geneContext?.symbol && genomic.gene?.symbol === gene) account.held(`${pointer}/gene`)
  if (genomic.interpretationStatus === 'CAUSATIVE') account.held(`${pointer}/interpretationStatus`)
  else if (genomic.interpretationStatus) account.notHeld(`${pointer}/interpretationStatus`, 'interpretation-status')
  reportActionability(interpreted?.therapeuticActionability, `${inside}/therapeuticActionability`, account)
  const acmg = variantClasses.get(interpreted?.acmgPathogenicityClassification ?? '')
  const zygosity = readZygosity(descriptor.allelicState, `${described}/allelicState`, account)
  return {
    gene,
    ...names,
    ...(zygosity === undefined ? {} : { zygosity }),
    ...(acmg === undefined ? {} : { acmg }),
  }
}

const namesOfVariant = ['id', 'expressions', 'vcfRecord', 'moleculeContext', 'label', 'description', 'structuralType']
const otherNames = ['variation', 'xrefs', 'alternateLabels', 'vrsRefAlleleSeq']

function reportActionability(actionability: string | undefined, pointer: string, account: Account): void {
  if (actionability === undefined) return
  if (actionability === 'UNKNOWN_ACTIONABILITY') account.held(pointer)
  else account.notHeld(pointer, 'actionability')
}

function readZygosity(state: OntologyClass | undefined, pointer: string, account: Account): string | undefined {
  if (!state) return undefined
  const code = zygosities.get(state.id)
  if (code === undefined) account.notHeld(pointer, 'zygosity-unknown')
  else account.held(pointer)
  return code
}

function readNames(
  descriptor: VariationDescriptor,
  pointer: string,
  account: Account,
): Pick<VariantEntry, 'hgvs' | 'description'> {
  const expressions = descriptor.expressions ?? []
  const hgvs = hgvsSyntaxes
    .flatMap((syntax) => expressions.filter((expression) => expression.syntax === syntax))
    .map(({ value }) => value?.trim() ?? '')
    .find((value) => value.length <= longestText && isHgvs(value))
  const words = [
    descriptor.label,
    descriptor.description,
    descriptor.structuralType?.label ?? descriptor.structuralType?.id,
  ]
  const others = hgvs === undefined ? [...expressions.map(({ value }) => value), vcfText(descriptor)] : []
  const distinct = new Set([...words, ...others].map((word) => word?.trim()).filter((word) => word && word !== hgvs))
  const description = [...distinct].join('; ')
  if (description.length > longestText) account.notHeld(pointer, 'variant-text-long')
  return {
    ...(hgvs === undefined ? {} : { hgvs }),
    ...(description === '' || description.length > longestText ? {} : { description }),
  }
}

function vcfText({ vcfRecord }: VariationDescriptor): string | undefined {
  if (!vcfRecord) return undefined
  const { genomeAssembly, chrom, pos, ref, alt } = vcfRecord
  return [genomeAssembly, chrom, pos, ref && alt ? `${ref}>${alt}` : undefined].filter(Boolean).join(' ')
}
