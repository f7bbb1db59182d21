import { expect } from 'chai'
import fc from 'fast-check'
import { maskDocumentNumber, maskName, maskPhone } from '#registry-rules/identity/mask-identity.ts'

describe('masked identity in lists', () => {
  const names = {
    王伟: '王*',
    王小明: '王**',
    欧阳: '欧*',
    欧阳娜娜: '欧阳**',
    诸葛亮: '诸葛*',
    '阿依古丽·艾合买提': '阿**',
    'Maria Fernandez': 'M**',
    王: '王*',
    '': '',
  }
  for (const [name, masked] of Object.entries(names)) {
    it(`shows ${name || 'an empty name'} as ${masked || 'nothing'}`, () => expect(maskName(name)).to.equal(masked))
  }

  const numbers = {
    '11010519491231002x': '110***********002X',
    '110105491231002': '110********1002',
    E12345678: 'E******78',
    '123456': '******',
    无: '*',
    '': '',
  }
  for (const [number, masked] of Object.entries(numbers)) {
    it(`shows document number ${number || '(empty)'} as ${masked || 'nothing'}`, () => {
      expect(maskDocumentNumber(number)).to.equal(masked)
    })
  }

  it('never shows the birth date of a resident number', () => {
    const number = fc.stringMatching(/^[1-9][0-9]{16}[0-9X]$/)
    fc.assert(fc.property(number, (text) => maskDocumentNumber(text).slice(6, 14) === '********'))
  })

  const phones = {
    '13812345678': '138****5678',
    '+86 138-1234-5678': '138****5678',
    '0531-88001234': '**********34',
    '110': '***',
  }
  for (const [phone, masked] of Object.entries(phones)) {
    it(`shows telephone ${phone} as ${masked}`, () => expect(maskPhone(phone)).to.equal(masked))
  }
})
