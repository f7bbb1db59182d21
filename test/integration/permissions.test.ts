import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { routes } from '#api/routes.ts'
import type { Route } from '#api/http/route.ts'
import { call, expectProblem, signIn, type Person, type Reply } from '#test/support/api-client.ts'
import {
  aCaseReport,
  anIdentity,
  aReportDocument,
  expectStatus,
  signInStaff,
  type Staff,
} from '#test/support/a-case-report.ts'
import { changeAccount, eventsOf, rowsOf } from '#test/support/database-state.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'

const disease = 'marfan-syndrome'
const match = { 'If-Match': '"1"' }

describe('rights', () => {
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

  describe('of each role on each route', () => {
    const everyone = [
      'registrar-a',
      'reviewer-a',
      'administrator-a',
      'interface-a',
      'office',
      'lead',
      'system',
      'security',
      'researcher',
      'auditor',
    ]
    const hospital = ['registrar-a', 'reviewer-a', 'administrator-a', 'interface-a']
    const offices = ['office', 'lead']
    const writers = ['registrar-a', 'interface-a']
    const deciders = ['reviewer-a', ...offices]
    /** Written down here once more, so that a slip in the table of rights does not go unnoticed. */
    const mayUse: Readonly<Record<string, readonly string[] | 'public'>> = {
      'post /session': 'public',
      'post /session/refresh': 'public',
      'delete /session': 'public',
      'get /session/account': everyone,
      'get /diseases': 'public',
      'get /diseases/:code': 'public',
      'get /regions': 'public',
      'get /hospitals': 'public',
      'get /value-sets': 'public',
      'get /value-sets/:id': 'public',
      'get /forms/:disease': 'public',
      'get /forms/:disease/:version': 'public',
      'get /hpo-terms': 'public',
      'get /hpo-terms/:id': 'public',
      'get /data-dictionary/:disease': 'public',
      'get /data-dictionary/:disease/workbook.xlsx': 'public',
      'get /data-dictionary.xlsx': 'public',
      'post /case-reports': writers,
      'put /case-reports/:id/draft': writers,
      'get /case-reports': [...hospital, ...offices],
      'get /case-reports/:id': [...hospital, ...offices],
      'get /case-reports/:id/versions': [...hospital, ...offices],
      'get /case-reports/:id/queries': [...hospital, ...offices],
      'get /case-reports/:id/journal': [...hospital, ...offices],
      'post /case-reports/:id/transitions': [...hospital, ...offices],
      'post /case-reports/:id/queries': deciders,
      'post /queries/:id/transitions': ['registrar-a', ...deciders],
      'get /patient-pairs': deciders,
      'post /patient-pairs': deciders,
      'get /patient-pairs/:id': deciders,
      'get /patient-pairs/:id/merge-preview': deciders,
      'post /patient-pairs/:id/decisions': deciders,
      'post /patient-pairs/:id/reopenings': offices,
      'get /patient-merges/:number/unmerge-preview': offices,
      'post /patient-merges/:number/unmerge-proposals': offices,
      'post /patient-merges/:number/unmerge-confirmations': offices,
      'post /patients/:id/identity-states': offices,
      'post /patient-searches': ['registrar-a', 'reviewer-a'],
      'get /patients/:id': [...hospital, ...offices],
      'get /cases': [...hospital, ...offices],
      'get /cases/:id': [...hospital, ...offices],
      'get /journal': [...hospital, ...offices, 'auditor'],
      'get /access-events': ['auditor'],
      'get /reports/office-workbook.xlsx': offices,
    }
    const nameOf = ({ method, path }: Route): string => `${method} ${path}`
    const send = ({ method, path }: Route, token: string | undefined): Promise<Reply> =>
      call(registry.url, method.toUpperCase(), `/api/v1${path.replaceAll(/:\w+/g, randomUUID())}`, {
        headers: {
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
          ...match,
          'Idempotency-Key': randomUUID(),
        },
        ...(method === 'get' ? {} : { body: {} }),
      })

    it('is written down for every route', () => {
      expect(routes.map(nameOf)).to.have.members(Object.keys(mayUse))
    })

    it('asks for a token everywhere but for the catalogue and where a session begins and ends', async () => {
      for (const route of routes.filter((candidate) => mayUse[nameOf(candidate)] !== 'public'))
        expect((await send(route, undefined)).body?.code, nameOf(route)).to.equal('sign-in-required')
    })

    for (const username of everyone)
      it(`is exactly that for ${username}`, async () => {
        const { token } = await signIn(registry.url, username)
        for (const route of routes) {
          const allowed = mayUse[nameOf(route)] ?? []
          if (allowed === 'public') continue
          const reply = await send(route, token)
          const isRefused = reply.status === 403 && reply.body.code === 'permission-missing'
          expect(isRefused, `${nameOf(route)}: ${reply.status}`).to.equal(!allowed.includes(username))
          expect(reply.status, `${nameOf(route)}: ${reply.text.slice(0, 200)}`).to.be.lessThan(500)
        }
        expect(await rowsOf(registry, "select 1 from audit_event where object_kind = 'case-report'")).to.have.length(0)
      })
  })

  describe('on the report of another hospital', () => {
    it('end at its existence: reading, saving, moving, asking, versions and journal all answer 404', async () => {
      const { body } = await aCaseReport(staff, { state: 'SUBMITTED' })
      for (const username of ['registrar-b', 'reviewer-b', 'administrator-b', 'interface-b']) {
        const stranger = await signIn(registry.url, username)
        for (const path of ['', '/versions', '/queries', '/journal'])
          expectProblem(await stranger.get(`/case-reports/${body.id}${path}`), 404, 'case-report-not-found')
        for (const transition of ['submit', 'recall', 'claim-for-hospital', 'forward', 'resubmit'])
          expectProblem(
            await stranger.post(
              `/case-reports/${body.id}/transitions`,
              { transition },
              { 'If-Match': `"${body.version}"` },
            ),
            404,
            'case-report-not-found',
          )
        expect((await stranger.get('/case-reports')).body.items).to.deep.equal([])
        expect((await stranger.get(`/case-reports?number=${body.number}`)).body.items).to.deep.equal([])
        expectProblem(await stranger.get(`/patients/${body.patient.id}`), 404, 'patient-not-found')
        expectProblem(await stranger.get(`/patients/${body.patient.pseudonym}`), 404, 'patient-not-found')
        const journal = await stranger.get(`/journal?object=${body.id}`)
        expect(journal.body.items).to.deep.equal([])
      }
      const [b, r] = [await signIn(registry.url, 'registrar-b'), await signIn(registry.url, 'reviewer-b')]
      expectProblem(await b.put(`/case-reports/${body.id}/draft`, { content: {} }, match), 404, 'case-report-not-found')
      const asked = await r.post(`/case-reports/${body.id}/queries`, { pointer: '', kind: 'unclear', text: '请说明' })
      expectProblem(asked, 404, 'case-report-not-found')
      expect(await eventsOf(registry, body.id)).to.deep.equal(['case-report.created', 'case-report.submitted'])
    })

    it('end at its queries and cases, too', async () => {
      const { body } = await aCaseReport(staff, { state: 'HOSPITAL_REVIEW' })
      const query = expectStatus(
        await reviewer.post(`/case-reports/${body.id}/queries`, { pointer: '', kind: 'unclear', text: '请说明' }),
        201,
      )
      const accepted = await aCaseReport(staff, { state: 'ACCEPTED' })
      const [registryCase] = (await office.get('/cases')).body.items
      expect(registryCase.reports).to.deep.equal([accepted.body.number])
      for (const username of ['registrar-b', 'reviewer-b']) {
        const stranger = await signIn(registry.url, username)
        const answer = await stranger.post(`/queries/${query.body.id}/transitions`, { transition: 'close' }, match)
        expectProblem(answer, 404, 'query-not-found')
        expect((await stranger.get('/cases')).body.items).to.deep.equal([])
        expectProblem(await stranger.get(`/cases/${registryCase.id}`), 404, 'case-not-found')
      }
    })
  })

  describe('of the office before a report is forwarded', () => {
    it('do not reach content, findings, queries, versions or identity', async () => {
      const identity = anIdentity()
      const { body } = await aCaseReport(staff, { content: aReportDocument({ identity }), state: 'HOSPITAL_REVIEW' })
      const query = expectStatus(
        await reviewer.post(`/case-reports/${body.id}/queries`, {
          pointer: '/clinical/heightCm',
          kind: 'unclear',
          text: '身高请核对',
        }),
        201,
      )
      const seen = await office.get(`/case-reports/${body.id}`)
      expect(seen.body).to.include({ contentWithheld: true, state: 'HOSPITAL_REVIEW' })
      expect(seen.body).not.to.have.property('content')
      expect(seen.body.queries).to.deep.equal([])
      expect((await office.get(`/case-reports/${body.id}/queries`)).body.items).to.deep.equal([])
      for (const version of (await office.get(`/case-reports/${body.id}/versions`)).body.items)
        expect(version).not.to.have.property('content')
      const patient = await office.get(`/patients/${body.patient.id}`)
      expect(patient.body).not.to.have.property('identity')
      expectProblem(
        await office.post(`/queries/${query.body.id}/transitions`, { transition: 'close' }, match),
        404,
        'query-not-found',
      )
      const everything = [
        seen,
        patient,
        await office.get(`/case-reports/${body.id}/journal`),
        await office.get('/case-reports'),
      ]
      for (const { text } of everything) {
        expect(text).not.to.contain(String(identity['name']))
        expect(text).not.to.contain('身高请核对')
      }
    })

    it('end again when the report goes back to the hospital and is submitted again', async () => {
      const { body } = await aCaseReport(staff, { state: 'OFFICE_REVIEW' })
      const ask = { pointer: '/clinical/heightCm', kind: 'unclear', text: '请核对', suggestedValue: 190 }
      const query = expectStatus(await office.post(`/case-reports/${body.id}/queries`, ask), 201)
      expectStatus(await office.move(body.id, 'return-for-office', { reasonCode: '03' }), 200)
      expect((await office.get(`/case-reports/${body.id}`)).body.contentWithheld).to.equal(false)
      const answer = { transition: 'answer', answerKind: 'accepted-suggestion' }
      expectStatus(await registrar.post(`/queries/${query.body.id}/transitions`, answer, match), 200)
      expectStatus(await registrar.move(body.id, 'resubmit'), 200)
      expect((await office.get(`/case-reports/${body.id}`)).body.contentWithheld).to.equal(true)
      expectProblem(
        await office.post(`/queries/${query.body.id}/transitions`, { transition: 'close' }, { 'If-Match': '"2"' }),
        404,
        'query-not-found',
      )
    })

    it('show document and telephone numbers masked afterwards, to the hospital whole', async () => {
      const identity = anIdentity()
      const { number } = identity['idDocument'] as { number: string }
      const { body } = await aCaseReport(staff, { content: aReportDocument({ identity }), state: 'ACCEPTED' })
      expect(body.content.identity.idDocument.number).to.equal(number)
      for (const path of [
        `/case-reports/${body.id}`,
        `/case-reports/${body.id}/versions`,
        `/patients/${body.patient.id}`,
      ]) {
        const { text } = await office.get(path)
        expect(text).to.contain(String(identity['name']))
        expect(text).not.to.contain(number).and.not.to.contain(String(identity['phone']))
      }
    })
  })

  describe('of an interface account', () => {
    it('reach to creating, saving and submitting', async () => {
      const machine = await signIn(registry.url, 'interface-a')
      const created = expectStatus(await machine.post('/case-reports', { disease, content: {} }), 201)
      expectStatus(
        await machine.put(`/case-reports/${created.body.id}/draft`, { content: aReportDocument() }, match),
        200,
      )
      expectStatus(await machine.move(created.body.id, 'submit'), 200)
      const rows = await rowsOf<{ actor_kind: string }>(
        registry,
        'select distinct actor_kind from audit_event where object_id = ?',
        [created.body.id],
      )
      expect(rows).to.deep.equal([{ actor_kind: 'interface' }])
    })

    it('never reach to a review, a decision or a merge (hard case 43)', async () => {
      const machine = await signIn(registry.url, 'interface-a')
      const moves: [Parameters<typeof aCaseReport>[1], string][] = [
        [{ state: 'SUBMITTED' }, 'claim-for-hospital'],
        [{ state: 'SUBMITTED' }, 'recall'],
        [{ state: 'HOSPITAL_REVIEW' }, 'forward'],
        [{ state: 'HOSPITAL_REVIEW' }, 'return-for-hospital'],
        [{ state: 'HOSPITAL_REVIEW' }, 'release-for-hospital'],
        [{ state: 'FORWARDED' }, 'claim-for-office'],
        [{ state: 'OFFICE_REVIEW' }, 'accept'],
        [{ state: 'OFFICE_REVIEW' }, 'reject'],
      ]
      for (const [wanted, transition] of moves) {
        const { body } = await aCaseReport(staff, wanted)
        expectProblem(
          await machine.move(body.id, transition, transition === 'reject' ? { reasonCode: '2' } : {}),
          403,
          'role-missing',
        )
        expect((await registrar.get(`/case-reports/${body.id}`)).body.state).to.equal(wanted?.state)
      }
      const decision = { outcome: 'same', reasonCode: 'other' }
      expectProblem(
        await machine.post(`/patient-pairs/${randomUUID()}/decisions`, decision, match),
        403,
        'permission-missing',
      )
    })
  })

  describe('by person (four eyes)', () => {
    it('keep who wrote a report from reviewing it, though he is a reviewer (E1)', async () => {
      const both = await signIn(registry.url, 'both-a')
      const { body } = await aCaseReport({ ...staff, registrar: both }, { state: 'SUBMITTED' })
      const reply = await both.move(body.id, 'claim-for-hospital')
      expectProblem(reply, 403, 'four-eyes')
      expect(reply.body.detail).to.contain('E1')
      expect(await eventsOf(registry, body.id)).to.deep.equal(['case-report.created', 'case-report.submitted'])
      const other = await aCaseReport(staff, { state: 'SUBMITTED' })
      expectStatus(await both.move(other.body.id, 'claim-for-hospital'), 200)
    })

    it('keep who only saved a draft of it from reviewing it (E1)', async () => {
      const both = await signIn(registry.url, 'both-a')
      const { body } = await aCaseReport(staff)
      expectStatus(await both.put(`/case-reports/${body.id}/draft`, { content: aReportDocument() }, match), 200)
      expectStatus(await registrar.move(body.id, 'submit'), 200)
      expectProblem(await both.move(body.id, 'claim-for-hospital'), 403, 'four-eyes')
    })

    it('keep who only answered a query from reviewing it (E1)', async () => {
      const both = await signIn(registry.url, 'both-a')
      const { body } = await aCaseReport(staff, { state: 'HOSPITAL_REVIEW' })
      const query = expectStatus(
        await reviewer.post(`/case-reports/${body.id}/queries`, { pointer: '', kind: 'unclear', text: '请说明' }),
        201,
      )
      expectStatus(await reviewer.move(body.id, 'return-for-hospital', { reasonCode: '99' }), 200)
      const answer = { transition: 'answer', answerKind: 'verified', text: '已核对病历' }
      expectStatus(await both.post(`/queries/${query.body.id}/transitions`, answer, match), 200)
      expectStatus(await registrar.move(body.id, 'resubmit'), 200)
      expectProblem(await both.move(body.id, 'claim-for-hospital'), 403, 'four-eyes')
    })

    it('keep who reviewed for the hospital from reviewing for the office after a change of post (E2, hard case 4)', async () => {
      const { body } = await aCaseReport(staff, { state: 'FORWARDED' })
      await changeAccount(registry, 'reviewer-a', { roles: ['office-reviewer'], hospitalCode: null })
      const reply = await reviewer.move(body.id, 'claim-for-office')
      expectProblem(reply, 403, 'four-eyes')
      expect(reply.body.detail).to.contain('E2')
      const view = await reviewer.get(`/case-reports/${body.id}`)
      const action = view.body.allowedActions.find(
        ({ transition }: { transition: string }) => transition === 'claim-for-office',
      )
      expect(action).to.deep.include({ allowed: false }).and.to.have.nested.property('refusal.code', 'four-eyes')
      expectStatus(await office.move(body.id, 'claim-for-office'), 200)
    })

    it('keep the author from reviewing for the office after a change of post (E1)', async () => {
      const { body } = await aCaseReport(staff, { state: 'FORWARDED' })
      await changeAccount(registry, 'registrar-a', { roles: ['office-reviewer'], hospitalCode: null })
      const reply = await registrar.move(body.id, 'claim-for-office')
      expectProblem(reply, 403, 'four-eyes')
      expect(reply.body.detail).to.contain('E1')
    })
  })

  describe('to a report under review', () => {
    it('belong to who has taken it', async () => {
      const second = await signIn(registry.url, 'second-reviewer-a')
      const { body } = await aCaseReport(staff, { state: 'HOSPITAL_REVIEW' })
      expectProblem(await second.move(body.id, 'forward'), 403, 'not-the-claimer')
      expectProblem(
        await second.move(body.id, 'return-for-hospital', { reasonCode: '99', reasonText: '请补充' }),
        403,
        'not-the-claimer',
      )
      expectProblem(await second.move(body.id, 'release-for-hospital'), 403, 'not-the-claimer')
      expectProblem(
        await second.post(`/case-reports/${body.id}/queries`, { pointer: '', kind: 'unclear', text: '请说明' }),
        403,
        'not-the-claimer',
      )
      const secondOffice = await signIn(registry.url, 'second-office')
      const inOffice = await aCaseReport(staff, { state: 'OFFICE_REVIEW' })
      for (const transition of ['accept', 'release-for-office'])
        expectProblem(await secondOffice.move(inOffice.body.id, transition), 403, 'not-the-claimer')
    })

    it('are not taken from another while his lease lasts, and free with two events when it has ended', async () => {
      const { body } = await aCaseReport(staff, { state: 'HOSPITAL_REVIEW' })
      const during = await signIn(registry.url, 'second-reviewer-a')
      expectProblem(await during.move(body.id, 'claim-for-hospital'), 409, 'claimed-by-another')
      registry.setNow(new Date(Date.now() + 31 * 60_000))
      const second = await signIn(registry.url, 'second-reviewer-a')
      expectStatus(await second.move(body.id, 'claim-for-hospital'), 200)
      const rows = await rowsOf<{
        event: string
        actor_kind: string
        from_state: string
        to_state: string
        detail: { reason?: string }
      }>(
        registry,
        'select event, actor_kind, from_state, to_state, detail from audit_event where object_id = ? order by id desc limit 2',
        [body.id],
      )
      expect(
        rows.map(({ event, actor_kind, from_state, to_state }) => [event, actor_kind, from_state, to_state]),
      ).to.deep.equal([
        ['case-report.claimed', 'person', 'SUBMITTED', 'HOSPITAL_REVIEW'],
        ['case-report.released', 'rule', 'HOSPITAL_REVIEW', 'SUBMITTED'],
      ])
      expect(rows[1]?.detail.reason).to.equal('lease_expired')
      const first = await signIn(registry.url, 'reviewer-a')
      expectProblem(await first.move(body.id, 'forward'), 403, 'not-the-claimer')
    })

    it('are renewed by asking a query', async () => {
      const { body } = await aCaseReport(staff, { state: 'HOSPITAL_REVIEW' })
      registry.setNow(new Date(Date.now() + 14 * 60_000))
      expectStatus(
        await reviewer.post(`/case-reports/${body.id}/queries`, { pointer: '', kind: 'unclear', text: '请说明' }),
        201,
      )
      registry.setNow(new Date(Date.now() + 40 * 60_000))
      const second = await signIn(registry.url, 'second-reviewer-a')
      expectProblem(await second.move(body.id, 'claim-for-hospital'), 409, 'claimed-by-another')
    })

    it('let the hospital administrator put it back and recall it, and nothing else', async () => {
      const administrator = await signIn(registry.url, 'administrator-a')
      const { body } = await aCaseReport(staff, { state: 'HOSPITAL_REVIEW' })
      expectProblem(await administrator.move(body.id, 'forward'), 403, 'role-missing')
      expectStatus(await administrator.move(body.id, 'release-for-hospital'), 200)
      expectProblem(await administrator.move(body.id, 'claim-for-hospital'), 403, 'role-missing')
      expect(expectStatus(await administrator.move(body.id, 'recall'), 200).body.state).to.equal('DRAFT')
      expectProblem(await administrator.move(body.id, 'submit'), 403, 'role-missing')
      expectProblem(
        await administrator.put(`/case-reports/${body.id}/draft`, { content: {} }, match),
        403,
        'permission-missing',
      )
    })

    it('let the office lead put it back', async () => {
      const lead = await signIn(registry.url, 'lead')
      const { body } = await aCaseReport(staff, { state: 'OFFICE_REVIEW' })
      expect(expectStatus(await lead.move(body.id, 'release-for-office'), 200).body.state).to.equal('FORWARDED')
    })

    it('let nobody but its author or the administrator recall it', async () => {
      const second = await signIn(registry.url, 'second-registrar-a')
      const { body } = await aCaseReport(staff, { state: 'SUBMITTED' })
      expectProblem(await second.move(body.id, 'recall'), 403, 'not-the-author')
      expect(expectStatus(await registrar.move(body.id, 'recall'), 200).body.state).to.equal('DRAFT')
    })

    it('let nobody save it', async () => {
      for (const state of ['SUBMITTED', 'HOSPITAL_REVIEW', 'FORWARDED', 'OFFICE_REVIEW', 'ACCEPTED'] as const) {
        const { body } = await aCaseReport(staff, { state })
        const reply = await registrar.put(
          `/case-reports/${body.id}/draft`,
          { content: {} },
          { 'If-Match': `"${body.version}"` },
        )
        expectProblem(reply, 409, 'wrong-state')
      }
    })
  })

  describe('to report a person', () => {
    it('hard case 17: do not depend on a resident ID: newborn, foundling and foreigner are reportable', async () => {
      const people = [
        { idDocument: null, noIdReason: 'newborn' },
        { idDocument: null, noIdReason: 'foundling' },
        { idDocument: null, noIdReason: 'foreign', nationality: 'DEU', ethnicGroup: null },
      ]
      for (const identity of people) {
        const content = aReportDocument({ identity })
        const created = expectStatus(await registrar.post('/case-reports', { disease, content }), 201)
        expect(
          created.body.findings.filter(({ severity }: { severity: string }) => severity === 'block'),
        ).to.deep.equal([])
        const verified = created.body.findings
          .filter(({ severity }: { severity: string }) => severity === 'warn')
          .map(({ check, pointer }: { check: string; pointer: string }) => ({ check, pointer, reason: '已核对病历' }))
        expectStatus(await registrar.move(created.body.id, 'submit', verified.length > 0 ? { verified } : {}), 200)
      }
    })

    it('hard case 15: end at an ID number that is wrong by one digit, and go on with a reason why there is none', async () => {
      const { number } = anIdentity()['idDocument'] as { number: string }
      const wrong = `${number.slice(0, 14)}${(Number(number[14]) + 1) % 10}${number.slice(15)}`
      const content = aReportDocument({ identity: { idDocument: { type: '01', number: wrong } } })
      const created = await registrar.post('/case-reports', { disease, content })
      const refused = await registrar.move(created.body.id, 'submit')
      expectProblem(refused, 422, 'blocking-findings')
      expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer)).to.include(
        '#/identity/idDocument/number',
      )
      expect(await rowsOf(registry, 'select 1 from patient')).to.have.length(0)
      const draft = await registrar.get(`/case-reports/${created.body.id}`)
      const { idDocument: _wrong, ...identity } = draft.body.content.identity
      const saved = await registrar.put(
        `/case-reports/${created.body.id}/draft`,
        { content: { ...draft.body.content, identity: { ...identity, noIdReason: 'not-brought' } } },
        { 'If-Match': draft.headers.get('etag') ?? '' },
      )
      expectStatus(saved, 200)
      const verified = saved.body.findings
        .filter(({ severity }: { severity: string }) => severity === 'warn')
        .map(({ check, pointer }: { check: string; pointer: string }) => ({ check, pointer, reason: '证件暂不能提供' }))
      expectStatus(await registrar.move(created.body.id, 'submit', verified.length > 0 ? { verified } : {}), 200)
      expect(await rowsOf(registry, 'select 1 from patient')).to.have.length(1)
    })
  })

  it('two registrars who save the same draft do not overwrite each other (hard case 2)', async () => {
    const second = await signIn(registry.url, 'second-registrar-a')
    const { body } = await aCaseReport(staff)
    const path = `/case-reports/${body.id}/draft`
    expectStatus(await registrar.put(path, { content: { clinical: { heightCm: 1 } } }, match), 200)
    expectProblem(await second.put(path, { content: { clinical: { heightCm: 2 } } }, match), 412, 'stale-version')
    expect((await second.get(`/case-reports/${body.id}`)).body.content.clinical.heightCm).to.equal(1)
  })
})

