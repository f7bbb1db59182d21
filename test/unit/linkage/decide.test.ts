import { expect } from 'chai'
import fc from 'fast-check'
import { blockingKeys } from '#registry-rules/linkage/blocking-keys.ts'
import { compareIdentities } from '#registry-rules/linkage/compare.ts'
import { decide, type Decision } from '#registry-rules/linkage/decide.ts'
import type { IdentityFields } from '#registry-rules/linkage/identity-fields.ts'
import { aResidentId } from '#test/support/resident-id.ts'

const ownNumber = aResidentId({ birthDate: '1980-05-07', sequence: 11 })
const motherNumber = aResidentId({ birthDate: '1988-03-02', sequence: 22 })

const wangWei: IdentityFields = { name: '王伟', sex: '1', birthDate: '1980-05-07', idType: '01', idNumber: ownNumber }
const wangWeiWithoutNumber: IdentityFields = { name: '王伟', sex: '1', birthDate: '1980-05-07' }
const child: IdentityFields = { name: '王小雨', sex: '2', birthDate: '2020-05-07' }

/** Decides about two reports, one of them of a patient known as A. */
function decidePair(incoming: IdentityFields, ...known: IdentityFields[]): Decision {
  return decide(incoming, [{ patientId: 'A', fields: known }])
}

function expectPossible(decision: Decision, reason: string): void {
  expect(decision).to.have.property('decision', 'possible')
  expect(decision).to.have.nested.property('candidates[0].patientId', 'A')
  expect(decision).to.have.nested.property('candidates[0].reason', reason)
}

describe('automatic link', () => {
  it('joins the same valid number with equal name, birth date and sex', () => {
    expect(decidePair(wangWei, wangWei)).to.include({ decision: 'link', patientId: 'A' })
  })

  it('sees through spaces, full width and the household register', () => {
    const typed = { ...wangWei, name: ' 王　伟 ', idType: '02', idNumber: ownNumber.replace(/^370/, '３７０ ') }
    expect(decidePair(typed, wangWei).decision).to.equal('link')
  })

  it('takes fifteen and eighteen digits for one number (hard case 16)', () => {
    const old = { ...wangWei, idNumber: ownNumber.slice(0, 6) + ownNumber.slice(8, 17) }
    expect(decidePair(old, wangWei).decision).to.equal('link')
    expect(decidePair(wangWei, old).decision).to.equal('link')
  })

  it('joins although an earlier name of the patient was another', () => {
    const before = { ...wangWei, name: '王卫' }
    expect(decidePair(wangWei, before, wangWei).decision).to.equal('link')
  })

  it('tells why by field, without any value', () => {
    const decision = decidePair({ ...wangWei, phone: '13512345678' }, { ...wangWei, phone: '13512345679' })
    expect(decision).to.deep.equal({
      decision: 'link',
      patientId: 'A',
      explanation: [
        { field: 'name', level: 'equal' },
        { field: 'birthDate', level: 'equal' },
        { field: 'sex', level: 'equal' },
        { field: 'idNumber', level: 'equal-valid' },
        { field: 'phone', level: 'different' },
        { field: 'guardianName', level: 'missing-both' },
        { field: 'guardianIdNumber', level: 'missing-both' },
        { field: 'motherName', level: 'missing-both' },
        { field: 'multipleBirthOrder', level: 'missing-both' },
        { field: 'regionCode', level: 'missing-both' },
      ],
    })
  })
})

