import { expect } from 'chai'
import fc from 'fast-check'
import { compareIdentities, fields, type Levels } from '#registry-rules/linkage/compare.ts'
import { readIdentity } from '#registry-rules/linkage/identity.ts'
import type { IdentityFields } from '#registry-rules/linkage/identity-fields.ts'
import { solarDatesOfLunar } from '#registry-rules/linkage/lunar-calendar.ts'
import { differByOneEdit } from '#registry-rules/linkage/one-edit.ts'
import { aResidentId } from '#test/support/resident-id.ts'

const levelsOf = (a: IdentityFields, b: IdentityFields): Levels =>
  compareIdentities(readIdentity(a), readIdentity(b)).levels

const nameLevel = (a: string, b: string): string => levelsOf({ name: a }, { name: b }).name

describe('names are compared', () => {
  const levels: Record<string, [string, string][]> = {
    equal: [
      ['王伟', ' 王　伟 '],
      ['張偉', '张伟'],
      ['王伟（男）', '王伟'],
      ['王伟2', '王伟'],
      ['王伟复诊', '王伟'],
      ['李\ue863', '李䶮'],
      ['阿依古丽·艾合买提', '阿依古丽艾合买提'],
    ],
    'same-sound': [
      ['张玮', '张伟'],
      ['刘洋', '刘阳'],
      ['陈静', '陈婧'],
      ['张伟', 'Zhang Wei'],
      ['张伟', 'WEI ZHANG'],
      ['张伟', 'zhangwei'],
      ['伟张', '张伟'],
      ['王小红', '王红小'],
      ['王森', '王申'],
      ['陈林', '陈玲'],
      ['单丽', 'Shan Li'],
    ],
    'dialect-sound': [
      ['李兰', '李楠'],
      ['胡慧', '胡飞'],
    ],
    partial: [
      ['王?明', '王晓明'],
      ['王□明', '王晓明'],
      ['王*明', '王晓明'],
      ['王xiao明', '王笑明'],
      ['王晓', '王晓明'],
      ['阿依古丽', '阿依古丽·艾合买提'],
    ],
    'surname-and-one-given': [['王晓明', '王晓军']],
    'surname-rest-unknown': [
      ['王', '王'],
      ['王', '汪'],
      ['王7', '王8'],
      ['王?', '王伟'],
      ['王😀', '王😀'],
      ['王??', '王??'],
      ['W', 'W'],
      ['ZW', 'zw'],
    ],
    surname: [
      ['王晓明', '王建国'],
      ['王', '王伟'],
    ],
    given: [['王晓明', '张晓明']],
    different: [
      ['王晓明', '张建国'],
      ['王', '李'],
      ['ZW', 'LN'],
    ],
    'both-newborn': [['李静之女', '李静宝宝']],
    'newborn-named-same-surname': [['李静之女', '李晓雨']],
    'newborn-named-other-surname': [['李静之女', '王晓雨']],
  }
  for (const [level, pairs] of Object.entries(levels)) {
    it(`as ${level}`, () => {
      for (const [a, b] of pairs) {
        const expected = level === 'partial' && a.includes('xiao') ? 'same-sound' : level
        expect([nameLevel(a, b), nameLevel(b, a)], `${a} ${b}`).to.deep.equal([expected, expected])
      }
    })
  }

  it('as missing where one side has a placeholder, and by a former name where only that agrees', () => {
    expect(nameLevel('无名氏', '王伟')).to.equal('missing')
    expect([nameLevel('7', '7'), nameLevel('😀', '😀')]).to.deep.equal(['missing', 'missing'])
    expect(levelsOf({ name: '王伟', formerNames: ['王卫东'] }, { name: '王卫东' }).name).to.equal('equal-former-name')
    expect(nameLevel('王伟（曾用名王卫东）', '王卫东')).to.equal('equal-former-name')
  })

  it('so that a rare name is less likely by chance than a common one', () => {
    const chance = (name: string): number =>
      compareIdentities(readIdentity({ name }), readIdentity({ name })).chances.name ?? 1
    expect(chance('逄甯淼')).to.be.lessThan(chance('王伟') / 100)
  })
})

