import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { loadFormSources } from '#api/forms/load-forms.ts'
import { compileForms } from '#registry-rules/forms/compile-forms.ts'
import { call, expectProblem, signIn, type Person, type Reply } from '#test/support/api-client.ts'
import { aCaseReport, anIdentity, aReportDocument, expectStatus, signInStaff } from '#test/support/a-case-report.ts'
import { countOf, eventsOf, rowsOf } from '#test/support/database-state.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'

const disease = 'marfan-syndrome'

describe('bad input', () => {
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

  /** Sends a raw body as the registrar would; everything else about the request is right. */
  const sendRaw = (raw: string, headers: Record<string, string> = {}, path = '/case-reports'): Promise<Reply> =>
    call(registry.url, 'POST', `/api/v1${path}`, {
      raw,
      headers: { Authorization: `Bearer ${registrar.token}`, 'Idempotency-Key': randomUUID(), ...headers },
    })

  const create = (content: object, of = disease): Promise<Reply> =>
    registrar.post('/case-reports', { disease: of, content })

  const expectNothingWritten = async (): Promise<void> => {
    expect(await countOf(registry, 'case_report')).to.equal(0)
    expect(await countOf(registry, 'idempotency_key')).to.equal(0)
    expect(await countOf(registry, "audit_event where object_kind = 'case-report'")).to.equal(0)
  }

  describe('a body that cannot be read', () => {
    it('refuses broken JSON with 400', async () => {
      expectProblem(await sendRaw('{"disease": "marfan-syndrome", '), 400, 'malformed-json')
      await expectNothingWritten()
    })

    it('refuses a body of 2 MiB with 413', async () => {
      const reply = await sendRaw(JSON.stringify({ disease, content: { remark: 'x'.repeat(2 * 1_048_576) } }))
      expectProblem(reply, 413, 'body-too-large')
      await expectNothingWritten()
    })

    it('refuses a small body that unpacks to 2 MiB with 413', async () => {
      const packed = gzipSync(JSON.stringify({ disease, content: { remark: 'x'.repeat(2 * 1_048_576) } }))
      const response = await fetch(`${registry.url}/api/v1/case-reports`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'Content-Encoding': 'gzip',
          Authorization: `Bearer ${registrar.token}`,
          'Idempotency-Key': randomUUID(),
        },
        body: packed,
      })
      expect(response.status).to.equal(413)
      await expectNothingWritten()
    })

    it('refuses a body that says gzip and is none with 400', async () => {
      expectProblem(await sendRaw('{}', { 'Content-Encoding': 'gzip' }), 400, 'malformed-json')
    })

    for (const contentType of ['text/plain', 'application/xml', 'multipart/form-data', 'application/json; charset=gbk'])
      it(`refuses ${contentType} with 415`, async () => {
        expectProblem(
          await sendRaw('{"disease":"marfan-syndrome"}', { 'Content-Type': contentType }),
          415,
          'unsupported-media-type',
        )
        await expectNothingWritten()
      })

    it('refuses a body of unknown length that is no JSON with 415, not as an empty one', async () => {
      const response = await fetch(`${registry.url}/api/v1/case-reports`, {
        method: 'POST',
        headers: {
          'Content-Type': 'text/csv',
          Authorization: `Bearer ${registrar.token}`,
          'Idempotency-Key': randomUUID(),
        },
        body: new Blob(['disease\nmarfan-syndrome']).stream(),
        duplex: 'half',
      })
      expect(response.status).to.equal(415)
    })

    for (const raw of ['[]', '"text"', '17', 'true', 'null', '[{"disease":"marfan-syndrome"}]'])
      it(`refuses ${raw} as a body with 400`, async () => {
        expectProblem(await sendRaw(raw), 400, 'body-breaks-schema')
        await expectNothingWritten()
      })
  })

  describe('values that the registry cannot keep', () => {
    const unstorable: readonly [string, string, string][] = [
      [
        'U+0000 in a text',
        '{"disease":"marfan-syndrome","content":{"identity":{"name":"a\\u0000b"}}}',
        '#/content/identity/name',
      ],
      [
        'half a surrogate pair',
        '{"disease":"marfan-syndrome","content":{"identity":{"name":"\\ud83d"}}}',
        '#/content/identity/name',
      ],
      ['U+0000 in a key', '{"disease":"marfan-syndrome","content":{"a\\u0000b":1}}', '#/content'],
      [
        'a number beyond a double',
        '{"disease":"marfan-syndrome","content":{"clinical":{"heightCm":1e999}}}',
        '#/content/clinical/heightCm',
      ],
      ['U+0000 in the name of the disease', '{"disease":"marfan\\u0000"}', '#/disease'],
    ]
    for (const [what, raw, pointer] of unstorable)
      it(`refuses ${what} with 400 and says where`, async () => {
        const reply = await sendRaw(raw)
        expectProblem(reply, 400, 'body-breaks-schema')
        expect(reply.body.errors[0].pointer).to.equal(pointer)
        await expectNothingWritten()
      })

    it('refuses 100,000 levels of nesting with 400', async () => {
      const raw = `{"disease":"marfan-syndrome","content":{"clinical":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`
      expectProblem(await sendRaw(raw), 400, 'body-breaks-schema')
      await expectNothingWritten()
    })

    it('refuses U+0000 in the user name, a query parameter, a reason and an address without a fault of its own', async () => {
      const signingIn = await call(registry.url, 'POST', '/api/v1/session', {
        raw: '{"username":"a\\u0000","password":"b"}',
      })
      expectProblem(signingIn, 400, 'body-breaks-schema')
      for (const path of [
        '/case-reports?number=%00',
        '/case-reports?disease=%00',
        '/cases?disease=%00',
        '/journal?event=%00',
      ])
        expectProblem(await office.get(path), 400, 'query-breaks-schema')
      for (const path of ['/patients/%00', '/case-reports/%00', '/forms/%00', '/value-sets/a%00'])
        expectProblem(await office.get(path), 404, 'not-found')
      const { body } = await create(aReportDocument())
      const reply = await sendRaw(
        '{"transition":"recall","reasonText":"a\\u0000b"}',
        { 'If-Match': '"1"' },
        `/case-reports/${body.id}/transitions`,
      )
      expectProblem(reply, 400, 'body-breaks-schema')
    })

    it('leaves out a client time that no clock shows', async () => {
      for (const time of ['-271821-04-20T00:00:00Z', '+275760-09-13T00:00:00Z', 'yesterday', '0000-01-01T00:00:00Z']) {
        const reply = await registrar.post('/case-reports', { disease }, { 'X-Client-Time': time })
        expect(reply.status, time).to.equal(201)
      }
    })
  })

  describe('a report with odd content', () => {
    it('refuses a disease that the catalogue does not have with 404', async () => {
      for (const unknown of ['marfan', '__proto__', 'constructor', '马凡综合征', '../../etc/passwd'])
        expectProblem(await create({}, unknown), 404, 'disease-not-found')
      await expectNothingWritten()
    })

    it('refuses a listed disease that has no form with 422', async () => {
      const forms = compileForms(loadFormSources(undefined, [disease]))
      const other = await openTestRegistry({ forms })
      try {
        const person = await signIn(other.url, 'registrar-a')
        const reply = await person.post('/case-reports', { disease: 'noonan-syndrome' })
        expectProblem(reply, 422, 'disease-without-form')
      } finally {
        await other.stop()
      }
    })

    it('refuses an unknown key of the request and names it', async () => {
      const reply = await registrar.post('/case-reports', { disease, contents: {} })
      expectProblem(reply, 400, 'body-breaks-schema')
      expect(reply.body.errors).to.have.length(1)
      expect(reply.body.errors[0]).to.include({ check: 'schema.unknown-key', pointer: '#/contents' })
      await expectNothingWritten()
    })

    it('names every fault of a request at once', async () => {
      const reply = await registrar.post('/case-reports', { content: [], colour: 'red', size: 3 })
      expect(reply.body.errors.map(({ check }: { check: string }) => check)).to.have.members([
        'schema.required',
        'schema.type',
        'schema.unknown-key',
        'schema.unknown-key',
      ])
    })

    it('saves a draft with a misspelt key, refuses to submit it, and suggests what was meant', async () => {
      const { body } = expectStatus(await create(aReportDocument({ diagnosis: { diagnosisDaet: '2019-09-18' } })), 201)
      const reply = await registrar.move(body.id, 'submit')
      expectProblem(reply, 422, 'blocking-findings')
      const finding = reply.body.errors.find(
        ({ pointer }: { pointer: string }) => pointer === '#/diagnosis/diagnosisDaet',
      )
      expect(finding.zh).to.contain('diagnosisDate')
      expect(finding.en).to.contain('diagnosisDate')
      expect(await eventsOf(registry, body.id)).to.deep.equal(['case-report.created'])
      expect(await countOf(registry, 'case_report_version')).to.equal(0)
      expect(await countOf(registry, 'patient')).to.equal(0)
    })

    it('keeps a draft of wrong types and refuses to submit it with a pointer for each', async () => {
      const { body } = await create(
        aReportDocument({
          clinical: { heightCm: '193', slitLamp: 5, aorticSurgery: 'none' },
          phenotype: {},
          identity: { sex: 1 },
        }),
      )
      const reply = await registrar.move(body.id, 'submit')
      expectProblem(reply, 422, 'blocking-findings')
      const pointers = reply.body.errors.map(({ pointer }: { pointer: string }) => pointer)
      expect(pointers).to.include.members([
        '#/clinical/heightCm',
        '#/clinical/slitLamp',
        '#/clinical/aorticSurgery',
        '#/phenotype',
        '#/identity/sex',
      ])
      const again = await registrar.get(`/case-reports/${body.id}`)
      expect(again.body.content.clinical.heightCm).to.equal('193')
      expect(again.body.state).to.equal('DRAFT')
    })

    it('keeps sections that are null, lists or texts, and refuses to submit them', async () => {
      for (const odd of [null, [], 'text', 5, true]) {
        const sections = [
          'identity',
          'diagnosis',
          'phenotype',
          'genetics',
          'clinical',
          'missing',
          'treatment',
          'report',
        ]
        const { body } = expectStatus(await create(Object.fromEntries(sections.map((section) => [section, odd]))), 201)
        expectProblem(await registrar.move(body.id, 'submit'), 422, 'blocking-findings')
        expect((await registrar.get(`/case-reports/${body.id}`)).body.content.clinical).to.deep.equal(odd)
      }
    })

    for (const date of [
      '2019-02-30',
      '2019-13',
      '2019-00-10',
      '2021-02-29',
      '0000',
      '19-09-18',
      '２０１９',
      '2019-9-8',
    ])
      it(`refuses ${date}, which is no date, when the report is submitted`, async () => {
        const { body } = await create(aReportDocument({ diagnosis: { firstVisitDate: date } }))
        const reply = await registrar.move(body.id, 'submit')
        expectProblem(reply, 422, 'blocking-findings')
        expect(reply.body.errors.map(({ pointer }: { pointer: string }) => pointer)).to.include(
          '#/diagnosis/firstVisitDate',
        )
        expect(await countOf(registry, 'case_report_version')).to.equal(0)
      })

    it('refuses a resident ID number whose check digit is wrong, and does not repeat the number', async () => {
      const identity = anIdentity()
      const { number } = identity['idDocument'] as { number: string }
      const wrong = `${number.slice(0, 17)}${number.endsWith('1') ? '2' : '1'}`
      const { body } = await create(aReportDocument({ identity: { idDocument: { type: '01', number: wrong } } }))
      const reply = await registrar.move(body.id, 'submit')
      expectProblem(reply, 422, 'blocking-findings')
      expect(reply.body.errors[0].pointer).to.match(/^#\/identity\/idDocument/)
      expect(reply.text).not.to.contain(wrong)
      expect(await countOf(registry, 'patient_identity')).to.equal(0)
    })

    it('keeps no prototype games: __proto__ and constructor are keys like any other, and unknown ones', async () => {
      const raw = `{"disease":"marfan-syndrome","content":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"clinical":{"__proto__":{"polluted":1}}}}`
      const reply = await sendRaw(raw)
      expect(reply.status).to.equal(201)
      expect(({} as { polluted?: number }).polluted).to.equal(undefined)
      const submitted = await registrar.move(reply.body.id, 'submit')
      expectProblem(submitted, 422, 'blocking-findings')
      const pointers = submitted.body.errors.map(({ pointer }: { pointer: string }) => pointer)
      // The key __proto__ is told by the place that it stands in.
      expect(pointers).to.include.members(['#/constructor', '#', '#/clinical'])
      const outside = await sendRaw('{"disease":"marfan-syndrome","__proto__":{"content":{}}}')
      expectProblem(outside, 400, 'body-breaks-schema')
    })

    it('takes the last of two equal keys, as JSON parsers do, and shows what it took', async () => {
      const reply = await sendRaw(
        '{"disease":"marfan-syndrome","content":{"identity":{"sex":"1"},"identity":{"sex":"2"}}}',
      )
      expect(reply.status).to.equal(201)
      expect(reply.body.content.identity).to.deep.equal({ sex: '2' })
    })

    it('keeps rare characters and emoji as they are', async () => {
      const name = '𠮷㛃·买买提👩‍⚕️'
      const { body } = await create({ identity: { name } })
      expect((await registrar.get(`/case-reports/${body.id}`)).body.content.identity.name).to.equal(name)
    })

    it('refuses emoji as a name when the report is submitted, or takes it whole', async () => {
      const { body } = await create(aReportDocument({ identity: { name: '王👩‍⚕️' } }))
      expect((await registrar.move(body.id, 'submit')).status).to.be.oneOf([200, 422])
    })

    it('refuses full-width digits in a number and does not turn them into another number', async () => {
      const { body } = await create(
        aReportDocument({
          identity: { idDocument: { type: '01', number: '３７０１０２１９９００３１２０１７５' } },
          clinical: { heightCm: '１９３' },
        }),
      )
      const reply = await registrar.move(body.id, 'submit')
      expectProblem(reply, 422, 'blocking-findings')
      const pointers = reply.body.errors.map(({ pointer }: { pointer: string }) => pointer)
      expect(pointers).to.include('#/clinical/heightCm')
    })

    it('refuses a text of 200,000 characters when the report is submitted', async () => {
      const { body } = await create(aReportDocument({ identity: { name: '王'.repeat(200_000) } }))
      const reply = await registrar.move(body.id, 'submit')
      expectProblem(reply, 422, 'blocking-findings')
      expect(reply.text.length).to.be.lessThan(50_000)
    })

    it('answers a list of 100,000 entries and 20,000 unknown keys in bounded time and size', async function () {
      this.timeout(20_000)
      const started = Date.now()
      const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`unknownKey${index}`, index]))
      const long = await create(aReportDocument({ phenotype: Array.from({ length: 100_000 }, () => 1) }))
      const wide = await create(aReportDocument({ clinical: many }))
      for (const { status, body, text } of [long, wide]) {
        expect(status).to.equal(201)
        expect(text.length).to.be.lessThan(2_500_000)
        const reply = await registrar.move(body.id, 'submit')
        expectProblem(reply, 422, 'blocking-findings')
        expect(reply.text.length).to.be.lessThan(1_000_000)
      }
      expect(Date.now() - started).to.be.lessThan(12_000)
    })
  })

  describe('a change without its precondition', () => {
    it('refuses a stale version with 412 and overwrites nothing', async () => {
      const { body } = await create(aReportDocument())
      const path = `/case-reports/${body.id}/draft`
      expectStatus(await registrar.put(path, { content: { clinical: { heightCm: 180 } } }, { 'If-Match': '"1"' }), 200)
      expectProblem(await registrar.put(path, { content: {} }, { 'If-Match': '"1"' }), 412, 'stale-version')
      const after = await registrar.get(`/case-reports/${body.id}`)
      expect(after.body.content.clinical.heightCm).to.equal(180)
      expect(await eventsOf(registry, body.id)).to.deep.equal(['case-report.created', 'case-report.draft-saved'])
    })

    it('refuses a change without If-Match with 428', async () => {
      const { body } = await create(aReportDocument())
      expectProblem(await registrar.put(`/case-reports/${body.id}/draft`, { content: {} }), 428, 'if-match-missing')
      expectProblem(
        await registrar.post(`/case-reports/${body.id}/transitions`, { transition: 'submit' }),
        428,
        'if-match-missing',
      )
      expect(await eventsOf(registry, body.id)).to.deep.equal(['case-report.created'])
    })

    for (const header of ['1', '*', '"one"', '"1", "2"', '""', '"-1"', '"99999999999"', "'1'"])
      it(`refuses If-Match ${header} with 400`, async () => {
        const { body } = await create(aReportDocument())
        const reply = await registrar.put(`/case-reports/${body.id}/draft`, { content: {} }, { 'If-Match': header })
        expectProblem(reply, 400, 'if-match-malformed')
        expect(await eventsOf(registry, body.id)).to.deep.equal(['case-report.created'])
      })

    it('refuses to create a report without an idempotency key, or with a malformed one', async () => {
      const headers = { Authorization: `Bearer ${registrar.token}` }
      const without = await call(registry.url, 'POST', '/api/v1/case-reports', { body: { disease }, headers })
      expectProblem(without, 400, 'idempotency-key-missing')
      for (const key of ['short', 'x'.repeat(101), 'with space in it'])
        expectProblem(
          await registrar.post('/case-reports', { disease }, { 'Idempotency-Key': key }),
          400,
          'idempotency-key-malformed',
        )
      await expectNothingWritten()
    })

    it('gives the very same answer to the same key and body, and has one report', async () => {
      const headers = { 'Idempotency-Key': randomUUID() }
      const content = aReportDocument()
      const first = expectStatus(await registrar.post('/case-reports', { disease, content }, headers), 201)
      const second = await registrar.post('/case-reports', { disease, content }, headers)
      expect(second.status).to.equal(201)
      expect(second.text).to.equal(first.text)
      for (const header of ['etag', 'location']) expect(second.headers.get(header)).to.equal(first.headers.get(header))
      expect(await countOf(registry, 'case_report')).to.equal(1)
      expect(await eventsOf(registry, first.body.id)).to.deep.equal(['case-report.created'])
    })

    it('repeats the first answer of a submission even after others have moved the report', async () => {
      const { body } = await create(aReportDocument())
      const headers = { 'Idempotency-Key': randomUUID(), 'If-Match': '"1"' }
      const first = expectStatus(
        await registrar.post(`/case-reports/${body.id}/transitions`, { transition: 'submit' }, headers),
        200,
      )
      expectStatus(await reviewer.move(body.id, 'claim-for-hospital'), 200)
      const second = await registrar.post(`/case-reports/${body.id}/transitions`, { transition: 'submit' }, headers)
      expect(second.status).to.equal(200)
      expect(second.text).to.equal(first.text)
      expect(await countOf(registry, 'case_report_version')).to.equal(1)
    })

    it('refuses the same key with another body, address or version with 409', async () => {
      const key = { 'Idempotency-Key': randomUUID() }
      const first = expectStatus(await registrar.post('/case-reports', { disease, content: {} }, key), 201)
      expectProblem(
        await registrar.post('/case-reports', { disease, content: { clinical: {} } }, key),
        409,
        'idempotency-key-reused',
      )
      const moved = await registrar.post(
        `/case-reports/${first.body.id}/transitions`,
        { transition: 'submit' },
        { ...key, 'If-Match': '"1"' },
      )
      expectProblem(moved, 409, 'idempotency-key-reused')
      expect(await countOf(registry, 'case_report')).to.equal(1)
    })

    it('lets two people use the same key', async () => {
      const key = { 'Idempotency-Key': randomUUID() }
      const second = await signIn(registry.url, 'second-registrar-a')
      const a = expectStatus(await registrar.post('/case-reports', { disease }, key), 201)
      const b = expectStatus(await second.post('/case-reports', { disease }, key), 201)
      expect(a.body.id).not.to.equal(b.body.id)
    })

    it('does not keep a refusal under the key: the corrected version may be sent with it', async () => {
      const { body } = await create(aReportDocument({ identity: { sex: null } }))
      const key = { 'Idempotency-Key': randomUUID() }
      const path = `/case-reports/${body.id}/transitions`
      expectProblem(
        await registrar.post(path, { transition: 'submit' }, { ...key, 'If-Match': '"1"' }),
        422,
        'blocking-findings',
      )
      expectStatus(
        await registrar.put(`/case-reports/${body.id}/draft`, { content: aReportDocument() }, { 'If-Match': '"1"' }),
        200,
      )
      expectStatus(await registrar.post(path, { transition: 'submit' }, { ...key, 'If-Match': '"2"' }), 200)
    })
  })

  describe('an address or parameter that does not exist', () => {
    it('answers an unknown address with a problem', async () => {
      for (const path of ['/api/v1/nothing', '/api/v2/case-reports', '/nothing', '/api/v1/case-reports/x/y/z'])
        expectProblem(await call(registry.url, 'GET', path), 404, 'not-found')
    })

    it('answers a broken percent-escape in an address with 404', async () => {
      expectProblem(await office.get('/case-reports/%E0%A4%A'), 404, 'not-found')
    })

    it('answers a method that a route does not have with a problem, and lets no other site in by OPTIONS', async () => {
      for (const method of ['PATCH', 'DELETE', 'PUT'])
        expectProblem(await call(registry.url, method, '/api/v1/case-reports', { body: {} }), 404, 'not-found')
      const options = await call(registry.url, 'OPTIONS', '/api/v1/case-reports', {
        headers: { Origin: 'https://elsewhere.example', 'Access-Control-Request-Method': 'POST' },
      })
      expect(options.headers.get('access-control-allow-origin')).to.equal(null)
    })

    it('answers HEAD like GET, without the body and not without a token', async () => {
      const head = (headers: Record<string, string>) =>
        fetch(`${registry.url}/api/v1/case-reports`, { method: 'HEAD', headers })
      expect((await head({})).status).to.equal(401)
      const reply = await head({ Authorization: `Bearer ${registrar.token}` })
      expect(reply.status).to.equal(200)
      expect(await reply.text()).to.equal('')
    })

    for (const id of [
      '1',
      randomUUID(),
      randomUUID().toUpperCase(),
      "'; drop table query; --",
      '%2e%2e%2f',
      '__proto__',
      'x'.repeat(5000),
    ])
      it(`answers the id ${id.slice(0, 40)} with 404 wherever an id stands`, async () => {
        const at = encodeURIComponent(id)
        for (const path of ['', '/queries', '/versions', '/journal'])
          expectProblem(await office.get(`/case-reports/${at}${path}`), 404, 'case-report-not-found')
        expectProblem(await office.get(`/patients/${at}`), 404, 'patient-not-found')
        expectProblem(await office.get(`/patient-pairs/${at}`), 404, 'patient-pair-not-found')
        expectProblem(await office.get(`/patient-pairs/${at}/merge-preview`), 404, 'patient-pair-not-found')
        expectProblem(await office.get(`/cases/${at}`), 404, 'case-not-found')
        expectProblem(await registrar.get(`/forms/${at}`), 404, 'form-not-found')
        expectProblem(await registrar.get(`/value-sets/${at}`), 404, 'value-set-not-found')
        const match = { 'If-Match': '"1"' }
        expectProblem(
          await registrar.put(`/case-reports/${at}/draft`, { content: {} }, match),
          404,
          'case-report-not-found',
        )
        expectProblem(
          await office.post(`/case-reports/${at}/transitions`, { transition: 'accept' }, match),
          404,
          'case-report-not-found',
        )
        expectProblem(
          await office.post(`/queries/${at}/transitions`, { transition: 'close' }, match),
          404,
          'query-not-found',
        )
      })

    it('answers an unknown transition with 404, also one that is a word of JavaScript', async () => {
      const { body } = await create(aReportDocument())
      for (const transition of ['approve', 'constructor', '__proto__', 'toString'])
        expectProblem(
          await registrar.post(`/case-reports/${body.id}/transitions`, { transition }, { 'If-Match': '"1"' }),
          404,
          'transition-unknown',
        )
    })

    it('refuses unknown, repeated and malformed query parameters with 400', async () => {
      for (const query of [
        'colour=red',
        'limit=0',
        'limit=201',
        'limit=ten',
        'limit=1.5',
        'limit=5&limit=6',
        'state=SENT',
        'number=',
        '__proto__=1',
      ])
        expectProblem(await registrar.get(`/case-reports?${query}`), 400, 'query-breaks-schema')
      for (const query of [
        'from=2026-02-30T00:00:00Z',
        'from=0000-01-01T00:00:00Z',
        'before=2026-01-01',
        'from=2026-01-01T00:00:00%2B20:00',
        'object=1',
      ])
        expectProblem(await office.get(`/journal?${query}`), 400, 'query-breaks-schema')
      for (const query of ['acceptedFrom=2026-02-30', 'acceptedFrom=0000-01-01', 'acceptedBefore=tomorrow'])
        expectProblem(await office.get(`/reports/office-workbook.xlsx?${query}`), 400, 'query-breaks-schema')
      expect(await countOf(registry, "audit_event where event = 'office-report.exported'")).to.equal(0)
    })

    it('refuses a cursor that it has not given with 400', async () => {
      const made = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
      for (const cursor of [
        'x',
        '%00',
        made({}),
        made([]),
        made([1]),
        made(['x']),
        made([randomUUID(), 'x']),
        made(["' or 1=1"]),
      ])
        for (const path of ['/case-reports', '/cases', '/patient-pairs', '/journal'])
          expect((await office.get(`${path}?cursor=${cursor}`)).status, `${path} ${cursor}`).to.equal(400)
      expectProblem(await office.get(`/cases?cursor=${made(['x'])}`), 400, 'cursor-malformed')
    })

    it('gives every report once when it is read page by page', async () => {
      const made = []
      for (let count = 0; count < 5; count += 1) made.push(String((await create({})).body.id))
      const seen: string[] = []
      for (let cursor: string | undefined = ''; cursor !== undefined;) {
        const reply: Reply = await registrar.get(`/case-reports?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)
        seen.push(...reply.body.items.map(({ id }: { id: string }) => id))
        cursor = reply.body.nextCursor as string | undefined
      }
      expect(seen).to.have.members(made).and.to.have.length(5)
    })
  })

  describe('a reason code where none belongs', () => {
    it('refuses it, since no value set would keep a name out of the journal', async () => {
      const { body } = await create(aReportDocument())
      const reply = await registrar.post(
        `/case-reports/${body.id}/transitions`,
        { transition: 'submit', reasonCode: '张三丰' },
        { 'If-Match': '"1"' },
      )
      expectProblem(reply, 400, 'body-breaks-schema')
      expect(reply.text).not.to.contain('张三丰')
      expect(await rowsOf(registry, 'select 1 from audit_event where reason_code is not null')).to.have.length(0)
    })
  })
})

describe('requests at the same moment', () => {
  let registry: TestRegistry
  let registrar: Person
  let reviewer: Person
  let office: Person

  before(async () => {
    registry = await openTestRegistry()
    ;({ registrar, reviewer, office } = await signInStaff(registry.url))
  })
  after(() => registry.stop())

  it('takes one of six submissions of one report: one version, one receipt, one event', async () => {
    const { body } = await aCaseReport({ registrar, reviewer, office })
    const replies = await Promise.all(
      Array.from({ length: 6 }, () =>
        registrar.post(`/case-reports/${body.id}/transitions`, { transition: 'submit' }, { 'If-Match': '"1"' }),
      ),
    )
    const statuses = replies.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).to.have.length(1)
    for (const status of statuses) expect(status).to.be.oneOf([200, 409, 412])
    const versions = await rowsOf(registry, 'select 1 from case_report_version where case_report_id = ?', [body.id])
    expect(versions).to.have.length(1)
    expect(await eventsOf(registry, body.id)).to.deep.equal(['case-report.created', 'case-report.submitted'])
    const patients = await rowsOf(registry, 'select 1 from patient_identity where case_report_id = ?', [body.id])
    expect(patients).to.have.length(1)
  })

  it('gives the same answer to six equal creations under one key and has one report', async () => {
    const before = await countOf(registry, 'case_report')
    const headers = { 'Idempotency-Key': randomUUID() }
    const request = { disease, content: aReportDocument() }
    const replies = await Promise.all(
      Array.from({ length: 6 }, () => registrar.post('/case-reports', request, headers)),
    )
    for (const reply of replies) {
      // While the first is still under way, 409 `request-in-progress` tells the client to come again.
      if (reply.status === 409) expect(reply.body.code).to.equal('request-in-progress')
      else expect(reply.status).to.equal(201)
    }
    const answers = new Set(replies.filter(({ status }) => status === 201).map(({ text }) => text))
    expect(answers.size).to.equal(1)
    expect(await countOf(registry, 'case_report')).to.equal(before + 1)
  })

  it('gives the same answer to four equal submissions under one key', async () => {
    const { body } = await aCaseReport({ registrar, reviewer, office })
    const headers = { 'Idempotency-Key': randomUUID(), 'If-Match': '"1"' }
    const replies = await Promise.all(
      Array.from({ length: 4 }, () =>
        registrar.post(`/case-reports/${body.id}/transitions`, { transition: 'submit' }, headers),
      ),
    )
    expect(replies.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200])
    expect(new Set(replies.map(({ text }) => text)).size).to.equal(1)
    expect(await eventsOf(registry, body.id)).to.deep.equal(['case-report.created', 'case-report.submitted'])
  })

  it('numbers reports without a gap or a double when eight are created at once', async () => {
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => registrar.post('/case-reports', { disease, content: aReportDocument() })),
    )
    expect(replies.map(({ status }) => status)).to.deep.equal(Array.from({ length: 8 }, () => 201))
    expect(new Set(replies.map(({ body }) => String(body.number))).size).to.equal(8)
  })
})
