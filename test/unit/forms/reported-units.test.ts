import { expect } from 'chai'
import { deriveValues } from '#registry-rules/forms/derive-values.ts'
import { missingItems } from '#registry-rules/forms/missing-items.ts'
import { convertReported } from '#registry-rules/forms/reported-units.ts'
import { unitText } from '#registry-rules/forms/unit-text.ts'
import { validate } from '#registry-rules/forms/validate.ts'
import { aDocument, aForm } from '#test/support/forms.ts'

const today = '2026-01-31'
const hormone = '/clinical/hormoneNmolL'
const form = aForm({
  clinical: {
    hormoneNmolL: {
      type: 'number',
      minimum: 0,
      maximum: 3500,
      title: '血17-羟孕酮',
      'x-title-en': '17-hydroxyprogesterone',
      'x-unit': 'nmol/L',
      'x-units': [{ unit: 'ng/mL', factor: 3.026, source: 'molar mass 330.46 g/mol' }],
      'x-need': 'expected',
    },
    heightCm: {
      type: 'number',
      minimum: 20,
      maximum: 300,
      title: '身高',
      'x-title-en': 'Height',
      'x-unit': 'cm',
      'x-need': 'optional',
    },
  },
})

function problems(set: object): string[] {
  return validate(aDocument({ set: { ...set } }), { form, today })
    .filter(({ severity }) => severity !== 'note')
    .map(({ severity, check, pointer }) => `${severity} ${check} ${pointer}`)
}

describe('values in the unit of the laboratory', () => {
  it('stores value and unit as reported beside the converted value', () => {
    const document = aDocument({ set: { '/asReported': { [hormone]: { value: 120.5, unit: 'ng/mL' } } } })
    const before = structuredClone(document)
    const derived = deriveValues(document, form)
    expect(derived).to.have.nested.property('clinical.hormoneNmolL', 364.6)
    expect(derived)
      .to.have.property('asReported')
      .that.deep.equals({ [hormone]: { value: 120.5, unit: 'ng/mL' } })
    expect(document).to.deep.equal(before)
  })

  it('judges a report by the converted value, as it will be stored', () => {
    expect(problems({ '/asReported': { [hormone]: { value: 120.5, unit: 'ng/mL' } } })).to.deep.equal([])
    expect(problems({ '/asReported': { [hormone]: { value: 1200, unit: 'ng/mL' } } })).to.deep.equal([
      `block schema.range ${hormone}`,
    ])
    const missing = missingItems(aDocument({ set: { '/asReported': { [hormone]: { value: 1, unit: 'ng/mL' } } } }), {
      form,
      today,
    })
    expect(missing.map(({ pointer }) => pointer)).not.to.include(hormone)
  })

  it('refuses a value that is not the conversion of what was reported, and allows for rounding', () => {
    const reported = { '/asReported': { [hormone]: { value: 120.5, unit: 'ng/mL' } } }
    expect(problems({ ...reported, [hormone]: 364.6 })).to.deep.equal([])
    expect(problems({ ...reported, [hormone]: 365 })).to.deep.equal([])
    expect(problems({ ...reported, [hormone]: 120.5 })).to.deep.equal([`block unit.converted ${hormone}`])
    const [found] = validate(aDocument({ set: { ...reported, [hormone]: 120.5 } }), { form, today }).filter(
      ({ severity }) => severity === 'block',
    )
    expect(found?.zh).to.contain('1 ng/mL 相当于 3.026 nmol/L').and.not.contain('120.5')
  })

  it('takes the unit of the item itself as reported, too', () => {
    expect(problems({ [hormone]: 30, '/asReported': { [hormone]: { value: 30, unit: 'nmol/L' } } })).to.deep.equal([])
  })

  it('refuses a unit that is not offered and says which are', () => {
    const set = { [hormone]: 30, '/asReported': { [hormone]: { value: 30, unit: 'ug/L' } } }
    expect(problems(set)).to.deep.equal([`block unit.not-offered ${hormone}`])
    const [found] = validate(aDocument({ set }), { form, today }).filter(({ severity }) => severity === 'block')
    expect(found?.zh).to.equal('“血17-羟孕酮”的单位只能是 nmol/L、ng/mL。')
  })

  it('refuses a reported value for an item without a choice of units, and for what is no item', () => {
    for (const pointer of ['/clinical/heightCm', '/clinical/nothing', 'heightCm'])
      expect(
        problems({ [hormone]: 30, '/asReported': { [pointer]: { value: 1.8, unit: 'm' } } }),
        pointer,
      ).to.deep.equal(['block unit.unknown-item /asReported'])
  })

  it('shows what is wrong with a reported value at its item', () => {
    const set = { [hormone]: 30, '/asReported': { [hormone]: { value: '9.9 ng/mL', unit: 'ng/mL' } } }
    expect(problems(set)).to.deep.equal([`block schema.type ${hormone}`])
    const [found] = validate(aDocument({ set }), { form, today }).filter(({ severity }) => severity === 'block')
    expect(found?.zh).to.contain('检验单原值').and.contain('数字')
    expect(problems({ [hormone]: 30, '/asReported': { [hormone]: { value: 9.9 } } })).to.deep.equal([
      `block schema.required ${hormone}/unit`,
    ])
  })

  it('converts where the value itself was left blank', () => {
    const blank = { [hormone]: '', '/asReported': { [hormone]: { value: 120.5, unit: 'ng/mL' } } }
    expect(problems(blank)).to.deep.equal([])
  })

  it('derives nothing from nonsense', () => {
    for (const document of ['nonsense', null, 7, [], { asReported: 'x' }, { clinical: 5, asReported: {} }])
      expect(deriveValues(document, form)).to.deep.equal(document)
    const odd = { clinical: 'text', asReported: { [hormone]: { value: 1, unit: 'ng/mL' } } }
    expect(deriveValues(odd, form)).to.deep.equal(odd)
  })

  it('rounds a conversion to four digits, and adds an offset', () => {
    expect(convertReported(0.000123456, { unit: 'x', factor: 1 })).to.equal(0.0001235)
    expect(convertReported(7, { unit: '%', factor: 10.93, offset: -23.5 })).to.equal(53.01)
    expect(convertReported(2.6, { unit: 'x', factor: 1 }, true)).to.equal(3)
  })

  it('says units in the words of a screen', () => {
    expect(unitText('mm[Hg]')).to.deep.equal({ zh: 'mmHg', en: 'mmHg' })
    expect(unitText('a')).to.deep.equal({ zh: '岁', en: 'years' })
  })
})
