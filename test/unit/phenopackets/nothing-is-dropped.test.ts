import { expect } from 'chai'
import { readPhenopacket } from '#seed/phenopackets/read-phenopacket.ts'
import { aFormOfPacket, anInterpretation, aPhenopacket } from '#test/support/a-phenopacket.ts'

const pointersOf = (packet: unknown) =>
  readPhenopacket(packet, { form: aFormOfPacket(), disease: 'marfan-syndrome' }).notHeld.map(({ pointer }) => pointer)

const term = { id: 'HP:0012828', label: 'Severe' }
const age = { age: { iso8601duration: 'P5Y' } }

describe('what a form cannot hold of a phenopacket', () => {
  it('is named, part by part, in both languages', () => {
    const packet = aPhenopacket({
      subject: {
        id: 'patient',
        alternateIds: ['II-4'],
        sex: 'FEMALE',
        karyotypicSex: 'XX',
        gender: term,
        dateOfBirth: '1990-01-01T00:00:00Z',
      },
      phenotypicFeatures: [
        {
          type: { id: 'HP:0001166', label: 'Arachnodactyly' },
          description: 'since school',
          severity: term,
          modifiers: [term, term],
          resolution: age,
          evidence: [{ evidenceCode: term }],
        },
        { type: { id: 'HP:0000501', label: 'Glaucoma' }, excluded: true, onset: age },
      ],
      interpretations: [
        {
          ...anInterpretation({ label: 'a variant' }),
          progressStatus: 'UNSOLVED',
          summary: 'text',
        },
      ],
      diseases: [
        { term: { id: 'OMIM:154700' }, resolution: age, diseaseStage: [term], primarySite: term, laterality: term },
      ],
      measurements: [{ assay: { id: 'LOINC:2141-0' }, value: { quantity: { unit: term, value: 1.5 } } }],
      medicalActions: [{ treatment: { agent: term } }, { procedure: { code: term } }],
      biosamples: [{ id: 'sample' }],
      files: [{ uri: 'file://x.vcf' }],
    })
    expect(pointersOf(packet)).to.have.members([
      '/subject/alternateIds',
      '/subject/karyotypicSex',
      '/subject/gender',
      '/subject/dateOfBirth',
      '/phenotypicFeatures/0/description',
      '/phenotypicFeatures/0/severity',
      '/phenotypicFeatures/0/modifiers/0',
      '/phenotypicFeatures/0/modifiers/1',
      '/phenotypicFeatures/0/resolution',
      '/phenotypicFeatures/0/evidence',
      '/phenotypicFeatures/1/onset',
      '/interpretations/0/progressStatus',
      '/interpretations/0/summary',
      '/diseases/0/term',
      '/diseases/0/resolution',
      '/diseases/0/diseaseStage',
      '/diseases/0/primarySite',
      '/diseases/0/laterality',
      '/measurements/0',
      '/medicalActions/0',
      '/medicalActions/1',
      '/biosamples/0',
      '/files/0',
    ])
    const { notHeld } = readPhenopacket(packet, { form: aFormOfPacket(), disease: 'marfan-syndrome' })
    for (const { reasonZh, reasonEn } of notHeld) {
      expect(reasonZh).to.match(/\p{Script=Han}/u)
      expect(reasonEn).to.match(/^[A-Z]/)
    }
  })

  it('includes fields that the reader has never heard of, wherever they stand', () => {
    const novel = { novel: { deep: [1] } }
    const genomic = {
      ...novel,
      variantInterpretation: {
        ...novel,
        variationDescriptor: { ...novel, geneContext: { symbol: 'FBN1' }, label: 'x' },
      },
    }
    const interpretation = anInterpretation({}, genomic)
    const packet = aPhenopacket({
      ...novel,
      subject: { id: 'patient', sex: 'MALE', ...novel, vitalStatus: { status: 'ALIVE', ...novel } },
      phenotypicFeatures: [{ type: { id: 'HP:0001166' }, ...novel, onset: { ...age, ...novel } }],
      interpretations: [{ ...interpretation, ...novel, diagnosis: { ...interpretation.diagnosis, ...novel } }],
      diseases: [{ term: { id: 'OMIM:154700' }, ...novel }],
    })
    const variant = '/interpretations/0/diagnosis/genomicInterpretations/0'
    expect(pointersOf(packet)).to.have.members([
      '/diseases/0/term',
      '/novel',
      '/subject/novel',
      '/subject/vitalStatus/novel',
      '/phenotypicFeatures/0/novel',
      '/phenotypicFeatures/0/onset/novel',
      '/interpretations/0/novel',
      '/interpretations/0/diagnosis/novel',
      `${variant}/novel`,
      `${variant}/variantInterpretation/novel`,
      `${variant}/variantInterpretation/variationDescriptor/novel`,
      '/diseases/0/novel',
    ])
  })

  it('includes a sequence variation that is named by nothing else', () => {
    const variation = { allele: { sequenceId: 'ga4gh:SQ.x' } }
    const pointer =
      '/interpretations/0/diagnosis/genomicInterpretations/0/variantInterpretation/variationDescriptor/variation'
    expect(pointersOf(aPhenopacket({ interpretations: [anInterpretation({ variation })] }))).to.include(pointer)
    expect(pointersOf(aPhenopacket({ interpretations: [anInterpretation({ variation, label: 'x' })] }))).to.not.include(
      pointer,
    )
  })

  it('does not include nothing: empty lists, empty texts, null', () => {
    const packet = aPhenopacket({
      measurements: [],
      novel: [],
      other: '',
      third: null,
      fourth: {},
      medicalActions: null,
    })
    expect(pointersOf(packet)).to.deep.equal(['/diseases/0/term'])
  })
})
