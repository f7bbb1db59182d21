import { expect } from 'chai'
import { blockingKeys } from '#registry-rules/linkage/blocking-keys.ts'
import { evidence } from '#registry-rules/linkage/evidence.ts'
import { identityFields, type IdentityFields } from '#registry-rules/linkage/identity-fields.ts'
import { aResidentId } from '#test/support/resident-id.ts'

describe('what matching reads of a case report', () => {
  it('is the identity section, as typed', () => {
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
    expect(identityFields(section)).to.deep.equal({
      name: '王小雨',
      formerNames: ['李静之女'],
      sex: '2',
      birthDate: '2020-05-07',
      idType: '02',
      idNumber: '370102 20200507',
      phone: '13512345678',
      guardianName: '李静',
      guardianIdNumber: '37',
      motherName: '李静',
      motherIdNumber: '38',
      multipleBirthCount: 2,
      multipleBirthOrder: 1,
      regionCode: '370102',
    })
  })

  for (const section of [undefined, null, 'text', 7, [], {}, { name: 7, formerNames: 'x', idDocument: [], sex: ' ' }]) {
    it(`is nothing in ${JSON.stringify(section)}`, () => expect(identityFields(section)).to.deep.equal({}))
  }
})

describe('blocking keys', () => {
  const number = aResidentId({ birthDate: '1980-05-07' })

  it('stand for the valid number, and for each name with year of birth and sex', () => {
    const fields = {
      name: '王 伟',
      formerNames: ['王卫'],
      sex: '1',
      birthDate: '1980-05',
      idType: '01',
      idNumber: number,
    }
    expect(blockingKeys(fields)).to.deep.equal([
      { family: 'resident-id', value: number },
      { family: 'name-birth-date-sex', value: '1980|1|王伟' },
      { family: 'name-birth-date-sex', value: '1980|1|王卫' },
    ])
  })

  it('meet an unknown sex under both', () => {
    expect(blockingKeys({ name: '王伟', sex: '9', birthDate: '1980' }).map(({ value }) => value)).to.deep.equal([
      '1980|1|王伟',
      '1980|2|王伟',
    ])
  })

  it('are one for fifteen and eighteen digits', () => {
    const old = number.slice(0, 6) + number.slice(8, 17)
    expect(blockingKeys({ idType: '01', idNumber: old })).to.deep.equal(
      blockingKeys({ idType: '01', idNumber: number }),
    )
  })

  it('hold type and number of other documents', () => {
    expect(blockingKeys({ idType: '03', idNumber: 'e 123' })).to.deep.equal([{ family: 'document', value: '03|E123' }])
  })

  it('are not made of placeholders and invalid numbers', () => {
    expect(blockingKeys({ idType: '01', idNumber: '111111111111111111' })).to.deep.equal([])
    expect(blockingKeys({ idType: '01', idNumber: '37010219800507' })).to.deep.equal([])
    expect(blockingKeys({ name: '无名氏', sex: '1', birthDate: '1980' })).to.deep.equal([])
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

  it('does not change with the way of typing, nor with what matching does not decide by', () => {
    const number = aResidentId()
    const typed = { ...a, name: ' 王 伟', phone: '13512345679', regionCode: '370102', idNumber: number.toLowerCase() }
    expect(evidence([typed], [b])).to.equal(evidence([{ ...a, idType: '01', idNumber: number }], [b]))
  })

  const changes: Partial<IdentityFields>[] = [
    { name: '王卫' },
    { formerNames: ['王为'] },
    { sex: '2' },
    { birthDate: '1980-05' },
    { idNumber: aResidentId() },
    { idType: '03', idNumber: 'E123' },
    { idNumber: 'E123' },
    { guardianIdNumber: aResidentId() },
    { multipleBirthOrder: 2 },
    { multipleBirthCount: 2 },
  ]
  for (const change of changes) {
    it(`changes with ${Object.keys(change).join(' and ')}`, () => {
      expect(evidence([{ ...a, ...change }], [b])).not.to.equal(evidence([a], [b]))
    })
  }
})
