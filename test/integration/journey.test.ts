import { expect } from 'chai'
import { signIn, type Person } from '#test/support/api-client.ts'
import { aCaseReport, aReportDocument, expectStatus } from '#test/support/a-case-report.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'

describe('the journey of a case report', () => {
  let registry: TestRegistry
  let registrar: Person
  let reviewer: Person
  let office: Person

  before(async () => {
    registry = await openTestRegistry()
    registrar = await signIn(registry.url, 'registrar-a')
    reviewer = await signIn(registry.url, 'reviewer-a')
    office = await signIn(registry.url, 'office')
  })
  after(() => registry.stop())
  beforeEach(() => registry.begin())
  afterEach(() => registry.rollback())

  it('goes from the draft to an accepted case that is counted once', async () => {
    const report = await aCaseReport({ registrar, reviewer, office }, { state: 'ACCEPTED' })
    expect(report.body.state).to.equal('ACCEPTED')
    expect(report.body.inForceVersionNumber).to.equal(1)
    const cases = await office.get('/cases')
    expect(cases.body.items).to.have.length(1)
    expect(cases.body.items[0]).to.include({ diseaseCode: 'SDRD-050', state: 'CONFIRMED' })
    expect(cases.body.items[0].reports).to.deep.equal([report.body.number])
  })

  it('writes one event for each step, and what followed from it by rule', async () => {
    const report = await aCaseReport({ registrar, reviewer, office }, { state: 'ACCEPTED' })
    const journal = await office.get(`/case-reports/${report.body.id}/journal`)
    expect(journal.body.items.map(({ event }: { event: string }) => event)).to.deep.equal([
      'case-report.created',
      'case-report.submitted',
      'case-report.claimed',
      'case-report.forwarded',
      'case-report.claimed',
      'case-report.accepted',
    ])
  })

  it('comes back to the registrar with a query and goes the whole way again', async () => {
    const report = await aCaseReport({ registrar, reviewer, office }, { state: 'OFFICE_REVIEW' })
    const { id } = report.body
    const asked = expectStatus(
      await office.post(`/case-reports/${id}/queries`, {
        pointer: '/clinical/aorticRootDiameterMm',
        kind: 'implausible',
        text: '请核对内径',
        suggestedValue: 45.5,
      }),
      201,
    )
    expectStatus(await office.move(id, 'return-for-office', { reasonCode: '03' }), 200)
    expect((await registrar.move(id, 'resubmit')).body.code).to.equal('unanswered-queries')
    const query = asked.body
    expectStatus(
      await registrar.post(
        `/queries/${query.id}/transitions`,
        { transition: 'answer', answerKind: 'accepted-suggestion' },
        { 'If-Match': '"1"' },
      ),
      200,
    )
    expectStatus(await registrar.move(id, 'resubmit'), 200)
    expectStatus(await reviewer.move(id, 'claim-for-hospital'), 200)
    expectStatus(await reviewer.move(id, 'forward'), 200)
    expectStatus(await office.move(id, 'claim-for-office'), 200)
    expect((await office.move(id, 'accept')).body.code).to.equal('open-queries')
    expectStatus(
      await office.post(`/queries/${query.id}/transitions`, { transition: 'close' }, { 'If-Match': '"2"' }),
      200,
    )
    const accepted = expectStatus(await office.move(id, 'accept'), 200)
    expect(accepted.body.versionNumber).to.equal(2)
    expect(accepted.body.content.clinical.aorticRootDiameterMm).to.equal(45.5)
  })

  it('refuses a report with a blocking finding and leaves no trace', async () => {
    const created = await registrar.post('/case-reports', {
      disease: 'marfan-syndrome',
      content: aReportDocument({ diagnosis: { onsetDate: '2021-02', diagnosisDate: '2021-01' } }),
    })
    const reply = await registrar.move(created.body.id, 'submit')
    expect(reply.status).to.equal(422)
    expect(reply.body).to.have.nested.property('errors[0].pointer', '#/diagnosis/onsetDate')
    const journal = await registrar.get(`/case-reports/${created.body.id}/journal`)
    expect(journal.body.items).to.have.length(1)
  })

  it("stays the hospital's own affair while it is a draft", async () => {
    const draft = await aCaseReport({ registrar, reviewer, office })
    const submitted = await aCaseReport({ registrar, reviewer, office }, { state: 'SUBMITTED' })
    const numbersOf = async (path: string): Promise<unknown[]> =>
      (await office.get(path)).body.items.map(({ number }: { number: string }) => number)
    expect(await numbersOf('/case-reports'))
      .to.include(submitted.body.number)
      .and.not.include(draft.body.number)
    expect(await numbersOf('/case-reports?state=DRAFT')).to.deep.equal([])
  })
})
