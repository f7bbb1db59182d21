import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'chai'
import fc from 'fast-check'
import { ageRangeYears, agreesAsFarAsKnown, isPartialDate } from '#registry-rules/dates/partial-date.ts'
import { readResidentId } from '#registry-rules/identity/resident-id.ts'
import { isNewbornName } from '#registry-rules/linkage/newborn-name.ts'
import { inventPerson, type PersonWish } from '#seed/invent-person.ts'
import { createRandom } from '#seed/random.ts'

const schemas = new URL('../../../schemas/', import.meta.url)

function readSchema(path: string): { $id: string } {
  return JSON.parse(readFileSync(new URL(path, schemas), 'utf8')) as { $id: string }
}

const core = readSchema('core/v1.schema.json')
const ajv = new Ajv2020({
  strict: false,
  allErrors: true,
  logger: false,
  formats: { 'partial-date': isPartialDate, date: true },
})
for (const file of readdirSync(new URL('codes/', schemas))) ajv.addSchema(readSchema(`codes/${file}`))
ajv.addSchema(core)
const isIdentity = ajv.compile({ $ref: `${core.$id}#/$defs/identity` })

const today = '2026-02-28'
const regionCodes = ['370102', '370202', '371302']

function people(count: number, wish: Partial<PersonWish> = {}) {
  const random = createRandom(20260228)
  return Array.from({ length: count }, () => inventPerson(random, { today, regionCodes, ...wish }))
}

describe('invented persons', () => {
  it('fit the identity section of the form', () => {
    for (const person of [...people(500), ...people(100, { ageYears: 0 })]) {
      expect(isIdentity(person), JSON.stringify(isIdentity.errors)).to.equal(true)
    }
  })

  it('are the same for the same seed, and others for another', () => {
    expect(people(20)).to.deep.equal(people(20))
    expect(inventPerson(createRandom(1), { today, regionCodes })).not.to.deep.equal(
      inventPerson(createRandom(2), { today, regionCodes }),
    )
  })

  it('carry a valid number that tells their birth date, sex and household', () => {
    for (const { idDocument, birthDate, sex, household } of people(500)) {
      if (!idDocument) continue
      expect(readResidentId(idDocument.number)).to.include({ birthDate, sex, region: household.region })
    }
  })

  it('are marked as invented, and reached under no usual telephone number', () => {
    for (const { residence, phone, guardian } of people(500)) {
      expect(residence.address).to.match(/（虚构）$/)
      expect(phone).to.match(/^1990000[0-9]{4}$/)
      if (guardian) expect(guardian.phone).to.match(/^1990000[0-9]{4}$/)
    }
  })

  it('have a guardian while they are minors, a generation older', () => {
    for (const { birthDate, guardian } of people(500)) {
      expect(guardian !== undefined).to.equal(ageRangeYears(birthDate, today).max < 18)
      const number = guardian?.idDocument && readResidentId(guardian.idDocument.number)
      if (number) expect(ageRangeYears(number.birthDate, birthDate).min).to.be.at.least(21)
    }
  })

  it('go by their mother’s name and without number only in the first weeks', () => {
    const babies = people(200, { birthDate: '2026-02-10' })
    const unnamed = babies.filter(({ noIdReason }) => noIdReason === 'newborn')
    expect(unnamed.length).to.be.within(1, 199)
    for (const { name, mother, idDocument } of unnamed) {
      expect(isNewbornName(name)).to.equal(true)
      expect(name.startsWith(mother?.name ?? '?')).to.equal(true)
      expect(idDocument).to.equal(undefined)
    }
    expect(people(300, { ageYears: 3 }).filter(({ name }) => isNewbornName(name))).to.deep.equal([])
  })

  it('include compound surnames and names with a middle dot now and then', () => {
    const names = people(3000, { ageYears: 40 }).map(({ name }) => name)
    expect(names.filter((name) => /^(欧阳|诸葛|司马|上官)/.test(name)).length).to.be.within(1, 60)
    expect(names.filter((name) => name.includes('·')).length).to.be.within(1, 60)
  })

  it('have the age, sex and birth date that are asked for', () => {
    const aDay = fc
      .date({ min: new Date('2020-01-01'), max: new Date('2030-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10))
    fc.assert(
      fc.property(
        aDay,
        fc.nat(99),
        fc.constantFrom('1' as const, '2' as const),
        fc.integer(),
        (day, ageYears, sex, seed) => {
          const person = inventPerson(createRandom(seed), { today: day, ageYears, sex, regionCodes })
          expect(ageRangeYears(person.birthDate, day)).to.deep.equal({ min: ageYears, max: ageYears })
          expect(person.sex).to.equal(sex)
        },
      ),
    )
    for (const birthDate of ['1980', '1980-02', '1980-02-29']) {
      const [person] = people(1, { birthDate })
      expect(person?.birthDate).to.equal(birthDate)
      const inNumber = readResidentId(person?.idDocument?.number ?? '')?.birthDate ?? ''
      expect(agreesAsFarAsKnown(inNumber, birthDate)).to.equal(true)
    }
  })
})

describe('seeded chance', () => {
  it('draws whole numbers from one end to the other', () => {
    const random = createRandom(7)
    const drawn = new Set(Array.from({ length: 500 }, () => random.integer(3, 6)))
    expect([...drawn].toSorted()).to.deep.equal([3, 4, 5, 6])
  })

  it('picks in proportion to the weights', () => {
    const random = createRandom(7)
    const often = Array.from({ length: 4000 }, () =>
      random.pickWeighted([
        ['often', 3],
        ['seldom', 1],
        ['never', 0],
      ] as const),
    )
    expect(often.filter((item) => item === 'often').length).to.be.within(2850, 3150)
    expect(often).not.to.include('never')
  })

  it('refuses to pick from nothing', () => {
    expect(() => createRandom(7).pick([])).to.throw(RangeError)
  })
})
