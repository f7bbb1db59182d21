import { expect } from 'chai'
import fc from 'fast-check'
import {
  addAge,
  ageRangeYears,
  agreesAsFarAsKnown,
  certainlyBefore,
  daysRange,
  earliest,
  isPartialDate,
  latest,
  monthsRange,
  notAfter,
  precisionOf,
} from '#registry-rules/dates/partial-date.ts'

const day = fc
  .date({ min: new Date('1850-01-01'), max: new Date('2199-12-31T23:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

/** A day, and what remains of it when less is known. */
const dayAndPartial = fc
  .tuple(day, fc.constantFrom(4, 7, 10))
  .map(([date, length]) => [date, date.slice(0, length)] as const)

describe('partial dates', () => {
  const refused = [
    '',
    '11',
    '02011',
    '2011-',
    '2011-1',
    '2011-00',
    '2011-13',
    '2011-02-29',
    '1900-02-29',
    '2011-04-31',
    '2011-02-00',
    '2011-02-3',
    '2011/02/03',
    '20110203',
    '2011-02-03T00:00',
    ' 2011',
    '2011\n',
    '1849',
    '2200',
    '２０１１',
    '٢٠١١',
    '+2011',
  ]
  for (const text of refused) {
    it(`refuses ${JSON.stringify(text)}`, () => expect(isPartialDate(text)).to.equal(false))
  }

  for (const text of ['1850', '2199-12-31', '2011', '2011-02', '2011-02-28', '2012-02-29', '2000-02-29']) {
    it(`takes ${text}`, () => expect(isPartialDate(text)).to.equal(true))
  }

  it('takes every day of the calendar', () => {
    fc.assert(fc.property(day, (date) => isPartialDate(date)))
  })

  it('says how much is known', () => {
    expect(['2011', '2011-02', '2011-02-03'].map(precisionOf)).to.deep.equal(['year', 'month', 'day'])
  })

  it('refuses to reckon with what is no date, without repeating it', () => {
    expect(() => precisionOf('2011-02-30'))
      .to.throw(RangeError)
      .with.property('message')
      .that.does.not.include('2011')
  })

  it('knows the first and the last day that a date can mean', () => {
    expect([earliest('2012'), latest('2012')]).to.deep.equal(['2012-01-01', '2012-12-31'])
    expect([earliest('2012-02'), latest('2012-02')]).to.deep.equal(['2012-02-01', '2012-02-29'])
    expect([earliest('2012-02-03'), latest('2012-02-03')]).to.deep.equal(['2012-02-03', '2012-02-03'])
  })

  it('takes a date for earlier only where that is certain', () => {
    expect(certainlyBefore('2019', '2020-01-01')).to.equal(true)
    expect(certainlyBefore('2020', '2020-12-31')).to.equal(false)
    expect(certainlyBefore('2020-05', '2020-05-31')).to.equal(false)
    expect(certainlyBefore('2020-05-01', '2020-05-01')).to.equal(false)
  })

  it('lets pass what may be right and refuses what is certainly later', () => {
    expect(notAfter('2020-12-31', '2020')).to.equal(true)
    expect(notAfter('2020-05-01', '2020-05-01')).to.equal(true)
    expect(notAfter('2021', '2020')).to.equal(false)
    expect(notAfter('2020-06', '2020-05-31')).to.equal(false)
  })

  it('agrees with every partial form of the same day, and never orders them', () => {
    fc.assert(
      fc.property(dayAndPartial, fc.constantFrom(4, 7, 10), ([date, partial], length) => {
        const other = date.slice(0, length)
        return agreesAsFarAsKnown(partial, other) && !certainlyBefore(partial, other) && notAfter(partial, other)
      }),
    )
  })

  it('does not agree with another month of the same year', () => {
    expect(agreesAsFarAsKnown('2011-02', '2011-03')).to.equal(false)
    expect(agreesAsFarAsKnown('2011-02-03', '2011-02-04')).to.equal(false)
  })

  it('orders two partial dates as certainly as every pair of days behind them', () => {
    fc.assert(
      fc.property(dayAndPartial, dayAndPartial, ([dateA, a], [dateB, b]) => {
        if (certainlyBefore(a, b)) expect(dateA < dateB).to.equal(true)
        if (!notAfter(a, b)) expect(dateA > dateB).to.equal(true)
      }),
    )
  })
})

describe('age', () => {
  it('is exact between two days', () => {
    expect(ageRangeYears('1980-05-07', '2020-05-06')).to.deep.equal({ min: 39, max: 39 })
    expect(ageRangeYears('1980-05-07', '2020-05-07')).to.deep.equal({ min: 40, max: 40 })
  })

  it('completes a year on 1 March for who is born on 29 February', () => {
    expect(ageRangeYears('2000-02-29', '2001-02-28').max).to.equal(0)
    expect(ageRangeYears('2000-02-29', '2001-03-01').min).to.equal(1)
    expect(ageRangeYears('2000-02-29', '2004-02-29').min).to.equal(4)
  })

  it('is as wide as the dates leave it', () => {
    expect(ageRangeYears('1980', '2020')).to.deep.equal({ min: 39, max: 40 })
    expect(ageRangeYears('1980', '2020-12-31')).to.deep.equal({ min: 40, max: 40 })
    expect(ageRangeYears('1980-05', '2020-05-31')).to.deep.equal({ min: 40, max: 40 })
    expect(ageRangeYears('1980-05', '2020-05-15')).to.deep.equal({ min: 39, max: 40 })
  })

  it('is negative before birth', () => {
    expect(ageRangeYears('2020-05-07', '2019-05-06')).to.deep.equal({ min: -2, max: -2 })
  })

  it('contains the true age for all days that the dates can mean, and both ends are reached', () => {
    fc.assert(
      fc.property(dayAndPartial, dayAndPartial, ([birth, partialBirth], [date, partialDate]) => {
        const range = ageRangeYears(partialBirth, partialDate)
        const { min } = ageRangeYears(birth, date)
        expect(min).to.be.within(range.min, range.max)
        expect(ageRangeYears(latest(partialBirth), earliest(partialDate)).min).to.equal(range.min)
        expect(ageRangeYears(earliest(partialBirth), latest(partialDate)).max).to.equal(range.max)
      }),
    )
  })
})

describe('months and days from one date to another', () => {
  it('counts completed months', () => {
    expect(monthsRange('2025-11-30', '2026-01-29')).to.deep.equal({ min: 1, max: 1 })
    expect(monthsRange('2025-11-30', '2026-01-30')).to.deep.equal({ min: 2, max: 2 })
    expect(monthsRange('2026-01-30', '2025-11-30')).to.deep.equal({ min: -2, max: -2 })
  })

  it('counts days over leap years', () => {
    expect(daysRange('2024-02-28', '2024-03-01')).to.deep.equal({ min: 2, max: 2 })
    expect(daysRange('2025-02-28', '2025-03-01')).to.deep.equal({ min: 1, max: 1 })
  })

  it('are as wide as the dates leave them', () => {
    expect(monthsRange('2025', '2026-01-31')).to.deep.equal({ min: 1, max: 12 })
    expect(daysRange('2025-12', '2026-01-01')).to.deep.equal({ min: 1, max: 31 })
  })

  it('contain the true interval for all days that the dates can mean', () => {
    fc.assert(
      fc.property(dayAndPartial, dayAndPartial, ([from, partialFrom], [to, partialTo]) => {
        for (const interval of [monthsRange, daysRange]) {
          const range = interval(partialFrom, partialTo)
          expect(interval(from, to).min).to.be.within(range.min, range.max)
          expect(interval(from, to).max).to.be.within(range.min, range.max)
        }
      }),
    )
  })
})

describe('the date at which an age is reached', () => {
  const examples: [birth: string, age: string, expected: string | undefined][] = [
    ['1980-05-07', 'P34Y', '2014'],
    ['1980', 'P34Y', '2014'],
    ['1980-05-07', 'P0Y', '1980'],
    ['1980-05-07', 'P2Y3M', '1982-08'],
    ['1980-11-07', 'P3M', '1981-02'],
    ['1980-11', 'P3M', '1981-02'],
    ['1980', 'P3M', '1980'],
    ['1980-01-31', 'P12D', '1980-02-12'],
    ['1980-01-31', 'P2W', '1980-02-14'],
    ['1980-01-31', 'P1M1D', '1980-03-01'],
    ['2000-02-29', 'P1Y0D', '2001-02-28'],
    ['1980-01', 'P12D', '1980-01'],
    ['1980-05-07', 'P0D', '1980-05-07'],
    ['1980-05-07', 'P', undefined],
    ['1980-05-07', 'P1.5Y', undefined],
    ['1980-05-07', '34Y', undefined],
    ['1980-05-07', 'PT5H', undefined],
    ['1980-05-07', 'P3M2Y', undefined],
    ['1980-05-07', 'P900Y', undefined],
    ['1980-02-30', 'P34Y', undefined],
  ]
  for (const [birth, age, expected] of examples) {
    it(`of ${age} after ${birth} is ${expected ?? 'not told'}`, () => expect(addAge(birth, age)).to.equal(expected))
  }

  it('lies where the age in completed years is that age', () => {
    const birth = fc
      .date({ min: new Date('1850-01-01'), max: new Date('2050-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10))
    fc.assert(
      fc.property(birth, fc.integer({ min: 0, max: 120 }), (born, years) => {
        const reached = addAge(born, `P${years}Y`) ?? ''
        expect(ageRangeYears(born, reached).max).to.equal(years)
      }),
    )
  })
})
