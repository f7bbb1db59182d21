import { expect } from 'chai'
import fc from 'fast-check'
import { longestCellText, safeText } from '#reports/workbook/safe-text.ts'

describe('text of users in a workbook', () => {
  for (const text of [
    '=1+1',
    '+cmd',
    '-2+3',
    '@SUM(A1)',
    '＝1+1',
    '＠x',
    '\tx',
    '\rx',
    '\nx',
    '  =1+1',
    '\u200b=1+1',
    '\u0000=1+1',
  ]) {
    it(`puts an apostrophe before ${JSON.stringify(text)}`, () => expect(safeText(text).startsWith("'")).to.equal(true))
  }

  for (const text of ['王小明', 'A=B', '2026-01', '370***1234', '原发性免疫性血小板减少症（ITP）', "O'Brien", '']) {
    it(`leaves ${JSON.stringify(text)} as it is`, () => expect(safeText(text)).to.equal(text))
  }

  it('takes out what XML cannot hold', () => expect(safeText('甲\u0000\u0008\u000b\u001f\ufffe乙')).to.equal('甲乙'))

  it('replaces half of a surrogate pair', () => expect(safeText('甲\ud83d乙')).to.equal('甲\ufffd乙'))

  it('writes line ends of one kind', () => expect(safeText('甲\r\n乙\r丙')).to.equal('甲\n乙\n丙'))

  it('keeps an escape of the file format from turning into the character it names', () =>
    expect(safeText('_x003D_1+1')).to.equal('_x005F_x003D_1+1'))

  it('cuts a text that no cell can hold and shows that it was cut', () => {
    const text = safeText('长'.repeat(40_000))
    expect(text).to.have.length(longestCellText)
    expect(text.endsWith('长…')).to.equal(true)
  })

  it('does not cut through a character of two units', () =>
    expect(safeText(`甲${'😀'.repeat(20_000)}`).isWellFormed()).to.equal(true))

  it('never gives a text that opens a formula, whatever it is given', () => {
    const opening = fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', ' ', '＝', '\u0001', '\u200b')
    fc.assert(
      fc.property(fc.array(opening, { maxLength: 4 }), fc.string({ unit: 'binary', maxLength: 8 }), (head, tail) => {
        const text = safeText(head.join('') + tail)
        expect(text).not.to.match(/^[\s\u200b]*[=+\-@＝＋－＠]|^[\t\r\n]/u)
      }),
    )
  })
})
