import { expect } from 'chai'
import { withDatabaseClient } from '#api/db/database-client.ts'
import { call, signIn, type Person, type Reply } from '#test/support/api-client.ts'
import { aReportDocument, expectStatus, signInStaff } from '#test/support/a-case-report.ts'
import { countOf, rowsOf } from '#test/support/database-state.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'
import { aResidentId } from '#test/support/resident-id.ts'

const disease = 'marfan-syndrome'
/** An identity whose every part occurs nowhere else, so that it can be looked for. */
const secrets = {
  name: '欧阳龘靐',
  number: aResidentId({ birthDate: '1987-06-05', sequence: 331 }),
  phone: '19987654321',
  address: '泺源大街龘字八八八号（虚构）',
}
const secretContent = () =>
  aReportDocument({
    identity: {
      name: secrets.name,
      birthDate: '1987-06-05',
      idDocument: { type: '01', number: secrets.number },
      phone: secrets.phone,
      residence: { region: '370102', address: secrets.address },
    },
  })

const expectNoSecret = (where: string, text: string): void => {
  for (const [part, secret] of Object.entries(secrets)) {
    expect(text.includes(secret), `${part} in ${where}`).to.equal(false)
    expect(text.includes(encodeURIComponent(secret)), `encoded ${part} in ${where}`).to.equal(false)
  }
}

