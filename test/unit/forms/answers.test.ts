import { expect } from 'chai'
import { caseClass } from '#registry-rules/forms/case-class.ts'
import { deriveValues } from '#registry-rules/forms/derive-values.ts'
import { validate } from '#registry-rules/forms/validate.ts'
import { aDocument, aForm } from '#test/support/forms.ts'

const today = '2026-01-31'
const part = (title: string) => ({ type: 'integer', minimum: 0, maximum: 4, title, 'x-title-en': title })
const form = aForm({
  keywords: { 'x-onset': { plausibleAgeYears: [30, 60] } },
  phenotype: {
    'x-features': [
      { hpo: 'HP:0000098', title: '身材高大', 'x-title-en': 'Tall stature' },
      { hpo: 'HP:0001166', title: '蜘蛛指', 'x-title-en': 'Arachnodactyly' },
    ],
  },
  clinical: {
    heightCm: {
      type: 'number',
      minimum: 20,
      maximum: 300,
      'x-soft': [140, 200],
      title: '身高',
      'x-title-en': 'Height',
      'x-unit': 'cm',
      'x-need': 'optional',
    },
    scale: {
      type: 'object',
      title: '量表',
      'x-title-en': 'Scale',
      'x-need': 'optional',
      'x-scale': { total: 'total', range: [0, 8], better: 'high' },
      properties: {
        a: part('甲'),
        b: part('乙'),
        total: { type: 'integer', minimum: 0, maximum: 8, title: '总分', 'x-title-en': 'Total' },
      },
      additionalProperties: false,
    },
  },
})

function problems(set: object, severities = ['block', 'warn']): string[] {
  return validate(aDocument({ set: { ...set } }), { form, today })
    .filter(({ severity }) => severities.includes(severity))
    .map(({ severity, check, pointer }) => `${severity} ${check} ${pointer}`)
}

