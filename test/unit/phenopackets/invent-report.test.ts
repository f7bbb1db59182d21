import { expect } from 'chai'
import fc from 'fast-check'
import { addAge, earliest, notAfter } from '#registry-rules/dates/partial-date.ts'
import { inventTimeline } from '#seed/phenopackets/invent-timeline.ts'
import { createRandom } from '#seed/random.ts'

const today = '2026-01-31'

const ageArbitrary = fc.oneof(
  fc.integer({ min: 0, max: 110 }).map((years) => `P${years}Y`),
  fc
    .tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 11 }))
    .map(([years, months]) => `P${years}Y${months}M`),
  fc
    .tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 14 }), fc.integer({ min: 0, max: 40 }))
    .map(([years, months, days]) => `P${years}Y${months}M${days}D`),
  fc.integer({ min: 0, max: 400 }).map((days) => `P${days}D`),
  fc.integer({ min: 0, max: 60 }).map((weeks) => `P${weeks}W`),
)

describe('invented dates of a published case', () => {
  it('are in order, not after today, and let every age be reached by the last contact', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.option(ageArbitrary, { nil: undefined }),
        fc.option(ageArbitrary, { nil: undefined }),
        fc.array(ageArbitrary, { maxLength: 3 }),
        fc.option(fc.integer({ min: 1, max: 20_000 }), { nil: undefined }),
        (seed, encounter, onset, others, survivalDays) => {
          const ages = Object.fromEntries([
            ...others.map((age, index) => [`/phenotype/${index}/onset`, age]),
            ...(onset === undefined ? [] : [['/diagnosis/onsetDate', onset]]),
          ]) as Record<string, string>
          const subject = {
            sex: '1' as const,
            ...(encounter !== undefined && { ageAtLastEncounter: encounter }),
            ...(survivalDays !== undefined && { survivalDays }),
          }
          const dates = inventTimeline({ subject, ages }, { form: {}, random: createRandom(seed), today })
          const { birthDate, firstVisitDate, diagnosisDate, lastContactDate } = dates
          expect([birthDate, firstVisitDate, diagnosisDate, lastContactDate, today]).to.deep.equal(
            [birthDate, firstVisitDate, diagnosisDate, lastContactDate, today].toSorted(),
          )
          const all = encounter === undefined ? Object.values(ages) : [encounter, ...Object.values(ages)]
          for (const age of all) expect(earliest(addAge(birthDate, age) ?? '') <= lastContactDate, age).to.equal(true)
          if (onset !== undefined) expect(notAfter(addAge(birthDate, onset) ?? '', firstVisitDate)).to.equal(true)
        },
      ),
      { numRuns: 1000, seed: 3 },
    )
  })

  it('put the diagnosis as long before death as the packet says', () => {
    const subject = { sex: '1' as const, vitalStatus: '2' as const, timeOfDeath: 'P40Y', survivalDays: 90 }
    const dates = inventTimeline({ subject, ages: {} }, { form: {}, random: createRandom(1), today })
    const days = (Date.parse(dates.lastContactDate) - Date.parse(dates.diagnosisDate)) / 86_400_000
    expect(days).to.equal(90)
  })

  it('give an unborn patient one day for all', () => {
    const subject = { sex: '9' as const, vitalStatus: '2' as const, isUnborn: true as const }
    const dates = inventTimeline({ subject, ages: {} }, { form: {}, random: createRandom(1), today })
    expect(dates.birthDate).to.equal(dates.lastContactDate)
  })

  it('stay within the ages of the disease where the packet has no age', () => {
    const form = { plausibleOnsetAgeYears: [40, 95] as const }
    const dates = inventTimeline({ subject: { sex: '1' }, ages: {} }, { form, random: createRandom(1), today })
    expect(Number(dates.lastContactDate.slice(0, 4)) - Number(dates.birthDate.slice(0, 4))).to.be.within(40, 61)
  })
})
