import { expect } from 'chai'
import {
  aCaseReport,
  anIdentity,
  aReportDocument,
  expectStatus,
  signInStaff,
  type Staff,
} from '#test/support/a-case-report.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'

describe('a patient whom another hospital has reported before', () => {
  let registry: TestRegistry
  let staffA: Staff
  let staffB: Staff

  before(async () => {
    registry = await openTestRegistry()
    staffA = await signInStaff(registry.url, 'a')
    staffB = await signInStaff(registry.url, 'b')
  })
  after(() => registry.stop())
  beforeEach(() => registry.begin())
  afterEach(() => registry.rollback())

  it('looks like a new one to the second hospital until its own report is accepted', async () => {
    const content = aReportDocument({
      identity: anIdentity(),
      outcome: { vitalStatus: '2', date: '2025-12-01', cause: '主动脉夹层' },
    })
    const first = await aCaseReport(staffA, { content, state: 'ACCEPTED' })
    const alive = aReportDocument({ identity: content['identity'], outcome: { vitalStatus: '1', date: '2025-11-20' } })
    const second = await aCaseReport(staffB, { content: alive, state: 'SUBMITTED' })

    expect(second.body.patient.id).to.not.equal(first.body.patient.id)
    expect(second.body.patient.pseudonym).to.not.equal(first.body.patient.pseudonym)
    const seen = expectStatus(await staffB.registrar.get(`/patients/${second.body.patient.id}`), 200)
    expect(seen.body).to.include({ id: second.body.patient.id, recordState: 'PROVISIONAL', vitalState: 'UNKNOWN' })
    expect(seen.body.cases).to.deep.equal([])
    expect(seen.body.reports.map(({ number }: { number: string }) => number)).to.deep.equal([second.body.number])
    for (const name of [first.body.patient.id, first.body.patient.pseudonym]) {
      expect((await staffB.registrar.get(`/patients/${name}`)).status).to.equal(404)
    }
    const journal = await staffB.registrar.get('/journal?limit=200')
    expect(JSON.stringify(journal.body)).to.not.include(first.body.patient.id)
  })

  it('is known to both hospitals as one person when both reports are accepted', async () => {
    const content = aReportDocument({ identity: anIdentity() })
    const first = await aCaseReport(staffA, { content, state: 'ACCEPTED' })
    const second = await aCaseReport(staffB, { content, state: 'ACCEPTED' })
    expect(second.body.patient.pseudonym).to.equal(first.body.patient.pseudonym)
    const seen = await staffB.registrar.get(`/patients/${second.body.patient.id}`)
    expect(seen.body).to.include({ recordState: 'ACTIVE' })
    expect(seen.body.reports.map(({ number }: { number: string }) => number)).to.deep.equal([second.body.number])
  })

  it('is shown to the office as the one person from the first submission on', async () => {
    const content = aReportDocument({ identity: anIdentity() })
    const first = await aCaseReport(staffA, { content, state: 'ACCEPTED' })
    const second = await aCaseReport(staffB, { content, state: 'FORWARDED' })
    const seen = await staffA.office.get(`/case-reports/${second.body.id}`)
    expect(seen.body.patient.id).to.equal(first.body.patient.id)
  })
})