describe('single answers', () => {
  it('warns of an unusual number with the usual range and unit, and not at its ends', () => {
    expect(problems({ '/clinical/heightCm': 201 })).to.deep.equal(['warn soft.range /clinical/heightCm'])
    expect(problems({ '/clinical/heightCm': 200 })).to.deep.equal([])
    expect(problems({ '/clinical/heightCm': 140 })).to.deep.equal([])
    const [found] = validate(aDocument({ set: { '/clinical/heightCm': 100 } }), { form, today }).filter(
      ({ severity }) => severity === 'warn',
    )
    expect(found?.zh).to.equal('“身高”通常在 140～200 cm 之间，请核对数值和单位。')
    expect(found?.en).not.to.contain('100')
  })

  it('does not call impossible and unusual what is impossible', () => {
    expect(problems({ '/clinical/heightCm': 400 })).to.deep.equal(['block schema.range /clinical/heightCm'])
  })

  it('refuses a total that is not the sum, where all parts are there', () => {
    expect(problems({ '/clinical/scale': { a: 1, b: 2, total: 4 } })).to.deep.equal([
      'block scale.total /clinical/scale/total',
    ])
    expect(problems({ '/clinical/scale': { a: 1, b: 2, total: 3 } })).to.deep.equal([])
    expect(problems({ '/clinical/scale': { a: 1, total: 4 } })).to.deep.equal([])
    expect(problems({ '/clinical/scale': { a: 1, b: 9, total: 4 } })).to.deep.equal([
      'block schema.range /clinical/scale/b',
    ])
  })

  it('adds up halves and tenths without the errors of binary fractions', () => {
    const halves = { type: 'number', title: '分项', 'x-title-en': 'Part' }
    const scale = aForm({
      clinical: {
        scale: {
          type: 'object',
          title: '量表',
          'x-title-en': 'Scale',
          'x-need': 'optional',
          'x-scale': { total: 'total' },
          properties: { a: halves, b: halves, total: halves },
          additionalProperties: false,
        },
      },
    })
    const document = aDocument({ set: { '/clinical/scale': { a: 0.1, b: 0.2 } } })
    expect(deriveValues(document, scale)).to.have.nested.property('clinical.scale.total', 0.3)
  })

  it('fills in a total that is missing, and only then', () => {
    const document = aDocument({ set: { '/clinical/scale': { a: 1, b: 2 } } })
    const before = structuredClone(document)
    expect(deriveValues(document, form)).to.have.nested.property('clinical.scale.total', 3)
    expect(document).to.deep.equal(before)
    const wrong = aDocument({ set: { '/clinical/scale': { a: 1, b: 2, total: 7 } } })
    expect(deriveValues(wrong, form)).to.deep.equal(wrong)
    const partial = aDocument({ set: { '/clinical/scale': { a: 1 } } })
    expect(deriveValues(partial, form)).to.deep.equal(partial)
    expect(deriveValues('nonsense', form)).to.equal('nonsense')
  })

  it('looks terms up in HPO', () => {
    const feature = (hpo: string) => ({ '/phenotype': [{ hpo, status: 'present' }] })
    expect(problems(feature('HP:0000098'))).to.deep.equal([])
    expect(problems(feature('HP:9999999'))).to.deep.equal(['block vocabulary.hpo /phenotype/0/hpo'])
    // Mode of inheritance.
    expect(problems(feature('HP:0000005'))).to.deep.equal(['block vocabulary.hpo /phenotype/0/hpo'])
  })

  it('warns of a gene symbol that it does not know, and does not mind its case', () => {
    const variant = (gene: string) => ({
      '/genetics': { tested: 'done', method: 'wes', variants: [{ gene, hgvs: 'c.1A>G' }] },
    })
    expect(problems(variant('FBN1'))).to.deep.equal([])
    expect(problems(variant('C9orf72'))).to.deep.equal([])
    expect(problems(variant('FBNX1'))).to.deep.equal(['warn vocabulary.gene /genetics/variants/0/gene'])
  })

  it('knows the counties of the province, old ones too, and leaves other provinces alone', () => {
    const region = (code: string) => problems({ '/identity/residence/region': code })
    for (const code of ['370102', '370100', '370125', '110101']) expect(region(code)).to.deep.equal([])
    expect(region('370199')).to.deep.equal(['block vocabulary.region /identity/residence/region'])
  })

  it('knows the countries of the standard', () => {
    expect(problems({ '/identity/nationality': 'CHN' })).to.deep.equal([])
    expect(problems({ '/identity/nationality': 'XQX' })).to.include(
      'block vocabulary.nationality /identity/nationality',
    )
  })

  it('refuses a feature that is answered twice', () => {
    const feature = { hpo: 'HP:0000098', status: 'present' }
    expect(problems({ '/phenotype': [feature, { ...feature, status: 'absent' }] })).to.deep.equal([
      'block phenotype.twice /phenotype/1/hpo',
    ])
  })

  it('says how many features of the disease are open', () => {
    expect(problems({ '/phenotype': [{ hpo: 'HP:0000098', status: 'absent' }] }, ['note'])).to.deep.equal([
      'note phenotype.unanswered /phenotype',
    ])
    const both = form.features.map(({ hpo }) => ({ hpo, status: 'not-examined' }))
    expect(problems({ '/phenotype': both }, ['note'])).to.deep.equal([])
  })

  it('warns of an onset certainly outside the ages of the disease, not of one left open', () => {
    const onset = (onsetDate: string, birthDate = '1982') =>
      problems({
        '/identity/birthDate': birthDate,
        '/diagnosis/onsetDate': onsetDate,
        '/identity/idDocument': { type: '03', number: 'E1234567' },
      })
    expect(onset('2015')).to.deep.equal([])
    expect(onset('2009')).to.deep.equal(['warn onset.plausible /diagnosis/onsetDate'])
    // Twenty-nine or thirty.
    expect(onset('2012')).to.deep.equal([])
    expect(onset('2012-09', '1982-10-01')).to.deep.equal(['warn onset.plausible /diagnosis/onsetDate'])
    expect(onset('2012-10', '1982-10-01')).to.deep.equal([])
  })

  it('tells what the case becomes by the certainty of its diagnosis', () => {
    expect(caseClass(aDocument(), form)).to.equal('confirmed')
    expect(caseClass(aDocument({ set: { '/diagnosis/certainty': 'possible' } }), form)).to.equal('suspected')
    expect(caseClass(aDocument({ set: { '/diagnosis/certainty': 'sure' } }), form)).to.equal(undefined)
    expect(caseClass([], form)).to.equal(undefined)
  })
})
