/** Term of an ontology; the id alone decides, labels change from release to release. */
export type OntologyClass = { id: string; label?: string }

/** Age as ISO 8601 duration, as the file has it. */
export type Age = { iso8601duration: string }

/** One of six ways in which Phenopackets v2 says when something was. */
export type TimeElement = {
  gestationalAge?: { weeks?: number; days?: number }
  age?: Age
  ageRange?: { start?: Age; end?: Age }
  ontologyClass?: OntologyClass
  timestamp?: string
  interval?: { start?: string; end?: string }
}

export type PhenotypicFeature = {
  description?: string
  type: OntologyClass
  excluded?: boolean
  severity?: OntologyClass
  modifiers?: OntologyClass[]
  onset?: TimeElement
  resolution?: TimeElement
  evidence?: Record<string, unknown>[]
}

export type PacketDisease = {
  term: OntologyClass
  excluded?: boolean
  onset?: TimeElement
}

export type GeneDescriptor = { valueId?: string; symbol?: string }

export type VariationDescriptor = {
  label?: string
  description?: string
  geneContext?: GeneDescriptor
  expressions?: { syntax?: string; value?: string }[]
  vcfRecord?: {
    genomeAssembly?: string
    chrom?: string
    pos?: number | string
    ref?: string
    alt?: string
  }
  structuralType?: OntologyClass
  allelicState?: OntologyClass
}

export type GenomicInterpretation = {
  interpretationStatus?: string
  gene?: GeneDescriptor
  variantInterpretation?: {
    acmgPathogenicityClassification?: string
    therapeuticActionability?: string
    variationDescriptor?: VariationDescriptor
  }
}

export type Interpretation = {
  progressStatus?: string
  diagnosis?: {
    disease?: OntologyClass
    genomicInterpretations?: GenomicInterpretation[]
  }
}

export type Individual = {
  id?: string
  dateOfBirth?: string
  timeAtLastEncounter?: TimeElement
  vitalStatus?: {
    status?: string
    timeOfDeath?: TimeElement
    causeOfDeath?: OntologyClass
    survivalTimeInDays?: number
  }
  sex?: string
  karyotypicSex?: string
  gender?: OntologyClass
  taxonomy?: OntologyClass
}

/** The parts of a phenopacket that a case report has a place for; the rest is accounted for by the reader. */
export type Phenopacket = {
  subject: Individual
  phenotypicFeatures?: PhenotypicFeature[]
  interpretations?: Interpretation[]
  diseases?: PacketDisease[]
  measurements?: unknown[]
  medicalActions?: unknown[]
}

export type PedigreePerson = {
  individualId?: string
  paternalId?: string
  maternalId?: string
  sex?: string
  affectedStatus?: string
}

/** A patient together with relatives; only the proband becomes a case report. */
export type FamilyPacket = {
  proband: Phenopacket
  consanguinousParents?: boolean
  pedigree?: { persons?: PedigreePerson[] }
}