describe('logs and errors', () => {
  let registry: TestRegistry
  let registrar: Person
  let reviewer: Person
  let office: Person

  before(async () => {
    registry = await openTestRegistry()
    ;({ registrar, reviewer, office } = await signInStaff(registry.url))
  })
  after(() => registry.stop())

  it('hold no identity after good and bad requests, nor do problems, addresses and the clear journal', async () => {
    const problems: Reply[] = []
    const note = (reply: Reply): Reply => {
      if (reply.status >= 400) problems.push(reply)
      return reply
    }
    const created = expectStatus(await registrar.post('/case-reports', { disease, content: secretContent() }), 201)
    const id = String(created.body.id)
    expect(created.headers.get('location')).to.equal(`/api/v1/case-reports/${id}`)
    const path = `/case-reports/${id}`
    const wrong = secrets.number.slice(0, 17) + (secrets.number.endsWith('1') ? '2' : '1')
    const spoilt = {
      ...secretContent(),
      [secrets.name]: secrets.phone,
      identity: {
        name: secrets.name,
        sex: secrets.name,
        birthDate: secrets.phone,
        idDocument: { type: '01', number: wrong },
        [secrets.number]: 1,
      },
    }
    expectStatus(await registrar.put(`${path}/draft`, { content: spoilt }, { 'If-Match': '"1"' }), 200)
    // The registrar's own refusal may name the misspelt key that he typed; it is his, and no log has it.
    expect((await registrar.move(id, 'submit')).body.code).to.equal('blocking-findings')
    expectStatus(await registrar.put(`${path}/draft`, { content: secretContent() }, { 'If-Match': '"2"' }), 200)
    note(await registrar.put(`${path}/draft`, { content: secretContent() }, { 'If-Match': '"1"' }))
    note(await registrar.post('/case-reports', { disease: secrets.name, content: secretContent() }))
    note(await registrar.post('/case-reports', { disease, content: secretContent(), [secrets.name]: secrets.number }))
    note(await registrar.post('/case-reports', secretContent()))
    note(await registrar.put(`${path}/draft`, { content: secrets.number }, { 'If-Match': '"3"' }))
    note(
      await registrar.post(
        `${path}/transitions`,
        { transition: secrets.name, reasonCode: secrets.phone },
        { 'If-Match': '"3"' },
      ),
    )
    note(
      await registrar.post(
        `${path}/transitions`,
        { transition: 'submit', reasonCode: secrets.name },
        { 'If-Match': '"3"' },
      ),
    )
    note(await registrar.get(`/case-reports?number=${secrets.number}&name=${encodeURIComponent(secrets.name)}`))
    const token = { Authorization: `Bearer ${registrar.token}` }
    note(
      await call(registry.url, 'POST', '/api/v1/case-reports', {
        raw: `{"name": "${secrets.name}", "phone": ${secrets.phone}x`,
        headers: { ...token, 'Idempotency-Key': 'a-broken-body' },
      }),
    )
    note(
      await call(registry.url, 'POST', '/api/v1/case-reports', {
        raw: secrets.name,
        headers: { ...token, 'Content-Type': 'text/plain', 'Idempotency-Key': 'a-plain-body' },
      }),
    )
    note(
      await call(registry.url, 'POST', '/api/v1/session', {
        body: { username: secrets.name, password: secrets.number },
      }),
    )
    // An address that a person typed a name into: the problem repeats the address to him, the log does not.
    for (const typed of [secrets.name, secrets.number, secrets.phone])
      for (const at of ['/patients/', '/case-reports/', '/forms/', '/nothing/'])
        expect((await office.get(`${at}${encodeURIComponent(typed)}`)).status).to.equal(404)

    const verified = (await registrar.get(path)).body.findings
      .filter(({ severity }: { severity: string }) => severity === 'warn')
      .map(({ check, pointer }: { check: string; pointer: string }) => ({ check, pointer, reason: secrets.name }))
    expectStatus(await registrar.move(id, 'submit', verified.length > 0 ? { verified } : {}), 200)
    expectStatus(await reviewer.move(id, 'claim-for-hospital'), 200)
    const ask = {
      pointer: '/identity/name',
      kind: 'unclear',
      text: `${secrets.name}，${secrets.phone}`,
      suggestedValue: secrets.name,
    }
    const query = expectStatus(await reviewer.post(`${path}/queries`, ask), 201)
    note(await reviewer.post(`${path}/queries`, { ...ask, pointer: `/identity/${secrets.name}` }))
    expectStatus(
      await reviewer.move(id, 'return-for-hospital', { reasonCode: '02', reasonText: `${secrets.name}的号码有误` }),
      200,
    )
    const answer = { transition: 'answer', answerKind: 'verified', text: secrets.number }
    expectStatus(await registrar.post(`/queries/${query.body.id}/transitions`, answer, { 'If-Match': '"1"' }), 200)
    expectStatus(await registrar.move(id, 'resubmit', verified.length > 0 ? { verified } : {}), 200)
    for (const stranger of ['registrar-b', 'researcher', 'auditor', 'interface-b']) {
      const person = await signIn(registry.url, stranger)
      for (const at of [path, `${path}/queries`, `${path}/versions`]) note(await person.get(at))
      note(await person.put(`${path}/draft`, { content: secretContent() }, { 'If-Match': '"1"' }))
      const journal = await person.get('/journal')
      expectNoSecret(`journal as ${stranger} sees it`, journal.text)
    }
    expectNoSecret('the report as the office sees it before it is forwarded', (await office.get(path)).text)

    expect(problems.length).to.be.greaterThan(20)
    for (const problem of problems) {
      expect(problem.status).to.be.lessThan(500)
      expectNoSecret(`problem ${String(problem.body.code)}`, problem.text)
    }
    expect(registry.log.length).to.be.greaterThan(60)
    for (const line of registry.log) expectNoSecret('log', line)
    const clear = await rowsOf(
      registry,
      'select event, object_kind, related, actor_name, detail, reason_code, request_id, idempotency_key, from_state, to_state from audit_event',
    )
    expectNoSecret('clear journal', JSON.stringify(clear))
  })

  it('hold one line a request with its id, method, path without query, status and duration', async () => {
    const before = registry.log.length
    const reply = await registrar.get('/case-reports?limit=1', { 'X-Request-Id': 'a-request-of-the-test' })
    expect(reply.headers.get('x-request-id')).to.equal('a-request-of-the-test')
    const lines = registry.log.slice(before).map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines).to.have.length(1)
    expect(lines[0]).to.deep.include({
      req: { id: 'a-request-of-the-test', method: 'GET', path: '/api/v1/case-reports' },
      res: { status: 200 },
    })
    expect(lines[0]).to.have.property('responseTime').that.is.a('number')
  })

  it('give every request an id of their own where the client’s is missing or odd', async () => {
    for (const given of [undefined, 'short', 'a b c d e f g h', 'x'.repeat(65), '{"a":1}xxxx']) {
      const id = (await registrar.get('/diseases', given === undefined ? {} : { 'X-Request-Id': given })).headers.get(
        'x-request-id',
      )
      expect(id).to.match(/^[0-9a-f-]{36}$/)
    }
    const problem = await call(registry.url, 'GET', '/api/v1/nothing')
    expect(problem.headers.get('x-request-id')).to.match(/^[0-9a-f-]{36}$/)
  })

  it('say the id of the request in the journal', async () => {
    const created = await registrar.post('/case-reports', { disease }, { 'X-Request-Id': 'creating-a-report-1' })
    const rows = await rowsOf(registry, 'select request_id from audit_event where object_id = ?', [created.body.id])
    expect(rows).to.deep.equal([{ request_id: 'creating-a-report-1' }])
  })
})

