import { expect } from 'chai'
import fc from 'fast-check'
import { blockingKeys } from '#registry-rules/linkage/blocking-keys.ts'
import { fields as comparedFields } from '#registry-rules/linkage/compare.ts'
import { decide, type Decision, type DecisionContext } from '#registry-rules/linkage/decide.ts'
import type { IdentityFields } from '#registry-rules/linkage/identity-fields.ts'
import { readIdentity } from '#registry-rules/linkage/identity.ts'
import { ablated, ablationNames } from '#registry-rules/linkage/parameters/ablations.ts'
import { presentParameters } from '#registry-rules/linkage/parameters/present.ts'
import { aResidentId } from '#test/support/resident-id.ts'

const ownNumber = aResidentId({ birthDate: '1980-05-07', sequence: 11 })
const motherNumber = aResidentId({ birthDate: '1988-03-02', sequence: 22 })

/** An adult, and where he lives. */
const household = { phone: '13512345678', regionCode: '370102', address: '历下区和平路12号阳光小区3号楼501室' }
const wangWei: IdentityFields = {
  name: '王伟',
  sex: '1',
  birthDate: '1980-05-07',
  idType: '01',
  idNumber: ownNumber,
  ...household,
  diseaseCode: 'A',
  hospitalCode: 'H1',
  reportDate: '2023-01-05',
}
const { idNumber: _number, idType: _type, ...wangWeiWithoutNumber } = wangWei

/** A child with its mother, and the same child as a newborn. */
const child: IdentityFields = {
  name: '王小雨',
  sex: '2',
  birthDate: '2020-05-07',
  guardianName: '李静',
  ...household,
  diseaseCode: 'A',
  hospitalCode: 'H1',
  reportDate: '2021-01-05',
}
const newborn: IdentityFields = { ...child, name: '李静之女', hospitalCode: 'H2', reportDate: '2020-06-01' }

const context: DecisionContext = {
  patientCount: 100_000,
  parameters: presentParameters,
  phoneUsers: () => 1,
  numberHolders: () => 1,
}

function decideAmong(incoming: IdentityFields, known: readonly IdentityFields[][], changes = {}): Decision {
  const candidates = known.map((fields, index) => ({ patientId: `P${index}`, identities: fields.map(readIdentity) }))
  return decide(readIdentity(incoming), candidates, { ...context, ...changes })
}

/** Decides about two reports, one of them of a known patient. */
const decidePair = (incoming: IdentityFields, ...known: IdentityFields[]): Decision => decideAmong(incoming, [known])

const reasonOf = (decision: Decision): string | undefined =>
  decision.decision === 'possible' ? decision.candidates[0]?.reason : decision.decision

describe('one person is linked', () => {
  const changes: Record<string, Partial<IdentityFields>> = {
    'nothing differs': {},
    'the name is a homophone': { name: '王玮' },
    'the name is typed in pinyin': { name: 'Wang Wei' },
    'the name is traditional': { name: '王偉' },
    'a character could not be typed': { name: '王?' },
    'the birth date is the lunar one': { birthDate: '1980-03-23' },
    'month and day are swapped': { birthDate: '1980-07-05' },
    'a digit of the birth date is wrong': { birthDate: '1980-05-17' },
    'only the year of birth is known': { birthDate: '1980' },
    'the number has fifteen digits': { idNumber: ownNumber.slice(0, 6) + ownNumber.slice(8, 17) },
    'a digit of the number is wrong': { idNumber: `${ownNumber.slice(0, 3)}9${ownNumber.slice(4)}` },
    'telephone and address changed': { phone: '18612340987', address: '市南区海口路88号', regionCode: '370202' },
    'the sex was mistyped': { sex: '2' },
  }
  for (const [what, change] of Object.entries(changes)) {
    it(`though ${what}`, () => expect(decidePair({ ...wangWei, ...change }, wangWei).decision).to.equal('link'))
  }

  it('without a number, where name, birth date and household agree', () => {
    expect(decidePair({ ...wangWeiWithoutNumber, hospitalCode: 'H2' }, wangWeiWithoutNumber).decision).to.equal('link')
  })

  it('from newborn to named child, reported by another hospital months later', () => {
    expect(decidePair(child, newborn).decision).to.equal('link')
  })

  it('under an earlier name, when a patient has several identities', () => {
    expect(decidePair({ ...wangWei, name: '王卫东' }, wangWei, { ...wangWei, name: '王卫东' }).decision).to.equal(
      'link',
    )
  })

  it('beside a second record of the same person that nobody has joined yet', () => {
    const decision = decideAmong({ ...wangWei, hospitalCode: 'H2' }, [[wangWei], [wangWeiWithoutNumber]])
    expect(decision).to.include({ decision: 'link', patientId: 'P0' })
  })

  it('with three hundred reports as with one', () => {
    const reports = Array.from({ length: 300 }, (_, index) => ({
      ...wangWei,
      reportDate: `2022-01-${10 + (index % 19)}`,
    }))
    expect(decidePair(wangWei, ...reports).decision).to.equal('link')
  })
})

