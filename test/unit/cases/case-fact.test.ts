import { expect } from 'chai'
import fc from 'fast-check'
import { caseFact, cityOf, type CaseSource } from '#registry-rules/cases/case-fact.ts'
import { vitalStateOf } from '#registry-rules/cases/vital-state.ts'

type Told = {
  readonly birthDate?: string
  readonly sex?: string
  readonly region?: string
  readonly onsetDate?: string
  readonly diagnosisDate?: string
  readonly vitalStatus?: string
  readonly acmg?: string
}

const source = (caseReportId: string, told: Told = {}, changes: Partial<CaseSource> = {}): CaseSource => ({
  caseReportId,
  hospitalCode: `H-${caseReportId}`,
  document: {
    identity: { sex: told.sex, birthDate: told.birthDate, residence: { region: told.region } },
    diagnosis: { onsetDate: told.onsetDate, diagnosisDate: told.diagnosisDate },
    outcome: { vitalStatus: told.vitalStatus },
    genetics: { variants: told.acmg === undefined ? undefined : [{ acmg: told.acmg }] },
  },
  caseClass: 'confirmed',
  firstSubmittedAt: new Date('2026-01-01T00:00:00Z'),
  acceptedAt: new Date('2026-02-01T00:00:00Z'),
  ...changes,
})