describe('same number, but a person decides', () => {
  const contradictions: Record<string, Partial<IdentityFields>> = {
    name: { name: '李伟' },
    'birth date': { birthDate: '1980-05-08' },
    sex: { sex: '2' },
  }
  for (const [what, change] of Object.entries(contradictions)) {
    it(`where the ${what} differs`, () => {
      expectPossible(decidePair({ ...wangWei, ...change }, wangWei), 'same-number-contradiction')
    })
  }

  const gaps: Record<string, IdentityFields> = {
    'a birth date known to the year': { ...wangWei, birthDate: '1980' },
    'an unknown sex': { ...wangWei, sex: '9' },
    'no name': { sex: '1', birthDate: '1980-05-07', idType: '01', idNumber: ownNumber },
    'a placeholder for the name': { ...wangWei, name: '不详' },
    'no birth date': { name: '王伟', sex: '1', idType: '01', idNumber: ownNumber },
    'a name that the patient had before': { ...wangWei, name: '王卫', formerNames: ['王伟'] },
  }
  for (const [what, incoming] of Object.entries(gaps)) {
    it(`with ${what}`, () => {
      expectPossible(decidePair(incoming, wangWei), 'same-number-incomplete')
    })
  }

  it('where a recorded identity of the patient carries another valid number', () => {
    const other = { ...wangWei, idNumber: aResidentId({ birthDate: '1980-05-07', sequence: 33 }) }
    expectPossible(decidePair(wangWei, wangWei, other), 'same-number-contradiction')
  })

  it('where two patients have the number', () => {
    const decision = decide(wangWei, [
      { patientId: 'B', fields: [{ ...wangWei, name: '李伟' }] },
      { patientId: 'A', fields: [wangWei] },
    ])
    expect(decision.decision).to.equal('possible')
    if (decision.decision !== 'possible') return
    expect(decision.candidates.map(({ patientId, reason }) => [patientId, reason])).to.deep.equal([
      ['A', 'same-number-two-patients'],
      ['B', 'same-number-contradiction'],
    ])
  })

  it('but joins beside a namesake that has no number', () => {
    const decision = decide(wangWei, [
      { patientId: 'B', fields: [wangWeiWithoutNumber] },
      { patientId: 'A', fields: [wangWei] },
    ])
    expect(decision).to.include({ decision: 'link', patientId: 'A' })
  })
})

describe('families are never joined automatically', () => {
  it("where the guardian's number is typed for the child", () => {
    const typed = { ...child, idType: '01', idNumber: motherNumber, guardianIdNumber: motherNumber }
    expectPossible(decidePair(typed, typed), 'number-of-relative')
  })

  it('where only the other report says whose number it is', () => {
    const grown = { ...wangWei, name: '王雨', idNumber: ownNumber }
    expectPossible(decidePair(grown, { ...grown, motherIdNumber: ownNumber }), 'number-of-relative')
    expectPossible(
      decidePair(grown, grown, {
        name: '王雨',
        sex: '1',
        birthDate: '1980-05-07',
        idNumber: ownNumber,
        guardianIdNumber: ownNumber,
      }),
      'number-of-relative',
    )
  })

  it('where the birth date in the number is a generation away', () => {
    const typed = { ...child, idType: '01', idNumber: motherNumber }
    expectPossible(decidePair(typed, typed), 'number-of-relative')
  })

  it('where the number is of the other sex', () => {
    const typed = { ...wangWei, idNumber: aResidentId({ birthDate: '1980-05-07', sequence: 12 }) }
    expectPossible(decidePair(typed, typed), 'number-of-relative')
  })

  it('where the child carries the number of a parent who is a patient, too', () => {
    const mother = { name: '李静', sex: '2', birthDate: '1988-03-02', idType: '01', idNumber: motherNumber }
    const typed = { ...child, idType: '01', idNumber: motherNumber }
    expectPossible(decidePair(typed, mother), 'same-number-contradiction')
  })

  it('where any sign of a multiple birth stands on either side (hard case 12)', () => {
    for (const sign of [{ multipleBirthOrder: 1 }, { multipleBirthCount: 2 }, { formerNames: ['李静之大子'] }]) {
      expectPossible(decidePair({ ...wangWei, ...sign }, wangWei), 'multiple-birth')
      expectPossible(decidePair(wangWei, { ...wangWei, ...sign }), 'multiple-birth')
    }
  })

  it('where twins carry numbers that differ in the sequence code only (hard case 12)', () => {
    const twin = { ...wangWei, name: '王强', idNumber: aResidentId({ birthDate: '1980-05-07', sequence: 13 }) }
    expect(decidePair(twin, wangWei)).to.deep.equal({ decision: 'new' })
  })

  it("where a twin's number is typed for the other twin", () => {
    expectPossible(decidePair({ ...wangWei, name: '王强' }, wangWei), 'same-number-contradiction')
  })

  it('where newborn twins carry their mother’s name (hard case 13)', () => {
    const twin = { name: '李静之女', sex: '2', birthDate: '2024-01-05', guardianName: '李静', phone: '13512345678' }
    expectPossible(decidePair(twin, twin), 'same-name-birth-date-sex')
    expect(decidePair({ ...twin, name: '李静之大女' }, { ...twin, name: '李静之二女' }).decision).to.equal('new')
  })

  it('where a newborn’s name stands with a number', () => {
    const baby = {
      name: '李静之女',
      sex: '2',
      birthDate: '2024-01-05',
      idType: '02',
      idNumber: aResidentId({ birthDate: '2024-01-05', sequence: 2 }),
    }
    expectPossible(decidePair(baby, baby), 'newborn-name')
    const twinBaby = { ...baby, name: '李静之女A' }
    expectPossible(decidePair(twinBaby, twinBaby), 'multiple-birth')
  })
})

