import { expect } from 'chai'
import { loadFormSources } from '#api/forms/load-forms.ts'
import { compileForms } from '#registry-rules/forms/compile-forms.ts'
import type { JsonObject } from '#registry-rules/forms/json-pointer.ts'
import { upgradeDocument } from '#registry-rules/forms/upgrade-document.ts'
import { validate } from '#registry-rules/forms/validate.ts'
import { aDiseaseSchema, aDocument } from '#test/support/forms.ts'

const title = (text: string) => ({ title: text, 'x-title-en': text, 'x-need': 'optional' })
const choice = (code: string, more: object = {}) => ({ const: code, title: code, 'x-title-en': code, ...more })
const number = (text: string, unit: string, more: object = {}) => ({
  type: 'number',
  minimum: 0,
  maximum: 500,
  'x-unit': unit,
  ...title(text),
  ...more,
})
const courses = (routes: object[], unit: string, more: object = {}) => ({
  type: 'array',
  ...title('疗程'),
  ...more,
  items: {
    type: 'object',
    required: ['drug', 'route'],
    properties: {
      drug: { type: 'string', title: '药物', 'x-title-en': 'Drug' },
      route: { type: 'string', title: '途径', 'x-title-en': 'Route', oneOf: routes },
      dose: { type: 'number', title: '剂量', 'x-title-en': 'Dose', 'x-unit': unit },
    },
    additionalProperties: false,
  },
})
const v1 = {
  heightCm: number('身高', 'cm'),
  glucose: number('血糖', 'mmol/L', { 'x-units': [{ unit: 'mg/dL', factor: 0.0555, source: 'x' }] }),
  dose: number('剂量', 'mg/d'),
  weightKg: number('体重', 'kg'),
  gait: { type: 'string', ...title('步态'), oneOf: [choice('free'), choice('aided'), choice('chair')] },
  signs: {
    type: 'array',
    uniqueItems: true,
    ...title('体征'),
    items: { type: 'string', oneOf: [choice('a'), choice('b')] },
  },
  score: { type: 'integer', minimum: 0, maximum: 9, ...title('评分') },
  crisis: { type: 'boolean', ...title('危象') },
  lab: {
    type: 'object',
    title: '化验',
    'x-title-en': 'Laboratory',
    properties: { ck: number('肌酸激酶', 'U/L'), ldh: number('乳酸脱氢酶', 'U/L') },
    additionalProperties: false,
  },
  courses: courses([choice('oral'), choice('iv')], 'mg'),
}
const { weightKg, dose: _dose, glucose, crisis: _crisis, lab: _lab, courses: _courses, ...kept } = v1
const v2 = {
  ...kept,
  bodyWeightKg: { ...weightKg, 'x-was': '/clinical/weightKg' },
  fastingGlucose: { ...glucose, 'x-was': '/clinical/glucose' },
  dose: number('剂量', 'ug/d'),
  gait: { type: 'string', ...title('步态'), oneOf: [choice('independent', { 'x-was': ['free'] }), choice('aided')] },
  signs: { type: 'array', uniqueItems: true, ...title('体征'), items: { type: 'string', oneOf: [choice('a')] } },
  score: { type: 'string', ...title('评分'), oneOf: [choice('low'), choice('high')] },
  newItem: number('新项', 'cm'),
  laboratory: {
    type: 'object',
    title: '化验',
    'x-title-en': 'Laboratory',
    'x-was': '/clinical/lab',
    properties: { ck: number('肌酸激酶', 'ukat/L') },
    additionalProperties: false,
  },
  ldh: number('乳酸脱氢酶', 'U/L', { 'x-was': '/clinical/lab/ldh' }),
  treatmentCourses: courses([choice('oral')], 'ug', { 'x-was': '/clinical/courses' }),
}
const forms = compileForms({
  ...loadFormSources(undefined, []),
  diseases: [aDiseaseSchema({ clinical: v1 }), aDiseaseSchema({ clinical: v2, version: 2 })],
})
const from = forms.get('test-disease', 1)!
const to = forms.get('test-disease', 2)!
const upgrade = (set: JsonObject, remove: string[] = []) => upgradeDocument(aDocument({ set, remove }), from, to)

