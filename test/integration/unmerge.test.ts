import { expect } from 'chai'
import fc from 'fast-check'
import { readingUnit } from '#api/db/unit-of-work.ts'
import type { JsonObject } from '#registry-rules/forms/json-pointer.ts'
import { aCaseReport, anIdentity, expectStatus, type Staff } from '#test/support/a-case-report.ts'
import { signInForPairs, withoutNumber, type PairWork } from '#test/support/a-pair.ts'
import { expectProblem, type Reply } from '#test/support/api-client.ts'
import { eventsOf } from '#test/support/database-state.ts'
import { readExamples } from '#test/support/forms.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'

// What a reply holds is what the test checks.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Body = any

type Fate = 'open' | 'different' | 'relative' | 'deferred'

const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)

const requestOf = (fate: 'relative' | 'deferred'): JsonObject =>
  fate === 'relative'
    ? { outcome: 'relative', relative: { kind: 'sibling' } }
    : { outcome: 'deferred', deferral: { missingFact: 'name', dueDate: inAMonth } }

const withoutNulls = (identity: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(identity).filter(([, value]) => value !== null))

/** A complete report of another disease, of a grown-up. */
const noonan = readExamples('noonan-syndrome')
  .pass.map(({ document }) => document as JsonObject & { identity: JsonObject })
  .find(({ identity }) => String(identity['birthDate']) < '2000')!

