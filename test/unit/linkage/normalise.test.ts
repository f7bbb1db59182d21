import { expect } from 'chai'
import fc from 'fast-check'
import { isMultipleBirthName, isNewbornName, readNewbornName } from '#registry-rules/linkage/newborn-name.ts'
import { addressLikeness, readAddress } from '#registry-rules/linkage/normalise-address.ts'
import { isPlaceholderName, normaliseName, otherNamesIn } from '#registry-rules/linkage/normalise-name.ts'
import { normalisePhone, readPhones } from '#registry-rules/linkage/normalise-phone.ts'
import { readName } from '#registry-rules/linkage/read-name.ts'
import { readSyllables } from '#registry-rules/linkage/syllables.ts'

/** Any code points but surrogates; the library's own Unicode strings take seconds to set up. */
const anyText = fc
  .array(fc.oneof(fc.nat(0x3ff), fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x2ffff })), { maxLength: 12 })
  .map((codePoints) => String.fromCodePoint(...codePoints))

describe('names as they are compared', () => {
  const sameName = {
    王伟: [' 王 伟', '王　伟', '王\u200b伟', '王\u{e0100}伟\ufe0f'],
    '王?': ['王□', '王😀', '王👍🏽'],
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
    expect(
      ['无名氏', '不 详', '未取名', 'unknown', '?', '', '7', '１２', '😀', '👨‍👩‍👧'].filter(
        (text) => !isPlaceholderName(text),
      ),
    ).to.deep.equal([])
    expect(['王伟', '吴名', 'Noname Ek'].filter(isPlaceholderName)).to.deep.equal([])
  })
})

describe('names taken apart', () => {
  it('have a surname of two characters where it is one of the compound ones', () => {
    expect(['欧阳明', '王小明', '司马相如', '王', '诸葛'].map((name) => readName(name)?.surnameLength)).to.deep.equal([
      2, 1, 2, 0, 1,
    ])
  })

  it('sound in all ways that their characters are read, folded and in one order', () => {
    expect(readName('单丽')?.bags).to.include('li san')
    expect(readName('曾乐')?.bags).to.include.members(['le zen', 'yue zen'])
    expect(readName('吕红')?.bags).to.include.members(readName('LYU HONG')?.bags ?? [])
    expect(readName('王?')?.bags).to.deep.equal([])
  })

  it('keep a word that is no pinyin as it is, and any order of words', () => {
    expect(readName('Anna Ek')?.bags).to.deep.equal(readName('EK, anna')?.bags)
  })

  it('read pinyin without spaces in each way it can be cut', () => {
    expect(readSyllables('xian')).to.deep.equal([['xian'], ['xi', 'an']])
    expect(readSyllables('')).to.deep.equal([])
    expect(readSyllables('Ek')).to.deep.equal([])
  })

  it('drop a transcription behind the whole name', () => {
    expect(readName('王伟wangwei')?.text).to.equal('王伟')
    expect(readName('王xiao明')?.parts.map(({ sounds }) => sounds)).to.deep.equal([['wan'], ['xiao'], ['min']])
  })

  it('give the further names that stand in the same field', () => {
    expect(otherNamesIn('王伟（曾用名：王卫东）')).to.deep.equal(['王卫东'])
    expect(otherNamesIn('王伟/王卫')).to.deep.equal(['王卫'])
    expect(otherNamesIn('王伟（3床）')).to.deep.equal([])
  })
})

describe("newborns' names", () => {
  it('tell parent, sex and order', () => {
    expect(readNewbornName('李静之二女')).to.deep.equal({ parent: '李静', sex: '2', order: 2, isMultiple: true })
    expect(readNewbornName('李静之女（大）')).to.deep.equal({ parent: '李静', sex: '2', order: 1, isMultiple: true })
    expect(readNewbornName('李静（新生儿）')).to.deep.equal({ parent: '李静', isMultiple: false })
    expect(readNewbornName('李静男婴')).to.deep.equal({ parent: '李静', sex: '1', isMultiple: false })
    expect(readNewbornName('大宝')).to.deep.equal({ parent: '', isMultiple: false })
    expect(readNewbornName('妞妞')).to.deep.equal({ parent: '', isMultiple: false })
    expect(['王伟', '王羲之', '李静（小名宝宝）', '王王'].map(readNewbornName)).to.deep.equal(Array(4).fill(undefined))
  })

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

describe('several telephone numbers in one field', () => {
  it('are all read, remarks and extensions left aside', () => {
    expect(readPhones('13512345678/ 186 1234 0987（父）')).to.deep.equal(['13512345678', '18612340987'])
    expect(readPhones('0531-88888801')).to.deep.equal(['53188888801'])
  })
})

describe('addresses as they are compared', () => {
  const likeness = (a: string, b: string): number => {
    const [one, other] = [readAddress(a), readAddress(b)]
    return one && other ? addressLikeness(one, other) : Number.NaN
  }

  it('are one, with or without province and county, words or signs between the numbers', () => {
    const address = '山东省济南市历下区和平路12号阳光小区3号楼2单元501室'
    for (const other of ['历下区和平路12号阳光小区3-2-501', '和平路１２号阳光小区三号楼二单元501']) {
      expect(likeness(address, other), other).to.be.greaterThan(0.75)
      expect(readAddress(other)?.numbers, other).to.equal(readAddress(address)?.numbers)
    }
  })

  it('are different in another street, and nothing where they say nothing', () => {
    expect(likeness('历下区和平路12号', '历下区经十路12号')).to.be.lessThan(0.75)
    expect(['', '不详', '无', '?'].map(readAddress)).to.deep.equal(Array(4).fill(undefined))
  })
})