describe('different people are never linked', () => {
  const sister = { ...child, name: '王小雪', birthDate: '2018-02-11' }
  const twin = { ...child, name: '王小雪' }
  const cases: Record<string, [IdentityFields, IdentityFields]> = {
    'hard case 12: twins with numbers that are neighbours': [
      { ...child, idNumber: aResidentId({ birthDate: '2020-05-07', sequence: 12 }) },
      { ...twin, idNumber: aResidentId({ birthDate: '2020-05-07', sequence: 14 }) },
    ],
    'twins without numbers': [child, twin],
    'twins of whom one carries the number of the other': [
      { ...child, idNumber: aResidentId({ birthDate: '2020-05-07', sequence: 12 }) },
      { ...twin, idNumber: aResidentId({ birthDate: '2020-05-07', sequence: 12 }) },
    ],
    'hard case 13: newborn twins with an order': [
      { ...newborn, name: '李静之大女' },
      { ...newborn, name: '李静之二女' },
    ],
    'newborn twins of one name': [newborn, { ...newborn, hospitalCode: 'H3', reportDate: '2020-08-01' }],
    'a newborn with an order and a named child': [{ ...newborn, name: '李静之女（小）' }, child],
    siblings: [child, sister],
    'siblings with the number of one': [
      { ...child, idNumber: aResidentId({ birthDate: '2018-02-11', sequence: 12 }) },
      { ...sister, idNumber: aResidentId({ birthDate: '2018-02-11', sequence: 12 }) },
    ],
    'child and mother with the mother’s number on both': [
      { ...child, idNumber: motherNumber },
      { ...child, name: '李静', birthDate: '1988-03-02', idNumber: motherNumber },
    ],
    'namesakes born on one day in one county': [
      { ...wangWei, idNumber: aResidentId({ birthDate: '1980-05-07', sequence: 33 }), phone: '18612340987' },
      wangWei,
    ],
    'namesakes of whom nothing else is known': [
      { name: '王伟', sex: '1', birthDate: '1980-05-07' },
      { name: '王伟', sex: '1', birthDate: '1980-05-07' },
    ],
    'twins of whom only the surname was typed': [
      { ...child, name: '王' },
      { ...child, name: '王', hospitalCode: 'H2' },
    ],
    'twins whose given names could not be typed': [
      { ...child, name: '王？？' },
      { ...child, name: '王？？', hospitalCode: 'H2' },
    ],
    'children of one family that go by a number': [
      { ...child, name: '7' },
      { ...child, name: '7', hospitalCode: 'H2' },
    ],
    'namesakes of one household without birth date and number': [
      { name: '王伟', guardianName: '王强', address: '和平路12号' },
      { name: '王伟', guardianName: '王强', address: '和平路12号' },
    ],
    'strangers with one placeholder': [
      { ...wangWei, name: '李强', birthDate: '1971-02-03', idNumber: '无', phone: '13800000000', address: '不详' },
      { ...wangWei, idNumber: '无', phone: '13800000000' },
    ],
  }
  for (const [who, [a, b]] of Object.entries(cases)) {
    it(who, () => {
      expect(decidePair(a, b).decision).not.to.equal('link')
      expect(decidePair(b, a).decision).not.to.equal('link')
    })
  }

  it('by a telephone that a village doctor gives for everybody', () => {
    const { address: _address, regionCode: _region, diseaseCode: _disease, ...card } = wangWeiWithoutNumber
    const other = { ...card, hospitalCode: 'H2' }
    expect(decideAmong(other, [[card]], { phoneUsers: () => 500 }).decision).to.equal('possible')
  })

  it('by a number that hundreds carry', () => {
    const a = { sex: '1', idNumber: ownNumber }
    expect(decideAmong(a, [[{ ...a, name: '王伟' }]], { numberHolders: () => 300 }).decision).to.equal('new')
  })
})