describe('birth dates are compared', () => {
  const levels: Record<string, [string, string][]> = {
    equal: [['1980-05-07', '1980-05-07']],
    'equal-first-of-january': [['1980-01-01', '1980-01-01']],
    'agrees-as-far-as-known': [
      ['1980', '1980-05-07'],
      ['1980-05', '1980-05-07'],
    ],
    lunar: [['1980-03-23', '1980-05-07']],
    'month-day-swapped': [['1980-07-05', '1980-05-07']],
    'one-digit': [
      ['1980-05-17', '1980-05-07'],
      ['1981-05-07', '1980-05-07'],
      ['1980-05-31', '1980-06-01'],
    ],
    'first-of-january': [['1980-01-01', '1980-05-07']],
    'same-month-day': [['1992-05-07', '1980-05-07']],
    'same-year': [['1980-11-28', '1980-05-07']],
    generation: [['1999-11-28', '1980-05-07']],
    different: [
      ['1984-11-28', '1980-05-07'],
      ['1980-06', '1980-05-07'],
    ],
    missing: [
      ['1900-01-01', '1980-05-07'],
      ['1980-02-30', '1980-05-07'],
    ],
  }
  for (const [level, pairs] of Object.entries(levels)) {
    it(`as ${level}`, () => {
      for (const [a, b] of pairs) {
        const found = [levelsOf({ birthDate: a }, { birthDate: b }), levelsOf({ birthDate: b }, { birthDate: a })]
        expect(
          found.map(({ birthDate }) => birthDate),
          `${a} ${b}`,
        ).to.deep.equal([level, level])
      }
    })
  }

  it('with the date in the own number as a second one, but not where both sides have it from one number', () => {
    const idNumber = aResidentId({ birthDate: '1980-05-07' })
    const lunar = { birthDate: '1980-03-23', idNumber }
    expect(levelsOf(lunar, { birthDate: '1980-05-07' }).birthDate).to.equal('equal-in-number')
    expect(levelsOf({ idNumber }, { birthDate: '1980-05-07', idNumber }).birthDate).to.equal('missing')
    expect(levelsOf({ birthDate: '1984-11-28', idNumber }, { birthDate: '1980-05-07', idNumber }).birthDate).to.equal(
      'different',
    )
  })
})

describe('the lunar calendar', () => {
  it('knows New Year, leap months and its own limits', () => {
    expect(solarDatesOfLunar('2020-01-01')).to.deep.equal(['2020-01-25'])
    expect(solarDatesOfLunar('2020-04-10')).to.deep.equal(['2020-05-02', '2020-06-01'])
    expect(solarDatesOfLunar('1949-08-10')).to.deep.equal(['1949-10-01'])
    expect(solarDatesOfLunar('1980-12-30')).to.deep.equal(['1981-02-04'])
    expect(solarDatesOfLunar('1850-01-01')).to.deep.equal([])
    expect(solarDatesOfLunar('2020-01-31')).to.deep.equal([])
  })
})

