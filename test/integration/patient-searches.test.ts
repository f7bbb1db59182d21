import { expect } from 'chai'
import { withDatabaseClient } from '#api/db/database-client.ts'
import { beyondOwnHospital } from '#api/patients/search-patients.ts'
import type { JsonObject } from '#registry-rules/forms/json-pointer.ts'
import {
  aCaseReport,
  anIdentity,
  aReportDocument,
  expectStatus,
  signInStaff,
  type Staff,
} from '#test/support/a-case-report.ts'
import { expectProblem, signIn, type Person, type Reply } from '#test/support/api-client.ts'
import { changeAccount, rowsOf } from '#test/support/database-state.ts'
import { findLeaks } from '#test/support/find-leaks.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'

// What a reply holds is what the test checks.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Body = any

const searched = ['name', 'sex', 'birthDate', 'idDocument', 'phone', 'guardian', 'mother', 'multipleBirth', 'residence']

/** What the page sends of an identity. */
const criteria = (identity: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(identity).filter(([key, value]) => searched.includes(key) && value !== null))

const ask = (person: Person, identity: JsonObject, more: JsonObject = {}): Promise<Reply> =>
  person.post('/patient-searches', { identity: criteria(identity), ...more })

const submitted = (staff: Staff, identity: JsonObject): Promise<Reply> =>
  aCaseReport(staff, { state: 'SUBMITTED', content: aReportDocument({ identity }) })

const numbersIn = ({ body }: Reply): string[] => body.items.map(({ number }: Body) => String(number))

