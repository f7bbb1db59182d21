/** Type of one field. Enums are written by name; `number` is a whole number, not negative. */
export type Kind =
  | 'string'
  | 'boolean'
  | 'number'
  | 'number-or-digits'
  | 'object'
  | 'anything'
  | { readonly message: MessageName }
  | {
      readonly list: 'string' | 'object' | { readonly message: MessageName }
    }
  | { readonly choice: readonly string[] }

/** The fields of one message; more keys are allowed and reported by the reader. */
export type Message = {
  readonly required?: readonly string[]
  readonly fields: Readonly<Record<string, Kind>>
}

const term = { message: 'OntologyClass' } as const
const terms = { list: { message: 'OntologyClass' } } as const
const time = { message: 'TimeElement' } as const
const gene = { message: 'GeneDescriptor' } as const

/**
 * The messages of the GA4GH Phenopacket Schema 2.0 (protobuf files of release 2.0.2) with the type of each field.
 * Of measurements and medical actions little is read, of samples and files nothing, so only their outermost type is checked.
 */
export const messages = {
  Phenopacket: {
    required: ['subject'],
    fields: {
      id: 'string',
      subject: { message: 'Individual' },
      phenotypicFeatures: { list: { message: 'PhenotypicFeature' } },
      measurements: { list: { message: 'Measurement' } },
      biosamples: { list: 'object' },
      interpretations: { list: { message: 'Interpretation' } },
      diseases: { list: { message: 'Disease' } },
      medicalActions: { list: 'object' },
      files: { list: 'object' },
      metaData: { message: 'MetaData' },
    },
  },
  Family: {
    required: ['proband'],
    fields: {
      id: 'string',
      proband: { message: 'Phenopacket' },
      relatives: { list: { message: 'Phenopacket' } },
      consanguinousParents: 'boolean',
      pedigree: { message: 'Pedigree' },
      files: { list: 'object' },
      metaData: { message: 'MetaData' },
    },
  },
  Pedigree: { fields: { persons: { list: { message: 'PedigreePerson' } } } },
  PedigreePerson: {
    fields: {
      familyId: 'string',
      individualId: 'string',
      paternalId: 'string',
      maternalId: 'string',
      sex: { choice: ['UNKNOWN_SEX', 'FEMALE', 'MALE', 'OTHER_SEX'] },
      affectedStatus: { choice: ['MISSING', 'UNAFFECTED', 'AFFECTED'] },
    },
  },
  Individual: {
    fields: {
      id: 'string',
      alternateIds: { list: 'string' },
      dateOfBirth: 'string',
      timeAtLastEncounter: time,
      vitalStatus: { message: 'VitalStatus' },
      sex: { choice: ['UNKNOWN_SEX', 'FEMALE', 'MALE', 'OTHER_SEX'] },
      karyotypicSex: 'string',
      gender: term,
      taxonomy: term,
    },
  },
  VitalStatus: {
    fields: {
      status: { choice: ['UNKNOWN_STATUS', 'ALIVE', 'DECEASED'] },
      timeOfDeath: time,
      causeOfDeath: term,
      survivalTimeInDays: 'number',
    },
  },
  OntologyClass: {
    required: ['id'],
    fields: { id: 'string', label: 'string' },
  },
  TimeElement: {
    fields: {
      gestationalAge: { message: 'GestationalAge' },
      age: { message: 'Age' },
      ageRange: { message: 'AgeRange' },
      ontologyClass: term,
      timestamp: 'string',
      interval: { message: 'TimeInterval' },
    },
  },
  GestationalAge: { fields: { weeks: 'number', days: 'number' } },
  Age: { required: ['iso8601duration'], fields: { iso8601duration: 'string' } },
  AgeRange: { fields: { start: { message: 'Age' }, end: { message: 'Age' } } },
  TimeInterval: { fields: { start: 'string', end: 'string' } },
  PhenotypicFeature: {
    required: ['type'],
    fields: {
      description: 'string',
      type: term,
      excluded: 'boolean',
      severity: term,
      modifiers: terms,
      onset: time,
      resolution: time,
      evidence: { list: { message: 'Evidence' } },
    },
  },
  Evidence: {
    fields: { evidenceCode: term, reference: { message: 'ExternalReference' } },
  },
  ExternalReference: {
    fields: { id: 'string', reference: 'string', description: 'string' },
  },
  Measurement: {
    fields: { description: 'string', assay: term, timeObserved: time },
  },
  Interpretation: {
    fields: {
      id: 'string',
      progressStatus: {
        choice: ['UNKNOWN_PROGRESS', 'IN_PROGRESS', 'COMPLETED', 'SOLVED', 'UNSOLVED'],
      },
      diagnosis: { message: 'Diagnosis' },
      summary: 'string',
    },
  },
  Diagnosis: {
    fields: {
      disease: term,
      genomicInterpretations: { list: { message: 'GenomicInterpretation' } },
    },
  },
  GenomicInterpretation: {
    fields: {
      subjectOrBiosampleId: 'string',
      interpretationStatus: {
        choice: ['UNKNOWN_STATUS', 'REJECTED', 'CANDIDATE', 'CONTRIBUTORY', 'CAUSATIVE'],
      },
      gene,
      variantInterpretation: { message: 'VariantInterpretation' },
    },
  },
  VariantInterpretation: {
    fields: {
      acmgPathogenicityClassification: {
        choice: [
          'NOT_PROVIDED',
          'BENIGN',
          'LIKELY_BENIGN',
          'UNCERTAIN_SIGNIFICANCE',
          'LIKELY_PATHOGENIC',
          'PATHOGENIC',
        ],
      },
      therapeuticActionability: {
        choice: ['UNKNOWN_ACTIONABILITY', 'NOT_ACTIONABLE', 'ACTIONABLE'],
      },
      variationDescriptor: { message: 'VariationDescriptor' },
    },
  },
  VariationDescriptor: {
    fields: {
      id: 'string',
      variation: 'anything',
      label: 'string',
      description: 'string',
      geneContext: gene,
      expressions: { list: { message: 'Expression' } },
      vcfRecord: { message: 'VcfRecord' },
      xrefs: { list: 'string' },
      alternateLabels: { list: 'string' },
      extensions: 'anything',
      moleculeContext: 'string',
      structuralType: term,
      vrsRefAlleleSeq: 'string',
      allelicState: term,
    },
  },
  Expression: {
    fields: { syntax: 'string', value: 'string', version: 'string' },
  },
  VcfRecord: {
    fields: {
      genomeAssembly: 'string',
      chrom: 'string',
      // A 64-bit number is a string of digits in the JSON form of protobuf; both are published.
      pos: 'number-or-digits',
      id: 'string',
      ref: 'string',
      alt: 'string',
      qual: 'string',
      filter: 'string',
      info: 'string',
    },
  },
  GeneDescriptor: {
    fields: {
      valueId: 'string',
      symbol: 'string',
      description: 'string',
      alternateIds: { list: 'string' },
      xrefs: { list: 'string' },
      alternateSymbols: { list: 'string' },
    },
  },
  Disease: {
    required: ['term'],
    fields: {
      term,
      excluded: 'boolean',
      onset: time,
      resolution: time,
      diseaseStage: terms,
      clinicalTnmFinding: terms,
      primarySite: term,
      laterality: term,
    },
  },
  MetaData: {
    fields: {
      created: 'string',
      createdBy: 'string',
      submittedBy: 'string',
      resources: { list: 'object' },
      updates: { list: 'object' },
      phenopacketSchemaVersion: 'string',
      externalReferences: { list: { message: 'ExternalReference' } },
    },
  },
} as const

/** One of the messages of Phenopackets v2 that the importer checks. */
export type MessageName = keyof typeof messages