describe('a fault of the registry itself', () => {
  let registry: TestRegistry
  let registrar: Person

  beforeEach(async () => {
    registry = await openTestRegistry()
    registrar = await signIn(registry.url, 'registrar-a')
  })
  afterEach(() => registry.stop())

  const create = (): Promise<Reply> => registrar.post('/case-reports', { disease, content: secretContent() })
  const superuser = (sql: string): Promise<unknown> =>
    withDatabaseClient(registry.superuserUrl, (client) => client.query(sql))

  const expectBareFault = (reply: Reply, from: number): void => {
    expect(reply.status).to.equal(500)
    expect(reply.headers.get('content-type')).to.match(/^application\/problem\+json/)
    expect(reply.body).to.include({ code: 'internal-error' })
    expect(reply.body.errors).to.deep.equal([])
    expect(reply.body.detail).to.contain(reply.headers.get('x-request-id'))
    expect(reply.text).not.to.match(/insert|select|permission|relation|case_report|at .*\.ts/i)
    const lines = registry.log.slice(from).join('')
    expect(lines)
      .to.contain('request failed')
      .and.to.contain(String(reply.headers.get('x-request-id')))
    expect(lines).not.to.match(/insert into|values \(|update "|select /i)
    expectNoSecret('log', lines)
  }

  it('is answered with a bare 500 and the request’s id when the database refuses, without SQL in reply and log', async () => {
    await superuser('revoke insert on case_report from registry_app')
    const from = registry.log.length
    expectBareFault(await create(), from)
    expect(await countOf(registry, "audit_event where event = 'case-report.created'")).to.equal(0)
    expect(await countOf(registry, 'data_key')).to.equal(0)
    expect(registry.log.slice(from).join('')).to.contain('42501')
  })

  it('leaves nothing half written when the journal cannot be written', async () => {
    await superuser('revoke insert on audit_event from registry_app')
    const from = registry.log.length
    expectBareFault(await create(), from)
    for (const table of ['case_report', 'data_key', 'case_report_participant', 'idempotency_key'])
      expect(await countOf(registry, table), table).to.equal(0)
  })

  it('is told by the constraint’s name at most, when a row breaks one: DETAIL holds patient data', async () => {
    await superuser(`alter table case_report add constraint no_marfan check (disease_slug <> 'marfan-syndrome')`)
    const from = registry.log.length
    expectBareFault(await create(), from)
    expect(registry.log.slice(from).join('')).not.to.contain('Failing row')
  })

  it('says 503 and to come again while the database does not answer, and serves when it is back', async () => {
    const database = new URL(registry.superuserUrl).pathname.slice(1)
    const elsewhere = new URL(registry.superuserUrl)
    elsewhere.pathname = '/postgres'
    const administer = (sql: string): Promise<unknown> =>
      withDatabaseClient(elsewhere.toString(), (client) => client.query(sql))
    await administer(`alter database "${database}" with connection limit 0`)
    await administer(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`)
    const reply = await create()
    expect(reply.status, reply.text).to.equal(503)
    expect(reply.body.code).to.equal('database-unavailable')
    expect(reply.headers.get('retry-after')).to.equal('5')
    expect(reply.text).not.to.match(/ECONN|127\.0\.0\.1|postgres|connection/i)
    expect((await call(registry.url, 'GET', '/readyz')).status).to.equal(503)
    for (const line of registry.log) expectNoSecret('log', line)
    await administer(`alter database "${database}" with connection limit -1`)
    expect((await create()).status).to.equal(201)
  })

  it('does not pretend to be a file when a download fails before its first byte', async () => {
    await superuser('revoke select on case_fact from registry_app')
    const office = await signIn(registry.url, 'office')
    const reply = await office.get('/reports/office-workbook.xlsx')
    expect(reply.status).to.equal(500)
    expect(reply.headers.get('content-disposition')).to.equal(null)
    expect(reply.body.code).to.equal('internal-error')
  })
})