describe('what is counted of a case', () => {
  it('needs a source', () => {
    expect(() => caseFact([])).to.throw(RangeError)
  })

  it('is what its one report says', () => {
    const told = {
      birthDate: '1990-03-12',
      sex: '1',
      region: '370102',
      onsetDate: '2019',
      diagnosisDate: '2020-03-11',
      vitalStatus: '1',
      acmg: '5',
    }
    expect(caseFact([source('a', told)])).to.deep.equal({
      state: 'CONFIRMED',
      sex: '1',
      birthYear: 1990,
      ageAtDiagnosisYears: 29,
      regionCode: '370102',
      cityCode: '370100',
      onsetDate: '2019',
      diagnosisDate: '2020-03-11',
      vitalState: 'ALIVE',
      leadingReportId: 'a',
      hospitalCode: 'H-a',
      sourceCount: 1,
      geneticallyConfirmed: true,
      firstSubmittedAt: new Date('2026-01-01T00:00:00Z'),
      acceptedAt: new Date('2026-02-01T00:00:00Z'),
    })
  })

  it('follows the confirmed report, also where a suspected one is earlier', () => {
    const suspected = source('a', { diagnosisDate: '2018-01-01' }, { caseClass: 'suspected' })
    const confirmed = source('b', { diagnosisDate: '2020-01-01' })
    expect(caseFact([suspected, confirmed])).to.include({
      state: 'CONFIRMED',
      leadingReportId: 'b',
      diagnosisDate: '2020-01-01',
    })
    expect(caseFact([suspected]).state).to.equal('SUSPECTED')
  })

  it('has the earliest confirmed date of diagnosis, also where the report accepted first tells none', () => {
    const undated = source('a', {}, { acceptedAt: new Date('2026-01-15T00:00:00Z') })
    expect(
      caseFact([undated, source('b', { diagnosisDate: '2020-01-01' }), source('c', { diagnosisDate: '2019-12' })]),
    ).to.include({
      leadingReportId: 'c',
      diagnosisDate: '2019-12',
      sourceCount: 3,
    })
  })

  it('has the earliest onset that any source tells', () => {
    const fact = caseFact([
      source('a', { diagnosisDate: '2019', onsetDate: '2018-05' }),
      source('b', { onsetDate: '2017' }),
    ])
    expect(fact.onsetDate).to.equal('2017')
  })

  it('takes what the leading report does not know from the next that does', () => {
    const leading = source('a', { diagnosisDate: '2019', sex: '9' })
    const other = source('b', { sex: '2', birthDate: '1980-01', region: '370203' })
    expect(caseFact([leading, other])).to.include({
      leadingReportId: 'a',
      sex: '2',
      birthYear: 1980,
      regionCode: '370203',
    })
  })

  it('has an age only where the precision of the dates leaves one', () => {
    const age = (birthDate: string, diagnosisDate: string) =>
      caseFact([source('a', { birthDate, diagnosisDate })]).ageAtDiagnosisYears
    expect(age('1990-03-12', '2020-03-12')).to.equal(30)
    expect(age('1990', '2020')).to.equal(undefined)
    expect(age('1990-01', '2020-03')).to.equal(30)
    expect(age('2020-05-01', '2020-04-01')).to.equal(undefined)
  })

  it('has no age, date or place that is none', () => {
    const fact = caseFact([source('a', { birthDate: '1990-02-30', diagnosisDate: 'soon' })])
    expect(fact).to.deep.include({
      birthYear: undefined,
      ageAtDiagnosisYears: undefined,
      diagnosisDate: undefined,
      cityCode: undefined,
      sex: '9',
      vitalState: 'UNKNOWN',
    })
  })

  it('is genetically confirmed by a variant of class 4 or 5 of any source, not by less', () => {
    expect(caseFact([source('a', { acmg: '3' })]).geneticallyConfirmed).to.equal(false)
    expect(caseFact([source('a', { acmg: '3' }), source('b', { acmg: '4' })]).geneticallyConfirmed).to.equal(true)
  })

  it('counts from the earliest submission and the earliest acceptance', () => {
    const early = new Date('2025-12-01T00:00:00Z')
    const fact = caseFact([
      source('a', { diagnosisDate: '2019' }),
      source('b', {}, { firstSubmittedAt: early, acceptedAt: early }),
    ])
    expect(fact).to.include({ leadingReportId: 'a' })
    expect([fact.firstSubmittedAt, fact.acceptedAt]).to.deep.equal([early, early])
  })

  it('is the same in whatever order the sources come', () => {
    const date = fc.constantFrom(undefined, '2019', '2019-05', '2019-03', '2019-05-20', '2020')
    const told = fc.record({
      diagnosisDate: date,
      onsetDate: date,
      birthDate: fc.constantFrom(undefined, '1990', '1990-03-12'),
      vitalStatus: fc.constantFrom(undefined, '1', '2'),
      caseClass: fc.constantFrom('confirmed' as const, 'suspected' as const),
      day: fc.integer({ min: 1, max: 3 }),
    })
    const arbitrary = fc.array(told, { minLength: 1, maxLength: 5 }).chain((list) => {
      const sources = list.map(({ caseClass, day, ...values }, index) =>
        source(`report-${index}`, withoutUndefined(values), {
          caseClass,
          acceptedAt: new Date(Date.UTC(2026, 1, day)),
        }),
      )
      return fc.tuple(fc.constant(sources), fc.shuffledSubarray(sources, { minLength: sources.length }))
    })
    fc.assert(
      fc.property(arbitrary, ([sources, shuffled]) => {
        expect(caseFact(shuffled)).to.deep.equal(caseFact(sources))
      }),
    )
  })
})

describe('the city of a county', () => {
  it('is its prefecture, and Jinan for what was Laiwu', () => {
    expect(cityOf('370203')).to.equal('370200')
    expect(cityOf('371202')).to.equal('370100')
  })
})

describe('the vital state of a person', () => {
  it('is dead once any source tells a death, whatever another says', () => {
    expect(vitalStateOf(['ALIVE', 'DECEASED', 'UNKNOWN'])).to.equal('DECEASED')
    expect(vitalStateOf(['DECEASED', 'ALIVE'])).to.equal('DECEASED')
  })

  it('is alive where one tells so and none a death, else unknown', () => {
    expect(vitalStateOf(['UNKNOWN', 'ALIVE'])).to.equal('ALIVE')
    expect(vitalStateOf(['UNKNOWN'])).to.equal('UNKNOWN')
    expect(vitalStateOf([])).to.equal('UNKNOWN')
  })
})

function withoutUndefined(values: Readonly<Record<string, string | undefined>>): Told {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
