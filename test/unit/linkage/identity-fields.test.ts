import { expect } from 'chai'
import { blockingKeys } from '#registry-rules/linkage/blocking-keys.ts'
import { evidence } from '#registry-rules/linkage/evidence.ts'
import { identityFields, type IdentityFields } from '#registry-rules/linkage/identity-fields.ts'
import { readIdentity } from '#registry-rules/linkage/identity.ts'
import { aResidentId } from '#test/support/resident-id.ts'

describe('what matching reads of a case report', () => {
  it('is the identity section, as typed, with disease, hospital and day', () => {
    const section = {
      name: '王小雨',
      formerNames: ['李静之女'],
      sex: '2',
      birthDate: '2020-05-07',
      idDocument: { type: '02', number: '370102 20200507' },
      guardian: { name: '李静', relation: '52', phone: '13512345678', idDocument: { type: '01', number: '37' } },
      mother: { name: '李静', idDocument: { type: '01', number: '38' } },
      multipleBirth: { count: 2, order: 1 },
      phone: '13512345678',
      residence: { region: '370102', address: '示例路1号（虚构）' },
    }
    const report = { diseaseCode: 'A', hospitalCode: 'H1', reportDate: '2020-06-01' }
    expect(identityFields(section, report)).to.deep.equal({
      name: '王小雨',
      formerNames: ['李静之女'],
      sex: '2',
      birthDate: '2020-05-07',
      idType: '02',
      idNumber: '370102 20200507',
      phone: '13512345678',
      guardianPhone: '13512345678',
      guardianName: '李静',
      guardianIdNumber: '37',
      motherName: '李静',
      motherIdNumber: '38',
      multipleBirthCount: 2,
      multipleBirthOrder: 1,
      regionCode: '370102',
      address: '示例路1号（虚构）',
      ...report,
    })
  })

  for (const section of [undefined, null, 'text', 7, [], {}, { name: 7, formerNames: 'x', idDocument: [], sex: ' ' }]) {
    it(`is nothing in ${JSON.stringify(section)}`, () => expect(identityFields(section)).to.deep.equal({}))
  }
})

describe('blocking keys', () => {
  const number = aResidentId({ birthDate: '1980-05-07', sequence: 11 })
  const keysOf = (fields: IdentityFields): string[] =>
    blockingKeys(readIdentity(fields)).map(({ family, value }) => `${family} ${value}`)
  const meet = (a: IdentityFields, b: IdentityFields): boolean => keysOf(a).some((key) => keysOf(b).includes(key))

  const person = {
    name: '王伟',
    sex: '1',
    birthDate: '1980-05-07',
    idNumber: number,
    phone: '13512345678',
    regionCode: '370102',
  }

  it('are composite: no name and no date stands alone', () => {
    expect(keysOf(person)).to.deep.equal([
      `resident-id ${number}`,
      `number-head ${number.slice(0, 14)}`,
      `number-tail ${number.slice(6)}`,
      `number-rim ${number.slice(0, 6)}|${number.slice(14)}`,
      'name-birth-year wan wei|1980',
      'name-month-day wan wei|05-07',
      'name-region wan wei|3701',
      'birth-date-sex-prefecture 1980-05-07|1|3701',
      'phone 13512345678',
      'phone-birth-year 13512345678|1980',
      'phone-surname 13512345678|wan',
    ])
  })

  const errors: Record<string, Partial<IdentityFields>> = {
    'a homophone': { name: '汪玮' },
    'pinyin for the name': { name: 'WEI WANG' },
    'month and day swapped': { birthDate: '1980-07-05', idNumber: '无' },
    'a wrong year': { birthDate: '1981-05-07', idNumber: '无' },
    'no birth date': { birthDate: '', idNumber: '无' },
    'another telephone': { phone: '18612340987' },
  }
  for (const [what, change] of Object.entries(errors)) {
    it(`find the person with ${what}, and nothing else to go by`, () => {
      const { phone: _phone, ...withoutPhone } = person
      expect(meet({ ...withoutPhone, ...change }, withoutPhone)).to.equal(true)
    })
  }

  it('find a number with a wrong digit wherever it stands', () => {
    for (let position = 0; position < 17; position += 1) {
      const wrong = number.slice(0, position) + String((Number(number[position]) + 1) % 10) + number.slice(position + 1)
      expect(meet({ idNumber: wrong }, { idNumber: number }), String(position)).to.equal(true)
    }
  })

  it('find the named child by what is known of the newborn', () => {
    const newborn = { name: '李静之女', birthDate: '2020-05-07' }
    expect(meet(newborn, { name: '王小雨', birthDate: '2020-05-07', motherName: '李静' })).to.equal(true)
  })

  it('are not made of placeholders, and there are never more than sixty', () => {
    expect(keysOf({ idNumber: '无', phone: '13800000000', name: '无名氏', birthDate: '1900-01-01' })).to.deep.equal([])
    const names = Array.from({ length: 100 }, (_, index) => `王${String.fromCodePoint(0x4e00 + 37 * index)}`)
    expect(keysOf({ ...person, formerNames: names })).to.have.length(60)
  })
})

describe('evidence of a decided pair', () => {
  const a: IdentityFields = { name: '王伟', sex: '1', birthDate: '1980-05-07', phone: '13512345678' }
  const b: IdentityFields = { name: '王伟', formerNames: ['王卫', '王威'], sex: '9', birthDate: '1980' }

  it('does not depend on the order of the sides, identities and former names, nor on repeats', () => {
    const same = evidence([a, b], [a])
    expect(evidence([a], [a, b])).to.equal(same)
    expect(evidence([b, a, a], [a])).to.equal(same)
    expect(evidence([a, { ...b, formerNames: ['王威', '王卫'] }], [a])).to.equal(same)
  })

  it('does not change with the way of typing, nor with a move', () => {
    const number = aResidentId()
    const typed = {
      ...a,
      name: ' 王 伟',
      phone: '13512345679',
      regionCode: '370102',
      address: '海口路88号',
      diseaseCode: 'B',
      idNumber: number.toLowerCase(),
    }
    expect(evidence([typed], [b])).to.equal(evidence([{ ...a, idType: '01', idNumber: number }], [b]))
  })

  const changes: Partial<IdentityFields>[] = [
    { name: '王卫' },
    { name: '李静之女' },
    { formerNames: ['王为'] },
    { sex: '2' },
    { birthDate: '1980-05' },
    { idNumber: aResidentId() },
    { idType: '03', idNumber: 'E1234567' },
    { idNumber: 'E1234567' },
    { guardianIdNumber: aResidentId() },
    { guardianName: '李静' },
    { multipleBirthOrder: 2 },
    { multipleBirthCount: 2 },
  ]
  for (const change of changes) {
    it(`changes with ${Object.keys(change).join(' and ')}`, () => {
      expect(evidence([{ ...a, ...change }], [b])).not.to.equal(evidence([a], [b]))
    })
  }
})