describe('own numbers are compared', () => {
  const valid = aResidentId({ birthDate: '1980-05-07', sequence: 11 })
  const level = (a: IdentityFields, b: IdentityFields): string => levelsOf(a, b).idNumber
  const change = (position: number): string =>
    valid.slice(0, position) + String((Number(valid[position]) + 1) % 10) + valid.slice(position + 1)

  it('as equal, whatever way they are typed', () => {
    const old = valid.slice(0, 6) + valid.slice(8, 17)
    for (const typed of [valid.toLowerCase(), ` ${valid.slice(0, 6)} ${valid.slice(6)}`, old, `${valid}（本人）`]) {
      expect(level({ idNumber: typed }, { idNumber: valid }), typed).to.equal('equal-valid')
    }
  })

  it('as one slip apart, where one of them fails its check', () => {
    expect(level({ idNumber: change(3) }, { idNumber: valid })).to.equal('one-edit')
    expect(level({ idNumber: valid.slice(0, 9) + valid.slice(10) }, { idNumber: valid })).to.equal('one-edit')
  })

  it('as neighbours, as twins have them', () => {
    const twin = aResidentId({ birthDate: '1980-05-07', sequence: 13 })
    expect(level({ idNumber: twin }, { idNumber: valid })).to.equal('same-county-and-date')
  })

  it('as corrected where two valid ones are one slip apart', () => {
    const corrected = aResidentId({ birthDate: '1980-05-17', sequence: 11 })
    expect(level({ idNumber: corrected }, { idNumber: valid })).to.equal('one-edit-valid')
  })

  it('as different, of another kind, or missing', () => {
    expect(level({ idNumber: aResidentId({ birthDate: '1971-01-02' }) }, { idNumber: valid })).to.equal(
      'different-valid',
    )
    expect(level({ idType: '03', idNumber: 'E1234567' }, { idNumber: valid })).to.equal('other-kind')
    expect(level({ idType: '03', idNumber: 'E1234567' }, { idType: '03', idNumber: 'e 1234567' })).to.equal(
      'equal-document',
    )
    for (const idNumber of ['无', '不详', '00000000000000000X', '111111111111111111', '123456789012345678', '/', ' ']) {
      expect(level({ idNumber }, { idNumber }), idNumber).to.equal('missing')
    }
  })

  it("not at all where one is a relative's: it proves the family", () => {
    const mother = aResidentId({ birthDate: '1988-03-02', sequence: 22 })
    const child = { name: '王小雨', birthDate: '2020-05-07', idNumber: mother }
    const own = { name: '王小雨', birthDate: '2020-05-07', guardianIdNumber: mother }
    expect(levelsOf(child, own)).to.include({ idNumber: 'missing', parents: 'equal-number' })
    const undated = { name: '王小雨', guardianName: '李静', reportDate: '2020-06-01', idNumber: mother }
    expect(levelsOf(undated, own)).to.include({ idNumber: 'missing', parents: 'equal-number' })
  })
})

describe('what proves the family is compared', () => {
  it('by parents, whichever of them is named', () => {
    expect(levelsOf({ guardianName: '李静' }, { motherName: '李静' }).parents).to.equal('equal-name')
    expect(levelsOf({ name: '李静之女' }, { motherName: '李静' }).parents).to.equal('equal-name')
    expect(levelsOf({ guardianName: '李静' }, { guardianName: '李婧' }).parents).to.equal('same-sound')
    expect(levelsOf({ guardianName: '李静' }, { guardianName: '王强' }).parents).to.equal('different')
    expect(levelsOf({ guardianName: '李?' }, { guardianName: '李静' }).parents).to.equal('missing')
  })

  it('by the rarer of two parents that both agree, in whatever fields they stand', () => {
    const [a, b] = [
      { guardianName: '逄甯淼', motherName: '王伟' },
      { guardianName: '王伟', motherName: '逄甯淼' },
    ].map(readIdentity)
    expect(compareIdentities(a!, b!)).to.deep.equal(compareIdentities(b!, a!))
    expect(compareIdentities(a!, b!).chances.parents).to.be.lessThan(1e-7)
  })

  it('and sees that one is the parent of the other', () => {
    const mother = { name: '李静', birthDate: '1988-03-02' }
    expect(levelsOf({ name: '王雨', birthDate: '2020-05-07', motherName: '李静' }, mother).parents).to.equal(
      'one-is-parent',
    )
  })

  it('by telephone, county, address and disease', () => {
    const a = {
      phone: '+86 135-1234-5678（母亲）',
      regionCode: '370102',
      address: '山东省济南市历下区和平路12号阳光小区3号楼2单元501室',
      diseaseCode: 'A',
    }
    const b = {
      phone: '13512345678',
      regionCode: '370102',
      address: '历下区和平路12号阳光小区3-2-501',
      diseaseCode: 'A',
    }
    expect(levelsOf(a, b)).to.include({ phone: 'equal', region: 'county', address: 'equal', disease: 'equal' })
    const c = { phone: '13512345679', regionCode: '370100', address: '槐荫区经十路9号', diseaseCode: 'B' }
    expect(levelsOf(a, c)).to.include({
      phone: 'one-digit',
      region: 'prefecture',
      address: 'different',
      disease: 'different',
    })
    expect(levelsOf({ phone: '13800000000' }, { phone: '13800000000' }).phone).to.equal('missing')
  })

  it('by the hospital and the week of the report', () => {
    const report = { hospitalCode: 'H1', reportDate: '2020-05-07' }
    expect(levelsOf(report, { ...report, reportDate: '2020-05-10' }).reporting).to.equal('same-hospital-same-week')
    expect(levelsOf(report, { ...report, reportDate: '2020-06-10' }).reporting).to.equal('same-hospital')
    expect(levelsOf(report, { ...report, hospitalCode: 'H2' }).reporting).to.equal('other-hospital')
  })

  it('by the order of birth, also where only the name tells it', () => {
    expect(levelsOf({ multipleBirthOrder: 1 }, { name: '李静之二女' }).multipleBirthOrder).to.equal('different')
    expect(levelsOf({ multipleBirthOrder: 1 }, { name: '李静之女（大）' }).multipleBirthOrder).to.equal('equal')
    expect(levelsOf({ multipleBirthOrder: 1 }, {}).multipleBirthOrder).to.equal('one-side')
  })
})

