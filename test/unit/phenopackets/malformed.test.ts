import { expect } from 'chai'
import fc from 'fast-check'
import { PhenopacketProblem } from '#seed/phenopackets/phenopacket-problem.ts'
import { readPhenopacket } from '#seed/phenopackets/read-phenopacket.ts'
import { aFormOfPacket, anInterpretation, aPhenopacket } from '#test/support/a-phenopacket.ts'

const form = aFormOfPacket()
const read = (packet: unknown) => readPhenopacket(packet, { form, disease: 'marfan-syndrome' })

function problemOf(packet: unknown): PhenopacketProblem | undefined {
  try {
    read(packet)
    return undefined
  } catch (error) {
    if (error instanceof PhenopacketProblem) return error
    throw error
  }
}

const wholePacket = aPhenopacket({
  subject: {
    id: 'patient',
    sex: 'MALE',
    timeAtLastEncounter: { ageRange: { start: { iso8601duration: 'P3Y' }, end: { iso8601duration: 'P4Y' } } },
    vitalStatus: { status: 'DECEASED', timeOfDeath: { age: { iso8601duration: 'P5Y' } }, survivalTimeInDays: 9 },
  },
  phenotypicFeatures: [
    { type: { id: 'HP:0001166', label: 'x' }, excluded: false, modifiers: [{ id: 'HP:0012828' }], evidence: [{}] },
    { type: { id: 'HP:0000501' }, onset: { gestationalAge: { weeks: 30 } } },
  ],
  interpretations: [
    anInterpretation({
      expressions: [{ syntax: 'hgvs.c', value: 'NM_000138.5:c.7726C>T' }],
      vcfRecord: { genomeAssembly: 'hg38', chrom: 'chr15', pos: '48411263', ref: 'G', alt: 'A' },
      allelicState: { id: 'GENO:0000135' },
    }),
  ],
  measurements: [{ assay: { id: 'LOINC:1' }, value: {} }],
})

describe('a malformed phenopacket', () => {
  for (const [title, packet, pointer] of [
    ['a text', 'text', ''],
    ['a list', [aPhenopacket()], ''],
    ['null', null, ''],
    ['no subject', { phenotypicFeatures: [] }, '/subject'],
    ['a subject that is null', aPhenopacket({ subject: null }), '/subject'],
    ['features that are no list', aPhenopacket({ phenotypicFeatures: {} }), '/phenotypicFeatures'],
    ['a feature that is null', aPhenopacket({ phenotypicFeatures: [null] }), '/phenotypicFeatures/0'],
    ['a feature without a type', aPhenopacket({ phenotypicFeatures: [{}] }), '/phenotypicFeatures/0/type'],
    ['a term without an id', aPhenopacket({ phenotypicFeatures: [{ type: {} }] }), '/phenotypicFeatures/0/type/id'],
    [
      'excluded as a text',
      aPhenopacket({ phenotypicFeatures: [{ type: { id: 'HP:0001166' }, excluded: 'true' }] }),
      '/phenotypicFeatures/0/excluded',
    ],
    ['an unknown sex', aPhenopacket({ subject: { sex: 'male' } }), '/subject/sex'],
    [
      'an age as a number',
      aPhenopacket({ subject: { timeAtLastEncounter: { age: 30 } } }),
      '/subject/timeAtLastEncounter/age',
    ],
    ['another species', aPhenopacket({ subject: { taxonomy: { id: 'NCBITaxon:10090' } } }), '/subject/taxonomy/id'],
    ['a cohort', { id: 'x', members: [aPhenopacket()] }, '/members'],
    ['metadata as a text', aPhenopacket({ metaData: 'x' }), '/metaData'],
    ['a broken proband', { proband: { subject: [] } }, '/proband/subject'],
  ] as const) {
    it(`is refused with the place named: ${title}`, () => {
      const problem = problemOf(packet)
      expect(problem?.pointer).to.equal(pointer)
      expect(problem?.message).to.include(pointer || '(the whole file)')
      expect(problem?.zh).to.match(/\p{Script=Han}/u)
    })
  }

  it('is refused without a word of its content', () => {
    const problem = problemOf(aPhenopacket({ subject: { sex: 'Zhang San', timeAtLastEncounter: 'Li Si' } }))
    expect([problem?.message, problem?.zh].join()).to.not.match(/Zhang San|Li Si/)
  })

  it('is never answered with another error, whatever JSON it is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (packet) => void problemOf(packet)),
      { numRuns: 300, seed: 1 },
    )
  })

  it('is never answered with another error when one node of a valid packet is replaced', () => {
    const places = placesOf(wholePacket)
    expect(problemOf(wholePacket)).to.equal(undefined)
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue({ maxDepth: 3 }), (place, value) => {
        void problemOf(replace(wholePacket, place, value))
      }),
      { numRuns: 2000, seed: 2 },
    )
  })

  it('survives brackets without end', () => {
    const bomb = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`) as unknown
    expect(problemOf(bomb)?.pointer).to.equal('')
    expect(read(aPhenopacket({ novel: bomb })).notHeld.map(({ pointer }) => pointer)).to.include('/novel')
  })

  it('has no power over keys like __proto__', () => {
    const packet = JSON.parse('{"subject": {"id": "x", "__proto__": {"sex": "MALE"}}, "constructor": 1}') as unknown
    const { subject, notHeld } = read(packet)
    expect(subject.sex).to.equal('9')
    expect(notHeld.map(({ pointer }) => pointer)).to.have.members(['/subject/__proto__', '/constructor'])
  })
})

function placesOf(node: unknown, path: string[] = []): string[][] {
  const inside = typeof node === 'object' && node !== null ? Object.entries(node) : []
  return [path, ...inside.flatMap(([key, value]) => placesOf(value, [...path, key]))]
}

function replace(node: unknown, [key, ...rest]: string[], value: unknown): unknown {
  if (key === undefined) return value
  const copy = structuredClone(node) as Record<string, unknown>
  copy[key] = replace(copy[key], rest, value)
  return copy
}
