import { expect } from 'chai'
import type { Person, Reply } from '#test/support/api-client.ts'
import { aCaseReport, aReportDocument, expectStatus, signInStaff } from '#test/support/a-case-report.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'

describe('the journey of a case report', () => {
  let registry: TestRegistry
  let registrar: Person
  let reviewer: Person
  let office: Person

  before(async () => {
    registry = await openTestRegistry()
    ;({ registrar, reviewer, office } = await signInStaff(registry.url))
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

  it('tells what may be done with a report now, and what the request must bring along', async () => {
    const report = await aCaseReport({ registrar, reviewer, office }, { state: 'OFFICE_REVIEW' })
    const { allowedActions } = (await office.get(`/case-reports/${report.body.id}`)).body
    const action = (id: string): unknown =>
      allowedActions.find(({ transition }: { transition: string }) => transition === id)
    expect(action('accept')).to.include({ allowed: true }).and.to.have.deep.property('needs', [])
    expect(action('reject')).to.include({ allowed: true, reasonCodes: 'rejection-reason' })
    expect(action('reject')).to.have.deep.property('needs', ['reasonCode', 'reasonText'])
    expect(action('return-for-office'))
      .to.include({ allowed: false })
      .and.to.have.nested.property('refusal.code', 'query-needed')
    expect(action('forward')).to.have.nested.property('refusal.code', 'wrong-state')
    expectStatus(await office.move(report.body.id, 'reject', { reasonCode: '2', reasonText: '不符合标准' }), 200)
  })

  it('takes no suggestion that the item could not hold', async () => {
    const report = await aCaseReport({ registrar, reviewer, office }, { state: 'OFFICE_REVIEW' })
    const ask = (suggestedValue: unknown): Promise<Reply> =>
      office.post(`/case-reports/${report.body.id}/queries`, {
        pointer: '/clinical/aorticRootDiameterMm',
        kind: 'implausible',
        text: '请核对内径',
        suggestedValue,
      })
    const refused = await ask('abc')
    expect(refused.status).to.equal(422)
    expect(refused.body).to.include({ code: 'suggestion-unfit' })
    expect(refused.body).to.have.nested.property('errors[0].pointer', '#/clinical/aorticRootDiameterMm')
    expect((await ask(45)).status).to.equal(201)
  })
})
