import { expect } from 'chai'
import { createKeyRing } from '#api/crypto/key-ring.ts'
import { newDataKey, SealingError } from '#api/crypto/sealing.ts'
import { sealIdentity } from '#api/documents/sealed-parts.ts'
import { openIdentityRow, type IdentityRow } from '#api/patients/identity-rows.ts'
import { OpenedIdentities } from '#api/patients/opened-identities.ts'
import { compareIdentities } from '#registry-rules/linkage/compare.ts'
import { readIdentity } from '#registry-rules/linkage/identity.ts'

describe('the identities that a nightly run has opened', () => {
  const keys = createKeyRing()

  const aRow = (id: string, section: Record<string, unknown>): IdentityRow => {
    const { key, keyId, wrapped } = newDataKey(keys)
    return {
      patient_id: 'patient',
      identity_id: id,
      sealed: sealIdentity(key, 'report', 1, section),
      wrapped,
      key_ring_id: keyId,
      case_report_id: 'report',
      version_number: 1,
      disease_code: 'D1',
      hospital_code: 'H1',
      submitted_on: '2025-03-04',
    }
  }
  const grown = aRow('grown', {
    name: '张伟明',
    sex: '1',
    birthDate: '1990-03-12',
    idDocument: { type: '01', number: '370102199003120014' },
    phone: '13905310001',
    guardian: { name: '张大山' },
    residence: { region: '370102', address: '示例路12号3单元' },
  })
  const newborn = aRow('newborn', { name: '王芳之长子', sex: '1', birthDate: '2024-05-06', phone: '13905310002' })

  it('are read from memory as they were read from the sealed row', () => {
    const opened = new OpenedIdentities(keys, 2 ** 24)
    const first = opened.read('patient', [grown, newborn])
    // Without the rows: nothing is opened a second time.
    const again = opened.read('patient')
    expect(again.map(({ id }) => id)).to.deep.equal(['grown', 'newborn'])
    for (const [index, row] of [grown, newborn].entries()) {
      const read = readIdentity(openIdentityRow(keys, row))
      for (const side of [first, again]) {
        const identity = side[index]!.identity
        expect(compareIdentities(identity, read)).to.deep.equal(compareIdentities(read, read))
        expect(identity.address).to.deep.equal(read.address)
        expect(Object.keys(identity).sort()).to.deep.equal(Object.keys(read).sort())
      }
    }
  })

  it('are opened each time beyond the memory that they may take', () => {
    const opened = new OpenedIdentities(keys, 2 ** 24)
    // More than half of the memory.
    const long = { ...grown, hospital_code: 'H'.repeat(9_000_000) }
    opened.read('first', [long])
    opened.read('second', [long])
    expect(opened.has('first')).to.equal(true)
    expect(opened.has('second')).to.equal(false)
    expect(opened.read('second', [grown]).map(({ id }) => id)).to.deep.equal(['grown'])
  })

  it('are refused where the row was put under another report', () => {
    const opened = new OpenedIdentities(keys, 2 ** 24)
    expect(() => opened.read('patient', [{ ...grown, case_report_id: 'other' }])).to.throw(SealingError)
    expect(opened.has('patient')).to.equal(false)
  })
})
