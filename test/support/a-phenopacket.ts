import type { FormOfPacket } from '#seed/phenopackets/read-phenopacket.ts'

/** A form that knows every HPO term as a phenotype, besides those that a test names. */
export function aFormOfPacket(others: Record<string, 'other' | undefined> = {}): FormOfPacket {
  return {
    version: 1,
    certainties: new Map([
      ['suspected', 'suspected'],
      ['definite', 'confirmed'],
      ['genetic', 'confirmed'],
    ]),
    subtypes: [],
    genes: [],
    items: [],
    root: {
      pointer: '',
      keywords: {},
      types: ['object'],
      minimum: undefined,
      maximum: undefined,
      properties: new Map(),
      entry: undefined,
      condition: undefined,
      isOpen: false,
    },
    vocabularies: {
      hpo: (id) => (id in others ? others[id] : 'phenotype'),
      gene: () => true,
      region: () => true,
      nationality: () => true,
    },
  }
}

/** A valid packet of a woman of 30 with Marfan syndrome; a test names only the parts that it is about. */
export function aPhenopacket(parts: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'PMID_1_patient',
    subject: { id: 'patient', sex: 'FEMALE', timeAtLastEncounter: { age: { iso8601duration: 'P30Y' } } },
    phenotypicFeatures: [{ type: { id: 'HP:0001166', label: 'Arachnodactyly' } }],
    diseases: [{ term: { id: 'OMIM:154700', label: 'Marfan syndrome' } }],
    metaData: { created: '2026-01-01T00:00:00Z', createdBy: 'test', resources: [], phenopacketSchemaVersion: '2.0' },
    ...parts,
  }
}

/** An interpretation that calls one variant causative. */
export function anInterpretation(descriptor: Record<string, unknown>, genomic: Record<string, unknown> = {}) {
  return {
    id: 'interpretation',
    progressStatus: 'SOLVED',
    diagnosis: {
      disease: { id: 'OMIM:154700', label: 'Marfan syndrome' },
      genomicInterpretations: [
        {
          subjectOrBiosampleId: 'patient',
          interpretationStatus: 'CAUSATIVE',
          variantInterpretation: { variationDescriptor: { geneContext: { symbol: 'FBN1' }, ...descriptor } },
          ...genomic,
        },
      ],
    },
  }
}