describe('the upgrade of a document to a newer form', () => {
  it('carries over everything that the new version has, and says which version it is', () => {
    const document = aDocument({ set: { '/clinical': { heightCm: 170, gait: 'aided', signs: ['a'] } } })
    const { document: upgraded, lost, carried } = upgradeDocument(document, from, to)
    expect(lost).to.deep.equal([])
    expect(upgraded).to.deep.equal({ ...document, formVersion: 2 })
    expect(carried).to.be.greaterThan(20)
    expect(
      validate(upgraded, { form: to, today: '2026-01-31' }).filter(({ severity }) => severity === 'block'),
    ).to.deep.equal([])
  })

  it('names every answer that has no place any more, with the title it had', () => {
    const { document, lost } = upgrade({
      '/clinical': { crisis: true, gait: 'chair', score: 3, dose: 40, heightCm: 170 },
    })
    expect(document['clinical']).to.deep.equal({ heightCm: 170 })
    expect(lost).to.deep.equal([
      { pointer: '/clinical/crisis', titleZh: '危象', titleEn: '危象', reason: 'item-removed' },
      { pointer: '/clinical/gait', titleZh: '步态', titleEn: '步态', reason: 'choice-removed' },
      { pointer: '/clinical/score', titleZh: '评分', titleEn: '评分', reason: 'type-changed' },
      { pointer: '/clinical/dose', titleZh: '剂量', titleEn: '剂量', reason: 'unit-changed' },
    ])
  })

  it('follows items and choices that were renamed, with their reasons and reported values', () => {
    const { document, lost } = upgrade({
      '/clinical': { weightKg: 60, gait: 'free', glucose: 5.55 },
      '/asReported': { '/clinical/glucose': { value: 100, unit: 'mg/dL' } },
      '/missing': { '/clinical/heightCm': 'not-done' },
    })
    expect(lost).to.deep.equal([])
    expect(document['clinical']).to.deep.equal({ bodyWeightKg: 60, gait: 'independent', fastingGlucose: 5.55 })
    expect(document['asReported']).to.deep.equal({ '/clinical/fastingGlucose': { value: 100, unit: 'mg/dL' } })
    expect(document['missing']).to.deep.equal({ '/clinical/heightCm': 'not-done' })
    expect(upgrade({ '/missing': { '/clinical/weightKg': 'not-done' } }).document['missing']).to.deep.equal({
      '/clinical/bodyWeightKg': 'not-done',
    })
  })

  it('takes one answer of several away and leaves the others', () => {
    const { document, lost } = upgrade({ '/clinical': { signs: ['b', 'a'] } })
    expect(document['clinical']).to.deep.equal({ signs: ['a'] })
    expect(lost.map(({ pointer, reason }) => [pointer, reason])).to.deep.equal([
      ['/clinical/signs/0', 'choice-removed'],
    ])
  })

  it('looks below a group and a list that were renamed: nothing is taken in another unit', () => {
    const { document, lost } = upgrade({
      '/clinical': { lab: { ck: 5000 }, courses: [{ drug: 'x', route: 'oral', dose: 5 }] },
    })
    expect(document['clinical']).to.deep.equal({ treatmentCourses: [{ drug: 'x', route: 'oral' }] })
    expect(lost.map(({ pointer, reason }) => [pointer, reason])).to.have.deep.members([
      ['/clinical/lab/ck', 'unit-changed'],
      ['/clinical/courses/0/dose', 'unit-changed'],
    ])
  })

  it('names an entry as lost that goes as a whole', () => {
    const { document, lost } = upgrade({
      '/clinical': {
        courses: [
          { drug: 'x', route: 'iv', dose: 5 },
          { drug: 'y', route: 'oral' },
        ],
      },
    })
    expect(document['clinical']).to.deep.equal({ treatmentCourses: [{ drug: 'y', route: 'oral' }] })
    expect(lost).to.deep.equal([
      { pointer: '/clinical/courses/0', titleZh: '疗程', titleEn: '疗程', reason: 'choice-removed' },
    ])
  })

  it('leaves no empty group behind, and says nothing of it', () => {
    const { document, lost } = upgrade({ '/clinical': { lab: { ldh: 220 } } })
    expect(lost).to.deep.equal([])
    expect(document['clinical']).to.deep.equal({ ldh: 220 })
  })

  it('drops the reported value of a renamed item whose unit has changed', () => {
    const { document, lost } = upgrade({
      '/clinical': { lab: { ck: 90 } },
      '/asReported': { '/clinical/lab/ck': { value: 90, unit: 'U/L' } },
    })
    expect(lost.map(({ pointer }) => pointer)).to.deep.equal(['/clinical/lab/ck'])
    expect(document).not.to.have.property('asReported')
  })

  it('drops reasons and reported values of what is gone', () => {
    const { document } = upgrade({
      '/missing': { '/clinical/crisis': 'unknown' },
      '/asReported': { '/clinical/dose': { value: 1, unit: 'g' } },
      '/clinical': { dose: 4 },
    })
    expect(document).not.to.have.any.keys('missing', 'asReported')
  })

  it('leaves what was wrong already where it is, for the findings to speak about', () => {
    const { document, lost } = upgrade({
      '/clinical': { heigth: 170, gait: 'flying', heightCm: '170', score: 'three' },
    })
    expect(lost).to.deep.equal([])
    expect(document['clinical']).to.deep.equal({ heigth: 170, gait: 'flying', heightCm: '170', score: 'three' })
  })

  it('does not change the document that it was given', () => {
    const document = aDocument({ set: { '/clinical': { weightKg: 60, crisis: true } } })
    const before = structuredClone(document)
    upgradeDocument(document, from, to)
    expect(document).to.deep.equal(before)
  })
})
