import { expect } from 'chai'
import { readPhenopacket, type FormOfPacket } from '#seed/phenopackets/read-phenopacket.ts'
import { chooseAnswers } from '#seed/phenopackets/choose-answers.ts'
import { anInterpretation, aPhenopacket } from '#test/support/a-phenopacket.ts'
import { aDocument, aForm } from '#test/support/forms.ts'

const choice = (code: string, more: object = {}) => ({ const: code, title: '选项', 'x-title-en': code, ...more })
const item = (more: object) => ({ title: '项目', 'x-title-en': 'Item', 'x-need': 'optional', ...more })

const form = aForm({
  clinical: {
    sign: item({ type: 'boolean', 'x-hpo': 'HP:0001250' }),
    lens: item({
      type: 'string',
      'x-hpo': 'HP:0001083',
      oneOf: [choice('normal'), choice('left'), choice('right')],
    }),
    acid: item({ type: 'string', oneOf: [choice('both', { 'x-hpo': 'HP:0003150+HP:0034656' }), choice('none')] }),
    organs: item({
      type: 'array',
      'x-hpo': 'HP:0001626',
      items: {
        type: 'string',
        oneOf: [choice('heart', { 'x-hpo': 'HP:0001629 HP:0001631' }), choice('ear', { 'x-hpo': 'HP:0000365' })],
      },
    }),
    gene: item({ type: 'string', oneOf: [choice('fbn1'), choice('fbn2'), choice('mixed (TGFBR1)'), choice('other')] }),
    hormone: item({
      type: 'number',
      minimum: 0,
      maximum: 100,
      'x-unit': 'nmol/L',
      'x-units': [{ unit: 'ng/dL', factor: 0.03467, source: 'molar mass' }],
      'x-loinc': '2986-8',
    }),
    calm: item({ type: 'number', 'x-unit': 'mmol/L', 'x-loinc': '2000-8' }),
    treatedCalm: item({ type: 'number', 'x-unit': 'mmol/L', 'x-loinc': '2000-8' }),
  },
})
const symbols = ['FBN1', 'FBN2', 'TGFBR1'].map((symbol) => ({ symbol }))
const subtypes = [
  { code: 'type-1', titleZh: '1型', titleEn: 'Type 1', orpha: '77259' },
  { code: 'type-3', titleZh: '3型', titleEn: 'Type 3', orpha: '77261' },
  { code: 'unclear', titleZh: '未分', titleEn: 'Not typed', orpha: '355' },
]
const ofPacket: FormOfPacket = { ...form, root: form.root, genes: symbols, subtypes }
const read = (parts: Record<string, unknown>) => readPhenopacket(aPhenopacket(parts), { form: ofPacket, disease: 'x' })
const feature = (id: string, excluded = false) => ({ type: { id, label: 'x' }, excluded })
const impliedBy = (...phenotypicFeatures: object[]) =>
  Object.fromEntries(read({ phenotypicFeatures }).implied.map(({ pointer, value }) => [pointer.split('/')[2], value]))

describe('items that features answer', () => {
  it('are yes or no by the term of the item', () => {
    expect(impliedBy(feature('HP:0001250'))).to.deep.equal({ sign: true })
    expect(impliedBy(feature('HP:0001250', true))).to.deep.equal({ sign: false })
  })

  it('are the choice that says no, but not a choice that says more than the term', () => {
    expect(impliedBy(feature('HP:0001083', true))).to.deep.equal({ lens: 'normal' })
    expect(impliedBy(feature('HP:0001083'))).to.deep.equal({})
  })

  it('are a choice by any of its terms, or by all that are joined', () => {
    expect(impliedBy(feature('HP:0001631'), feature('HP:0000365'))).to.deep.equal({ organs: ['heart', 'ear'] })
    expect(impliedBy(feature('HP:0003150'))).to.deep.equal({})
    expect(impliedBy(feature('HP:0003150'), feature('HP:0034656'))).to.deep.equal({ acid: 'both' })
  })

  it('are an empty list where the term of the list is absent', () => {
    expect(impliedBy(feature('HP:0001626', true))).to.deep.equal({ organs: [] })
  })
})

describe('items that the gene answers', () => {
  const geneOf = (...genes: string[]) =>
    read({ interpretations: genes.map((symbol) => anInterpretation({ label: 'x', geneContext: { symbol } })) })
      .implied.filter(({ pointer }) => pointer === '/clinical/gene')
      .map(({ value }) => value)

  it('are the choice that names it, by code or in brackets, else another gene', () => {
    expect(geneOf('FBN1')).to.deep.equal(['fbn1'])
    expect(geneOf('TGFBR1')).to.deep.equal(['mixed (TGFBR1)'])
    expect(geneOf('SKI')).to.deep.equal(['other'])
    expect(geneOf('FBN1', 'SKI')).to.deep.equal([])
  })
})

