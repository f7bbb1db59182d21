import { expect } from 'chai'
import type { IdentityFields } from '#registry-rules/linkage/identity-fields.ts'
import { judgeSearchCriteria } from '#registry-rules/linkage/search-criteria.ts'
import { aResidentId } from '#test/support/resident-id.ts'

const number = aResidentId({ birthDate: '1990-03-12', sequence: 7 })
const enough: IdentityFields = { name: '王伟', birthDate: '1990-03', sex: '1' }

const missingIn = (fields: IdentityFields): readonly string[] =>
  judgeSearchCriteria(fields)?.findings.map(({ check }) => check) ?? []

describe('what is enough to ask whether a person is known', () => {
  it('is a valid resident number of his own, as typed on any keyboard', () => {
    for (const idNumber of [number, ` ${number.slice(0, 6)} ${number.slice(6)}`, number.replace(/^3/, '３')])
      expect(judgeSearchCriteria({ idNumber }), idNumber).to.equal(undefined)
  })

  it('is no number that is wrong, a placeholder, another document alone, or the guardian’s', () => {
    const wrong = number.slice(0, 17) + (number.endsWith('1') ? '2' : '1')
    const parents = aResidentId({ birthDate: '1990-03-12', sequence: 9 })
    const insufficient: IdentityFields[] = [
      { idNumber: wrong },
      { idNumber: '000000000000000000' },
      { idNumber: '00000000000000000X' },
      { idNumber: '123456789012345678' },
      { idType: '03', idNumber: 'E12345678' },
      { idNumber: parents, guardianIdNumber: parents },
      { idNumber: parents, birthDate: '2020-05-07' },
    ]
    for (const fields of insufficient)
      expect(judgeSearchCriteria(fields)?.code, JSON.stringify(fields)).to.equal('search-criteria-insufficient')
  })

  it('is name, birth date to the month and one thing more', () => {
    const { sex: _, ...two } = enough
    const more: IdentityFields[] = [
      { sex: '2' },
      { phone: '13912345687' },
      { guardianPhone: '13912345687' },
      { guardianName: '李娜' },
      { motherName: '李娜' },
      { guardianIdNumber: number },
      { idType: '03', idNumber: 'E12345678' },
      { regionCode: '370102' },
    ]
    for (const each of more) expect(judgeSearchCriteria({ ...two, ...each }), JSON.stringify(each)).to.equal(undefined)
    const nothing: IdentityFields[] = [
      {},
      { sex: '0' },
      { phone: '13800000000' },
      { guardianName: '不详' },
      { regionCode: '济南' },
      { idNumber: '无' },
    ]
    for (const each of nothing) expect(missingIn({ ...two, ...each })).to.deep.equal(['search-needs-one-more'])
  })

  it('needs a name of two characters or four letters; wildcards, signs, emoji and words for nobody are none', () => {
    for (const name of [
      '王伟',
      '王小伟',
      '阿不都·热合曼',
      'Li Na',
      'Anna',
      '王wei',
      '欧阳',
      '王?伟',
      '王芳之女',
      'ئەمەت',
    ])
      expect(missingIn({ ...enough, name }), name).to.deep.equal([])
    for (const name of [
      '王',
      '王?',
      '王*',
      '??',
      '***',
      '□□',
      'L',
      'Li',
      '12345',
      '😀😀',
      '·',
      '不详',
      '无名氏',
      '',
      ' ',
    ])
      expect(missingIn({ ...enough, name }), name).to.deep.equal(['search-needs-name'])
  })

  it('needs a birth date that is one, to the month, and not the first day of spreadsheets', () => {
    for (const birthDate of ['1990-03', '1990-03-12']) expect(missingIn({ ...enough, birthDate })).to.deep.equal([])
    for (const birthDate of ['1990', '1990-13', '1990-02-30', '1900-01-01', '三月', ''])
      expect(missingIn({ ...enough, birthDate }), birthDate).to.deep.equal(['search-needs-birth-date'])
  })

  it('does not take the sex and parent that a newborn’s name tells for a second thing', () => {
    expect(missingIn({ name: '王芳之女', birthDate: '2020-05-07' })).to.deep.equal(['search-needs-one-more'])
  })

  it('names everything that is missing at once, without the values', () => {
    const refusal = judgeSearchCriteria({ name: '王', phone: '12' })
    expect(refusal?.findings.map(({ pointer }) => pointer)).to.deep.equal([
      '/identity/name',
      '/identity/birthDate',
      '/identity',
    ])
    expect(JSON.stringify(refusal)).not.to.contain('王')
  })
})