describe('a person decides', () => {
  it('where two different numbers are valid though all else agrees', () => {
    const corrected = { ...wangWei, idNumber: aResidentId({ birthDate: '1980-05-07', sequence: 17 }) }
    const decision = decidePair({ ...corrected, hospitalCode: 'H2' }, wangWei)
    expect(decision.decision).not.to.equal('link')
    if (decision.decision === 'possible') expect(reasonOf(decision)).to.equal('different-valid-numbers')
  })

  it('where another identity of the patient carries another valid number', () => {
    const other = { ...wangWei, idNumber: aResidentId({ birthDate: '1980-05-07', sequence: 17 }) }
    expect(decidePair(wangWei, wangWeiWithoutNumber, other).decision).not.to.equal('link')
  })

  it('where the number is of the other sex and the name another', () => {
    const typed = { ...wangWei, sex: '2', name: '李娜' }
    expect(reasonOf(decidePair(typed, wangWei))).to.be.oneOf(['doubtful-number', 'given-name-differs', 'new'])
  })

  it('where name and birth date agree and nothing else is known', () => {
    const card = { name: '逄甯淼', sex: '1', birthDate: '1980-05-07' }
    expect(reasonOf(decidePair(card, card))).to.equal('three-independent-groups')
  })

  it('where the given name is not told and no number agrees', () => {
    expect(reasonOf(decidePair({ ...child, name: '王', hospitalCode: 'H2' }, child))).to.equal('given-name-differs')
    const { name: _name, ...nameless } = child
    for (const fields of [nameless, { ...child, name: '王??' }]) {
      expect(reasonOf(decidePair({ ...fields, hospitalCode: 'H2' }, child))).to.equal('given-name-unknown')
    }
  })

  it('where one of the two says neither when he was born nor a number, though the household agrees', () => {
    const card = { name: '王伟', guardianName: '王强', address: '和平路12号' }
    expect(reasonOf(decidePair(card, { ...card, birthDate: '1980-05-07' }))).to.equal('neither-date-nor-number')
  })

  it('hard case 42: where a birth date is known in part, and nobody is called different for it', () => {
    const card = { name: '逄甯淼', sex: '1', birthDate: '1980' }
    const decision = decidePair(card, { ...card, birthDate: '1980-05-07', regionCode: '370102' })
    expect(decision.decision).to.equal('possible')
  })

  it('where two patients fit', () => {
    const elsewhere = { phone: '18612340987', address: '市南区海口路88号' }
    const b = {
      ...wangWei,
      ...elsewhere,
      diseaseCode: 'B',
      idNumber: aResidentId({ birthDate: '1980-05-07', sequence: 33 }),
    }
    const card = { name: '王伟', sex: '1', birthDate: '1980-05-07', regionCode: '370102' }
    const decision = decideAmong(card, [[wangWei], [b]])
    expect(decision.decision).to.equal('possible')
    if (decision.decision !== 'possible') return
    expect(decision.candidates).to.have.length(2)
    expect(decision.candidates[0]?.score).to.be.within(0.3, 0.7)
  })

  it('among no more than eight', () => {
    const decision = decideAmong(
      wangWeiWithoutNumber,
      Array.from({ length: 40 }, (_, index) => [
        { ...wangWei, idNumber: aResidentId({ birthDate: '1980-05-07', sequence: 11 + 2 * index }) },
      ]),
    )
    expect(decision.decision === 'possible' ? decision.candidates.length : 0).to.be.at.most(8)
  })
})

describe('an explanation', () => {
  it('tells each field with level and weights, never a value', () => {
    const decision = decidePair({ ...wangWei, name: '王玮' }, wangWei)
    if (decision.decision !== 'link') throw new Error('not linked')
    expect(decision.explanation.map(({ field }) => field)).to.deep.equal(comparedFields)
    const [name] = decision.explanation
    expect(name).to.include({ field: 'name', level: 'same-sound' })
    expect(name?.weight).to.be.within(1, 15)
    expect(decision.parametersVersion).to.equal('3')
    const values = ['王', '1980', ownNumber, household.phone, '和平']
    expect(values.filter((value) => JSON.stringify(decision).includes(value))).to.be.empty
  })

  it('keeps what proves the family apart from what proves the person, and names the best other explanation', () => {
    const decision = decidePair(newborn, { ...newborn, hospitalCode: 'H3', reportDate: '2020-08-01' })
    if (decision.decision !== 'possible') throw new Error('not possible')
    const [candidate] = decision.candidates
    expect(candidate).to.include({ reason: 'both-newborn', bestOther: 'twin', isFamilyPattern: true })
    const phone = candidate?.explanation.find(({ field }) => field === 'phone')
    expect(phone?.weight).to.be.greaterThan(8)
    expect(Math.abs(phone?.weightAgainstRelative ?? 9)).to.be.lessThan(0.5)
  })
})

