import { expect } from 'chai'
import { readingUnit, type Session } from '#api/db/unit-of-work.ts'
import type { JsonObject } from '#registry-rules/forms/json-pointer.ts'
import {
  aCaseReport,
  anIdentity,
  asOnPaperCard,
  aReportDocument,
  expectStatus,
  signInStaff,
  type Staff,
} from '#test/support/a-case-report.ts'
import { signIn, type Person, type Reply } from '#test/support/api-client.ts'
import { readExamples } from '#test/support/forms.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'
import { aResidentId } from '#test/support/resident-id.ts'

// What a reply holds is what the test checks.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Body = any

const officeSession: Session = {
  by: { kind: 'rule', name: 'test' },
  seat: 'office',
  hospitalCode: undefined,
  channel: 'start',
}

/** The same person, told without a document; each report of it has whoever's telephone at hand. */
const withoutNumber = asOnPaperCard
const isOnPaperCard = ({ noIdReason }: JsonObject): boolean => noIdReason !== undefined
const asReported = (identity: JsonObject): JsonObject => (isOnPaperCard(identity) ? asOnPaperCard(identity) : identity)

const withoutNulls = (identity: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(identity).filter(([, value]) => value !== null))

describe('matching', () => {
  let registry: TestRegistry
  let a: Staff
  let b: Staff
  let office: Person
  let secondOffice: Person
  let lead: Person
  let bothOfA: Person

  before(async () => {
    registry = await openTestRegistry()
    const person = (name: string): Promise<Person> => signIn(registry.url, name)
    secondOffice = await person('second-office')
    lead = await person('lead')
    bothOfA = await person('both-a')
    a = await signInStaff(registry.url, 'a')
    b = await signInStaff(registry.url, 'b')
    office = a.office
  })
  after(() => registry.stop())
  beforeEach(() => registry.begin())
  afterEach(() => registry.rollback())

  const rows = <Row>(sql: string, values: unknown[] = []): Promise<Row[]> =>
    readingUnit(registry.deps.em(), officeSession, (em) => em.execute(sql, values))

  const submitted = (staff: Staff, identity: JsonObject, changes: JsonObject = {}): Promise<Reply> =>
    aCaseReport(staff, { state: 'SUBMITTED', content: aReportDocument({ identity: asReported(identity), ...changes }) })

  const accepted = (staff: Staff, identity: JsonObject): Promise<Reply> =>
    aCaseReport(staff, { state: 'ACCEPTED', content: aReportDocument({ identity }) })

  const patientOf = async (report: Reply): Promise<string> => {
    const [row] = await rows<{ patient_id: string }>('select patient_id from case_report where id = ?', [
      report.body.id,
    ])
    return row!.patient_id
  }

  const pairs = async (state = 'OPEN'): Promise<Body[]> =>
    expectStatus(await office.get(`/patient-pairs?state=${state}`), 200).body.items

  const onlyPair = async (): Promise<Body> => {
    const open = await pairs()
    expect(open).to.have.length(1)
    return open[0]
  }

  const preview = async (person: Person, pair: Body): Promise<Body> =>
    expectStatus(await person.get(`/patient-pairs/${pair.id}/merge-preview`), 200).body

  const decide = async (person: Person, pair: Body, request: JsonObject): Promise<Reply> => {
    const { headers } = await office.get(`/patient-pairs/${pair.id}`)
    return person.post(
      `/patient-pairs/${pair.id}/decisions`,
      { reasonCode: 'identity-checked', ...request },
      { 'If-Match': headers.get('etag') ?? '"0"' },
    )
  }

  /** Previews and decides *same*, as one person does in one sitting. */
  const decideSame = async (person: Person, pair: Body): Promise<Reply> =>
    decide(person, pair, { outcome: 'same', previewToken: (await preview(person, pair)).previewToken })

  const reachOffice = async (staff: Staff, report: Reply): Promise<void> => {
    expectStatus(await staff.reviewer.move(report.body.id, 'claim-for-hospital'), 200)
    expectStatus(await staff.reviewer.move(report.body.id, 'forward'), 200)
    expectStatus(await office.move(report.body.id, 'claim-for-office'), 200)
  }

  /** The hospital sends its own report back and the registrar submits it again, changed or not. */
  const resubmit = async (staff: Staff, report: Reply, identity?: JsonObject): Promise<Reply> => {
    const { id } = report.body
    expectStatus(await staff.reviewer.move(id, 'claim-for-hospital'), 200)
    expectStatus(await staff.reviewer.move(id, 'return-for-hospital', { reasonCode: '03', reasonText: '请核对' }), 200)
    if (identity) {
      const draft = await staff.registrar.get(`/case-reports/${id}`)
      const saved = await staff.registrar.put(
        `/case-reports/${id}/draft`,
        { content: { ...draft.body.content, identity: withoutNulls(identity) } },
        { 'If-Match': draft.headers.get('etag') ?? '' },
      )
      expectStatus(saved, 200)
    }
    return expectStatus(await staff.registrar.move(id, 'resubmit'), 200)
  }

  const numberOf = (identity: JsonObject): string => (identity['idDocument'] as { number: string }).number

  describe('the automatic link', () => {
    it('makes one patient of the same number, name, birth date and sex at two hospitals', async () => {
      const person = anIdentity()
      const [first, second] = [await submitted(a, person), await submitted(b, person)]
      expect(await patientOf(second)).to.equal(await patientOf(first))
      expect(await pairs()).to.be.empty
      const states = await rows<{ record_state: string }>('select record_state from patient order by id')
      expect(states.map((row) => row.record_state)).to.deep.equal(['PROVISIONAL', 'MERGED'])
      const journal = await office.get('/journal?event=pair.auto-linked')
      expect(journal.body.items[0]).to.include({ transition: 'M2', actorKind: 'rule', matcherVersion: '3' })
    })

    it('opens one case that the second acceptance joins, counted once with two sources', async () => {
      const person = anIdentity()
      const [first, second] = [await submitted(a, person), await submitted(b, person)]
      for (const [staff, report] of [
        [a, first],
        [b, second],
      ] as const) {
        await reachOffice(staff, report)
        expectStatus(await office.move(report.body.id, 'accept'), 200)
      }
      const cases = (await office.get('/cases')).body.items
      expect(cases).to.have.length(1)
      expect(cases[0].reports).to.have.members([first.body.number, second.body.number])
      expect(await rows('select source_count from case_fact')).to.deep.equal([{ source_count: 2 }])
      const events = (await office.get('/journal?limit=200')).body.items.map(({ event }: Body) => event)
      expect(events.filter((event: string) => event === 'case.opened')).to.have.length(1)
      expect(events.filter((event: string) => event === 'case.source-added')).to.have.length(1)
      expect(events.filter((event: string) => event === 'patient.activated')).to.have.length(1)
    })

    it('hard case 16: knows a number of fifteen digits and its later form of eighteen as one', async () => {
      const person = anIdentity()
      const old = numberOf(person).slice(0, 6) + numberOf(person).slice(8, 17)
      const first = await submitted(a, person)
      const second = await submitted(b, { ...person, idDocument: { type: '01', number: old } })
      expect(await patientOf(second)).to.equal(await patientOf(first))
    })

    it('keeps two diseases of one person as two cases of one patient', async () => {
      const ofAnAdult = readExamples('noonan-syndrome')
        .pass.map(({ document }) => document as Body)
        .find(({ identity }) => String(identity.birthDate) < '2000')
      const person = anIdentity({ birthDate: ofAnAdult.identity.birthDate })
      const first = await accepted(a, person)
      const second = await aCaseReport(b, {
        disease: 'noonan-syndrome',
        state: 'SUBMITTED',
        content: { ...structuredClone(ofAnAdult), identity: person },
      })
      expect(await patientOf(second)).to.equal(await patientOf(first))
      await reachOffice(b, second)
      const seen = { verifiedValuesSeen: true }
      expectStatus(await office.move(second.body.id, 'accept', seen), 200)
      const cases = (await office.get('/cases')).body.items
      expect(cases).to.have.length(2)
      expect(new Set(cases.map(({ patientId }: Body) => patientId)).size).to.equal(1)
    })

    it('hard case 12: does not join twins whose numbers are neighbours', async () => {
      const twin = anIdentity({ multipleBirth: { count: 2, order: 1 } })
      const other = {
        ...twin,
        name: `${String(twin['name'])}乙`,
        multipleBirth: { count: 2, order: 2 },
        idDocument: { type: '01', number: aResidentId({ birthDate: '1990-03-12', sequence: 777 }) },
      }
      const [first, second] = [await submitted(a, twin), await submitted(b, other)]
      expect(await patientOf(second)).to.not.equal(await patientOf(first))
      expect(await pairs()).to.be.empty
      expect(await pairs('SAME')).to.be.empty
    })

    it('hard case 13: asks about newborn twins of one name without numbers and links nothing', async () => {
      const twin = withoutNumber(anIdentity({ name: '王丽之子' }))
      const [first, second] = [await submitted(a, twin), await submitted(b, twin)]
      expect(await patientOf(second)).to.not.equal(await patientOf(first))
      expect(await pairs()).to.have.length(1)
    })
  })

  describe('a pair that must be decided', () => {
    it('stops the acceptance until someone has decided', async () => {
      const person = withoutNumber(anIdentity())
      await submitted(a, person)
      const second = await submitted(b, person)
      await reachOffice(b, second)
      const refused = await office.move(second.body.id, 'accept')
      expect(refused.status).to.equal(422)
      expect(refused.body.code).to.equal('undecided-pairs')
      const pair = await onlyPair()
      expect(pair.reason).to.equal('three-independent-groups')
      expectStatus(await decide(office, pair, { outcome: 'different' }), 200)
      expectStatus(await office.move(second.body.id, 'accept'), 200)
    })

    it('stays decided as different while the evidence is the same', async () => {
      const person = withoutNumber(anIdentity())
      const first = await submitted(a, person)
      const second = await submitted(b, person)
      const pair = await onlyPair()
      expectStatus(await decide(office, pair, { outcome: 'different' }), 200)
      await resubmit(b, second)
      await resubmit(a, first)
      expect(await pairs()).to.be.empty
      expect(await pairs('DIFFERENT')).to.have.length(1)
      const merge = await decide(office, pair, { outcome: 'same', previewToken: 'x'.repeat(43) })
      expect(merge.body.code).to.equal('pair-already-decided')
      expect(await rows('select 1 from patient_merge')).to.be.empty
    })

    it('comes back when the evidence changes, and is not linked over the head of who decided', async () => {
      const person = anIdentity()
      const other = { ...person, birthDate: '1991-03-12', name: `${String(person['name']).slice(0, 1)}思远` }
      await submitted(a, person)
      const second = await aCaseReport(b, { content: aReportDocument({ identity: other }) })
      const warnings = await submitVerified(b, second)
      expect(warnings.status).to.equal(200)
      const pair = await onlyPair()
      expect(pair.reason).to.equal('given-name-differs')
      expectStatus(await decide(office, pair, { outcome: 'different' }), 200)
      await resubmit(b, second, person)
      expect(await onlyPair()).to.include({ id: pair.id, decidedBefore: 'DIFFERENT' })
      expect(await rows('select 1 from patient_merge')).to.be.empty
    })

    it('is moot once the identity is corrected on return', async () => {
      const person = withoutNumber(anIdentity())
      await submitted(a, person)
      const second = await submitted(b, person)
      const pair = await onlyPair()
      await resubmit(b, second, withoutNumber(anIdentity({ birthDate: '1971-11-02' })))
      expect(await pairs()).to.be.empty
      expect((await pairs('MOOT')).map(({ id }) => id)).to.deep.equal([pair.id])
      const journal = await office.get('/journal?event=pair.moot')
      expect(journal.body.items[0]).to.include({ transition: 'M9', from: 'OPEN', to: 'MOOT' })
    })

    it('is not moot when another report of the patient still speaks for it', async () => {
      const person = anIdentity()
      await submitted(a, person)
      const shared = await submitted(b, person)
      await submitted(a, withoutNumber(person))
      const pair = await onlyPair()
      await resubmit(b, shared, { ...person, name: `${String(person['name'])}新` })
      expect((await pairs()).map(({ id }) => id)).to.include(pair.id)
    })

    it('hard case 42: agrees as far as known where only the year of birth is told', async () => {
      const person = withoutNumber(anIdentity())
      await submitted(a, person)
      await submitted(b, { ...person, birthDate: '1990' })
      const pair = await onlyPair()
      const birthDate = pair.explanation.find(({ field }: Body) => field === 'birthDate')
      expect(birthDate.level).to.equal('agrees-as-far-as-known')
      expect(birthDate.weight).to.be.greaterThan(0)
    })

    it('is hidden from the hospitals of which it names another', async () => {
      const person = withoutNumber(anIdentity())
      await submitted(a, person)
      await submitted(b, person)
      const pair = await onlyPair()
      for (const { reviewer } of [a, b]) {
        expect((await reviewer.get(`/patient-pairs/${pair.id}`)).status).to.equal(404)
        expect((await reviewer.get(`/patient-pairs/${pair.id}/merge-preview`)).status).to.equal(404)
        expect((await reviewer.get('/patient-pairs')).body.items).to.be.empty
        expect(JSON.stringify((await reviewer.get('/journal?limit=200')).body)).to.not.include(pair.id)
      }
    })
  })

  describe('a decision as the same person', () => {
    const twoProvisional = async (): Promise<{ first: Reply; second: Reply; pair: Body }> => {
      const person = withoutNumber(anIdentity())
      const [first, second] = [await submitted(a, person), await submitted(b, person)]
      return { first, second, pair: await onlyPair() }
    }

    const activeAndProvisional = async (): Promise<{ person: JsonObject; first: Reply; second: Reply; pair: Body }> => {
      const person = anIdentity()
      const first = await accepted(a, person)
      const second = await submitted(b, withoutNumber(person))
      return { person, first, second, pair: await onlyPair() }
    }

    it('is refused without the token of a preview', async () => {
      const { pair } = await twoProvisional()
      const reply = await decide(office, pair, { outcome: 'same' })
      expect(reply.status).to.equal(422)
      expect(reply.body.code).to.equal('preview-needed')
      expect(await pairs()).to.have.length(1)
    })

    it('is refused when what the preview showed has changed', async () => {
      const { pair, first } = await twoProvisional()
      const { previewToken } = await preview(office, pair)
      expectStatus(await a.reviewer.move(first.body.id, 'claim-for-hospital'), 200)
      const reply = await decide(office, pair, { outcome: 'same', previewToken })
      expect(reply.body.code).to.equal('preview-stale')
      expect(await rows('select 1 from patient_merge')).to.be.empty
    })

    it('is refused to who wrote in one of the reports', async () => {
      const person = withoutNumber(anIdentity())
      await aCaseReport(
        { ...a, registrar: bothOfA },
        { state: 'SUBMITTED', content: aReportDocument({ identity: person }) },
      )
      await submitted(a, person)
      const pair = await onlyPair()
      const reply = await decideSame(bothOfA, pair)
      expect(reply.status).to.equal(403)
      expect(reply.body.code).to.equal('four-eyes')
    })

    it('is refused to one person alone where a patient is active, and takes a lead as one of the two', async () => {
      const { pair } = await activeAndProvisional()
      expect((await preview(office, pair)).needsSecondPerson).to.equal(true)
      expectStatus(await decideSame(office, pair), 200)
      expect((await decideSame(office, pair)).body.code).to.equal('same-person-twice')
      expect((await decideSame(secondOffice, pair)).body.code).to.equal('second-person-needed')
      expect(await pairs()).to.have.length(1)
      expectStatus(await decideSame(lead, pair), 200)
      const merged = (await office.get('/journal?event=patient.merged')).body.items
      expect(merged).to.have.length(1)
      const persons = await rows<{ person_id: string }>(`select person_id from account where username = 'office'`)
      const second = await rows(`select second_person_id from audit_event where event = 'patient.merged'`)
      expect(second).to.deep.equal([{ second_person_id: persons[0]!.person_id }])
    })

    it('is open to the hospital where both records are its own alone', async () => {
      const person = withoutNumber(anIdentity())
      const [first, second] = [await submitted(a, person), await submitted(a, person)]
      const pair = await onlyPair()
      expect((await decide(a.reviewer, pair, { outcome: 'different' })).body.code).to.equal('role-missing')
      expectStatus(await decideSame(a.reviewer, pair), 200)
      expect(await patientOf(second)).to.equal(await patientOf(first))
    })

    it('moves everything, loses nothing, and lists what it moved', async () => {
      const { person, first, second, pair } = await activeAndProvisional()
      const third = await submitted(a, withoutNumber(person))
      const counts = () =>
        rows(`select (select count(*) from case_report) as reports, (select count(*) from patient_identity) as identities,
          (select count(*) from registry_case) as cases, (select count(*) from case_source) as sources,
          (select count(*) from patient) as patients, (select count(*) from patient_pair) as pairs,
          (select count(*) from blocking_token) as tokens`)
      const before = await counts()
      const [from, into] = [await patientOf(second), await patientOf(first)]
      const shown = await preview(office, pair)
      expect(shown).to.include({ survivor: into, mergedAway: from })
      expect(shown.moves.caseReports).to.deep.equal([second.body.number])
      const identities = await rows<{ id: string }>('select id from patient_identity where patient_id = ?', [from])
      expectStatus(await decideSame(lead, pair), 200)
      expectStatus(await decideSame(office, pair), 200)
      expect(await counts()).to.deep.equal(before)
      const [merge] = await rows<{ moved: Body }>('select moved from patient_merge')
      expect(merge!.moved).to.deep.include({
        stateBefore: 'PROVISIONAL',
        caseReports: [second.body.id],
        identities: identities.map(({ id }) => id),
        hospitals: ['H370201'],
        cases: [],
      })
      expect(await rows('select 1 from case_report where patient_id = ?', [from])).to.be.empty
      expect(await rows('select 1 from patient_identity where patient_id = ?', [from])).to.be.empty
      const origin = await rows('select origin_patient_id from case_report where id = ?', [second.body.id])
      expect(origin).to.deep.equal([{ origin_patient_id: from }])
      // The third record was paired with both: one pair goes on with the survivor, the other would repeat it.
      const open = await pairs()
      expect(open).to.have.length(1)
      expect([open[0].patientAId, open[0].patientBId]).to.have.members([into, await patientOf(third)])
      expect(await pairs('MOOT')).to.have.length(1)
    })

    it('joins two cases of one disease into one with both sources', async () => {
      const person = anIdentity()
      const first = await accepted(a, person)
      const other = anIdentity()
      const second = await accepted(b, other)
      expect((await office.get('/cases')).body.items).to.have.length(2)
      // A third report without number resembles the first, and is corrected to be the second's person: chain of merges.
      const third = await submitted(b, withoutNumber(person))
      const pair = await onlyPair()
      expectStatus(await decideSame(office, pair), 200)
      expectStatus(await decideSame(lead, pair), 200)
      expect(await patientOf(third)).to.equal(await patientOf(first))
      expect(await patientOf(second)).to.not.equal(await patientOf(first))
      await resubmit(b, third, other)
      const contradicting = (await pairs()).find(({ patientAId, patientBId }: Body) => patientAId !== patientBId)
      expectStatus(await decideSame(office, contradicting), 200)
      expectStatus(await decideSame(lead, contradicting), 200)
      const cases = (await office.get('/cases')).body.items
      expect(cases.filter(({ state }: Body) => state === 'CONFIRMED')).to.have.length(1)
      expect(cases.filter(({ state }: Body) => state === 'INACTIVE')).to.have.length(1)
      expect(cases.find(({ state }: Body) => state === 'CONFIRMED').reports).to.have.members([
        first.body.number,
        second.body.number,
      ])
      expect(await rows('select source_count from case_fact')).to.deep.equal([{ source_count: 2 }])
      const inactivated = (await office.get('/journal?event=case.inactivated')).body.items
      expect(inactivated.map(({ transition }: Body) => transition)).to.deep.equal(['S6'])
    })

    it('lets an old pseudonym answer with the record of today, over a chain of merges', async () => {
      const person = anIdentity()
      const first = await submitted(a, withoutNumber(person))
      const second = await submitted(b, withoutNumber(person))
      const pseudonyms = new Map<string, string>()
      for (const { id, pseudonym } of await rows<{ id: string; pseudonym: string }>(
        'select id, pseudonym from patient',
      )) {
        pseudonyms.set(id, pseudonym)
      }
      const [one, two] = [await patientOf(first), await patientOf(second)]
      expectStatus(await decideSame(office, await onlyPair()), 200)
      const third = await accepted(a, person).catch(async () => undefined)
      expect(third, 'an open pair stops the acceptance').to.equal(undefined)
      const pair = await onlyPair()
      expectStatus(await decideSame(office, pair), 200)
      const survivor = await patientOf(first)
      expect([one, two]).to.not.include(survivor)
      for (const id of [one, two]) {
        const answer = expectStatus(await office.get(`/patients/${pseudonyms.get(id) ?? ''}`), 200)
        expect(answer.body.id).to.equal(survivor)
        expect(answer.body.resolvedFrom).to.have.members([...pseudonyms.values()])
        expect(answer.body.reports).to.have.length(3)
      }
    })

    it('leaves the record with a checked resident number, else the active, else the older', async () => {
      const person = anIdentity()
      await submitted(a, withoutNumber(person))
      const withNumber = await submitted(b, person)
      expect((await preview(office, await onlyPair())).survivor).to.equal(await patientOf(withNumber))
    })

    it('shows each hospital the shared patient, but of it only its own reports and identities', async () => {
      const { first, second, pair } = await activeAndProvisional()
      expectStatus(await decideSame(office, pair), 200)
      expectStatus(await decideSame(lead, pair), 200)
      const patient = await patientOf(first)
      for (const [staff, own] of [
        [a, first],
        [b, second],
      ] as const) {
        const answer = expectStatus(await staff.registrar.get(`/patients/${patient}`), 200)
        expect(answer.body.reports.map(({ number }: Body) => number)).to.deep.equal([own.body.number])
      }
      expect((await b.registrar.get(`/patients/${patient}`)).body.cases).to.be.empty
      expect((await a.registrar.get(`/patients/${patient}`)).body.cases).to.have.length(1)
    })
  })

  it('makes a pair of one number with two given names and two birth dates, and links nothing', async () => {
    const person = anIdentity()
    await submitted(a, person)
    const second = await aCaseReport(b, {
      content: aReportDocument({
        identity: { ...person, name: `${String(person['name']).slice(0, 1)}思远`, birthDate: '1990-03-13' },
      }),
    })
    expectStatus(await submitVerified(b, second), 200)
    expect((await onlyPair()).reason).to.equal('given-name-differs')
  })

  it('inactivates the provisional patient of a report that is no case', async () => {
    const report = await aCaseReport(a, { state: 'OFFICE_REVIEW' })
    expectStatus(await office.move(report.body.id, 'reject', { reasonCode: '1', reasonText: '不符合标准' }), 200)
    expect(await rows('select record_state from patient')).to.deep.equal([{ record_state: 'INACTIVE' }])
    const journal = await office.get('/journal?event=patient.inactivated')
    expect(journal.body.items[0]).to.include({ transition: 'P13', from: 'PROVISIONAL', to: 'INACTIVE' })
  })

  it('leaves the shared patient as it is when one of two reports is no case', async () => {
    const person = anIdentity()
    await submitted(a, person)
    const second = await submitted(b, person)
    await reachOffice(b, second)
    expectStatus(await office.move(second.body.id, 'reject', { reasonCode: '1', reasonText: '不符合标准' }), 200)
    expect(await rows(`select record_state from patient where record_state <> 'MERGED'`)).to.deep.equal([
      { record_state: 'PROVISIONAL' },
    ])
  })

  for (const field of ['name', 'sex', 'birthDate', 'idDocument', 'ethnicGroup', 'phone', 'residence']) {
    it(`does not fail on an identity without ${field}`, async () => {
      const person = anIdentity()
      await submitted(a, person)
      const report = await aCaseReport(b, {
        content: aReportDocument({
          identity: { ...person, [field]: null },
          missing: { [`/identity/${field}`]: 'not-known' },
        }),
      })
      const reply = await b.registrar.move(report.body.id, 'submit')
      expect(reply.status, reply.text).to.be.oneOf([200, 422])
      expect(registry.log.filter((line) => line.includes('"level":50'))).to.be.empty
    })
  }

  async function submitVerified({ registrar }: Staff, report: Reply): Promise<Reply> {
    const first = await registrar.move(report.body.id, 'submit')
    if (first.status === 200) return first
    const verified = first.body.errors
      .filter(({ severity }: Body) => severity === 'warn')
      .map(({ check, pointer }: Body) => ({ check, pointer: String(pointer).slice(1), reason: '已核对病历' }))
    return registrar.move(report.body.id, 'submit', { verified })
  }
})
