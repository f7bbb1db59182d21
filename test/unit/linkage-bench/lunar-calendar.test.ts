import { expect } from 'chai'
import { dayNumber, isoDate } from '#test/bench/linkage/calendar.ts'
import { dayFromLunar, lunarFromDay } from '#test/bench/linkage/lunar-calendar.ts'

const dayOf = (date: string): number => {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  return dayNumber(year, month, day)
}

describe('lunar calendar of the benchmark', () => {
  // First day of the lunar year as in the published almanacs.
  const newYears =
    '1930-01-30 1949-01-29 1950-02-17 1954-02-03 1956-02-12 1960-01-28 1966-01-21 1970-02-06 1980-02-16 1985-02-20 1990-01-27 1995-01-31 2001-01-24 2010-02-14 2012-01-23 2015-02-19 2018-02-16 2020-01-25 2024-02-10 2025-01-29'
  for (const date of newYears.split(' ')) {
    it(`begins the lunar year on ${date}`, () => {
      expect(lunarFromDay(dayOf(date))).to.deep.equal({ year: Number(date.slice(0, 4)), month: 1, day: 1, leap: false })
    })
  }

  const days: [string, { year: number; month: number; day: number; leap: boolean }][] = [
    ['1949-10-01', { year: 1949, month: 8, day: 10, leap: false }],
    ['1976-07-28', { year: 1976, month: 7, day: 2, leap: false }],
    ['1987-07-26', { year: 1987, month: 6, day: 1, leap: true }],
    ['2008-08-08', { year: 2008, month: 7, day: 8, leap: false }],
    ['2012-05-21', { year: 2012, month: 4, day: 1, leap: true }],
    ['2020-05-23', { year: 2020, month: 4, day: 1, leap: true }],
    ['2025-07-25', { year: 2025, month: 6, day: 1, leap: true }],
  ]
  for (const [date, lunar] of days) {
    it(`knows ${date} in both directions`, () => {
      expect(lunarFromDay(dayOf(date))).to.deep.equal(lunar)
      expect(isoDate(dayFromLunar(lunar) ?? 0)).to.equal(date)
    })
  }

  it('comes back to every day of the table', () => {
    for (let day = dayOf('1930-01-30'); day <= dayOf('2025-12-31'); day += 1) {
      const lunar = lunarFromDay(day)
      if (!lunar || dayFromLunar(lunar) !== day) throw new Error(`not its own inverse on ${isoDate(day)}`)
    }
  })

  it('knows nothing outside its table, and no thirtieth of a short month', () => {
    expect(lunarFromDay(dayOf('1930-01-29'))).to.equal(undefined)
    expect(lunarFromDay(dayOf('2027-01-01'))).to.equal(undefined)
    expect(dayFromLunar({ year: 2020, month: 4, day: 30, leap: true })).to.equal(undefined)
    expect(dayFromLunar({ year: 2021, month: 4, day: 1, leap: true })).to.equal(undefined)
  })
})