describe('asking whether a person is known', () => {
  let registry: TestRegistry
  let a: Staff
  let b: Staff
  let auditor: Person

  before(async () => {
    registry = await openTestRegistry({
      limits: {
        perPerson: [{ most: 12, withinMinutes: 10 }],
        perHospital: [{ most: 15, withinMinutes: 10 }],
      },
    })
    a = await signInStaff(registry.url, 'a')
    b = await signInStaff(registry.url, 'b')
    auditor = await signIn(registry.url, 'auditor')
  })
  after(() => registry.stop())
  beforeEach(() => registry.begin())
  afterEach(() => registry.rollback())

  const accesses = async (query = ''): Promise<Body[]> =>
    expectStatus(await auditor.get(`/access-events${query}`), 200).body.items

  it('finds the report of the own hospital with number, disease, state, and why in words', async () => {
    const person = anIdentity()
    const known = await submitted(a, person)
    const { body } = expectStatus(await ask(a.registrar, person), 200)
    expect(body.items).to.have.length(1)
    const [hit] = body.items
    expect(hit).to.include({
      caseReportId: known.body.id,
      number: known.body.number,
      match: 'same',
      state: 'SUBMITTED',
    })
    expect(hit.disease).to.include({ code: known.body.disease.code, nameZh: known.body.disease.nameZh })
    expect(hit.explanation).to.deep.include({
      field: 'idNumber',
      level: 'equal-valid',
      zh: '证件号码：相同且有效',
      en: 'Document number: equal and valid',
    })
    expect(body.beyond).to.deep.equal(beyondOwnHospital)
  })

  it('masks numbers as elsewhere, and shows no value of the report in the explanation', async () => {
    const person = anIdentity({ guardian: { name: '示例某', relation: '51', phone: '13012345678' } })
    await submitted(a, person)
    const { body, text } = expectStatus(await ask(a.registrar, { ...person, guardian: null }), 200)
    const { number } = person['idDocument'] as { number: string }
    const [hit] = body.items
    expect(hit.identity).to.include({ name: person['name'], sex: '1', birthDate: person['birthDate'] })
    expect(hit.identity.idDocument.number).to.match(/^370\*{11}.{4}$/)
    for (const value of [number, String(person['phone']), '示例某', '13012345678']) expect(text).not.to.contain(value)
    expect(JSON.stringify(hit.explanation)).not.to.contain(String(person['name']))
  })

  it('finds each report of a person who has several, also those that were joined since', async () => {
    const person = anIdentity()
    const [first, second] = [await submitted(a, person), await submitted(a, person)]
    await submitted(b, person)
    const reply = expectStatus(await ask(a.registrar, person), 200)
    expect(numbersIn(reply)).to.have.members([first.body.number, second.body.number])
  })

  it('finds what a colleague is typing, and never the report that is being written', async () => {
    const person = anIdentity()
    const colleague = await signIn(registry.url, 'second-registrar-a')
    const draft = expectStatus(
      await colleague.post('/case-reports', { disease: 'marfan-syndrome', content: { identity: person } }),
      201,
    )
    const found = expectStatus(await ask(a.registrar, person), 200)
    expect(found.body.items[0]).to.include({ number: draft.body.number, state: 'DRAFT' })
    const own = expectStatus(await ask(colleague, person, { caseReportId: draft.body.id }), 200)
    expect(own.body.items).to.deep.equal([])
  })

  it('finds a person of whom there are dozens of reports, and shows the latest of them', async () => {
    const person = anIdentity()
    const numbers: string[] = []
    for (let written = 0; written < 40; written += 1) {
      const content = { identity: person }
      const draft = await a.registrar.post('/case-reports', { disease: 'marfan-syndrome', content })
      numbers.push(String(expectStatus(draft, 201).body.number))
    }
    const found = expectStatus(await ask(a.reviewer, person), 200)
    expect(numbersIn(found)).to.deep.equal(numbers.slice(-10).toReversed())
    expect(found.body.items[0].match).to.equal('same')
  })

  it('offers a newborn of the same mother as possible, and says that it could be a twin', async () => {
    const family = { birthDate: '2020-05-07', sex: '2', idDocument: null, phone: '13112345687' }
    const baby = anIdentity({ ...family, name: '钱小芳之女', mother: { name: '钱小芳' } })
    const content = { identity: baby }
    const { body } = expectStatus(await a.registrar.post('/case-reports', { disease: 'marfan-syndrome', content }), 201)
    const found = expectStatus(await ask(a.reviewer, { ...baby, name: '钱小芳之二女' }), 200)
    expect(numbersIn(found)).to.deep.equal([body.number])
    expect(found.body.items[0]).to.include({ match: 'possible' })
    expect(found.body.items[0].otherExplanation.en).to.equal('could be a twin')
  })

  describe('of another hospital', () => {
    it('gives the very same reply whether or not another hospital has reported the person', async () => {
      const person = anIdentity()
      const before = expectStatus(await ask(a.registrar, person), 200)
      for (const state of ['DRAFT', 'SUBMITTED', 'ACCEPTED'] as const) {
        await aCaseReport(b, { state, content: aReportDocument({ identity: person }) })
        const after = expectStatus(await ask(a.registrar, person), 200)
        expect(after.text, state).to.equal(before.text)
        expect([...after.headers.keys()]).to.deep.equal([...before.headers.keys()])
      }
      expect(before.body).to.deep.equal({ items: [], beyond: beyondOwnHospital })
    })

    it('tells of the own report what it told before another hospital reported the person, and they were joined', async () => {
      const person = anIdentity()
      await submitted(a, person)
      const before = expectStatus(await ask(a.registrar, person), 200)
      await aCaseReport(b, { state: 'ACCEPTED', content: aReportDocument({ identity: person }) })
      await submitted(b, { ...person, phone: '13712345678' })
      const [merged] = await rowsOf(registry, "select 1 from patient where record_state = 'MERGED'")
      expect(merged).not.to.equal(undefined)
      expect((await ask(a.registrar, person)).text).to.equal(before.text)
    })

    it('stays out of sight of a person who has a seat at the office, too', async () => {
      const person = anIdentity()
      await submitted(b, person)
      await changeAccount(registry, 'both-a', { roles: ['registrar', 'office-reviewer'] })
      const both = await signIn(registry.url, 'both-a')
      expect(expectStatus(await ask(both, person), 200).body.items).to.deep.equal([])
    })
  })

  describe('with too little', () => {
    it('refuses and says each thing that is missing, in both languages', async () => {
      const reply = await ask(a.registrar, { name: '王' })
      expectProblem(reply, 422, 'search-criteria-insufficient')
      expect(reply.body.errors.map(({ check, pointer }: Body) => [check, pointer])).to.deep.equal([
        ['search-needs-name', '#/identity/name'],
        ['search-needs-birth-date', '#/identity/birthDate'],
        ['search-needs-one-more', '#/identity'],
      ])
      for (const error of reply.body.errors) expect(error).to.include.keys('zh', 'en')
    })

    it('refuses emoji, wildcards, placeholder numbers and words for nobody', async () => {
      const full = { birthDate: '1990-03', sex: '1' }
      for (const name of ['😀😀', '王?', '***', '不详', '1', '王 ', '', '\u202e王'])
        expectProblem(await ask(a.registrar, { ...full, name }), 422, 'search-criteria-insufficient')
      for (const number of ['000000000000000000', '111111111111111111', '00000000000000000X', '无', '12345'])
        expectProblem(
          await ask(a.registrar, { idDocument: { type: '01', number } }),
          422,
          'search-criteria-insufficient',
        )
    })

    it('refuses values of another type, keys of no identity and a name of 10,000 characters by the schema', async () => {
      const bodies: JsonObject[] = [
        { name: '王'.repeat(10_000) },
        { name: 5 },
        { name: ['王伟'] },
        { nationality: 'CHN' },
        { idDocument: '370102199003120011' },
        { multipleBirth: { order: 1.5 } },
      ]
      for (const identity of bodies)
        expectProblem(await a.registrar.post('/patient-searches', { identity }), 400, 'body-breaks-schema')
      for (const body of [{}, { identity: {}, caseReportId: 'x' }, [], 'text'])
        expectProblem(await a.registrar.post('/patient-searches', body), 400, 'body-breaks-schema')
    })
  })

  describe('too often', () => {
    it('refuses after so many within the minutes, says when to come back, and lets others of the hospital ask', async () => {
      const person = anIdentity()
      for (let asked = 0; asked < 12; asked += 1) expectStatus(await ask(a.registrar, person), 200)
      const refused = await ask(a.registrar, person)
      expectProblem(refused, 429, 'too-many-searches')
      const wait = Number(refused.headers.get('retry-after'))
      expect(wait).to.be.greaterThan(0).and.at.most(600)
      expectStatus(await ask(a.reviewer, person), 200)
    })

    it('counts all people of a hospital together', async () => {
      const person = anIdentity()
      for (let asked = 0; asked < 8; asked += 1) expectStatus(await ask(a.registrar, person), 200)
      for (let asked = 0; asked < 7; asked += 1) expectStatus(await ask(a.reviewer, person), 200)
      expectProblem(await ask(a.reviewer, person), 429, 'too-many-searches')
      expectProblem(await ask(a.registrar, person), 429, 'too-many-searches')
      expectStatus(await ask(b.registrar, person), 200)
    })

    it('counts neither what was refused nor what is older', async () => {
      const person = anIdentity()
      for (let asked = 0; asked < 14; asked += 1) await ask(a.registrar, { name: '王' })
      expectStatus(await ask(a.registrar, person), 200)
      const [answered] = await accesses('?outcome=given')
      await rowsOf(
        registry,
        `insert into access_event (id, at, unit_id, event, outcome, actor_kind, person_id, actor_name, hospital_code, channel)
         select gen_random_uuid(), now() - interval '11 minutes', gen_random_uuid(), 'patient.searched', 'given', 'person',
           ?, 'test', 'H370101', 'api' from generate_series(1, 20)`,
        [answered.personId],
      )
      expectStatus(await ask(a.registrar, person), 200)
    })
  })

  describe('in the access journal', () => {
    it('is kept with the kinds of values, never with a value, and no event of a change', async () => {
      const person = anIdentity()
      const known = await submitted(a, person)
      const changes = await rowsOf(registry, 'select id from audit_event')
      expectStatus(await ask(a.registrar, person, { disease: known.body.disease.code }), 200)
      expectStatus(await ask(a.registrar, { ...person, phone: null }), 200)
      const [first, second] = await accesses()
      expect(first).to.include({
        event: 'patient.searched',
        outcome: 'given',
        actor: 'Registrar A',
        hospitalCode: 'H370101',
        actorKind: 'person',
        channel: 'api',
      })
      expect(first.fields).to.include.members(['name', 'birthDate', 'idNumber', 'phone'])
      expect(first.related.found).to.deep.equal([known.body.id])
      expect(second.fields).not.to.include('phone')
      expect(second.subjectHash).to.equal(first.subjectHash)
      const text = JSON.stringify([first, second])
      for (const value of [person['name'], person['phone'], (person['idDocument'] as { number: string }).number])
        expect(text).not.to.contain(value)
      expect(await rowsOf(registry, 'select id from audit_event')).to.have.length(changes.length)
    })

    it('is kept when it was refused, too', async () => {
      const person = anIdentity()
      await ask(a.registrar, { name: '王' })
      for (let asked = 0; asked < 13; asked += 1) await ask(a.registrar, person)
      const refused = await accesses('?outcome=refused')
      expect(refused.map(({ refusal }) => refusal)).to.deep.equal(['search-criteria-insufficient', 'too-many-searches'])
      expect(await accesses('?outcome=given')).to.have.length(12)
    })

    it('is read by the auditor alone, page by page and by person, hospital and kind', async () => {
      const person = anIdentity()
      for (const asking of [a.registrar, a.reviewer, b.registrar]) expectStatus(await ask(asking, person), 200)
      const first = expectStatus(await auditor.get('/access-events?limit=2'), 200).body
      expect(first.items).to.have.length(2)
      const rest = await accesses(`?cursor=${first.nextCursor}`)
      expect(rest.map(({ actor }) => actor)).to.deep.equal(['Registrar B'])
      expect(await accesses('?hospital=H370201')).to.have.length(1)
      expect(await accesses(`?person=${first.items[0].personId}`)).to.have.length(1)
      expect(await accesses('?event=patient.searched')).to.have.length(3)
      expect(await accesses('?event=other')).to.have.length(0)
      expectProblem(await auditor.get('/access-events?cursor=x'), 400, 'cursor-malformed')
      for (const other of [a.registrar, a.office]) {
        expectProblem(await other.get('/access-events'), 403, 'permission-missing')
      }
      for (const scope of ['office', 'hospital', 'none'])
        await registry.deps.em().transactional(async (em) => {
          await em.execute("select set_config('registry.scope', ?, true)", [scope])
          expect(await em.execute('select 1 from access_event')).to.deep.equal([])
        })
    })
  })
})