describe('same name, birth date and sex without numbers', () => {
  for (const idNumber of ['无', '111111111111111111', '00000000000000000X', '123456789012345678']) {
    it(`is a pair to decide, the placeholder ${idNumber} on both sides counting as none`, () => {
      const typed = { ...wangWei, idNumber }
      expectPossible(decidePair(typed, typed), 'same-name-birth-date-sex')
    })
  }

  it('does not pair strangers with the same placeholder', () => {
    expect(decidePair({ ...wangWei, idNumber: '无' }, { ...child, idType: '01', idNumber: '无' }).decision).to.equal(
      'new',
    )
  })

  it('is a pair where only one side has a number', () => {
    expectPossible(decidePair(wangWeiWithoutNumber, wangWei), 'same-name-birth-date-sex')
  })

  it('is a pair where one number is invalid, or both are', () => {
    const mistyped = { ...wangWei, idNumber: ownNumber.slice(0, 17) + (ownNumber.endsWith('1') ? '2' : '1') }
    expectPossible(decidePair(mistyped, wangWei), 'same-name-birth-date-sex')
    expectPossible(decidePair(mistyped, mistyped), 'same-name-birth-date-sex')
  })

  it('agrees with a birth date known to the year or month (hard case 42)', () => {
    for (const birthDate of ['1980', '1980-05']) {
      expectPossible(decidePair({ ...wangWeiWithoutNumber, birthDate }, wangWei), 'same-name-birth-date-sex')
    }
    expect(decidePair({ ...wangWeiWithoutNumber, birthDate: '1980-06' }, wangWei).decision).to.equal('new')
  })

  it('stays a pair where the sex is unknown or missing', () => {
    for (const sex of ['0', '9']) {
      expectPossible(decidePair({ ...wangWeiWithoutNumber, sex }, wangWei), 'same-name-birth-date-sex-unknown')
    }
    expectPossible(decidePair({ name: '王伟', birthDate: '1980-05-07' }, wangWei), 'same-name-birth-date-sex-unknown')
  })

  it('reads the birth date from the number where none is stated', () => {
    const undated = { name: '王伟', sex: '1', idType: '01', idNumber: ownNumber }
    expectPossible(decidePair(undated, wangWeiWithoutNumber), 'same-name-birth-date-sex')
  })

  it('finds the patient under a former name', () => {
    expectPossible(
      decidePair({ ...wangWeiWithoutNumber, name: '王卫' }, { ...wangWei, formerNames: ['王卫'] }),
      'same-name-birth-date-sex',
    )
  })

  it('is a pair where one side carries a number of the guardian', () => {
    const typed = { ...child, idType: '01', idNumber: motherNumber, guardianIdNumber: motherNumber }
    const own = { ...child, idType: '02', idNumber: aResidentId({ birthDate: '2020-05-07', sequence: 2 }) }
    expectPossible(decidePair(typed, own), 'same-name-birth-date-sex')
  })

  it('is no pair with two different valid numbers of their own', () => {
    const namesake = { ...wangWei, idNumber: aResidentId({ birthDate: '1980-05-07', sequence: 33 }) }
    expect(decidePair(namesake, wangWei)).to.deep.equal({ decision: 'new' })
    expect(decidePair(namesake, wangWeiWithoutNumber, wangWei)).to.deep.equal({ decision: 'new' })
  })

  for (const change of [{ name: '王玮' }, { birthDate: '1980-05-08' }, { sex: '2' }]) {
    it(`is no pair where the ${Object.keys(change).join()} differs`, () => {
      expect(decidePair({ ...wangWeiWithoutNumber, ...change }, wangWei)).to.deep.equal({ decision: 'new' })
    })
  }

  it('does not pair two without a name', () => {
    const nameless = { name: '无名氏', sex: '1', birthDate: '1980-05-07' }
    expect(decidePair(nameless, nameless).decision).to.equal('new')
  })
})