describe('comparison as a whole', () => {
  const text = fc.oneof(
    fc.constantFrom('王伟', '王玮', '李静之女', '李静之大女', 'Wei Wang', '无', '?', '', '😀', '王?', '7', '阿依·古丽'),
    fc.string({ maxLength: 6 }),
  )
  const identity: fc.Arbitrary<IdentityFields> = fc.record(
    {
      name: text,
      sex: fc.constantFrom('0', '1', '2', 'x'),
      birthDate: fc.constantFrom('1980-05-07', '1980-05', '1980', '1980-07-05', '2020-05-07', '1980-01-01', 'x'),
      idNumber: fc.oneof(fc.constantFrom(aResidentId(), aResidentId({ birthDate: '2001-02-03' }), '无'), fc.string()),
      phone: fc.oneof(fc.constantFrom('13512345678', '13800000000'), fc.string()),
      guardianName: text,
      guardianIdNumber: fc.constantFrom(aResidentId(), '无'),
      motherName: text,
      multipleBirthOrder: fc.constantFrom(1, 2),
      regionCode: fc.constantFrom('370102', '370100', '37', '370202'),
      address: fc.oneof(fc.constantFrom('和平路12号', '一', '山东省济南市历下区和平路十二号'), fc.string()),
    },
    { requiredKeys: [] },
  )

  it('does not depend on which report came first', () => {
    fc.assert(
      fc.property(identity, identity, (a, b) => {
        const [one, other] = [readIdentity(a), readIdentity(b)]
        expect(compareIdentities(one, other)).to.deep.equal(compareIdentities(other, one))
      }),
      { numRuns: 1500 },
    )
  })

  it('never finds a person different from himself', () => {
    const contradictions = ['different', 'surname', 'given', 'different-valid', 'generation', 'surname-and-one-given']
    fc.assert(
      fc.property(identity, (a) => {
        const levels = levelsOf(a, a)
        expect(fields.map((field) => levels[field]).filter((level) => contradictions.includes(level))).to.be.empty
      }),
      { numRuns: 1000 },
    )
  })
})

describe('one slip of the keyboard', () => {
  it('is a change, a loss, an addition or a transposition, in either direction', () => {
    for (const other of ['12845', '1245', '123345', '13245']) {
      expect([differByOneEdit('12345', other), differByOneEdit(other, '12345')], other).to.deep.equal([true, true])
    }
    expect(['12345', '54321', '124', '1243567', '1212'].filter((other) => differByOneEdit('12345', other))).to.be.empty
  })
})
