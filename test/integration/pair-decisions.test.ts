import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { aCaseReport, anIdentity, expectStatus } from '#test/support/a-case-report.ts'
import { signInForPairs, withoutNumber, type PairWork } from '#test/support/a-pair.ts'
import { expectProblem, type Person, type Reply } from '#test/support/api-client.ts'
import { eventsOf } from '#test/support/database-state.ts'
import { readExamples } from '#test/support/forms.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'

// What a reply holds is what the test checks.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Body = any

describe('a decision on a pair of patient records', () => {
  let registry: TestRegistry
  let work: PairWork

  before(async () => {
    registry = await openTestRegistry()
    work = await signInForPairs(registry)
  })
  after(() => registry.stop())
  beforeEach(() => registry.begin())
  afterEach(() => registry.rollback())

  const twoAlike = async (
    identity = withoutNumber(anIdentity()),
  ): Promise<{ first: Reply; second: Reply; pair: Body }> => {
    const first = await work.report(work.a, identity, 'SUBMITTED')
    const second = await work.report(work.b, identity, 'SUBMITTED')
    const [pair] = await work.pairs()
    return { first, second, pair }
  }

  const identityStates = async (): Promise<string[]> =>
    (await work.rows<{ identity_state: string }>('select identity_state from patient order by id')).map(
      (row) => row.identity_state,
    )

  const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)
  const deferral = { missingFact: 'identity-document', dueDate: inAMonth }

  describe('as relatives', () => {
    it('links them both ways, the parent named, and is never asked again on the same evidence', async () => {
      const { first, second, pair } = await twoAlike()
      const [parent, child] = [await work.patientOf(first), await work.patientOf(second)]
      const relative = { kind: 'parent-child', parentId: parent }
      expectStatus(await work.decide(work.office, pair, { outcome: 'relative', relative }), 200)
      expect(
        await work.rows('select patient_id, relative_id, relation from family_link order by relation'),
      ).to.deep.equal([
        { patient_id: parent, relative_id: child, relation: 'child' },
        { patient_id: child, relative_id: parent, relation: 'parent' },
      ])
      await work.resubmit(work.b, second)
      await work.resubmit(work.a, first)
      expect(await work.pairs()).to.be.empty
      const [decided] = await work.pairs('RELATIVE')
      expect(decided).to.include({ id: pair.id, relativeKind: 'parent-child' })
      const [event] = await work.rows<Body>(`select transition, detail from audit_event where event = 'pair.decided'`)
      expect(event).to.include({ transition: 'M5' })
      expect(event.detail).to.deep.include({ outcome: 'relative', relative })
      expect(event.detail.evidence).to.match(/^[0-9a-f]{32,64}$/)
    })

    it('hard case 13: of newborn twins, the first and the second son, is offered and possible before they have names', async () => {
      const born = withoutNumber(anIdentity({ name: '王丽之大子' }))
      const first = await work.report(work.a, born, 'SUBMITTED')
      const second = await work.report(work.b, { ...born, name: '王丽之二子' }, 'SUBMITTED')
      const [pair] = await work.pairs()
      expect(pair).to.include({ isFamilyPattern: true, otherExplanation: 'twin', reason: 'newborn-of-multiple-birth' })
      expect(await work.patientOf(first)).to.not.equal(await work.patientOf(second))
      const relative = { kind: 'twin-unknown-zygosity' }
      expectStatus(await work.decide(work.office, pair, { outcome: 'relative', relative }), 200)
      const seen = await work.office.get(`/patients/${await work.patientOf(first)}`)
      expect(seen.body.relatives.map(({ relation }: Body) => relation)).to.deep.equal(['twin-unknown-zygosity'])
      const own = await work.a.registrar.get(`/patients/${await work.patientOf(first)}`)
      expect(own.body).to.not.have.any.keys('relatives', 'merges')
    })

    for (const [what, relative] of [
      ['without their kind', undefined],
      ['as parent and child without the parent', { kind: 'parent-child' }],
      ['with a parent who is neither', { kind: 'parent-child', parentId: '00000000-0000-4000-8000-000000000000' }],
      ['as siblings with a parent', { kind: 'sibling', parentId: '00000000-0000-4000-8000-000000000000' }],
    ] as const)
      it(`is refused ${what}`, async () => {
        const { pair } = await twoAlike()
        const request = { outcome: 'relative', ...(relative ? { relative } : {}) }
        expectProblem(await work.decide(work.office, pair, request), 422, 'relative-kind-incomplete')
        expect(await work.rows('select 1 from family_link')).to.be.empty
      })
  })

  describe('that cannot be made yet', () => {
    it('names the missing fact and makes both patients tentative until it is made', async () => {
      const { pair } = await twoAlike()
      expectProblem(await work.decide(work.office, pair, { outcome: 'deferred' }), 422, 'deferral-incomplete')
      const past = { ...deferral, dueDate: '2020-01-01' }
      expectProblem(
        await work.decide(work.office, pair, { outcome: 'deferred', deferral: past }),
        422,
        'due-date-implausible',
      )
      expect(await identityStates()).to.deep.equal(['SURE', 'SURE'])
      expectStatus(await work.decide(work.office, pair, { outcome: 'deferred', deferral }), 200)
      expect((await work.pairs('DEFERRED'))[0]).to.include(deferral)
      expect(await identityStates()).to.deep.equal(['TENTATIVE', 'TENTATIVE'])
      expect(await eventsOf(registry, pair.patientAId)).to.include('patient.identity-status')

      expectStatus(await work.reopen(work.office, pair), 200)
      expectStatus(await work.reopen(work.lead, pair), 200)
      expect(await identityStates()).to.deep.equal(['TENTATIVE', 'TENTATIVE'])
      expectStatus(await work.decide(work.office, pair, { outcome: 'different' }), 200)
      expect(await identityStates()).to.deep.equal(['SURE', 'SURE'])
    })

    it('asks each hospital about its own report for the missing fact, and tells it neither why nor of whom', async () => {
      const { first, second, pair } = await twoAlike()
      expectStatus(await work.decide(work.office, pair, { outcome: 'deferred', deferral }), 200)
      const seen = (await work.office.get(`/patient-pairs/${pair.id}`)).body
      expect(seen.questions.map(({ caseReport, state }: Body) => [caseReport, state])).to.have.deep.members([
        [first.body.number, 'OPEN'],
        [second.body.number, 'OPEN'],
      ])
      expect(seen.byCorrection).to.be.empty
      const others = [pair.id, pair.patientAId, pair.patientBId, 'patient-pair']
      for (const [{ registrar, reviewer }, report, other] of [
        [work.a, first, second],
        [work.b, second, first],
      ] as const) {
        const reply = expectStatus(await registrar.get(`/case-reports/${report.body.id}/queries`), 200)
        expect(reply.body.items).to.have.length(1)
        const [query] = reply.body.items
        const asked = { pointer: '#/identity/idDocument', level: 'office', kind: 'please-prove', state: 'OPEN' }
        expect(query).to.include({ ...asked, dueDate: inAMonth })
        expect(query.text).to.match(/请对照原件核对患者的身份证件.*\n.*identity document/)
        const journal = await reviewer.get('/journal?limit=200')
        expect(journal.body.items.map(({ event }: Body) => event)).to.include('query.opened')
        // The id of his own record is known to each hospital.
        const hidden = [...others.filter((id) => id !== report.body.patient.id), String(other.body.number)]
        for (const each of hidden) expect(reply.text + journal.text).to.not.include(each)
      }
    })

    it('asks nothing about a report that is accepted, and says that a correction must tell', async () => {
      const person = anIdentity()
      const first = await work.report(work.a, person, 'ACCEPTED')
      const second = await work.report(work.b, withoutNumber(person), 'SUBMITTED')
      const [pair] = await work.pairs()
      const reply = expectStatus(await work.decide(work.office, pair, { outcome: 'deferred', deferral }), 200)
      expect(reply.body.byCorrection).to.deep.equal([first.body.number])
      expect(reply.body.questions.map(({ caseReport }: Body) => caseReport)).to.deep.equal([second.body.number])
      const [event] = await work.rows<Body>(`select detail from audit_event where event = 'pair.deferred'`)
      expect(event.detail.byCorrection).to.deep.equal([first.body.number])
      expect(event.detail.queries).to.deep.equal(reply.body.questions.map(({ number }: Body) => number))
    })

    it('asks no more once it is decided', async () => {
      const { pair, second } = await twoAlike()
      expectStatus(await work.decide(work.office, pair, { outcome: 'deferred', deferral }), 200)
      expectStatus(await work.reopen(work.office, pair), 200)
      expectStatus(await work.reopen(work.lead, pair), 200)
      expect(await work.rows('select distinct state from query')).to.deep.equal([{ state: 'OPEN' }])
      expectStatus(await work.decide(work.office, pair, { outcome: 'different' }), 200)
      expect(await work.rows('select distinct state from query')).to.deep.equal([{ state: 'CANCELLED' }])
      const events = (await work.b.reviewer.get('/journal?event=query.cancelled')).body.items
      expect(events.map(({ transition, from, to }: Body) => [transition, from, to])).to.deep.equal([
        ['Q6', 'OPEN', 'CANCELLED'],
      ])
      await work.accept(work.b, second)
    })

    it('lets a report be accepted once its hospital has answered, and its case be counted as one of open identity', async () => {
      const { second, pair } = await twoAlike()
      expectStatus(await work.decide(work.office, pair, { outcome: 'deferred', deferral }), 200)
      const { id } = second.body
      expectStatus(await work.b.reviewer.move(id, 'claim-for-hospital'), 200)
      expectStatus(
        await work.b.reviewer.move(id, 'return-for-hospital', { reasonCode: '03', reasonText: '请核对' }),
        200,
      )
      const [query] = (await work.b.registrar.get(`/case-reports/${id}/queries`)).body.items
      const step = (person: Person, request: Body, version: number): Promise<Reply> =>
        person.post(`/queries/${query.id}/transitions`, request, { 'If-Match': `"${version}"` })
      const answer = { transition: 'answer', answerKind: 'cannot-be-found-out', missingReason: 'unobtainable' }
      expectStatus(await step(work.b.registrar, answer, 1), 200)
      expectStatus(await work.b.registrar.move(id, 'resubmit'), 200)
      expectStatus(await work.b.reviewer.move(id, 'claim-for-hospital'), 200)
      expectStatus(await work.b.reviewer.move(id, 'forward'), 200)
      expectStatus(await work.office.move(id, 'claim-for-office'), 200)
      expectProblem(await work.office.move(id, 'accept'), 422, 'open-queries')
      expectStatus(await step(work.office, { transition: 'close' }, 2), 200)
      expectStatus(await work.office.move(id, 'accept'), 200)
      expect((await work.pairs('DEFERRED')).map((each) => each.id)).to.deep.equal([pair.id])
      expect(await work.rows('select identity_state from case_fact')).to.deep.equal([{ identity_state: 'TENTATIVE' }])
    })

    it('lets a report be accepted though no hospital has answered, and counts it as one of open identity (P3, R18)', async () => {
      const { first, second, pair } = await twoAlike()
      for (const [staff, report] of [
        [work.a, first],
        [work.b, second],
      ] as const) {
        expectStatus(await staff.reviewer.move(report.body.id, 'claim-for-hospital'), 200)
        expectStatus(await staff.reviewer.move(report.body.id, 'forward'), 200)
        expectStatus(await work.office.move(report.body.id, 'claim-for-office'), 200)
      }
      expectProblem(await work.office.move(second.body.id, 'accept'), 422, 'undecided-pairs')
      expectStatus(await work.decide(work.office, pair, { outcome: 'deferred', deferral }), 200)
      expect((await work.b.registrar.get(`/case-reports/${second.body.id}`)).body.identityCheck).to.equal('pending')
      expectStatus(await work.office.move(second.body.id, 'accept'), 200)
      expect(await work.rows('select identity_state from case_fact')).to.deep.equal([{ identity_state: 'TENTATIVE' }])
      const seen = (await work.office.get(`/patient-pairs/${pair.id}`)).body
      expect(seen.byCorrection).to.deep.equal([second.body.number])
      // Opened again, the pair waits anew, and holds the other report no more than the question does.
      expectStatus(await work.reopen(work.office, pair), 200)
      expectStatus(await work.reopen(work.lead, pair), 200)
      expectStatus(await work.office.move(first.body.id, 'accept'), 200)
      expectStatus(await work.decide(work.office, pair, { outcome: 'different' }), 200)
      expect(await work.rows('select distinct state from query')).to.deep.equal([{ state: 'CANCELLED' }])
      expect(await work.rows('select distinct identity_state from case_fact')).to.deep.equal([
        { identity_state: 'SURE' },
      ])
    })

    it('is not asked for while a reviewer has marked the identity as open by hand (P3)', async () => {
      const { second } = await twoAlike()
      const { id } = second.body
      expectStatus(await work.b.reviewer.move(id, 'claim-for-hospital'), 200)
      expectStatus(await work.b.reviewer.move(id, 'forward'), 200)
      expectStatus(await work.office.move(id, 'claim-for-office'), 200)
      const mark = { identityState: 'TENTATIVE', note: '等待户籍部门答复', dueDate: inAMonth }
      expectStatus(await work.office.post(`/patients/${await work.patientOf(second)}/identity-states`, mark), 200)
      expectStatus(await work.office.move(id, 'accept'), 200)
      const [event] = await work.rows<Body>(`select detail from audit_event where event = 'case-report.accepted'`)
      expect(event.detail.identity).to.equal('TENTATIVE')
      expect(await work.pairs()).to.have.length(1)
    })

    it('holds nobody any more when one side is no case', async () => {
      const { second, pair } = await twoAlike()
      expectStatus(await work.decide(work.office, pair, { outcome: 'deferred', deferral }), 200)
      const { id } = second.body
      expectStatus(await work.b.reviewer.move(id, 'claim-for-hospital'), 200)
      expectStatus(await work.b.reviewer.move(id, 'forward'), 200)
      expectStatus(await work.office.move(id, 'claim-for-office'), 200)
      expectStatus(await work.office.move(id, 'reject', { reasonCode: '1', reasonText: '不符合标准' }), 200)
      expect((await work.pairs('MOOT')).map((each) => each.id)).to.deep.equal([pair.id])
      expect(await identityStates()).to.deep.equal(['SURE', 'SURE'])
    })

    it('keeps the survivor of a merge with another record tentative, and only that record when it is taken back', async () => {
      const person = withoutNumber(anIdentity())
      const { first, second, pair } = await twoAlike(person)
      expectStatus(await work.decide(work.office, pair, { outcome: 'deferred', deferral }), 200)
      await work.report(work.a, person, 'SUBMITTED')
      const mine = await work.patientOf(second)
      const other = (await work.pairs()).find(({ patientAId, patientBId }) => [patientAId, patientBId].includes(mine))
      const ids = [other.patientAId, other.patientBId]
      const before = await work.contentHash(...ids)
      const number = await work.merge(other, work.office)
      const survivor = (await work.office.get(`/patients/${mine}`)).body
      expect(survivor.identityState).to.equal('TENTATIVE')
      await work.unmerge(number)
      expect(await work.contentHash(...ids)).to.equal(before)
      expect(await work.patientOf(first)).to.not.equal(mine)
    })
  })

  describe('that was made', () => {
    it('is opened again by two persons of whom one is the lead, and its family link falls', async () => {
      const { pair } = await twoAlike()
      expectProblem(await work.reopen(work.office, pair), 409, 'pair-not-decided')
      expectStatus(await work.decide(work.office, pair, { outcome: 'relative', relative: { kind: 'sibling' } }), 200)
      expectStatus(await work.reopen(work.office, pair), 200)
      expectProblem(await work.reopen(work.office, pair), 403, 'same-person-twice')
      expectProblem(await work.reopen(work.secondOffice, pair), 403, 'second-person-needed')
      expect(await work.pairs('RELATIVE')).to.have.length(1)
      expectProblem(await work.reopen(work.a.reviewer, pair), 403, 'permission-missing')
      expectStatus(await work.reopen(work.lead, pair), 200)
      const [open] = await work.pairs()
      expect(open).to.include({ id: pair.id }).and.not.have.any.keys('relativeKind', 'decidedAt', 'reasonCode')
      expect(await work.rows('select 1 from family_link')).to.be.empty
      expect(await eventsOf(registry, pair.id)).to.include.members(['pair.reopening-proposed', 'pair.reopened'])
    })

    it('hard case 21: as different blocks a merge on the same evidence, by another pair, too', async () => {
      const { pair } = await twoAlike()
      expectStatus(await work.decide(work.office, pair, { outcome: 'different' }), 200)
      const merge = await work.decide(work.office, pair, { outcome: 'same', previewToken: 'x'.repeat(43) })
      expectProblem(merge, 409, 'pair-already-decided')
      await registry.deps.em().transactional(async (em) => {
        await em.execute(
          `select set_config('registry.audit_event', 'test', true), set_config('registry.scope', 'office', true)`,
        )
        await em.execute(`insert into patient_pair select (jsonb_populate_record(q, jsonb_build_object('id', gen_random_uuid(),
          'state', 'OPEN', 'decided_at', null, 'decided_by_id', null, 'version', 1))).* from patient_pair q`)
        await em.execute(`select set_config('registry.audit_event', '', true)`)
      })
      expectProblem(await work.reopen(work.office, pair), 409, 'pair-open-already')
      const [again] = await work.pairs()
      const { body } = await work.office.get(`/patient-pairs/${again.id}/merge-preview`)
      const reply = await work.decide(work.office, again, { outcome: 'same', previewToken: body.previewToken })
      expectProblem(reply, 409, 'pair-decided-otherwise')
      expect(await work.rows('select 1 from patient_merge')).to.be.empty
    })
  })

  describe('as the same person', () => {
    it('hard case 10: of two reports of one day opens the case with the first acceptance, the second joins it', async () => {
      const { first, second, pair } = await twoAlike()
      const states = await work.rows('select record_state from patient')
      expect(states).to.deep.equal([{ record_state: 'PROVISIONAL' }, { record_state: 'PROVISIONAL' }])
      await work.merge(pair, work.office)
      await work.accept(work.a, first)
      await work.accept(work.b, second)
      expect(await work.rows('select source_count from case_fact')).to.deep.equal([{ source_count: 2 }])
      expect((await work.office.get('/cases')).body.items).to.have.length(1)
    })

    it('hard case 11: keeps two diseases of one person as two cases, before and after it is taken back', async () => {
      const ofAnAdult = readExamples('noonan-syndrome')
        .pass.map(({ document }) => document as Body)
        .find(({ identity }) => String(identity.birthDate) < '2000')
      const person = anIdentity({ birthDate: ofAnAdult.identity.birthDate })
      const first = await work.report(work.a, withoutNumber(person), 'SUBMITTED')
      const second = await aCaseReport(work.b, {
        disease: 'noonan-syndrome',
        state: 'SUBMITTED',
        content: { ...structuredClone(ofAnAdult), identity: person },
      })
      const ids = [await work.patientOf(first), await work.patientOf(second)]
      const number = await work.merge((await work.pairs())[0], work.office)
      await work.accept(work.a, first)
      const { id } = second.body
      expectStatus(await work.b.reviewer.move(id, 'claim-for-hospital'), 200)
      expectStatus(await work.b.reviewer.move(id, 'forward'), 200)
      expectStatus(await work.office.move(id, 'claim-for-office'), 200)
      expectStatus(await work.office.move(id, 'accept', { verifiedValuesSeen: true }), 200)
      const patientsOf = async (): Promise<string[]> =>
        (await work.office.get('/cases')).body.items
          .filter(({ state }: Body) => state !== 'INACTIVE')
          .map(({ patientId }: Body) => patientId)
      expect(new Set(await patientsOf()).size).to.equal(1)
      expect(await patientsOf()).to.have.length(2)
      await work.unmerge(number)
      expect(await patientsOf()).to.have.members(ids)
    })
  })

  describe('on two records that a reviewer has put together by hand', () => {
    const openByHand = (person: Person, ...patients: string[]): Promise<Reply> =>
      person.post('/patient-pairs', { patients })

    /** Two persons whom matching has no reason to compare. */
    const twoUnlike = async (second: typeof work.a): Promise<[string, string]> => [
      await work.patientOf(await work.report(work.a, anIdentity(), 'SUBMITTED')),
      await work.patientOf(await work.report(second, anIdentity({ birthDate: '1968-02-09' }), 'SUBMITTED')),
    ]

    it('is made like any other, with an explanation, and stands whatever matching says (M1)', async () => {
      const [one, other] = await twoUnlike(work.b)
      const pseudonyms = await work.rows<Body>('select id, pseudonym from patient where id = ?', [other])
      const made = expectStatus(await openByHand(work.office, one, pseudonyms[0].pseudonym), 201).body
      expect(made).to.include({ state: 'OPEN', reason: 'by-hand' })
      const levels = Object.fromEntries(made.explanation.map(({ field, level }: Body) => [field, level]))
      expect(levels).to.include({ birthDate: 'generation', sex: 'equal', idNumber: 'different-valid' })
      expect(made.score).to.be.lessThan(0.01)
      const [event] = await work.rows<Body>(
        `select transition, actor_kind, matcher_version from audit_event where event = 'pair.detected'`,
      )
      expect(event).to.deep.equal({ transition: 'M1', actor_kind: 'person', matcher_version: '3' })
      const reports = await work.rows<Body>('select id from case_report where patient_id = ?', [one])
      await work.resubmit(work.a, { body: reports[0] } as Reply)
      expect((await work.pairs()).map(({ id }) => id)).to.deep.equal([made.id])
      await work.merge(made, work.office)
      expect(await work.rows(`select from patient where record_state = 'MERGED'`)).to.have.length(1)
    })

    it('is refused where there is nothing to decide, or a decision stands', async () => {
      const [one, other] = await twoUnlike(work.b)
      expectProblem(await openByHand(work.office, one, one), 422, 'pair-of-one-record')
      expectProblem(await openByHand(work.office, one, randomUUID()), 404, 'patient-not-found')
      const { body: pair } = expectStatus(await openByHand(work.office, one, other), 201)
      expectProblem(await openByHand(work.lead, other, one), 409, 'pair-open-already')
      expectStatus(await work.decide(work.office, pair, { outcome: 'different' }), 200)
      expectProblem(await openByHand(work.office, one, other), 409, 'pair-already-decided')
    })

    it('is open to a hospital for records of its own alone', async () => {
      const [own, foreign] = await twoUnlike(work.b)
      expectProblem(await openByHand(work.a.reviewer, own, foreign), 404, 'patient-not-found')
      const [one, other] = await twoUnlike(work.a)
      const made = expectStatus(await openByHand(work.a.reviewer, one, other), 201).body
      expect((await work.a.reviewer.get('/patient-pairs')).body.items.map(({ id }: Body) => id)).to.deep.equal([
        made.id,
      ])
    })
  })

  describe('as the same person, with the other record kept', () => {
    it('is made as the reviewer wants, noted as swapped, and taken back like any merge', async () => {
      const { pair } = await twoAlike()
      const ids = [pair.patientAId, pair.patientBId]
      const before = await work.contentHash(...ids)
      const proposed = (await work.office.get(`/patient-pairs/${pair.id}/merge-preview`)).body
      expect(proposed.survivor).to.equal(proposed.proposedSurvivor)
      const kept = proposed.mergedAway as string
      const preview = (await work.office.get(`/patient-pairs/${pair.id}/merge-preview?survivor=${kept}`)).body
      expect(preview).to.include({ survivor: kept, mergedAway: proposed.survivor, proposedSurvivor: proposed.survivor })
      const same = { outcome: 'same', previewToken: preview.previewToken }
      // Seen was one merge, asked for is another.
      expectProblem(await work.decide(work.office, pair, same), 409, 'preview-stale')
      expectStatus(await work.decide(work.office, pair, { ...same, survivor: kept }), 200)
      const merges = await work.rows<Body>('select number, into_patient_id from patient_merge')
      expect(merges.map((each) => each.into_patient_id)).to.deep.equal([kept])
      const [event] = await work.rows<Body>(`select detail from audit_event where event = 'pair.decided'`)
      expect(event.detail).to.include({ survivor: kept, isSwapped: true })
      expect((await work.office.get(`/patient-pairs/${pair.id}`)).body.merge).to.equal(merges[0].number)
      await work.unmerge(merges[0].number)
      expect(await work.contentHash(...ids)).to.equal(before)
    })

    it('is refused with a record that is none of the two', async () => {
      const { pair } = await twoAlike()
      const third = randomUUID()
      const path = `/patient-pairs/${pair.id}/merge-preview?survivor=${third}`
      expectProblem(await work.office.get(path), 422, 'survivor-not-of-pair')
      const same = { outcome: 'same', previewToken: 'x'.repeat(43), survivor: third }
      expectProblem(await work.decide(work.office, pair, same), 422, 'survivor-not-of-pair')
    })
  })

  describe('about the identity of one patient', () => {
    const mark = (id: string, request: Body): Promise<Reply> =>
      work.office.post(`/patients/${id}/identity-states`, request)

    it('makes him tentative with a note and a due date, and sure again', async () => {
      const report = await work.report(work.a, anIdentity(), 'ACCEPTED')
      const { id } = report.body.patient
      const note = '身份证与病历姓名不一致'
      expectProblem(await mark(id, { identityState: 'TENTATIVE', note }), 422, 'reason-needed')
      expectProblem(
        await mark(id, { identityState: 'TENTATIVE', note, dueDate: '2020-01-01' }),
        422,
        'due-date-implausible',
      )
      const marked = expectStatus(await mark(id, { identityState: 'TENTATIVE', note, dueDate: inAMonth }), 200)
      expect(marked.body.identityState).to.equal('TENTATIVE')
      expect(await work.rows('select identity_state from case_fact')).to.deep.equal([{ identity_state: 'TENTATIVE' }])
      expectProblem(
        await mark(id, { identityState: 'TENTATIVE', note, dueDate: inAMonth }),
        409,
        'identity-state-unchanged',
      )
      expectStatus(await mark(id, { identityState: 'SURE', note: '已核对' }), 200)
      expect(await work.rows('select identity_state from case_fact')).to.deep.equal([{ identity_state: 'SURE' }])
      const journal = await work.rows<Body>(
        `select transition, from_state, to_state, detail::text as detail, sealed is not null as sealed
         from audit_event where event = 'patient.identity-status' order by id`,
      )
      expect(journal.map(({ from_state, to_state }) => [from_state, to_state])).to.deep.equal([
        ['SURE', 'TENTATIVE'],
        ['TENTATIVE', 'SURE'],
      ])
      for (const event of journal) {
        expect(event).to.include({ transition: 'P3', sealed: true })
        expect(event.detail).to.not.include(note)
      }
    })

    it('does not make him sure while a pair of his waits', async () => {
      const { first, pair } = await twoAlike()
      expectStatus(await work.decide(work.office, pair, { outcome: 'deferred', deferral }), 200)
      const reply = await mark(await work.patientOf(first), { identityState: 'SURE', note: '已核对' })
      expectProblem(reply, 422, 'undecided-pairs')
    })

    it('is not asked about a patient that is not there', async () => {
      expectProblem(await mark('nobody', { identityState: 'SURE', note: '已核对' }), 404, 'patient-not-found')
    })
  })
})