describe('other documents', () => {
  const foreigner: IdentityFields = {
    name: 'Anna Ek',
    sex: '2',
    birthDate: '1990-01-02',
    idType: '03',
    idNumber: 'E1234567',
  }

  it('with the same type and number are a pair, never a link', () => {
    expectPossible(decidePair(foreigner, foreigner), 'same-document')
    expectPossible(decidePair({ ...foreigner, name: 'EK ANNA', idNumber: 'e 1234567' }, foreigner), 'same-document')
  })

  it('of another type or number speak neither for nor against', () => {
    expectPossible(decidePair({ ...foreigner, idType: '99' }, foreigner), 'same-name-birth-date-sex')
    expectPossible(decidePair({ ...foreigner, idNumber: 'E7654321' }, foreigner), 'same-name-birth-date-sex')
    expect(decidePair({ ...foreigner, idType: '99', name: 'Eva Ek' }, foreigner).decision).to.equal('new')
  })
})

describe('matching as a whole', () => {
  const identity: fc.Arbitrary<IdentityFields> = fc.record(
    {
      name: fc.constantFrom('王伟', '王 伟', '李静', '李静之女', '李静之大女', '不详', 'Wei Wang'),
      formerNames: fc.constantFrom([], ['王伟'], ['李静之女']),
      sex: fc.constantFrom('0', '1', '2', '9'),
      birthDate: fc.constantFrom('1980-05-07', '1980-05', '1980', '1981-05-07', '2020-05-07', '1980-02-30'),
      idType: fc.constantFrom('01', '02', '03'),
      idNumber: fc.constantFrom(
        ownNumber,
        motherNumber,
        '无',
        '123',
        `${ownNumber.slice(0, 17)}?`,
        ownNumber.slice(0, 17),
      ),
      guardianIdNumber: fc.constantFrom(motherNumber, ownNumber),
      multipleBirthOrder: fc.constantFrom(1, 2),
      phone: fc.constantFrom('13512345678', '13800000000', '12'),
    },
    { requiredKeys: [] },
  )

  it('decides the same, whichever report comes first', () => {
    fc.assert(
      fc.property(identity, identity, (a, b) => {
        expect(decidePair(a, b)).to.deep.equal(decidePair(b, a))
        expect(compareIdentities(a, b)).to.deep.equal(compareIdentities(b, a))
      }),
      { numRuns: 1000 },
    )
  })

  it('decides the same, in whatever order the candidates come', () => {
    fc.assert(
      fc.property(identity, fc.array(identity, { maxLength: 4 }), (incoming, known) => {
        const candidates = known.map((fields, index) => ({ patientId: `P${index}`, fields: [fields] }))
        expect(decide(incoming, candidates)).to.deep.equal(decide(incoming, candidates.toReversed()))
      }),
    )
  })

  it('finds by blocking keys whatever it would link or call possible', () => {
    fc.assert(
      fc.property(identity, identity, (a, b) => {
        if (decidePair(a, b).decision === 'new') return
        const keysOfB = blockingKeys(b).map(({ family, value }) => `${family} ${value}`)
        expect(blockingKeys(a).some(({ family, value }) => keysOfB.includes(`${family} ${value}`))).to.equal(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('gives a link only with everything equal and no guard', () => {
    fc.assert(
      fc.property(identity, identity, (a, b) => {
        if (decidePair(a, b).decision !== 'link') return
        const levels = compareIdentities(a, b).slice(0, 4)
        expect(levels.map(({ level }) => level)).to.deep.equal(['equal', 'equal', 'equal', 'equal-valid'])
        expect([a.multipleBirthOrder, b.multipleBirthOrder]).to.deep.equal([undefined, undefined])
      }),
      { numRuns: 1000 },
    )
  })

  it('is new without candidates', () => {
    expect(decide(wangWei, [])).to.deep.equal({ decision: 'new' })
  })
})
