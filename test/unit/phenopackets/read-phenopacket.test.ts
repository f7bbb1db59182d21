import { expect } from 'chai'
import { readdirSync, readFileSync } from 'node:fs'
import { readPhenopacket } from '#seed/phenopackets/read-phenopacket.ts'
import { aFormOfPacket, anInterpretation, aPhenopacket } from '#test/support/a-phenopacket.ts'

const folder = new URL('../../../seed/published-cases/', import.meta.url)
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'))

const form = aFormOfPacket()
const read = (packet: unknown) => readPhenopacket(packet, { form, disease: 'marfan-syndrome' })
const readFile = (name: string) => read(JSON.parse(readFileSync(new URL(name, folder), 'utf8')))

describe('the published cases', () => {
  it('are all read, each with its diagnosis, its variants and the number of its disease named as not held', () => {
    expect(files).to.have.length(174)
    for (const name of files) {
      const { document, notHeld } = readFile(name)
      expect(document.diagnosis, name).to.deep.equal({ certainty: 'definite', basis: ['01', '04'] })
      expect(document.genetics?.variants, name).to.not.have.length(0)
      expect(
        notHeld.map(({ pointer }) => pointer),
        name,
      ).to.include('/diseases/0/term')
    }
  })

  it('have nothing that the reader does not know', () => {
    const unknown = files.flatMap((name) =>
      readFile(name).notHeld.filter(({ reasonEn }) => /no item for this/.test(reasonEn)),
    )
    expect(unknown).to.deep.equal([])
  })

  it('give sex, features with their status and the variant of a patient with pulmonary hypertension', () => {
    const { document, subject } = readFile('SDRD-003/PMID_33794346_II_4.json')
    expect(subject).to.deep.equal({ sex: '2', ageAtLastEncounter: 'P58Y' })
    expect(document.phenotype).to.deep.equal([
      { hpo: 'HP:0001643', status: 'present' },
      { hpo: 'HP:0001631', status: 'absent' },
      { hpo: 'HP:0001642', status: 'present' },
    ])
    expect(document.genetics).to.deep.equal({
      tested: 'done',
      variants: [{ gene: 'SOX17', hgvs: 'NM_022454.4:c.553G>T', zygosity: '1', acmg: '5' }],
    })
  })

  it('give a deletion without HGVS in words, and as many measurements as not held as there are', () => {
    const { document, notHeld, ages } = readFile('SDRD-045/PMID_30968594_individual_65.json')
    expect(document.genetics?.variants).to.deep.equal([
      { gene: 'CYP21A2', description: 'g.32038310G>A; 2KB_upstream_variant; hg38 chr6 32038310 G>A', zygosity: '1' },
      { gene: 'CYP21A2', description: 'gene deletion; chromosomal_deletion', zygosity: '1' },
    ])
    expect(ages).to.deep.equal({ '/diagnosis/onsetDate': 'P0D' })
    expect(notHeld.filter(({ pointer }) => pointer.startsWith('/measurements/'))).to.have.length(6)
  })

  it('say of a fetus that it died, was not born, and that its times cannot be dates', () => {
    const { document, subject, ages, notHeld } = readFile('SDRD-002/PMID_19781681_Proband_P1_2.json')
    expect(subject).to.deep.equal({ sex: '9', isUnborn: true, vitalStatus: '2' })
    expect(document.outcome).to.deep.equal({ vitalStatus: '2' })
    expect(ages).to.deep.equal({})
    expect(notHeld.map(({ pointer }) => pointer)).to.deep.equal([
      '/subject/timeAtLastEncounter',
      '/phenotypicFeatures/2/onset',
      '/diseases/0/term',
      '/diseases/0/onset',
    ])
  })

  it('give the age at death', () => {
    const { subject } = readFile('SDRD-003/PMID_38230350_Proband_P4_family_B_B_II_1.json')
    expect(subject).to.include({ sex: '1', vitalStatus: '2', ageAtLastEncounter: 'P5Y' })
  })
})