describe('the subtype of a packet', () => {
  const subtypeOf = (id: string) => read({ diseases: [{ term: { id } }] }).candidates.subtypes

  it('is the nearest that the number of the disease lies in', () => {
    expect(subtypeOf('OMIM:231000')).to.deep.equal(['type-3'])
    expect(subtypeOf('ORPHA:77259')).to.deep.equal(['type-1'])
  })

  it('is not told by a number of the whole disease, or of another one', () => {
    expect(subtypeOf('ORPHA:355')).to.deep.equal([])
    expect(subtypeOf('OMIM:154700')).to.deep.equal([])
  })
})

describe('measurements of a packet', () => {
  const quantity = (loinc: string, value: number, unit: string, more: object = {}) => ({
    assay: { id: `LOINC:${loinc}` },
    value: { quantity: { unit: { id: `UCUM:${unit}` }, value, ...more } },
  })
  const told = (...measurements: object[]) => {
    const { answers, reported, notHeld } = read({ measurements })
    return { answers, reported, pointers: notHeld.map(({ pointer }) => pointer).filter((one) => one.includes('meas')) }
  }

  it('answer the item of their LOINC number, in its unit or as reported', () => {
    expect(told(quantity('2986-8', 12.5, 'nmol/L'))).to.deep.equal({
      answers: [{ pointer: '/clinical/hormone', value: 12.5 }],
      reported: {},
      pointers: [],
    })
    expect(told(quantity('2986-8', 303, 'ng/dL', { referenceRange: { low: 300 } }))).to.deep.equal({
      answers: [],
      reported: { '/clinical/hormone': { value: 303, unit: 'ng/dL' } },
      pointers: ['/measurements/0/value/quantity/referenceRange'],
    })
  })

  it('are not held in a unit that is not offered, beyond the range, twice, or where two items ask for them', () => {
    for (const measurement of [
      quantity('2986-8', 3, 'pg/L'),
      quantity('2986-8', 101, 'nmol/L'),
      quantity('2000-8', 2.4, 'mmol/L'),
      quantity('9999-9', 1, 'mmol/L'),
    ])
      expect(told(measurement)).to.deep.equal({ answers: [], reported: {}, pointers: ['/measurements/0'] })
    const twice = told(quantity('2986-8', 3, 'nmol/L'), quantity('2986-8', 4, 'nmol/L'))
    expect(twice.pointers).to.deep.equal(['/measurements/1'])
    expect(twice.answers).to.deep.equal([{ pointer: '/clinical/hormone', value: 3 }])
  })
})

describe('treatments of a packet', () => {
  it('are those that the form offers by that name; their details and all others are not held', () => {
    const { document, notHeld } = read({
      medicalActions: [
        { treatment: { agent: { id: 'DrugCentral:1', label: 'Drug' }, cumulativeDose: { value: 1 } } },
        { treatment: { agent: { id: 'DrugCentral:2', label: 'something else' } } },
        { procedure: { code: { id: 'NCIT:1', label: 'drug' } } },
      ],
    })
    expect(document.treatment).to.deep.equal([{ code: 'drug' }])
    expect(notHeld.map(({ pointer }) => pointer).filter((pointer) => pointer.includes('medical'))).to.deep.equal([
      '/medicalActions/0/treatment/cumulativeDose',
      '/medicalActions/1',
      '/medicalActions/2',
    ])
  })
})

describe('what a packet leaves open', () => {
  const stricter = aForm({
    clinical: { sign: item({ type: 'boolean', 'x-hpo': 'HP:0001250' }) },
    keywords: {
      'x-checks': [
        {
          id: 'sign-needs-suspicion',
          severity: 'block',
          source: 'test',
          pointer: '/clinical/sign',
          rule: "!clinical.sign || diagnosis.certainty == 'possible'",
          message: { zh: '不符', en: 'No.' },
          examples: { pass: [{}], fail: [{}] },
        },
      ],
    },
  })
  const choose = (value: boolean, certainties: string[]) =>
    chooseAnswers(
      aDocument(),
      {
        candidates: { certainties, subtypes: [] },
        answers: [],
        reported: {},
        implied: [{ pointer: '/clinical/sign', value }],
      },
      { form: stricter, today: '2026-01-31' },
    )

  it('is answered by what is implied unless the form objects', () => {
    expect(choose(false, ['definite'])).to.have.nested.property('clinical.sign', false)
    expect(choose(true, ['definite'])).to.not.have.property('clinical')
  })

  it('is a suspected case only where the form lets no confirmed one be', () => {
    expect(choose(true, ['definite', 'possible'])).to.have.nested.property('diagnosis.certainty', 'definite')
    expect(choose(true, ['possible'])).to.have.nested.property('diagnosis.certainty', 'possible')
  })
})
