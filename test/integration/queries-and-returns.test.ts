import { expect } from 'chai'
import { expectProblem, signIn, type Person, type Reply } from '#test/support/api-client.ts'
import { aCaseReport, aReportDocument, expectStatus, signInStaff, type Staff } from '#test/support/a-case-report.ts'
import { eventsOf, rowsOf } from '#test/support/database-state.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'

const day = (offset: number): string =>
  new Date(Date.now() + 8 * 3_600_000 + offset * 86_400_000).toISOString().slice(0, 10)

describe('queries and returns', () => {
  let registry: TestRegistry
  let staff: Staff
  let registrar: Person
  let reviewer: Person
  let office: Person

  before(async () => {
    registry = await openTestRegistry()
    staff = await signInStaff(registry.url)
    ;({ registrar, reviewer, office } = staff)
  })
  after(() => registry.stop())
  beforeEach(() => registry.begin())
  afterEach(() => registry.rollback())

  const ask = (person: Person, id: string, changes: object = {}): Promise<Reply> =>
    person.post(`/case-reports/${id}/queries`, {
      pointer: '/clinical/heightCm',
      kind: 'implausible',
      text: '请核对身高',
      ...changes,
    })
  const step = (person: Person, id: string, body: object, version = 1): Promise<Reply> =>
    person.post(`/queries/${id}/transitions`, body, { 'If-Match': `"${version}"` })
  /** A report that the hospital's reviewer has sent back with one query. */
  const aReturned = async (changes: object = {}): Promise<{ id: string; queryId: string }> => {
    const { body } = await aCaseReport(staff, { state: 'HOSPITAL_REVIEW' })
    const query = expectStatus(await ask(reviewer, body.id, changes), 201)
    expectStatus(await reviewer.move(body.id, 'return-for-hospital', { reasonCode: '03' }), 200)
    return { id: String(body.id), queryId: String(query.body.id) }
  }
  const stateOf = async (queryId: string): Promise<string | undefined> =>
    (await rowsOf<{ state: string }>(registry, 'select state from query where id = ?', [queryId]))[0]?.state

  describe('a return by the hospital (R11)', () => {
    it('needs a reason code that the value set has', async () => {
      const { body } = await aCaseReport(staff, { state: 'HOSPITAL_REVIEW' })
      const remark = { reasonText: '请补充病史' }
      expectProblem(await reviewer.move(body.id, 'return-for-hospital', remark), 422, 'reason-needed')
      expectProblem(
        await reviewer.move(body.id, 'return-for-hospital', { ...remark, reasonCode: '77' }),
        422,
        'reason-code-unknown',
      )
      expect(await eventsOf(registry, body.id)).to.have.length(3)
    })

    it('needs a query or a remark', async () => {
      const { body } = await aCaseReport(staff, { state: 'HOSPITAL_REVIEW' })
      expectProblem(
        await reviewer.move(body.id, 'return-for-hospital', { reasonCode: '03' }),
        422,
        'query-or-remark-needed',
      )
      const reply = expectStatus(
        await reviewer.move(body.id, 'return-for-hospital', { reasonCode: '03', reasonText: '请补充病史' }),
        200,
      )
      expect(reply.body).to.include({ state: 'RETURNED', returnLevel: 'hospital', round: 1, dueDate: day(14) })
      expect(reply.body).not.to.have.property('claimedBy')
      expectStatus(await registrar.move(body.id, 'resubmit'), 200)
    })

    it('takes a due date within a year and no other', async () => {
      const { body } = await aCaseReport(staff, { state: 'HOSPITAL_REVIEW' })
      const request = { reasonCode: '03', reasonText: '请补充' }
      for (const dueDate of [day(-1), day(366)])
        expectProblem(
          await reviewer.move(body.id, 'return-for-hospital', { ...request, dueDate }),
          422,
          'due-date-implausible',
        )
      const reply = expectStatus(
        await reviewer.move(body.id, 'return-for-hospital', { ...request, dueDate: day(365) }),
        200,
      )
      expect(reply.body.dueDate).to.equal(day(365))
    })
  })

  describe('a return by the office (R16)', () => {
    it('needs a query; a remark alone does not tell the hospital what to repair', async () => {
      const { body } = await aCaseReport(staff, { state: 'OFFICE_REVIEW' })
      const request = { reasonCode: '03', reasonText: '诊断依据不足' }
      expectProblem(await office.move(body.id, 'return-for-office', request), 422, 'query-needed')
      expectStatus(await ask(office, body.id), 201)
      const reply = expectStatus(await office.move(body.id, 'return-for-office', request), 200)
      expect(reply.body).to.include({ state: 'RETURNED', returnLevel: 'office', round: 1 })
    })

    it('keeps the words of a reason out of the clear journal', async () => {
      const { body } = await aCaseReport(staff, { state: 'OFFICE_REVIEW' })
      expectStatus(await ask(office, body.id), 201)
      expectStatus(
        await office.move(body.id, 'return-for-office', { reasonCode: '03', reasonText: '张三丰的诊断依据不足' }),
        200,
      )
      const rows = await rowsOf<{ clear: string; sealed: boolean }>(
        registry,
        "select (detail::text || related::text || coalesce(reason_code, '')) as clear, sealed is not null as sealed from audit_event where event = 'case-report.returned'",
      )
      expect(rows).to.have.length(1)
      expect(rows[0]?.sealed).to.equal(true)
      expect(rows[0]?.clear).not.to.contain('张三丰')
    })
  })

  describe('opening a query (Q1)', () => {
    it('is refused outside of a review', async () => {
      const { body } = await aCaseReport(staff, { state: 'SUBMITTED' })
      expectProblem(await ask(reviewer, body.id), 409, 'wrong-state')
      expect(await rowsOf(registry, 'select 1 from query')).to.have.length(0)
    })

    it('needs a place of the form; a name is no place', async () => {
      const { body } = await aCaseReport(staff, { state: 'HOSPITAL_REVIEW' })
      for (const pointer of [
        '/clinical/heigthCm',
        'clinical',
        '/',
        '/identity/name/张三丰',
        '/clinical/heightCm/a b',
        '/__proto__',
        '/phenotype/99999',
      ])
        expectProblem(await ask(reviewer, body.id, { pointer }), 422, 'pointer-unknown')
      for (const pointer of ['', '/clinical', '#/clinical/heightCm', '/phenotype/0', '/identity/idDocument/number'])
        expectStatus(await ask(reviewer, body.id, { pointer }), 201)
    })

    it('proposes a value for an item only, not for a section, the report or its disease', async () => {
      const { body } = await aCaseReport(staff, { state: 'HOSPITAL_REVIEW' })
      for (const pointer of ['', '/clinical', '/disease', '/formVersion'])
        expectProblem(await ask(reviewer, body.id, { pointer, suggestedValue: 'albinism' }), 422, 'pointer-unknown')
      expect(await rowsOf(registry, 'select 1 from query')).to.have.length(0)
    })

    it('takes a due date within a year and no other', async () => {
      const { body } = await aCaseReport(staff, { state: 'HOSPITAL_REVIEW' })
      for (const dueDate of [day(-1), day(366)])
        expectProblem(await ask(reviewer, body.id, { dueDate }), 422, 'due-date-implausible')
      expect(expectStatus(await ask(reviewer, body.id, { dueDate: day(30) }), 201).body.dueDate).to.equal(day(30))
      expect(expectStatus(await ask(reviewer, body.id), 201).body.dueDate).to.equal(day(14))
    })
  })

  describe('answering a query (Q2)', () => {
    const incomplete: readonly [string, object, string][] = [
      ['no kind', {}, 'answerKind'],
      ['a verified value without reason', { answerKind: 'verified' }, 'text'],
      [
        'a value that cannot be found out without a missing reason',
        { answerKind: 'cannot-be-found-out' },
        'missingReason',
      ],
      ['an outside result without a date', { answerKind: 'waiting' }, 'waitingUntil'],
      ['a suggestion where none was made', { answerKind: 'accepted-suggestion' }, 'suggestedValue'],
      ['a changed value that was not changed', { answerKind: 'changed-value' }, 'content'],
    ]
    for (const [what, answer, field] of incomplete)
      it(`is refused with ${what}`, async () => {
        const { queryId } = await aReturned()
        const reply = await step(registrar, queryId, { transition: 'answer', ...answer })
        expectProblem(reply, 422, 'answer-needed')
        expect(reply.body.detail).to.contain(field)
        expect(await stateOf(queryId)).to.equal('OPEN')
      })

    it('is refused with a missing reason that the value set does not have, and with a date that has passed', async () => {
      const { queryId } = await aReturned()
      const unknown = { transition: 'answer', answerKind: 'cannot-be-found-out', missingReason: 'because' }
      expectProblem(await step(registrar, queryId, unknown), 422, 'reason-code-unknown')
      const passed = { transition: 'answer', answerKind: 'waiting', waitingUntil: day(0) }
      expectProblem(await step(registrar, queryId, passed), 422, 'due-date-implausible')
      expect(await stateOf(queryId)).to.equal('OPEN')
    })

    for (const answer of [
      { answerKind: 'verified', text: '已核对病历' },
      { answerKind: 'waiting', waitingUntil: day(20) },
      { answerKind: 'cannot-be-found-out', missingReason: 'unobtainable' },
    ])
      it(`is taken as ${answer.answerKind} with what that needs`, async () => {
        const { queryId } = await aReturned()
        const reply = expectStatus(await step(registrar, queryId, { transition: 'answer', ...answer }), 200)
        expect(reply.body).to.include({ state: 'ANSWERED', answerKind: answer.answerKind })
        expect(await eventsOf(registry, queryId)).to.deep.equal(['query.opened', 'query.answered'])
      })

    it('puts an accepted suggestion into the draft under the registrar’s name (hard case 41)', async () => {
      const { id, queryId } = await aReturned({ suggestedValue: 191 })
      expectStatus(await step(registrar, queryId, { transition: 'answer', answerKind: 'accepted-suggestion' }), 200)
      expect((await registrar.get(`/case-reports/${id}`)).body.content.clinical.heightCm).to.equal(191)
      const [event] = await rowsOf<{ actor_name: string; detail: { source?: string } }>(
        registry,
        "select actor_name, detail from audit_event where object_id = ? and event = 'query.answered'",
        [queryId],
      )
      expect(event)
        .to.deep.include({ actor_name: 'Registrar A' })
        .and.to.have.nested.property('detail.source', 'proposal')
      expectStatus(await registrar.move(id, 'resubmit'), 200)
      const versions = await rowsOf<{ height: number; username: string }>(
        registry,
        `select (v.content #> '{clinical,heightCm}')::float as height, a.username from case_report_version v
         join account a on a.id = v.submitted_by_id where v.case_report_id = ? order by v.number`,
        [id],
      )
      expect(versions.map(({ username }) => username)).to.deep.equal(['registrar-a', 'registrar-a'])
      expect(versions.map(({ height }) => height)).to.deep.equal([193, 191])
    })

    it('writes the missing reason of what cannot be found out, in place of the value', async () => {
      const { id, queryId } = await aReturned()
      const answer = { transition: 'answer', answerKind: 'cannot-be-found-out', missingReason: 'unobtainable' }
      expectStatus(await step(registrar, queryId, answer), 200)
      const { content } = (await registrar.get(`/case-reports/${id}`)).body
      expect(content.clinical).not.to.have.property('heightCm')
      expect(content.missing).to.deep.equal({ '/clinical/heightCm': 'unobtainable' })
    })

    it('leaves the draft alone when a question on the whole report or a section cannot be answered', async () => {
      for (const pointer of ['', '/clinical']) {
        const { id, queryId } = await aReturned({ pointer })
        const before = (await registrar.get(`/case-reports/${id}`)).body.content
        const answer = { transition: 'answer', answerKind: 'cannot-be-found-out', missingReason: 'unobtainable' }
        expectStatus(await step(registrar, queryId, answer), 200)
        expect((await registrar.get(`/case-reports/${id}`)).body.content).to.deep.equal(before)
      }
    })

    it('happens by changing the value: it is answered when the report is submitted again', async () => {
      const { id, queryId } = await aReturned()
      expectProblem(await registrar.move(id, 'resubmit'), 422, 'unanswered-queries')
      const { body } = await registrar.get(`/case-reports/${id}`)
      const content = { ...body.content, clinical: { ...body.content.clinical, heightCm: 192 } }
      expectStatus(
        await registrar.put(`/case-reports/${id}/draft`, { content }, { 'If-Match': `"${body.version}"` }),
        200,
      )
      expect(await stateOf(queryId)).to.equal('OPEN')
      expectStatus(await registrar.move(id, 'resubmit'), 200)
      const [row] = await rowsOf(registry, 'select state, answer_kind from query where id = ?', [queryId])
      expect(row).to.deep.equal({ state: 'ANSWERED', answer_kind: 'changed-value' })
      expect(await eventsOf(registry, queryId)).to.deep.equal(['query.opened', 'query.answered'])
    })

    it('is the registrar’s alone, once, and not without the version', async () => {
      const { queryId } = await aReturned()
      const answer = { transition: 'answer', answerKind: 'verified', text: '已核对病历' }
      expectProblem(await step(reviewer, queryId, answer), 403, 'role-missing')
      expectProblem(await step(registrar, queryId, answer, 7), 412, 'stale-version')
      expectProblem(await registrar.post(`/queries/${queryId}/transitions`, answer), 428, 'if-match-missing')
      expectStatus(await step(registrar, queryId, answer), 200)
      expectProblem(await step(registrar, queryId, answer, 2), 409, 'wrong-state')
    })

    it('waits until the report is returned', async () => {
      const { body } = await aCaseReport(staff, { state: 'HOSPITAL_REVIEW' })
      const query = expectStatus(await ask(reviewer, body.id), 201)
      const answer = { transition: 'answer', answerKind: 'verified', text: '已核对病历' }
      expectProblem(await step(registrar, query.body.id, answer), 409, 'wrong-state')
    })
  })

  describe('closing a query (Q3)', () => {
    it('is never done by who answered, though he is a reviewer', async () => {
      const both = await signIn(registry.url, 'both-a')
      const { queryId } = await aReturned()
      expectStatus(await step(both, queryId, { transition: 'answer', answerKind: 'verified', text: '已核对' }), 200)
      expectProblem(await step(both, queryId, { transition: 'close' }, 2), 403, 'not-the-opener')
      expectProblem(await step(registrar, queryId, { transition: 'close' }, 2), 403, 'role-missing')
      expect(await stateOf(queryId)).to.equal('ANSWERED')
    })

    it('is done by a reviewer of its level, once it is answered', async () => {
      const second = await signIn(registry.url, 'second-reviewer-a')
      const { queryId } = await aReturned()
      expectProblem(await step(second, queryId, { transition: 'close' }), 409, 'wrong-state')
      expectStatus(
        await step(registrar, queryId, { transition: 'answer', answerKind: 'verified', text: '已核对' }),
        200,
      )
      expectStatus(await step(second, queryId, { transition: 'close' }, 2), 200)
      expect(await eventsOf(registry, queryId)).to.deep.equal(['query.opened', 'query.answered', 'query.closed'])
    })

    it('is asked for before the hospital forwards', async () => {
      const { id, queryId } = await aReturned()
      expectStatus(
        await step(registrar, queryId, { transition: 'answer', answerKind: 'verified', text: '已核对' }),
        200,
      )
      expectStatus(await registrar.move(id, 'resubmit'), 200)
      expectStatus(await reviewer.move(id, 'claim-for-hospital'), 200)
      expectProblem(await reviewer.move(id, 'forward'), 422, 'open-queries')
      expectStatus(await step(reviewer, queryId, { transition: 'close' }, 2), 200)
      expectStatus(await reviewer.move(id, 'forward'), 200)
    })
  })

  describe('a warning', () => {
    /** An unusual diameter: the form asks whether it was entered in cm. */
    const unusual = (): object => aReportDocument({ clinical: { aorticRootDiameterMm: 100 } })
    const created = async (): Promise<Reply> =>
      expectStatus(await registrar.post('/case-reports', { disease: 'marfan-syndrome', content: unusual() }), 201)
    const warningsOf = ({ body }: Reply): { check: string; pointer: string; reason: string }[] =>
      body.findings
        .filter(
          ({ severity, answeredBy }: { severity: string; answeredBy?: string }) =>
            severity === 'warn' && answeredBy === undefined,
        )
        .map(({ check, pointer }: { check: string; pointer: string }) => ({ check, pointer, reason: '已核对超声报告' }))

    it('keeps a report from being submitted until it is verified with a reason', async () => {
      const report = await created()
      const reply = await registrar.move(report.body.id, 'submit')
      expectProblem(reply, 422, 'unanswered-warnings')
      expect(reply.body.errors.map(({ pointer }: { pointer: string }) => pointer)).to.include(
        '#/clinical/aorticRootDiameterMm',
      )
      expect(await eventsOf(registry, report.body.id)).to.deep.equal(['case-report.created'])
      const withoutReason = warningsOf(report).map((entry) => ({ ...entry, reason: '' }))
      expect((await registrar.move(report.body.id, 'submit', { verified: withoutReason })).status).to.equal(400)
      const submitted = expectStatus(
        await registrar.move(report.body.id, 'submit', { verified: warningsOf(report) }),
        200,
      )
      expect(submitted.body.verified).to.deep.equal(warningsOf(report))
    })

    it('that was verified is looked at by the reviewers, who say so', async () => {
      const report = await created()
      const { id } = report.body
      expectStatus(await registrar.move(id, 'submit', { verified: warningsOf(report) }), 200)
      expectStatus(await reviewer.move(id, 'claim-for-hospital'), 200)
      expectProblem(await reviewer.move(id, 'forward'), 422, 'verified-values-unseen')
      expectProblem(await reviewer.move(id, 'forward', { verifiedValuesSeen: false }), 422, 'verified-values-unseen')
      expectStatus(await reviewer.move(id, 'forward', { verifiedValuesSeen: true }), 200)
      expectStatus(await office.move(id, 'claim-for-office'), 200)
      expectProblem(await office.move(id, 'accept'), 422, 'verified-values-unseen')
      expectStatus(await office.move(id, 'accept', { verifiedValuesSeen: true }), 200)
    })

    it('stays verified while its value stays, and falls when the value changes', async () => {
      const report = await created()
      const { id } = report.body
      expectStatus(await registrar.move(id, 'submit', { verified: warningsOf(report) }), 200)
      expectStatus(await registrar.move(id, 'recall'), 200)
      const recalled = await registrar.get(`/case-reports/${id}`)
      expect(recalled.body.verified).to.have.length(warningsOf(report).length)
      const content = {
        ...recalled.body.content,
        clinical: { ...recalled.body.content.clinical, aorticRootDiameterMm: 101 },
      }
      const saved = await registrar.put(
        `/case-reports/${id}/draft`,
        { content },
        { 'If-Match': `"${recalled.body.version}"` },
      )
      expect(saved.body.verified.map(({ pointer }: { pointer: string }) => pointer)).not.to.include(
        '#/clinical/aorticRootDiameterMm',
      )
      expectProblem(await registrar.move(id, 'submit'), 422, 'unanswered-warnings')
      expectStatus(
        await registrar.put(
          `/case-reports/${id}/draft`,
          { content: recalled.body.content },
          { 'If-Match': `"${saved.body.version}"` },
        ),
        200,
      )
      expectStatus(await registrar.move(id, 'submit'), 200)
    })
  })

  it('a release puts the report back into the queue that it was taken from (R10, R15)', async () => {
    const inHospital = await aCaseReport(staff, { state: 'HOSPITAL_REVIEW' })
    expect(expectStatus(await reviewer.move(inHospital.body.id, 'release-for-hospital'), 200).body.state).to.equal(
      'SUBMITTED',
    )
    const inOffice = await aCaseReport(staff, { state: 'OFFICE_REVIEW' })
    const reply = expectStatus(await office.move(inOffice.body.id, 'release-for-office'), 200)
    expect(reply.body.state).to.equal('FORWARDED')
    expect(reply.body).not.to.have.property('leaseEndsAt')
    expect((await eventsOf(registry, inOffice.body.id)).at(-1)).to.equal('case-report.released')
  })

  describe('a rejection (R20)', () => {
    it('needs a reason code of its value set and words', async () => {
      const { body } = await aCaseReport(staff, { state: 'OFFICE_REVIEW' })
      expectProblem(await office.move(body.id, 'reject', { reasonText: '不符合标准' }), 422, 'reason-needed')
      expectProblem(await office.move(body.id, 'reject', { reasonCode: '2' }), 422, 'reason-needed')
      expectProblem(
        await office.move(body.id, 'reject', { reasonCode: '03', reasonText: '不符合标准' }),
        422,
        'reason-code-unknown',
      )
      expect((await office.get(`/case-reports/${body.id}`)).body.state).to.equal('OFFICE_REVIEW')
    })

    it('makes a provisional patient without other reports inactive (P13)', async () => {
      const { body } = await aCaseReport(staff, { state: 'OFFICE_REVIEW' })
      expectStatus(await office.move(body.id, 'reject', { reasonCode: '2', reasonText: '不符合标准' }), 200)
      expect(await rowsOf(registry, 'select record_state from patient where id = ?', [body.patient.id])).to.deep.equal([
        { record_state: 'INACTIVE' },
      ])
      expect((await eventsOf(registry, body.patient.id)).at(-1)).to.equal('patient.inactivated')
      expect((await office.get('/cases')).body.items).to.deep.equal([])
    })

    it('leaves a patient alone who has an accepted report', async () => {
      const accepted = await aCaseReport(staff, { state: 'ACCEPTED' })
      const content = aReportDocument({ identity: accepted.body.content.identity })
      const second = await aCaseReport(staff, { content, state: 'OFFICE_REVIEW' })
      expect(second.body.patient.id).to.equal(accepted.body.patient.id)
      expectStatus(await office.move(second.body.id, 'reject', { reasonCode: '4', reasonText: '测试数据' }), 200)
      expect(
        await rowsOf(registry, 'select record_state from patient where id = ?', [accepted.body.patient.id]),
      ).to.deep.equal([{ record_state: 'ACTIVE' }])
    })
  })
})