describe('ages of a packet', () => {
  const onsetOf = (onset: unknown, subject: Record<string, unknown> = {}) => {
    const { ages, notHeld } = read(
      aPhenopacket({ subject: { id: 'x', ...subject }, diseases: [{ term: { id: 'OMIM:1' }, onset }] }),
    )
    const note = notHeld.find(({ pointer }) => pointer.startsWith('/diseases/0/onset'))
    return [ages['/diagnosis/onsetDate'], note?.reasonEn]
  }
  const period = (id: string) => ({ ontologyClass: { id, label: '' } })

  for (const [title, onset, age, note] of [
    ['keep years and months', { age: { iso8601duration: 'P2Y3M' } }, 'P2Y3M', undefined],
    ['turn half a year into months and say so', { age: { iso8601duration: 'P3.5Y' } }, 'P3Y6M', /Fractions/],
    ['leave hours out and say so', { age: { iso8601duration: 'P1DT5H' } }, 'P1D', /hours/],
    ['are not guessed from words', { age: { iso8601duration: '4 years' } }, undefined, /no readable/],
    ['are not longer than a life', { age: { iso8601duration: 'P400Y' } }, undefined, /beyond the possible/],
    ['are exact at birth', period('HP:0003577'), 'P0D', undefined],
    ['are the month for a newborn', period('HP:0003623'), 'P0M', /kept as the month/],
    ['are the year for an infant', period('HP:0003593'), 'P0Y', /kept as the month or the year/],
    ['are not told by childhood', period('HP:0011463'), undefined, /period of life/],
    ['are not told before birth', { gestationalAge: { weeks: 32, days: 0 } }, undefined, /before birth/],
    [
      'are a year where a range stays in it',
      { ageRange: { start: { iso8601duration: 'P3Y' }, end: { iso8601duration: 'P3Y6M' } } },
      'P3Y',
      /kept as a year/,
    ],
    [
      'are not told by a wider range',
      { ageRange: { start: { iso8601duration: 'P3Y' }, end: { iso8601duration: 'P7Y' } } },
      undefined,
      /range of ages/,
    ],
    ['are not told by a date alone', { timestamp: '2019-05-01T00:00:00Z' }, undefined, /without the date of birth/],
  ] as const) {
    it(title, () => {
      const [read, reason] = onsetOf(onset)
      expect(read).to.equal(age)
      if (note === undefined) expect(reason).to.equal(undefined)
      else expect(reason).to.match(note)
    })
  }

  it('are counted in days between two dates of the packet, whose birth date is not taken over', () => {
    const onset = { timestamp: '2019-05-31T10:00:00Z' }
    expect(onsetOf(onset, { dateOfBirth: '2019-05-01T00:00:00Z' })).to.deep.equal(['P30D', undefined])
    expect(onsetOf(onset, { dateOfBirth: '2019-06-01T00:00:00Z' })[1]).to.match(/before birth/)
    const { notHeld } = read(aPhenopacket({ subject: { id: 'x', dateOfBirth: '2019-05-01T00:00:00Z' } }))
    expect(JSON.stringify(notHeld)).to.include('/subject/dateOfBirth').and.not.include('2019-05-01')
  })
})

describe('features of a packet', () => {
  const feature = (id: string, parts: object = {}) => ({ type: { id, label: 'x' }, ...parts })
  const age = (iso8601duration: string) => ({ onset: { age: { iso8601duration } } })

  it('that are recorded twice become one, present before absent, with onset before without', () => {
    const { document, ages, notHeld } = read(
      aPhenopacket({
        phenotypicFeatures: [
          feature('HP:0001166', { excluded: true }),
          feature('HP:0001166', age('P5Y')),
          feature('HP:0001166'),
          feature('HP:0000501'),
        ],
      }),
    )
    expect(document.phenotype).to.deep.equal([
      { hpo: 'HP:0001166', status: 'present' },
      { hpo: 'HP:0000501', status: 'present' },
    ])
    expect(ages).to.deep.equal({ '/phenotype/0/onset': 'P5Y' })
    expect(notHeld.slice(0, 2).map(({ pointer, reasonEn }) => [pointer, /absent/.test(reasonEn)])).to.deep.equal([
      ['/phenotypicFeatures/0', true],
      ['/phenotypicFeatures/2', false],
    ])
  })

  it('that are no phenotype of the HPO list are not held', () => {
    const { document, notHeld } = readPhenopacket(
      aPhenopacket({
        phenotypicFeatures: ['HP:0000006', 'HP:9999999', 'MONDO:0007947', 'HP:0001166'].map((id) => feature(id)),
      }),
      { form: aFormOfPacket({ 'HP:0000006': 'other', 'HP:9999999': undefined }), disease: 'marfan-syndrome' },
    )
    expect(document.phenotype).to.deep.equal([{ hpo: 'HP:0001166', status: 'present' }])
    expect(notHeld.map(({ pointer }) => pointer)).to.include.members(
      [0, 1, 2].map((index) => `/phenotypicFeatures/${index}`),
    )
  })

  it('are no more than the form holds', () => {
    const ids = Array.from({ length: 203 }, (_, index) => `HP:${String(index).padStart(7, '0')}`)
    const { document, notHeld } = read(aPhenopacket({ phenotypicFeatures: ids.map((id) => feature(id)) }))
    expect(document.phenotype).to.have.length(200)
    expect(notHeld.filter(({ reasonEn }) => /More entries/.test(reasonEn))).to.have.length(3)
  })
})

