import { expect } from 'chai'
import type { JsonObject } from '#registry-rules/forms/json-pointer.ts'
import { testForms } from '#test/support/test-forms.ts'
import {
  askedItems,
  progressOf,
  withAnswer,
  withReason,
  withReportedValue,
  withoutReportedValue,
} from '#web/case-report/answers.ts'
import { featureAnswers, withFeature, withRestAbsent } from '#web/case-report/phenotype.ts'

const form = (disease: string) => {
  const found = testForms().latest(disease)
  if (!found) throw new Error(`There is no form of ${disease}.`)
  return found
}

describe('an answer put into the document', () => {
  const marfan = form('marfan-syndrome')
  const put = (document: JsonObject, pointer: string, value: unknown) => withAnswer(document, pointer, value, marfan)

  it('makes the sections on the way, and takes them away with the last answer', () => {
    const filled = put({ disease: 'marfan-syndrome' }, '/identity/residence/region', '370102')
    expect(filled).to.deep.equal({ disease: 'marfan-syndrome', identity: { residence: { region: '370102' } } })
    expect(put(filled, '/identity/residence/region', undefined)).to.deep.equal({ disease: 'marfan-syndrome' })
  })

  it('counts a blank text as no answer, and an empty list as one', () => {
    expect(put({}, '/identity/name', '  ')).to.deep.equal({})
    expect(put({}, '/treatment', [])).to.deep.equal({ treatment: [] })
  })

  it('keeps an emptied entry of a list in its place', () => {
    const document = { treatment: [{ code: 'losartan' }, { code: 'warfarin' }] }
    expect(put(document, '/treatment/0/code', undefined)).to.deep.equal({ treatment: [{}, { code: 'warfarin' }] })
  })

  it('takes the reason for the gap away once something is given, and only then', () => {
    const document = withReason({}, '/clinical/heightCm', 'not-done')
    expect(document).to.deep.equal({ missing: { '/clinical/heightCm': 'not-done' } })
    expect(put(document, '/clinical/heightCm', 181)).to.deep.equal({ clinical: { heightCm: 181 } })
    expect(put(document, '/clinical/weightKg', undefined)).to.deep.equal(document)
    expect(withReason(document, '/clinical/heightCm', undefined)).to.deep.equal({})
  })

  it('adds a total when the last part of a scale is answered, follows a change, and drops it with a part', () => {
    const scale = marfan.root.properties.get('clinical')?.properties.get('ghentSystemicScore')
    const parts = [...(scale?.properties.keys() ?? [])].filter((key) => key !== 'total')
    const place = '/clinical/ghentSystemicScore'
    let document: JsonObject = {}
    for (const part of parts) document = put(document, `${place}/${part}`, 0)
    expect(document).to.have.nested.property('clinical.ghentSystemicScore.total', 0)
    document = put(document, `${place}/wristThumb`, 3)
    expect(document).to.have.nested.property('clinical.ghentSystemicScore.total', 3)
    document = put(document, `${place}/face`, undefined)
    expect(document).not.to.have.nested.property('clinical.ghentSystemicScore.total')
  })
})

describe('a value as the laboratory reported it', () => {
  const cah = form('21-hydroxylase-deficiency')
  const item = cah.items.find(({ otherUnits }) =>
    otherUnits.some(({ unit, factor }) => unit === 'ng/mL' && factor === 3.026),
  )
  const pointer = item?.pointer ?? ''

  it('is kept with its unit beside the conversion, and follows what is typed', () => {
    const [, section = '', key = ''] = pointer.split('/')
    let document: JsonObject = withReason({}, pointer, 'not-done')
    document = withReportedValue(document, pointer, { value: 120.5, unit: 'ng/mL' }, cah)
    expect(document).to.deep.equal({
      asReported: { [pointer]: { value: 120.5, unit: 'ng/mL' } },
      [section]: { [key]: 364.6 },
    })
    document = withReportedValue(document, pointer, { value: 1, unit: 'ng/mL' }, cah)
    expect(document).to.have.nested.property(`${section}.${key}`, 3.026)
  })

  it('has no conversion while it is no number, and is not lost', () => {
    const document = withReportedValue({}, pointer, { value: '12O', unit: 'ng/mL' }, cah)
    expect(document).to.deep.equal({ asReported: { [pointer]: { value: '12O', unit: 'ng/mL' } } })
    expect(withoutReportedValue(document, pointer)).to.deep.equal({})
  })
})

describe('how much is answered', () => {
  const marfan = form('marfan-syndrome')
  const today = '2026-01-31'

  it('counts an item as asked when its condition comes true, and as answered by a value or a reason', () => {
    const items = marfan.items.filter(({ pointer }) =>
      /^\/clinical\/(aorticDissectionType|dissectionDate)$/.test(pointer),
    )
    const progress = (document: JsonObject) => progressOf(items, document, askedItems(marfan, document, today))
    expect(progress({})).to.deep.equal({ answered: 0, asked: 1 })
    const dissected = { clinical: { aorticDissectionType: 'type-a' } }
    expect(progress(dissected)).to.deep.equal({ answered: 1, asked: 2 })
    expect(progress(withReason(dissected, '/clinical/dissectionDate', 'unknown'))).to.deep.equal({
      answered: 2,
      asked: 2,
    })
    expect(progress(withReason(dissected, '/clinical', 'unknown'))).to.deep.equal({ answered: 2, asked: 2 })
  })
})

describe('the features of a disease', () => {
  const features = [
    { hpo: 'HP:0000545', titleZh: '近视', titleEn: 'Myopia' },
    { hpo: 'HP:0001083', titleZh: '晶状体异位', titleEn: 'Ectopia lentis' },
  ]

  it('change in their place, and leave no empty list behind: that would say that nothing was found', () => {
    const answers = featureAnswers([{ hpo: 'HP:0000545', status: 'present' }, 'a slip'])
    expect(withFeature(answers, 'HP:0000545', { status: 'absent' })).to.deep.equal([
      { hpo: 'HP:0000545', status: 'absent' },
    ])
    expect(withFeature(answers, 'HP:0000545', undefined)).to.equal(undefined)
    expect(withFeature(answers, 'HP:0001083', { status: 'present' })).to.have.length(2)
  })

  it('are absent for the rest without touching what was answered', () => {
    expect(withRestAbsent([{ hpo: 'HP:0000545', status: 'present' }], features)).to.deep.equal([
      { hpo: 'HP:0000545', status: 'present' },
      { hpo: 'HP:0001083', status: 'absent' },
    ])
  })
})