describe('deciding as a whole', () => {
  const identity: fc.Arbitrary<IdentityFields> = fc.record(
    {
      name: fc.constantFrom(
        '王伟',
        '王 伟',
        '王玮',
        '李静',
        '李静之女',
        '李静之大女',
        '不详',
        'Wei Wang',
        '王?',
        '😀',
        '7',
      ),
      sex: fc.constantFrom('0', '1', '2', '9'),
      birthDate: fc.constantFrom(
        '1980-05-07',
        '1980-05',
        '1980',
        '1981-05-07',
        '2020-05-07',
        '1980-02-30',
        '1900-01-01',
      ),
      idType: fc.constantFrom('01', '02', '03'),
      idNumber: fc.constantFrom(ownNumber, motherNumber, '无', '123', `${ownNumber.slice(0, 17)}?`, ownNumber.slice(1)),
      guardianName: fc.constantFrom('李静', '王强'),
      guardianIdNumber: fc.constantFrom(motherNumber, ownNumber),
      multipleBirthOrder: fc.constantFrom(1, 2),
      phone: fc.constantFrom('13512345678', '13800000000', '12'),
      regionCode: fc.constantFrom('370102', '370100'),
      address: fc.constantFrom('和平路12号', '山东省济南市历下区和平路十二号'),
    },
    { requiredKeys: [] },
  )

  it('is the same in whatever order the candidates come, and each time', () => {
    fc.assert(
      fc.property(identity, fc.array(identity, { maxLength: 4 }), (incoming, known) => {
        const candidates = known.map((fields, index) => ({
          patientId: `P${index}`,
          identities: [readIdentity(fields)],
        }))
        const once = decide(readIdentity(incoming), candidates, context)
        expect(decide(readIdentity(incoming), candidates.toReversed(), context)).to.deep.equal(once)
        expect(decide(readIdentity(incoming), candidates, context)).to.deep.equal(once)
      }),
    )
  })

  it('weighs two reports alike, whichever comes first', () => {
    fc.assert(
      fc.property(identity, identity, (a, b) => {
        const scoreOf = (decision: Decision): number =>
          decision.decision === 'possible' ? (decision.candidates[0]?.score ?? 0) : Number(decision.decision === 'link')
        expect(scoreOf(decidePair(a, b))).to.be.closeTo(scoreOf(decidePair(b, a)), 1e-9)
      }),
      { numRuns: 500 },
    )
  })

  it('never links against a guard', () => {
    fc.assert(
      fc.property(identity, identity, (a, b) => {
        if (decidePair(a, b).decision !== 'link') return
        const [one, other] = [readIdentity(a), readIdentity(b)]
        const numbers = [one, other].map(({ ownNumber: number }) =>
          number?.kind === 'valid' ? number.text : undefined,
        )
        if (numbers[0] !== undefined && numbers[1] !== undefined) expect(numbers[0]).to.equal(numbers[1])
        const isNewborn = one.newborn !== undefined || other.newborn !== undefined
        expect(isNewborn && (one.isOfMultipleBirth || other.isOfMultipleBirth)).to.equal(false)
      }),
      { numRuns: 1000 },
    )
  })

  it('finds by blocking keys whatever it would link', () => {
    fc.assert(
      fc.property(identity, identity, (a, b) => {
        if (decidePair(a, b).decision !== 'link') return
        const keysOfB = blockingKeys(readIdentity(b)).map(({ family, value }) => `${family} ${value}`)
        const shared = blockingKeys(readIdentity(a)).filter(({ family, value }) =>
          keysOfB.includes(`${family} ${value}`),
        )
        expect(shared).to.not.be.empty
      }),
      { numRuns: 1000 },
    )
  })

  it('is new without candidates', () => expect(decideAmong(wangWei, [])).to.deep.equal({ decision: 'new' }))
})

describe('parameters', () => {
  it('give each explanation probabilities that come to no more than one in all, field by field', () => {
    for (const [field, table] of Object.entries(presentParameters.levels)) {
      if (field === 'name' || field === 'idNumber' || field === 'multipleBirthOrder' || field === 'birthDate') continue
      for (const explanation of ['same', 'twin', 'sibling', 'parentChild'] as const) {
        const sum = Object.values(table).reduce((total, column) => total + Number(column[explanation]), 0)
        expect(sum, `${field} ${explanation}`).to.be.closeTo(1, 0.011)
      }
    }
  })

  it('can be left out part by part, and refuse a part that is none', () => {
    for (const name of ablationNames)
      expect(ablated(presentParameters, [name]), name).to.not.deep.equal(presentParameters)
    expect(() => ablated(presentParameters, ['no-such-part'])).to.throw(RangeError)
  })

  it('keep twins apart by the family explanations', () => {
    const twin = { ...child, name: '王小雪', sex: '2' }
    const scoreWithout = (parts: string[]): number => {
      const decision = decideAmong(twin, [[child]], { parameters: ablated(presentParameters, parts) })
      return decision.decision === 'possible' ? (decision.candidates[0]?.score ?? 0) : 0
    }
    expect(scoreWithout([])).to.be.lessThan(0.5)
    expect(scoreWithout(['family-explanations'])).to.be.greaterThan(0.99)
  })
})
