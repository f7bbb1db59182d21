import { expect } from 'chai'
import fc from 'fast-check'
import { isMultipleBirthName, isNewbornName } from '#registry-rules/linkage/newborn-name.ts'
import { isPlaceholderName, normaliseName } from '#registry-rules/linkage/normalise-name.ts'
import { normalisePhone } from '#registry-rules/linkage/normalise-phone.ts'

/** Any code points but surrogates; the library's own Unicode strings take seconds to set up. */
const anyText = fc
  .array(fc.oneof(fc.nat(0x3ff), fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x2ffff })), { maxLength: 12 })
  .map((codePoints) => String.fromCodePoint(...codePoints))

describe('names as they are compared', () => {
  const sameName = {
    王伟: [' 王 伟', '王　伟', '王\u200b伟'],
    阿依古丽艾合买提: [
      '阿依古丽·艾合买提',
      '阿依古丽•艾合买提',
      '阿依古丽・艾合买提',
      '阿依古丽.艾合买提',
      '阿依古丽‧艾合买提',
      '阿依古丽．艾合买提',
    ],
    ANNAEK: ['Anna Ek', 'ＡＮＮＡ　ｅｋ', 'anna-ek'],
  }
  for (const [name, forms] of Object.entries(sameName)) {
    it(`takes ${forms.length} ways of typing ${name} for one`, () => {
      expect(forms.map(normaliseName)).to.deep.equal(forms.map(() => name))
    })
  }

  it('keeps different names apart', () => {
    expect(normaliseName('王伟')).not.to.equal(normaliseName('王玮'))
  })

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = normaliseName(text)
        expect(normaliseName(once)).to.equal(once)
      }),
      { numRuns: 2000 },
    )
  })

  it('knows what is written where nobody knows the name', () => {
    expect(['无名氏', '不 详', '未取名', 'unknown', '?', ''].filter((text) => !isPlaceholderName(text))).to.deep.equal(
      [],
    )
    expect(['王伟', '吴名', 'Noname Ek'].filter(isPlaceholderName)).to.deep.equal([])
  })
})

describe("newborns' names", () => {
  it('are seen as such', () => {
    const names = [
      '李静之子',
      '李静之女',
      '李静之大女',
      '李静之次子',
      '李静 之 子',
      '李静之女A',
      '李静之婴',
      '李静宝宝',
      '李静女婴',
      '李静之双子',
      '新生儿',
      'baby Ek BB',
    ]
    expect(names.filter((name) => !isNewbornName(name))).to.deep.equal([])
  })

  it('are not seen in names of grown people', () => {
    expect(
      ['王羲之', '王献之', '李子', '王之', '张女', '陈婴', '刘宝', '欧阳子', '朱之文'].filter(isNewbornName),
    ).to.deep.equal([])
  })

  it('tell of a multiple birth where an order stands in them', () => {
    const ordered = [
      '李静之大子',
      '李静之次女',
      '李静之二子',
      '李静之女A',
      '李静之子2',
      '李静双胞胎',
      '李静宝宝甲',
      '李静之双子',
    ]
    expect(ordered.filter((name) => !isMultipleBirthName(name))).to.deep.equal([])
    expect(['李静之子', '李静之女', '李静宝宝', '王伟', '刘子一'].filter(isMultipleBirthName)).to.deep.equal([])
  })
})

describe('telephone numbers as they are compared', () => {
  it('do not depend on the country code, spaces and remarks', () => {
    const forms = [
      '13512345678',
      '+86 135 1234 5678',
      '0086-13512345678',
      '１３５１２３４５６７８',
      '13512345678（母亲）',
    ]
    expect(new Set(forms.map(normalisePhone))).to.deep.equal(new Set(['13512345678']))
  })

  it('are missing where a filler was typed', () => {
    expect(['13800000000', '11111111111', '13888888888', '12345678901', '无', '110'].map(normalisePhone)).to.deep.equal(
      Array(6).fill(undefined),
    )
  })
})
