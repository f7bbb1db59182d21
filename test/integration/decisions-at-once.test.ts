import { expect } from 'chai'
import { withDatabaseClient } from '#api/db/database-client.ts'
import { anIdentity, expectStatus } from '#test/support/a-case-report.ts'
import { signInForPairs, withoutNumber, type PairWork } from '#test/support/a-pair.ts'
import type { Reply } from '#test/support/api-client.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'

// Commits decide here, so nothing is rolled back: each test has persons of its own.
describe('decisions at the same moment', () => {
  let registry: TestRegistry
  let work: PairWork

  before(async () => {
    registry = await openTestRegistry()
    work = await signInForPairs(registry)
  })
  after(() => registry.stop())
  afterEach(() => expect(registry.log.filter((line) => line.includes('"level":50'))).to.be.empty)

  const rows = <Row>(sql: string, values: unknown[] = []): Promise<Row[]> =>
    withDatabaseClient(registry.superuserUrl, async (client) => (await client.query(sql, values)).rows as Row[])

  const statuses = (replies: readonly Reply[]): number[] => replies.map(({ status }) => status).sort()

  const twoAlike = async () => {
    const person = anIdentity()
    const first = await work.report(work.a, person, 'SUBMITTED')
    const second = await work.report(work.b, withoutNumber(person), 'SUBMITTED')
    const ids = [await work.patientOf(first), await work.patientOf(second)] as const
    const pair = (await work.office.get(`/patient-pairs?patient=${ids[0]}`)).body.items[0]
    return { person, ids, pair }
  }

  it('as the same person and as relatives: one of the two is taken', async () => {
    const { ids, pair } = await twoAlike()
    const { body } = await work.office.get(`/patient-pairs/${pair.id}/merge-preview`)
    const replies = await Promise.all([
      work.decide(work.office, pair, { outcome: 'same', previewToken: body.previewToken }),
      work.decide(work.lead, pair, { outcome: 'relative', relative: { kind: 'sibling' } }),
    ])
    expect(replies.filter(({ status }) => status === 200)).to.have.length(1)
    const [state] = await rows<{ state: string }>('select state from patient_pair where id = $1', [pair.id])
    const merged = await rows('select from patient_merge where patient_pair_id = $1', [pair.id])
    const links = await rows('select from family_link where patient_id = any ($1)', [ids])
    expect([state?.state, merged.length, links.length]).to.deep.be.oneOf([
      ['SAME', 1, 0],
      ['RELATIVE', 0, 2],
    ])
  })

  it('to take a merge back: one of two confirmations is taken', async () => {
    const { ids, pair } = await twoAlike()
    const number = await work.merge(pair, work.office)
    expectStatus(await work.propose(work.lead, number), 201)
    const { previewToken } = await work.previewUnmerge(number)
    const confirm = (person: PairWork['office']) =>
      person.post(`/patient-merges/${number}/unmerge-confirmations`, { previewToken })
    expect(statuses(await Promise.all([confirm(work.office), confirm(work.secondOffice)]))).to.deep.equal([200, 409])
    expect(
      await rows(`select from audit_event where event = 'patient.unmerged' and object_id = $1`, [ids[1]]),
    ).to.have.length(1)
  })

  it('to take a merge back while a report of the person is submitted: the report hangs on a record that stands', async () => {
    const { person, pair, ids } = await twoAlike()
    const number = await work.merge(pair, work.office)
    expectStatus(await work.propose(work.office, number), 201)
    const { previewToken } = await work.previewUnmerge(number)
    const [confirmed, report] = await Promise.all([
      work.lead.post(`/patient-merges/${number}/unmerge-confirmations`, { previewToken }),
      work.report(work.a, person, 'SUBMITTED'),
    ])
    // A submission that links first changes what the preview showed; then the office looks again.
    expect(confirmed.status, confirmed.text).to.be.oneOf([200, 409])
    const [standing] = await rows<{ id: string; record_state: string }>(
      'select p.id, p.record_state from case_report r join patient p on p.id = r.patient_id where r.id = $1',
      [report.body.id],
    )
    expect(standing?.record_state).to.equal('PROVISIONAL')
    expect(standing?.id).to.equal(ids[0])
  })
})