describe('the access journal', () => {
  let registry: TestRegistry
  let a: Staff

  // Bare connections and requests of one moment see only what is committed.
  before(async () => {
    registry = await openTestRegistry({ limits: { perPerson: [{ most: 3, withinMinutes: 10 }], perHospital: [] } })
    a = await signInStaff(registry.url, 'a')
  })
  after(() => registry.stop())

  it('counts questions of one moment one after the other, whichever server process took them', async () => {
    const person = anIdentity()
    const replies = await Promise.all(Array.from({ length: 8 }, () => ask(a.registrar, person)))
    const statuses = replies.map(({ status }) => status).sort()
    expect(statuses).to.deep.equal([200, 200, 200, 429, 429, 429, 429, 429])
  })

  it('is never updated, deleted or truncated, by the application or by the owner', async () => {
    for (const url of [registry.appUrl, registry.superuserUrl])
      await withDatabaseClient(url, async (client) => {
        for (const sql of ['update access_event set id = id', 'delete from access_event', 'truncate access_event']) {
          const refused = await client.query(sql).then(
            () => undefined,
            (error: unknown) => (error as { code?: string }).code,
          )
          expect(refused, sql).to.be.oneOf(['RG002', '42501'])
        }
      })
  })

  it('holds no identity value, and neither does the log', async () => {
    const person = anIdentity()
    await ask(a.reviewer, person)
    await ask(a.reviewer, { name: person['name'] ?? '' })
    const values = [person['name'], person['phone'], (person['idDocument'] as { number: string }).number].map(String)
    expect(await findLeaks(registry.superuserUrl, values)).to.deep.equal([])
    for (const value of values) expect(registry.log.join('')).not.to.contain(value)
    const entries = await withDatabaseClient(registry.superuserUrl, (client) =>
      client.query('select 1 from access_event'),
    )
    expect(entries.rowCount).to.be.greaterThan(2)
  })
})