describe('variants of a packet', () => {
  const variantsOf = (...interpretations: object[]) => {
    const { document, notHeld } = read(aPhenopacket({ interpretations }))
    return { variants: document.genetics?.variants, pointers: notHeld.map(({ pointer }) => pointer) }
  }
  const inside = '/interpretations/0/diagnosis/genomicInterpretations/0'

  it('have the coding name before the genomic one', () => {
    const expressions = [
      { syntax: 'hgvs.g', value: 'NC_000015.10:g.48411263G>A' },
      { syntax: 'hgvs.c', value: 'NM_000138.5:c.7726C>T' },
      { syntax: 'hgvs.p', value: 'NP_000129.3:p.(Arg2576Cys)' },
    ]
    expect(variantsOf(anInterpretation({ expressions }))).to.deep.equal({
      variants: [{ gene: 'FBN1', hgvs: 'NM_000138.5:c.7726C>T' }],
      pointers: ['/diseases/0/term'],
    })
  })

  it('are described in words where no expression is HGVS', () => {
    const expressions = [
      { syntax: 'hgvs.c', value: 'IVS3+1G>A' },
      { syntax: 'iscn', value: '46,XX,del(15)(q21)' },
    ]
    const { variants } = variantsOf(
      anInterpretation({ expressions, structuralType: { id: 'SO:1000029', label: 'deletion' } }),
    )
    expect(variants).to.deep.equal([{ gene: 'FBN1', description: 'deletion; IVS3+1G>A; 46,XX,del(15)(q21)' }])
  })

  it('may be a gene alone', () => {
    const { variants } = variantsOf(
      anInterpretation({}, { variantInterpretation: null, gene: { valueId: 'HGNC:3603', symbol: 'FBN1' } }),
    )
    expect(variants).to.deep.equal([{ gene: 'FBN1' }])
  })

  it('take classification and allelic state into the value sets', () => {
    const taken = [
      'GENO:0000135',
      'GENO:0000136',
      'GENO:0000402',
      'GENO:0000134',
      'GENO:0000602',
      'GENO:0000603',
      'GENO:0000137',
    ]
    const zygosities = taken.map((id) => variantsOf(anInterpretation({ allelicState: { id } })).variants?.[0]?.zygosity)
    expect(zygosities).to.deep.equal(['1', '2', '3', '4', '5', '6', '9'])
    const classified = [
      'PATHOGENIC',
      'LIKELY_PATHOGENIC',
      'UNCERTAIN_SIGNIFICANCE',
      'LIKELY_BENIGN',
      'BENIGN',
      'NOT_PROVIDED',
    ]
    const classes = classified.map((acmgPathogenicityClassification) => {
      const variationDescriptor = { geneContext: { symbol: 'FBN1' } }
      const interpretation = anInterpretation(
        {},
        { variantInterpretation: { acmgPathogenicityClassification, variationDescriptor } },
      )
      return variantsOf(interpretation).variants?.[0]?.acmg
    })
    expect(classes).to.deep.equal(['5', '4', '3', '2', '1', undefined])
  })

  it('say where they are not causative, of unknown state, twice there or without a gene', () => {
    const expressions = [{ syntax: 'hgvs.c', value: 'NM_000138.5:c.7726C>T' }]
    const first = anInterpretation(
      { expressions, allelicState: { id: 'GENO:9' } },
      { interpretationStatus: 'CANDIDATE' },
    )
    expect(variantsOf(first).pointers).to.include.members([
      `${inside}/interpretationStatus`,
      `${inside}/variantInterpretation/variationDescriptor/allelicState`,
    ])
    const twice = variantsOf(anInterpretation({ expressions }), anInterpretation({ expressions }))
    expect(twice.variants).to.have.length(1)
    expect(twice.pointers).to.include(inside.replace('/0', '/1'))
    expect(variantsOf(anInterpretation({ geneContext: {} })).pointers).to.include(inside)
    const rejected = variantsOf(anInterpretation({ expressions }, { interpretationStatus: 'REJECTED' }))
    expect(rejected).to.deep.include({ variants: undefined })
    expect(rejected.pointers).to.include(inside)
  })
})

