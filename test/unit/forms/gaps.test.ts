import { expect } from 'chai'
import { missingItems } from '#registry-rules/forms/missing-items.ts'
import { validate } from '#registry-rules/forms/validate.ts'
import { aDocument, aForm } from '#test/support/forms.ts'

const today = '2026-01-31'
const titles = (name: string) => ({ title: name, 'x-title-en': name })
const choice = (code: string, more: object = {}) => ({ const: code, ...titles(code), ...more })
const form = aForm({
  clinical: {
    required: { type: 'number', ...titles('必填'), 'x-need': 'required' },
    expected: { type: 'string', ...titles('应填'), 'x-need': 'expected' },
    optional: { type: 'string', ...titles('可填'), 'x-need': 'optional' },
    echo: {
      type: 'object',
      ...titles('超声'),
      properties: {
        done: {
          type: 'string',
          ...titles('已做'),
          'x-need': 'expected',
          oneOf: [choice('yes'), choice('not-done', { 'x-missing-choice': true })],
        },
        diameterMm: {
          type: 'number',
          ...titles('内径'),
          'x-need': 'expected',
          'x-when': "clinical.echo.done == 'yes'",
        },
      },
      additionalProperties: false,
    },
    scale: {
      type: 'object',
      ...titles('量表'),
      'x-need': 'expected',
      properties: {
        a: { type: 'integer', ...titles('甲') },
        note: { type: 'string', ...titles('说明'), 'x-need': 'expected' },
      },
      additionalProperties: false,
    },
  },
})
const complete = {
  '/clinical': { required: 1, expected: 'x', echo: { done: 'yes', diameterMm: 30 }, scale: { a: 1, note: 'x' } },
}

function problems(set: object, remove: string[] = []): string[] {
  return validate(aDocument({ set: { ...complete, ...set }, remove }), { form, today })
    .filter(({ severity }) => severity !== 'note')
    .map(({ severity, check, pointer }) => `${severity} ${check} ${pointer}`)
}
const gaps = (set: object, remove: string[] = []) =>
  missingItems(aDocument({ set: { ...complete, ...set }, remove }), { form, today })

