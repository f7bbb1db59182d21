import { expect } from 'chai'
import { withDatabaseClient } from '#api/db/database-client.ts'
import type { JsonObject } from '#registry-rules/forms/json-pointer.ts'
import { anIdentity, aReportDocument, asOnPaperCard, expectStatus } from '#test/support/a-case-report.ts'
import { signIn, type Person, type Reply } from '#test/support/api-client.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'

const submissions = 8

// Commits decide here, so nothing is rolled back: each test has a person of its own.
describe('matching of submissions at the same moment', () => {
  let registry: TestRegistry
  let registrars: readonly [Person, Person]
  let office: Person

  before(async () => {
    registry = await openTestRegistry()
    registrars = [await signIn(registry.url, 'registrar-a'), await signIn(registry.url, 'registrar-b')]
    office = await signIn(registry.url, 'office')
  })
  after(() => registry.stop())

  const rows = <Row>(sql: string, values: unknown[] = []): Promise<Row[]> =>
    withDatabaseClient(registry.superuserUrl, async (client) => (await client.query(sql, values)).rows as Row[])

  /** Drafts one after the other, submits all at once, from two hospitals in turn; the ids of the reports. */
  const submitAtOnce = async (identities: readonly JsonObject[]): Promise<string[]> => {
    const drafts: { registrar: Person; id: string }[] = []
    for (const [index, identity] of identities.entries()) {
      const registrar = registrars[index % 2]!
      const content = aReportDocument({ identity })
      const draft = expectStatus(await registrar.post('/case-reports', { disease: 'marfan-syndrome', content }), 201)
      drafts.push({ registrar, id: String(draft.body.id) })
    }
    const replies: Reply[] = await Promise.all(drafts.map(({ registrar, id }) => registrar.move(id, 'submit')))
    for (const reply of replies) expectStatus(reply, 200)
    expect(registry.log.filter((line) => line.includes('"level":50'))).to.be.empty
    return drafts.map(({ id }) => id)
  }

  const patientsOf = async (reports: readonly string[]): Promise<string[]> => {
    const found = await rows<{ patient_id: string }>(
      `select distinct r.patient_id from case_report r join patient p on p.id = r.patient_id
       where r.id = any ($1) and p.record_state <> 'MERGED'`,
      [reports],
    )
    return found.map((row) => row.patient_id)
  }

  it('ends with one patient for one person with a number', async () => {
    const person = anIdentity({ birthDate: '1981-04-02' })
    const reports = await submitAtOnce(Array.from({ length: submissions }, () => person))
    expect(await patientsOf(reports)).to.have.length(1)
    const origins = await rows<{ record_state: string }>(
      `select p.record_state from case_report r join patient p on p.id = r.origin_patient_id where r.id = any ($1)`,
      [reports],
    )
    expect(origins.filter((row) => row.record_state === 'PROVISIONAL')).to.have.length(1)
    expect(origins.filter((row) => row.record_state === 'MERGED')).to.have.length(submissions - 1)
    expect(await rows(`select from patient_merge`)).to.have.length(submissions - 1)
  })

  it('leaves no two records of one person without number unrelated', async () => {
    const person = anIdentity({ birthDate: '1982-05-03' })
    const reports = await submitAtOnce(Array.from({ length: submissions }, () => asOnPaperCard(person)))
    const patients = await patientsOf(reports)
    expect(patients).to.have.length(submissions)
    const pairs = await rows<{ one: string }>(
      `select patient_a_id || ' ' || patient_b_id as one from patient_pair
       where state = 'OPEN' and patient_a_id = any ($1) and patient_b_id = any ($1)`,
      [patients],
    )
    expect(new Set(pairs.map(({ one }) => one)).size).to.equal((submissions * (submissions - 1)) / 2)
  })

  it('makes a patient each for different persons who share a name and a year of birth', async () => {
    const first = anIdentity({ birthDate: '1971-01-01' })
    const identities = Array.from({ length: submissions }, (_, index) => ({
      ...anIdentity({ birthDate: `1971-01-0${index + 1}` }),
      name: String(first['name']),
    }))
    const reports = await submitAtOnce(identities)
    expect(await patientsOf(reports)).to.have.length(submissions)
  })

  it('never hangs a report on a record that a merge has taken away meanwhile', async () => {
    const person = anIdentity({ birthDate: '1983-06-04' })
    const [one] = await submitAtOnce([asOnPaperCard(person)])
    const [two] = await submitAtOnce([person])
    const [patient] = await patientsOf([one!])
    const open = await office.get(`/patient-pairs?patient=${patient ?? ''}`)
    const pair = open.body.items[0]
    const shown = await office.get(`/patient-pairs/${pair.id}/merge-preview`)
    const merge = office.post(
      `/patient-pairs/${pair.id}/decisions`,
      { outcome: 'same', reasonCode: 'identity-checked', previewToken: shown.body.previewToken },
      { 'If-Match': '"1"' },
    )
    const [merged, ...further] = await Promise.all([merge, submitAtOnce([person, person])])
    // A submission that links first changes what the preview showed; then the office looks again.
    expect(merged.status, merged.text).to.be.oneOf([200, 409, 412, 422])
    const reports = [one!, two!, ...further.flat()]
    const lost = await rows(
      `select from case_report r join patient p on p.id = r.patient_id where r.id = any ($1) and p.record_state = 'MERGED'`,
      [reports],
    )
    expect(lost).to.be.empty
    expect(await patientsOf(reports)).to.have.length(merged.status === 200 ? 1 : 2)
  })

  it('takes one of two decisions on a pair that are made at once', async () => {
    const person = anIdentity({ birthDate: '1984-07-05' })
    const [one] = await submitAtOnce([asOnPaperCard(person)])
    await submitAtOnce([asOnPaperCard(person)])
    const [patient] = await patientsOf([one!])
    const pair = (await office.get(`/patient-pairs?patient=${patient ?? ''}`)).body.items[0]
    const second = await signIn(registry.url, 'second-office')
    const decide = (by: Person) =>
      by.post(
        `/patient-pairs/${pair.id}/decisions`,
        { outcome: 'different', reasonCode: 'other' },
        { 'If-Match': '"1"' },
      )
    const replies = await Promise.all([decide(office), decide(second)])
    expect(replies.map(({ status }) => status).sort()).to.deep.equal([200, 412])
  })
})