describe('the diagnosis of a packet', () => {
  it('rests on the clinic where no variant is given', () => {
    expect(read(aPhenopacket()).document.diagnosis).to.deep.equal({ certainty: 'definite', basis: ['01'] })
  })

  it('is not made for a disease that was excluded', () => {
    const { document, notHeld } = read(aPhenopacket({ diseases: [{ term: { id: 'OMIM:154700' }, excluded: true }] }))
    expect(document.diagnosis).to.deep.equal({})
    expect(notHeld.map(({ reasonEn }) => reasonEn)).to.deep.equal(['A disease that was excluded is not registered'])
  })

  it('is the first disease that was not excluded; others are named', () => {
    const age = (iso8601duration: string) => ({ age: { iso8601duration } })
    const { ages, subject, notHeld } = read(
      aPhenopacket({
        diseases: [
          { term: { id: 'OMIM:1' }, excluded: true, onset: age('P1Y') },
          { term: { id: 'OMIM:154700' }, onset: age('P2Y') },
          { term: { id: 'OMIM:2' }, onset: age('P3Y') },
        ],
      }),
    )
    expect(ages).to.deep.equal({ '/diagnosis/onsetDate': 'P2Y' })
    expect(subject.ageAtOnset).to.equal('P2Y')
    expect(notHeld.map(({ pointer }) => pointer)).to.deep.equal(['/diseases/0', '/diseases/1/term', '/diseases/2'])
  })
})

describe('death in a packet', () => {
  it('has cause, time and survival', () => {
    const vitalStatus = {
      status: 'DECEASED',
      timeOfDeath: { age: { iso8601duration: 'P40Y' } },
      causeOfDeath: { id: 'NCIT:C2', label: 'Aortic dissection' },
      survivalTimeInDays: 90,
    }
    const { document, subject } = read(aPhenopacket({ subject: { id: 'x', sex: 'MALE', vitalStatus } }))
    expect(document.outcome).to.deep.equal({ vitalStatus: '2', cause: 'Aortic dissection' })
    expect(subject).to.deep.equal({ sex: '1', vitalStatus: '2', timeOfDeath: 'P40Y', survivalDays: 90 })
  })

  it('is not taken from a cause where the status says alive', () => {
    const vitalStatus = { status: 'ALIVE', causeOfDeath: { id: 'NCIT:C2', label: 'Aortic dissection' } }
    const { document, notHeld } = read(aPhenopacket({ subject: { id: 'x', vitalStatus } }))
    expect(document.outcome).to.deep.equal({ vitalStatus: '1' })
    expect(notHeld.map(({ pointer }) => pointer)).to.include('/subject/vitalStatus/causeOfDeath')
  })
})

describe('a family packet', () => {
  const person = (individualId: string, affectedStatus: string, parts: object = {}) => ({
    individualId,
    affectedStatus,
    ...parts,
  })

  it('is read for the proband, with the affected relatives by their relation', () => {
    const family = {
      id: 'family',
      proband: aPhenopacket(),
      relatives: [aPhenopacket({ subject: { id: 'mother' } })],
      consanguinousParents: true,
      pedigree: {
        persons: [
          person('patient', 'AFFECTED', { paternalId: 'father', maternalId: 'mother' }),
          person('mother', 'AFFECTED'),
          person('father', 'UNAFFECTED'),
          person('brother', 'AFFECTED', { maternalId: 'mother' }),
          person('daughter', 'AFFECTED', { maternalId: 'patient', sex: 'FEMALE' }),
          person('cousin', 'AFFECTED'),
        ],
      },
    }
    const { document, notHeld } = read(family)
    expect(document.family).to.deep.equal({
      affectedRelatives: 'yes',
      relatives: ['52', '70', '30', '97'],
      consanguinity: 'yes',
    })
    expect(document.phenotype).to.deep.equal([{ hpo: 'HP:0001166', status: 'present' }])
    expect(notHeld.map(({ pointer }) => pointer)).to.deep.equal([
      '/proband/diseases/0/term',
      '/relatives/0',
      '/pedigree/persons/2',
    ])
  })

  it('says no only where everyone else is unaffected', () => {
    const family = (status: string) => ({
      proband: aPhenopacket(),
      pedigree: { persons: [person('patient', 'AFFECTED'), person('mother', 'UNAFFECTED'), person('father', status)] },
    })
    expect(read(family('UNAFFECTED')).document.family).to.deep.equal({ affectedRelatives: 'no' })
    expect(read(family('MISSING')).document.family).to.equal(undefined)
  })
})