describe('gaps in a report', () => {
  it('finds nothing where every item is answered, and misses no optional one', () => {
    expect(problems({})).to.deep.equal([])
    expect(gaps({})).to.deep.equal([])
  })

  it('refuses a required item without answer, and warns where there is a reason', () => {
    const set = { '/clinical': { ...complete['/clinical'], required: undefined } }
    expect(problems(set)).to.deep.equal(['block need.required /clinical/required'])
    expect(problems({ ...set, '/missing': { '/clinical/required': 'unknown' } })).to.deep.equal([
      'warn need.gap /clinical/required',
    ])
    const [gap] = validate(
      aDocument({ set: { ...complete, ...set, '/missing': { '/clinical/required': 'unknown' } } }),
      { form, today },
    )
    expect(gap?.answeredBy).to.equal('missing-reason')
  })

  it('wants a reason for an expected item, and is content with one', () => {
    const set = { '/clinical': { ...complete['/clinical'], expected: undefined } }
    expect(problems(set)).to.deep.equal(['block need.reason /clinical/expected'])
    expect(problems({ ...set, '/missing': { '/clinical/expected': 'not-done' } })).to.deep.equal([])
  })

  it('takes a blank text for no answer, also in the core', () => {
    expect(problems({ '/clinical/expected': ' \u3000\t' })).to.deep.equal(['block need.reason /clinical/expected'])
    expect(problems({ '/identity/name': '  ' })).to.deep.equal(['block need.required /identity/name'])
  })

  it('takes an empty list for an answer and an empty group for none', () => {
    expect(problems({}, ['/treatment'])).to.deep.equal(['block need.reason /treatment'])
    expect(problems({ '/treatment': [] })).to.deep.equal([])
    expect(problems({ '/identity/idDocument': {} })).to.include('block need.required /identity/idDocument')
  })

  it('lets a reason for a group answer all that is missing in it', () => {
    const set = {
      '/clinical': { ...complete['/clinical'], echo: undefined },
      '/missing': { '/clinical/echo': 'not-done' },
    }
    expect(problems(set)).to.deep.equal([])
    expect(gaps(set)).to.deep.equal([{ pointer: '/clinical/echo/done', need: 'expected', reason: 'not-done' }])
  })

  it('refuses a reason for what is answered, of an item and of a whole group', () => {
    expect(problems({ '/missing': { '/clinical/expected': 'not-done' } })).to.deep.equal([
      'block missing.present /clinical/expected',
    ])
    expect(problems({ '/missing': { '/clinical/echo': 'not-done' } })).to.deep.equal([
      'block missing.present /clinical/echo',
    ])
    expect(problems({ '/clinical/echo': { done: 'yes' }, '/missing': { '/clinical/echo': 'unknown' } })).to.deep.equal(
      [],
    )
  })

  it('refuses a reason for what the form does not have, without repeating it', () => {
    expect(problems({ '/missing': { '/clinical/weather': 'unknown' } })).to.deep.equal([
      'block missing.unknown-item /missing',
    ])
    expect(problems({ '/missing': { 王秀英: 'unknown' } })).to.deep.equal(['block missing.unknown-item /missing'])
  })

  it('refuses an unknown reason at the item that it is about', () => {
    const set = {
      '/clinical': { ...complete['/clinical'], expected: undefined },
      '/missing': { '/clinical/expected': 'lazy' },
    }
    expect(problems(set)).to.deep.equal(['block schema.choice /clinical/expected'])
  })

  it('asks an item only where its condition holds', () => {
    const notDone = { '/clinical/echo': { done: 'not-done' } }
    expect(problems(notDone)).to.deep.equal([])
    expect(problems({ '/clinical/echo': { done: 'yes' } })).to.deep.equal([
      'block need.reason /clinical/echo/diameterMm',
    ])
    expect(problems({ '/clinical/echo': { done: 'not-done', diameterMm: 30 } })).to.deep.equal([
      'block when.not-asked /clinical/echo/diameterMm',
    ])
  })

  it('does not ask where the condition reads an answer that is not there', () => {
    expect(problems({ '/clinical/echo': {}, '/missing': { '/clinical/echo/done': 'unknown' } })).to.deep.equal([])
  })

  it('asks for the parts of an item only where the item is answered', () => {
    expect(problems({ '/clinical/scale': undefined })).to.deep.equal(['block need.reason /clinical/scale'])
    expect(problems({ '/clinical/scale': { a: 1 } })).to.deep.equal(['block need.reason /clinical/scale/note'])
  })

  it('counts an answer such as "not done" as missing, with the answer as reason', () => {
    expect(gaps({ '/clinical/echo': { done: 'not-done' } })).to.deep.equal([
      { pointer: '/clinical/echo/done', need: 'expected', reason: 'not-done' },
    ])
  })

  it('lists gaps without a reason, too', () => {
    expect(gaps({ '/clinical/expected': undefined }, ['/identity/name'])).to.deep.equal([
      { pointer: '/identity/name', need: 'required' },
      { pointer: '/clinical/expected', need: 'expected' },
    ])
  })

  it('asks for the guardian of a child and leaves an age that is open alone', () => {
    const born = (birthDate: string) =>
      problems({ '/identity/birthDate': birthDate, '/identity/idDocument': { type: '03', number: 'E1234567' } })
    expect(born('2015-05').filter((found) => found.includes('guardian'))).to.have.length(3)
    // Seventeen or eighteen.
    expect(born('2008').filter((found) => found.includes('guardian'))).to.deep.equal([])
    expect(born('1982').filter((found) => found.includes('guardian'))).to.deep.equal([])
  })

  it('lets an adult have a guardian', () => {
    const guardian = { name: '王建国', relation: '51', phone: '13805310001' }
    expect(problems({ '/identity/guardian': guardian })).to.deep.equal([])
  })

  it('asks for no document where there is a reason for having none', () => {
    expect(problems({ '/identity/noIdReason': 'lost' }, ['/identity/idDocument'])).to.deep.equal([])
    expect(problems({ '/identity/noIdReason': 'lost' })).to.deep.equal(['block when.not-asked /identity/idDocument'])
  })
})

describe('items of a form', () => {
  const item = (pointer: string) => form.items.find((candidate) => candidate.pointer === pointer)

  it('tells which items a document is asked', () => {
    const diameter = item('/clinical/echo/diameterMm')
    expect(diameter?.isAsked(aDocument({ set: { '/clinical/echo/done': 'yes' } }), today)).to.equal(true)
    expect(diameter?.isAsked(aDocument(), today)).to.equal(false)
    expect(diameter?.isAsked('nonsense', today)).to.equal(false)
    expect(item('/identity/name')?.isAsked({}, today)).to.equal(true)
  })

  it('inherits the class of correction and the condition of the group', () => {
    expect(item('/identity/guardian/phone')).to.include({ class: 'administrative', need: 'expected' })
    expect(item('/identity/guardian/phone')?.conditions).to.have.length(1)
    expect(item('/clinical/expected')?.class).to.equal('clinical')
  })
})
