import { expect } from 'chai'
import fc from 'fast-check'
import {
  isPlaceholderNumber,
  normaliseDocumentNumber,
  readResidentId,
  residentIdCheckDigit,
} from '#registry-rules/identity/resident-id.ts'
import { aResidentId } from '#test/support/resident-id.ts'

const validNumber = fc
  .tuple(
    fc.constantFrom('370102', '371725', '110105', '650102'),
    fc.date({ min: new Date('1900-01-01'), max: new Date('2030-12-31'), noInvalidDate: true }),
    fc.integer({ min: 1, max: 999 }),
  )
  .map(([region, birth, sequence]) => aResidentId({ region, birthDate: birth.toISOString().slice(0, 10), sequence }))

/** Any code points but surrogates; the library's own Unicode strings take seconds to set up. */
const anyText = fc
  .array(fc.oneof(fc.nat(0x3ff), fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x2ffff })), { maxLength: 12 })
  .map((codePoints) => String.fromCodePoint(...codePoints))

describe('resident identity number', () => {
  it('reads the example of the standard', () => {
    expect(readResidentId('11010519491231002X')).to.deep.equal({
      number: '11010519491231002X',
      birthDate: '1949-12-31',
      sex: '2',
      region: '110105',
    })
  })

  it('computes the check character of the example', () => {
    expect(residentIdCheckDigit('11010519491231002')).to.equal('X')
    expect(() => residentIdCheckDigit('1101051949123100')).to.throw(RangeError)
  })

  for (const typed of [
    '11010519491231002x',
    '１１０１０５１９４９１２３１００２Ｘ',
    '110105 19491231 002X',
    '110105-19491231-002X',
    '11010519491231002*',
    '11010519491231002Ⅹ',
    '110105491231002',
    '\u200b11010519491231002X',
  ]) {
    it(`reads ${JSON.stringify(typed)} as the same number`, () => {
      expect(readResidentId(typed)?.number).to.equal('11010519491231002X')
    })
  }

  it('dates numbers of fifteen digits with a centenarian sequence code before 1900', () => {
    expect(readResidentId('370102991231997')?.birthDate).to.equal('1899-12-31')
    expect(readResidentId('370102991231995')?.birthDate).to.equal('1999-12-31')
  })

  const wrong = {
    'a wrong check character': '110105194912310021',
    'a date that does not exist': aResidentId({ birthDate: '2011-02-30' }),
    'a year long past': aResidentId({ birthDate: '1111-11-11' }),
    'no such province': aResidentId({ region: '990102' }),
    'too few digits': '1101051949123100',
    'too many digits': '11010519491231002X1',
    'X in the middle': '1101051949123X0021',
    'a masked number': '110105********002X',
    'a fifteen-digit number with a wrong date': '110105491331002',
    nothing: '',
  }
  for (const [what, number] of Object.entries(wrong)) {
    it(`refuses ${what}`, () => expect(readResidentId(number)).to.equal(undefined))
  }

  it('refuses a number with any single character changed', () => {
    fc.assert(
      fc.property(validNumber, fc.nat(17), fc.constantFrom(...'0123456789X'), (number, position, character) => {
        fc.pre(number[position] !== character)
        expect(readResidentId(number.slice(0, position) + character + number.slice(position + 1))).to.equal(undefined)
      }),
    )
  })

  it('refuses a number with two different neighbours exchanged', () => {
    fc.assert(
      fc.property(validNumber, fc.nat(16), (number, position) => {
        const [left = '', right = ''] = number.slice(position, position + 2)
        fc.pre(left !== right)
        const exchanged = number.slice(0, position) + right + left + number.slice(position + 2)
        expect(readResidentId(exchanged)).to.equal(undefined)
      }),
    )
  })

  it('reads every valid number, its own form unchanged', () => {
    fc.assert(fc.property(validNumber, (number) => readResidentId(number)?.number === number))
  })

  it('normalises a number that is normal already to itself', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = normaliseDocumentNumber(text)
        expect(normaliseDocumentNumber(once)).to.equal(once)
      }),
    )
  })
})

describe('placeholder numbers', () => {
  for (const text of [
    '',
    ' ',
    '-',
    '/',
    '无',
    '无。',
    '不详',
    '未知',
    '暂无',
    'none',
    'N/A',
    '0',
    '000000',
    '000000000000000000',
    '00000000000000000X',
    '111111111111111111',
    '１１１１１１１１１１１１１１１１１１',
    '999999999999999',
    '123456789012345678',
    '12345678901234567X',
    '370102000000000000',
    '37010200000000000X',
    'XXXXXXXX',
    '****',
  ]) {
    it(`sees that ${JSON.stringify(text)} stands for no number`, () => expect(isPlaceholderNumber(text)).to.equal(true))
  }

  for (const text of ['E12345678', 'G58123467', '11010519491231002X', '110105194912310021', 'H0123456']) {
    it(`takes ${text} for a number`, () => expect(isPlaceholderNumber(text)).to.equal(false))
  }

  it('is never a valid resident number', () => {
    fc.assert(fc.property(validNumber, (number) => !isPlaceholderNumber(number)))
  })
})