describe('a merge that is taken back', () => {
  let registry: TestRegistry
  let work: PairWork

  before(async () => {
    registry = await openTestRegistry()
    work = await signInForPairs(registry)
  })
  after(() => registry.stop())
  beforeEach(() => registry.begin())
  afterEach(() => registry.rollback())

  /** Two records without accepted reports, merged by one person. */
  const twoProvisional = async (): Promise<{
    reports: [Reply, Reply]
    ids: [string, string]
    before: string
    number: string
    pair: Body
  }> => {
    const person = anIdentity()
    const first = await work.report(work.a, person, 'SUBMITTED')
    const second = await work.report(work.b, withoutNumber(person), 'SUBMITTED')
    const ids: [string, string] = [await work.patientOf(first), await work.patientOf(second)]
    const before = await work.contentHash(...ids)
    const [pair] = await work.pairs()
    const number = await work.merge(pair, work.office)
    return { reports: [first, second], ids, before, number, pair }
  }

  /** Two records with an accepted report of one disease each, once decided as different, merged by two persons. */
  const twoActive = async () => {
    const person = anIdentity()
    const first = await work.report(work.a, person, 'ACCEPTED')
    const second = await work.report(work.b, withoutNumber(person), 'SUBMITTED')
    const [pair] = await work.pairs()
    expectStatus(await work.decide(work.office, pair, { outcome: 'different' }), 200)
    await work.accept(work.b, second)
    const ids: [string, string] = [await work.patientOf(first), await work.patientOf(second)]
    expectStatus(await work.reopen(work.office, pair), 200)
    expectStatus(await work.reopen(work.lead, pair), 200)
    const before = await work.contentHash(...ids)
    const number = await work.merge(pair, work.office, work.lead)
    return { person, first, second, pair, ids, before, number }
  }

  const fate = fc.constantFrom<Fate>('open', 'different', 'relative', 'deferred')
  const aSituation = fc.record({
    otherDisease: fc.boolean(),
    accepted: fc.subarray([0, 1, 2]),
    third: fc.option(fc.tuple(fate, fate), { nil: undefined }),
    outcome: fc.constantFrom('different' as const, 'relative' as const),
  })
  type Situation = typeof aSituation extends fc.Arbitrary<infer Value> ? Value : never

  /** Two records, perhaps a third that resembles both; the two are merged and parted, and nothing may be left of it. */
  const mergeAndTakeBack = async ({ otherDisease, accepted, third, outcome }: Situation): Promise<void> => {
    const person = withoutNumber(anIdentity({ birthDate: String(noonan.identity['birthDate']) }))
    const reports = [
      await work.report(work.a, person, 'SUBMITTED'),
      otherDisease
        ? await aCaseReport(work.b, {
            disease: 'noonan-syndrome',
            state: 'SUBMITTED',
            content: { ...structuredClone(noonan), identity: withoutNulls(withoutNumber(person)) },
          })
        : await work.report(work.b, person, 'SUBMITTED'),
      ...(third ? [await work.report(work.a, person, 'SUBMITTED')] : []),
    ]
    const ids: string[] = []
    for (const report of reports) ids.push(await work.patientOf(report))
    const open = await work.pairs()
    const between = (one: number, other: number): Body =>
      open.find((pair) => [pair.patientAId, pair.patientBId].every((id) => id === ids[one] || id === ids[other]))
    expect(open).to.have.length(third ? 3 : 1)
    for (const pair of open) expectStatus(await work.decide(work.office, pair, { outcome: 'different' }), 200)
    for (const index of accepted.filter((each) => each < reports.length)) {
      await acceptWithAll(index === 1 ? work.b : work.a, reports[index]!)
    }
    const decisions: [Body, Fate][] = [[between(0, 1), 'open']]
    if (third) decisions.push([between(0, 2), third[0]], [between(1, 2), third[1]])
    for (const [pair, wanted] of decisions) {
      if (wanted === 'different') continue
      expectStatus(await work.reopen(work.office, pair), 200)
      expectStatus(await work.reopen(work.lead, pair), 200)
      if (wanted !== 'open') expectStatus(await work.decide(work.office, pair, requestOf(wanted)), 200)
    }
    const main = between(0, 1)
    const before = await everyRow(main.id)
    const isActive = accepted.some((index) => index < 2)
    const number = await work.merge(main, ...(isActive ? [work.office, work.lead] : [work.office]))
    expect(await everyRow(main.id)).to.not.deep.equal(before)
    await work.unmerge(number, outcome === 'relative' ? { outcome, relative: { kind: 'sibling' } } : { outcome })
    expect(await everyRow(main.id)).to.deep.equal(before)
    const [event] = await work.rows<Body>(`select detail from audit_event where event = 'patient.unmerged'`)
    expect(event.detail.isAsBeforeTheMerge).to.equal(true)
  }

  const acceptWithAll = async (staff: Staff, { body: { id } }: Reply): Promise<void> => {
    expectStatus(await staff.reviewer.move(id, 'claim-for-hospital'), 200)
    expectStatus(await staff.reviewer.move(id, 'forward'), 200)
    expectStatus(await work.office.move(id, 'claim-for-office'), 200)
    expectStatus(await work.office.move(id, 'accept', { verifiedValuesSeen: true }), 200)
  }

  /** All that the registry knows of patients, but for counters of changes and the pair that is decided anew. */
  const everyRow = async (pairId: string): Promise<Record<string, unknown[]>> => {
    const all: Record<string, unknown[]> = {}
    const tables = {
      patient: 'true',
      patient_hospital: 'true',
      patient_identity: 'true',
      blocking_token: 'true',
      case_report: 'true',
      case_report_version: 'true',
      query: 'true',
      registry_case: 'true',
      case_source: 'true',
      case_fact: 'true',
      family_link: `patient_pair_id <> '${pairId}'`,
      patient_pair: `id <> '${pairId}'`,
    }
    for (const [table, condition] of Object.entries(tables)) {
      const found = await work.rows<{ row: string }>(
        `select (to_jsonb(t) - 'version' - 'origin_a_id' - 'origin_b_id')::text as row from ${table} t
         where ${condition} order by 1`,
      )
      all[table] = found.map(({ row }) => row)
    }
    return all
  }

  const hospitalsOf = (): Promise<Body[]> =>
    work.rows('select patient_id, hospital_code from patient_hospital order by 1, 2')

  describe('is not taken back', () => {
    it('by its number where there is none', async () => {
      expectProblem(await work.office.get('/patient-merges/SDM-2026-000999-0/unmerge-preview'), 404, 'merge-not-found')
    })

    it('by one person alone, nor by two of whom none is the lead (E4)', async () => {
      const { number, ids } = await twoProvisional()
      expectProblem(await work.confirm(work.lead, number), 409, 'unmerge-not-proposed')
      expectStatus(await work.propose(work.office, number), 201)
      expectProblem(await work.confirm(work.office, number), 403, 'same-person-twice')
      expectProblem(await work.confirm(work.secondOffice, number), 403, 'second-person-needed')
      const states = await work.rows('select record_state from patient where id = ?', [ids[1]])
      expect(states).to.deep.equal([{ record_state: 'MERGED' }])
    })

    it('when something has changed since the preview', async () => {
      const { number, reports } = await twoProvisional()
      const { previewToken } = await work.previewUnmerge(number)
      expectStatus(await work.propose(work.office, number), 201)
      expectStatus(await work.a.reviewer.move(reports[0].body.id, 'claim-for-hospital'), 200)
      const stale = await work.propose(work.office, number, { previewToken })
      expectProblem(stale, 409, 'preview-stale')
      expectProblem(await work.confirm(work.lead, number), 409, 'preview-stale')
      expect(await work.rows(`select from patient_unmerge where state = 'DONE'`)).to.be.empty
    })

    it('as parent and child without saying who is the parent', async () => {
      const { number } = await twoProvisional()
      const reply = await work.propose(work.office, number, { outcome: 'relative', relative: { kind: 'parent-child' } })
      expectProblem(reply, 422, 'relative-kind-incomplete')
    })

    it('twice', async () => {
      const { number } = await twoProvisional()
      const { previewToken } = await work.previewUnmerge(number)
      await work.unmerge(number)
      const again = await work.lead.post(`/patient-merges/${number}/unmerge-confirmations`, { previewToken })
      expectProblem(again, 409, 'merge-taken-back')
      expectProblem(await work.office.get(`/patient-merges/${number}/unmerge-preview`), 409, 'merge-taken-back')
    })
  })

  it('leaves two provisional records with the content of before', async () => {
    const { ids, before, number } = await twoProvisional()
    const [merge] = await work.rows<{ state_before_hash: string }>('select state_before_hash from patient_merge')
    expect(merge?.state_before_hash).to.equal(before)
    expect(await work.contentHash(...ids)).to.not.equal(before)
    await work.unmerge(number)
    expect(await work.contentHash(...ids)).to.equal(before)
  })

  it('hard case 18: leaves two active records of one disease with the content of before, cases and figures included', async () => {
    const { ids, before, number, first, second } = await twoActive()
    const counted = await work.rows<{ source_count: number }>('select source_count from case_fact')
    expect(counted).to.deep.equal([{ source_count: 2 }])
    await work.unmerge(number)
    expect(await work.contentHash(...ids)).to.equal(before)
    expect(await work.rows('select source_count from case_fact')).to.deep.equal([
      { source_count: 1 },
      { source_count: 1 },
    ])
    const cases = (await work.office.get('/cases?state=CONFIRMED')).body.items
    expect(cases.map(({ reports }: Body) => reports)).to.have.deep.members([[first.body.number], [second.body.number]])
  })

  it('brings back the hospitals, the pairs with others and their family links', async () => {
    const person = withoutNumber(anIdentity())
    const first = await work.report(work.a, person, 'SUBMITTED')
    const second = await work.report(work.b, person, 'SUBMITTED')
    const third = await work.report(work.a, person, 'SUBMITTED')
    const ids = [await work.patientOf(first), await work.patientOf(second)] as const
    const other = await work.patientOf(third)
    const open = await work.pairs()
    const between = (one: string, two: string): Body =>
      open.find(({ patientAId, patientBId }) => [one, two].every((id) => [patientAId, patientBId].includes(id)))
    expectStatus(
      await work.decide(work.office, between(ids[1], other), {
        outcome: 'relative',
        relative: { kind: 'parent-child', parentId: other },
      }),
      200,
    )
    const [before, hospitals] = [await work.contentHash(...ids), await hospitalsOf()]
    const links = await work.rows('select patient_id, relative_id, relation from family_link order by relation')
    const number = await work.merge(between(ids[0], ids[1]), work.office)
    const seen = await work.office.get(`/patients/${ids[0]}`)
    expect(seen.body.relatives).to.have.length(1)
    expect(seen.body.relatives[0].relation).to.equal('parent')
    await work.unmerge(number)
    expect(await work.contentHash(...ids)).to.equal(before)
    expect(await hospitalsOf()).to.deep.equal(hospitals)
    expect(
      await work.rows('select patient_id, relative_id, relation from family_link order by relation'),
    ).to.deep.equal(links)
  })

  it('lets a pair wait again that the merge had made moot', async () => {
    const person = withoutNumber(anIdentity())
    const first = await work.report(work.a, person, 'SUBMITTED')
    const second = await work.report(work.b, person, 'SUBMITTED')
    await work.report(work.a, person, 'SUBMITTED')
    const ids = [await work.patientOf(first), await work.patientOf(second)] as const
    const before = await work.contentHash(...ids)
    const open = await work.pairs()
    const pair = open.find(({ patientAId, patientBId }) =>
      [patientAId, patientBId].every((id: string) => id === ids[0] || id === ids[1]),
    )
    const number = await work.merge(pair, work.office)
    expect(await work.pairs('MOOT')).to.have.length(1)
    await work.unmerge(number)
    expect(await work.pairs('MOOT')).to.be.empty
    expect(await work.pairs()).to.have.length(2)
    expect(await work.contentHash(...ids)).to.equal(before)
  })

  it('makes both pseudonyms answer for their own person, and the pair one of two persons', async () => {
    const { ids, number, pair } = await twoProvisional()
    const [survivor, gone] = ids
    const pseudonyms = await work.rows<{ id: string; pseudonym: string }>('select id, pseudonym from patient')
    const pseudonymOf = (id: string): string => pseudonyms.find((row) => row.id === id)?.pseudonym ?? ''
    const merged = await work.office.get(`/patients/${pseudonymOf(gone)}`)
    expect(merged.body.id).to.equal(survivor)
    expect(merged.body.merges.map((each: Body) => each.number)).to.deep.equal([number])
    await work.unmerge(number)
    for (const id of ids) {
      const answer = expectStatus(await work.office.get(`/patients/${pseudonymOf(id)}`), 200).body
      expect(answer.id).to.equal(id)
      expect(answer.reports).to.have.length(1)
      expect(answer.merges).to.be.empty
    }
    expect((await work.pairs('DIFFERENT')).map(({ id }) => id)).to.deep.equal([pair.id])
    expect(await eventsOf(registry, gone)).to.include.members([
      'patient.merged',
      'patient.unmerge-proposed',
      'patient.unmerged',
    ])
    const [event] = await work.rows<Body>(
      `select transition, from_state, to_state, second_person_id, related, detail from audit_event where event = 'patient.unmerged'`,
    )
    const [proposer] = await work.rows<Body>(`select person_id from account where username = 'office'`)
    expect(event).to.include({
      transition: 'P5',
      from_state: 'MERGED',
      to_state: 'PROVISIONAL',
      second_person_id: proposer.person_id,
    })
    expect(event.related).to.include({ merge: number, remaining: survivor })
    expect(event.detail.isAsBeforeTheMerge).to.equal(true)
  })

  it('can leave relatives, with the family link both ways', async () => {
    const { ids, number, pair } = await twoProvisional()
    await work.unmerge(number, { outcome: 'relative', relative: { kind: 'twin-unknown-zygosity' } })
    expect((await work.pairs('RELATIVE'))[0]).to.include({ id: pair.id, relativeKind: 'twin-unknown-zygosity' })
    for (const id of ids) {
      expect((await work.office.get(`/patients/${id}`)).body.relatives).to.have.length(1)
    }
  })

  it('can be merged again when the pair is opened again', async () => {
    const { ids, before, number, pair } = await twoProvisional()
    await work.unmerge(number)
    expectStatus(await work.reopen(work.office, pair), 200)
    expectStatus(await work.reopen(work.lead, pair), 200)
    const second = await work.merge(pair, work.office)
    expect(second).to.not.equal(number)
    const seen = await work.office.get(`/patients/${ids[1]}`)
    expect(seen.body.merges.map((each: Body) => each.number)).to.deep.equal([second])
    await work.unmerge(second)
    expect(await work.contentHash(...ids)).to.equal(before)
  })

  describe('under a later merge', () => {
    /** X into Y, then Y into Z; their reports in this order. */
    const chain = async () => {
      const person = anIdentity()
      const older = await work.report(work.a, withoutNumber(person), 'SUBMITTED')
      const younger = await work.report(work.b, withoutNumber(person), 'SUBMITTED')
      const [x, y] = [await work.patientOf(younger), await work.patientOf(older)]
      const firstNumber = await work.merge((await work.pairs())[0], work.office)
      const last = await work.report(work.a, person, 'SUBMITTED')
      const z = await work.patientOf(last)
      const secondNumber = await work.merge((await work.pairs())[0], work.office)
      const standing = async (): Promise<string[]> => [
        await work.patientOf(younger),
        await work.patientOf(older),
        await work.patientOf(last),
      ]
      expect(await standing()).to.deep.equal([z, z, z])
      return { x, y, z, firstNumber, secondNumber, standing }
    }

    it('hard case 19: the first leaves its record whole again and the second in place', async () => {
      const { x, y, z, firstNumber, secondNumber, standing } = await chain()
      await work.unmerge(firstNumber)
      expect(await standing()).to.deep.equal([x, z, z])
      expect((await work.office.get(`/patients/${x}`)).body).to.include({ id: x, recordState: 'PROVISIONAL' })
      expect((await work.office.get(`/patients/${y}`)).body.id).to.equal(z)
      const [apart] = await work.pairs('DIFFERENT')
      expect([apart.patientAId, apart.patientBId]).to.have.members([x, z])
      expect(await hospitalsOf()).to.have.deep.members([
        { patient_id: x, hospital_code: 'H370201' },
        { patient_id: y, hospital_code: 'H370101' },
        { patient_id: z, hospital_code: 'H370101' },
      ])
      await work.unmerge(secondNumber)
      expect(await standing()).to.deep.equal([x, y, z])
      const sides = (await work.pairs('DIFFERENT')).map(({ patientAId, patientBId }) => [patientAId, patientBId].sort())
      expect(sides).to.have.deep.members([[x, y].sort(), [y, z].sort()])
    })

    it('hard case 19: the second leaves the first in place', async () => {
      const { x, y, z, firstNumber, secondNumber, standing } = await chain()
      await work.unmerge(secondNumber)
      expect(await standing()).to.deep.equal([y, y, z])
      await work.unmerge(firstNumber)
      expect(await standing()).to.deep.equal([x, y, z])
    })
  })

  it('hard case 20: assigns each of two later reports, one of which tells a death, and loses none', async () => {
    const { person, ids, number, first, second } = await twoActive()
    const [survivor, gone] = ids
    const death = { outcome: { vitalStatus: '2', date: '2025-12-01', cause: '主动脉夹层' } }
    const ofB = await work.report(work.b, person, 'ACCEPTED', death)
    const ofA = await work.report(work.a, person, 'ACCEPTED')
    expect(await work.patientOf(ofB)).to.equal(survivor)
    expect((await work.office.get(`/patients/${survivor}`)).body.vitalState).to.equal('DECEASED')
    const { cameAfter } = await work.previewUnmerge(number)
    expect(cameAfter.map(({ caseReportId, side }: Body) => [caseReportId, side])).to.deep.equal([
      [ofB.body.id, 'separated'],
      [ofA.body.id, 'remaining'],
    ])
    const assigned = cameAfter.map(({ caseReportId, side }: Body) => ({ caseReportId, side }))
    expectProblem(await work.propose(work.office, number), 422, 'assignments-incomplete')
    expectProblem(
      await work.propose(work.office, number, { assignments: [...assigned, assigned[0]] }),
      422,
      'assignments-incomplete',
    )
    await work.unmerge(number, { assignments: assigned })
    for (const [id, reports, vitalState] of [
      [survivor, [first, ofA], 'ALIVE'],
      [gone, [second, ofB], 'DECEASED'],
    ] as const) {
      const { body } = await work.office.get(`/patients/${id}`)
      expect(body.reports.map((report: Body) => report.number)).to.have.members(
        reports.map((report) => report.body.number),
      )
      expect(body).to.include({ recordState: 'ACTIVE', vitalState })
    }
    expect(await work.rows('select source_count, vital_state from case_fact order by vital_state')).to.deep.equal([
      { source_count: 2, vital_state: 'ALIVE' },
      { source_count: 2, vital_state: 'DECEASED' },
    ])
    const cases = (await work.office.get('/cases?state=CONFIRMED')).body.items
    expect(cases.map(({ patientId }: Body) => patientId)).to.have.members(ids)
  })

  it('hard case 20: follows the reviewer where he assigns otherwise than proposed, and counts right', async () => {
    const { person, ids, number, first, second } = await twoActive()
    const ofB = await work.report(work.b, person, 'ACCEPTED')
    const ofA = await work.report(work.a, person, 'ACCEPTED')
    expect(await work.rows('select source_count from case_fact')).to.deep.equal([{ source_count: 4 }])
    await work.unmerge(number, {
      assignments: [
        { caseReportId: ofB.body.id, side: 'remaining' },
        { caseReportId: ofA.body.id, side: 'separated' },
      ],
    })
    for (const [id, reports] of [
      [ids[0], [first, ofB]],
      [ids[1], [second, ofA]],
    ] as const) {
      const { body } = await work.office.get(`/patients/${id}`)
      expect(body.reports.map((report: Body) => report.number)).to.have.members(
        reports.map((report) => report.body.number),
      )
      expect(await hospitalsOf()).to.deep.include.members([
        { patient_id: id, hospital_code: 'H370101' },
        { patient_id: id, hospital_code: 'H370201' },
      ])
    }
    expect(await work.rows('select source_count from case_fact')).to.deep.equal([
      { source_count: 2 },
      { source_count: 2 },
    ])
  })

  it('opens a case for a record whose only accepted report was accepted after the merge', async () => {
    const { ids, number, reports } = await twoProvisional()
    await work.accept(work.a, reports[0])
    await work.accept(work.b, reports[1])
    expect(await work.rows('select source_count from case_fact')).to.deep.equal([{ source_count: 2 }])
    await work.unmerge(number)
    const cases = (await work.office.get('/cases?state=CONFIRMED')).body.items
    expect(cases.map(({ patientId }: Body) => patientId)).to.have.members(ids)
    for (const id of ids) expect((await work.office.get(`/patients/${id}`)).body.recordState).to.equal('ACTIVE')
  })

  it('closes to each hospital again the patient of the other, by id, pseudonym and row', async () => {
    const { ids, number } = await twoProvisional()
    const [ofA, ofB] = ids
    const pseudonyms = await work.rows<{ id: string; pseudonym: string }>('select id, pseudonym from patient')
    const seenAt = (hospitalCode: string): Promise<string[]> =>
      readingUnit(
        registry.deps.em(),
        { by: { kind: 'rule', name: 'test' }, seat: 'hospital', hospitalCode, channel: 'start' },
        async (em) => (await em.execute<{ id: string }[]>('select id from patient')).map(({ id }) => id),
      )
    expect(await seenAt('H370201')).to.have.members([ofA, ofB])
    expectStatus(await work.b.registrar.get(`/patients/${ofA}`), 200)
    await work.unmerge(number)
    for (const [{ registrar }, hospital, own, other] of [
      [work.a, 'H370101', ofA, ofB],
      [work.b, 'H370201', ofB, ofA],
    ] as const) {
      expect(await seenAt(hospital)).to.deep.equal([own])
      const pseudonym = pseudonyms.find(({ id }) => id === other)?.pseudonym ?? ''
      for (const path of [other, pseudonym]) {
        expectProblem(await registrar.get(`/patients/${path}`), 404, 'patient-not-found')
      }
      const seen = expectStatus(await registrar.get(`/patients/${own}`), 200).body
      expect(seen).to.include({ id: own, identityState: 'SURE' })
      expect(seen.reports).to.have.length(1)
    }
  })

  it('leaves every row as it was, whatever was accepted, decided and asked about others before', async () => {
    await registry.rollback()
    await fc.assert(
      fc.asyncProperty(aSituation, async (situation) => {
        await registry.begin()
        try {
          await mergeAndTakeBack(situation)
        } finally {
          await registry.rollback()
        }
      }),
      { numRuns: 8, endOnFailure: true },
    )
    await registry.begin()
  })

  it('is closed to a hospital, which does not learn of it', async () => {
    const { number } = await twoProvisional()
    for (const person of [work.a.reviewer, work.a.registrar]) {
      expectProblem(await person.get(`/patient-merges/${number}/unmerge-preview`), 403, 'permission-missing')
      const seen = JSON.stringify((await person.get('/journal?limit=200')).body)
      expect(seen).to.not.include('patient.merged')
    }
  })
})
