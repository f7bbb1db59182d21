import { expect } from 'chai'
import { readPartialDate } from '#web/case-report/partial-date-text.ts'
import { readNumber } from '#web/case-report/typed-number.ts'

describe('a date as it is typed', () => {
  const readings: readonly (readonly [string, string])[] = [
    ['2019', '2019'],
    ['2019-05', '2019-05'],
    ['2019-05-07', '2019-05-07'],
    ['201905', '2019-05'],
    ['20190507', '2019-05-07'],
    ['2019.5.7', '2019-05-07'],
    ['2019/5', '2019-05'],
    ['2019-5-7', '2019-05-07'],
    ['2019年', '2019'],
    ['2019年5月', '2019-05'],
    ['2019年5月7日', '2019-05-07'],
    ['２０１９－０５', '2019-05'],
    [' 2019 5 7 ', '2019-05-07'],
    ['2020-2-29', '2020-02-29'],
  ]
  for (const [typed, date] of readings) {
    it(`reads ${typed.trim()} as ${date}, no more exact than it was typed`, () => {
      expect(readPartialDate(typed)).to.equal(date)
    })
  }

  for (const typed of [
    '',
    '19',
    '2019-13',
    '2019-02-30',
    '2019-05-07-01',
    '2019年5月7日左右',
    '约2019',
    '2019057',
    '201',
  ])
    it(`reads no date from “${typed}”`, () => {
      expect(readPartialDate(typed)).to.equal(undefined)
    })
})

describe('a number as it is typed', () => {
  it('reads full-width digits and signs', () => {
    expect(['３．５', '-0.5', '.5', '12.', ' 7 ', '−2'].map(readNumber)).to.deep.equal([3.5, -0.5, 0.5, 12, 7, -2])
  })
  it('makes no number of anything else, so that it is kept as text', () => {
    expect(['', '3.5 mg', '1,200', '1e3', '>60', '--1', 'Infinity'].map(readNumber)).to.deep.equal(
      Array.from({ length: 7 }, () => undefined),
    )
  })
})