describe('two people at the same moment', () => {
  let registry: TestRegistry
  let staff: Staff

  before(async () => {
    registry = await openTestRegistry()
    staff = {
      registrar: await signIn(registry.url, 'registrar-a'),
      reviewer: await signIn(registry.url, 'reviewer-a'),
      office: await signIn(registry.url, 'office'),
    }
  })
  after(() => registry.stop())

  it('who recall and claim one report: exactly one wins, the other gets 409 and sees who (hard case 1)', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { body } = await aCaseReport(staff, { state: 'SUBMITTED' })
      const at = { 'If-Match': `"${body.version}"` }
      const path = `/case-reports/${body.id}/transitions`
      const [recall, claim] = await Promise.all([
        staff.registrar.post(path, { transition: 'recall' }, at),
        staff.reviewer.post(path, { transition: 'claim-for-hospital' }, at),
      ])
      expect([recall.status, claim.status].toSorted()).to.deep.equal([200, 409])
      const loser = recall.status === 409 ? recall : claim
      expectProblem(loser, 409, 'wrong-state')
      expect(loser.body.detail).to.contain(recall.status === 409 ? 'Reviewer A' : 'Registrar A')
      const events = await eventsOf(registry, body.id)
      expect(events.slice(2)).to.deep.equal([recall.status === 200 ? 'case-report.recalled' : 'case-report.claimed'])
    }
  })

  it('who save one draft: one is kept, the other gets 412', async () => {
    const second = await signIn(registry.url, 'second-registrar-a')
    const { body } = await aCaseReport(staff)
    const replies = await Promise.all(
      [staff.registrar, second].map((person, index) =>
        person.put(`/case-reports/${body.id}/draft`, { content: { clinical: { heightCm: index } } }, match),
      ),
    )
    expect(replies.map(({ status }) => status).toSorted()).to.deep.equal([200, 412])
  })

  it('who send one creation again after a time-out get one report (hard case 3)', async () => {
    const headers = { 'Idempotency-Key': randomUUID() }
    const request = { disease, content: aReportDocument() }
    const controller = new AbortController()
    const lost = fetch(`${registry.url}/api/v1/case-reports`, {
      method: 'POST',
      signal: controller.signal,
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${staff.registrar.token}`, ...headers },
      body: JSON.stringify(request),
    }).catch(() => undefined)
    setTimeout(() => {
      controller.abort()
    }, 5)
    await lost
    const again = await staff.registrar.post('/case-reports', request, headers)
    expect(again.status).to.be.oneOf([201, 409])
    const final = again.status === 201 ? again : await staff.registrar.post('/case-reports', request, headers)
    expect(final.status).to.equal(201)
    const rows = await rowsOf(registry, 'select 1 from audit_event where idempotency_key = ?', [
      headers['Idempotency-Key'],
    ])
    expect(rows).to.have.length(1)
  })
})
