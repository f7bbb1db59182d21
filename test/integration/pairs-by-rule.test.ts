import { expect } from 'chai'
import type { JsonObject } from '#registry-rules/forms/json-pointer.ts'
import { anIdentity, expectStatus } from '#test/support/a-case-report.ts'
import { signInForPairs, withoutNumber, type PairWork } from '#test/support/a-pair.ts'
import type { Reply } from '#test/support/api-client.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'

// What a reply holds is what the test checks.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Body = any

describe('what matching does to decided pairs', () => {
  let registry: TestRegistry
  let work: PairWork

  before(async () => {
    registry = await openTestRegistry()
    work = await signInForPairs(registry)
  })
  after(() => registry.stop())
  beforeEach(() => registry.begin())
  afterEach(() => registry.rollback())

  const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)
  const deferred = { outcome: 'deferred', deferral: { missingFact: 'identity-document', dueDate: inAMonth } }
  const siblings = { outcome: 'relative', relative: { kind: 'sibling' } }

  /** One record with a number at one hospital, and what may be the same person on a paper card at the other. */
  const twoAlike = async (decision: JsonObject, state: 'SUBMITTED' | 'ACCEPTED' = 'SUBMITTED') => {
    const person = anIdentity()
    const first = await work.report(work.a, person, state)
    const second = await work.report(work.b, withoutNumber(person), 'SUBMITTED')
    const [pair] = await work.pairs()
    expectStatus(await work.decide(work.office, pair, decision), 200)
    return { person, first, second, pair }
  }

  const identityStates = async (...reports: Reply[]): Promise<string[]> => {
    const states = []
    for (const report of reports) {
      const [row] = await work.rows<{ identity_state: string }>('select identity_state from patient where id = ?', [
        await work.patientOf(report),
      ])
      states.push(row?.identity_state ?? '')
    }
    return states
  }

  const countedAs = (): Promise<Body[]> => work.rows('select identity_state from case_fact')

  const markTentative = async (report: Reply): Promise<void> => {
    const mark = { identityState: 'TENTATIVE', note: '身份证与病历姓名不一致', dueDate: inAMonth }
    expectStatus(await work.office.post(`/patients/${await work.patientOf(report)}/identity-states`, mark), 200)
  }

  it('opens relatives again on new evidence, as a possible match that is never linked', async () => {
    const { person, second, pair } = await twoAlike(siblings)
    expect(await work.rows('select from family_link')).to.have.length(2)
    await work.resubmit(work.b, second, person)
    const [open] = await work.pairs()
    expect(open).to.include({ id: pair.id, state: 'OPEN', decidedBefore: 'RELATIVE' })
    expect(open).to.not.have.any.keys('relativeKind', 'reasonCode', 'decidedAt')
    expect(open.score).to.be.greaterThan(pair.score)
    expect(await work.rows('select from family_link')).to.be.empty
    const [event] = await work.rows<Body>(
      `select transition, from_state, to_state, actor_kind, actor_name, detail from audit_event where event = 'pair.reopened'`,
    )
    expect(event).to.include({ transition: 'M7', from_state: 'RELATIVE', to_state: 'OPEN', actor_kind: 'rule' })
    expect(event.actor_name).to.equal('matching')
    expect(event.detail.decided).to.include({ outcome: 'RELATIVE', relativeKind: 'sibling' })
    expect(event.detail.decided.evidence).to.match(/^[0-9a-f]{32,64}$/)

    await work.resubmit(work.b, second, person)
    expect((await work.pairs()).map(({ id }) => id)).to.deep.equal([pair.id])
    expect(await work.rows('select from patient_merge')).to.be.empty
    expectStatus(await work.decide(work.office, pair, siblings), 200)
    expect(await work.rows('select from family_link')).to.have.length(2)
  })

  it('does not link, however long ago they were decided as relatives and then moot', async () => {
    const { person, second } = await twoAlike(siblings)
    await work.resubmit(work.b, second, person)
    await work.resubmit(work.b, second, anIdentity({ birthDate: '1971-11-02' }))
    expect(await work.pairs('MOOT')).to.have.length(1)
    await work.resubmit(work.b, second, person)
    expect(await work.rows('select from patient_merge')).to.be.empty
    expect(await work.pairs()).to.have.length(1)
  })

  it('leaves a decision alone that was made on the same evidence, from whichever side it is met', async () => {
    const { person, first, second, pair } = await twoAlike({ outcome: 'different' })
    // One more report of the first person: his side has two identities now.
    await work.resubmit(work.b, second, { ...withoutNumber(person), name: `${String(person['name'])}子` })
    const [again] = await work.pairs()
    expect(again).to.include({ id: pair.id, decidedBefore: 'DIFFERENT' })
    expectStatus(await work.decide(work.office, pair, { outcome: 'different' }), 200)
    await work.resubmit(work.a, first)
    await work.resubmit(work.b, second)
    expect(await work.pairs()).to.be.empty
    expect((await work.pairs('DIFFERENT')).map(({ id }) => id)).to.deep.equal([pair.id])
  })

  it('opens a deferred pair again when the missing fact comes, and decides nothing by itself', async () => {
    const { person, first, second, pair } = await twoAlike(deferred)
    await work.resubmit(work.b, second, person)
    expect((await work.pairs())[0]).to.include({ id: pair.id, decidedBefore: 'DEFERRED' })
    expect(await work.rows('select from patient_merge')).to.be.empty
    expect(await identityStates(first, second)).to.deep.equal(['TENTATIVE', 'TENTATIVE'])
    await work.merge(pair, work.office)
    expect(await identityStates(first)).to.deep.equal(['SURE'])
  })

  it('opens a deferred pair again, too, when the fact that came makes them unlike', async () => {
    const { first, second, pair } = await twoAlike(deferred)
    await work.resubmit(work.b, second, anIdentity({ birthDate: '1971-11-02' }))
    expect((await work.pairs())[0]).to.include({ id: pair.id, decidedBefore: 'DEFERRED' })
    expectStatus(await work.decide(work.office, pair, { outcome: 'different' }), 200)
    expect(await identityStates(first, second)).to.deep.equal(['SURE', 'SURE'])
  })

  it('makes both patients sure when the last pair is moot, the one of the other hospital and what is counted of him included', async () => {
    const { first, second, pair } = await twoAlike(deferred, 'ACCEPTED')
    expectStatus(await work.reopen(work.office, pair), 200)
    expectStatus(await work.reopen(work.lead, pair), 200)
    expect(await identityStates(first, second)).to.deep.equal(['TENTATIVE', 'TENTATIVE'])
    expect(await countedAs()).to.deep.equal([{ identity_state: 'TENTATIVE' }])
    await work.resubmit(work.b, second, anIdentity({ birthDate: '1971-11-02' }))
    expect(await work.pairs('MOOT')).to.have.length(1)
    expect(await identityStates(first, second)).to.deep.equal(['SURE', 'SURE'])
    expect(await countedAs()).to.deep.equal([{ identity_state: 'SURE' }])
    expect(await work.rows('select state from query')).to.deep.equal([{ state: 'CANCELLED' }])
    const settled = await work.rows<Body>(
      `select object_id, actor_kind from audit_event where event = 'patient.identity-status' and to_state = 'SURE'`,
    )
    const ids = [await work.patientOf(first), await work.patientOf(second)]
    expect(settled.map(({ object_id }) => object_id)).to.have.members(ids)
    expect(new Set(settled.map(({ actor_kind }) => actor_kind))).to.deep.equal(new Set(['rule']))
  })

  it('counts the survivor of an automatic link at a hospital as of open identity, until it is taken back', async () => {
    const { second, pair } = await twoAlike(deferred)
    const person = anIdentity({ birthDate: '1968-02-09' })
    const counted = await work.report(work.a, person, 'ACCEPTED')
    expect(await countedAs()).to.deep.equal([{ identity_state: 'SURE' }])
    const ids = [await work.patientOf(counted), await work.patientOf(second)] as const
    await work.resubmit(work.b, second, person)
    expect(await work.patientOf(second)).to.equal(ids[0])
    expect(await identityStates(counted)).to.deep.equal(['TENTATIVE'])
    expect(await countedAs()).to.deep.equal([{ identity_state: 'TENTATIVE' }])
    expect((await work.pairs('DEFERRED'))[0].id).to.equal(pair.id)
    const [merge] = await work.rows<Body>('select number, state_before_hash from patient_merge')
    await work.unmerge(merge.number)
    expect(await work.contentHash(...ids)).to.equal(merge.state_before_hash)
    expect(await identityStates(counted, second)).to.deep.equal(['SURE', 'TENTATIVE'])
    expect(await countedAs()).to.deep.equal([{ identity_state: 'SURE' }])
  })

  it('keeps the mark that a reviewer made by hand, through an automatic link and back', async () => {
    const person = anIdentity()
    const first = await work.report(work.a, person, 'SUBMITTED')
    const second = await work.report(work.b, anIdentity({ birthDate: '1968-02-09' }), 'SUBMITTED')
    await markTentative(second)
    const ids = [await work.patientOf(first), await work.patientOf(second)] as const
    await work.resubmit(work.b, second, person)
    expect(await work.patientOf(second)).to.equal(ids[0])
    expect(await identityStates(first)).to.deep.equal(['TENTATIVE'])
    const [merge] = await work.rows<Body>('select number, state_before_hash from patient_merge')
    await work.unmerge(merge.number)
    expect(await work.contentHash(...ids)).to.equal(merge.state_before_hash)
    expect(await identityStates(first, second)).to.deep.equal(['SURE', 'TENTATIVE'])
  })

  it('keeps the mark that a reviewer made after the merge', async () => {
    const person = anIdentity()
    const first = await work.report(work.a, person, 'SUBMITTED')
    const second = await work.report(work.b, person, 'SUBMITTED')
    await markTentative(first)
    const [merge] = await work.rows<Body>('select number from patient_merge')
    await work.unmerge(merge.number)
    expect(await identityStates(first, second)).to.deep.equal(['TENTATIVE', 'SURE'])
  })

  describe('after an automatic link was taken back', () => {
    const parted = async (request: JsonObject) => {
      const person = anIdentity()
      const first = await work.report(work.a, person, 'SUBMITTED')
      const second = await work.report(work.b, person, 'SUBMITTED')
      const [merge] = await work.rows<{ number: string }>('select number from patient_merge')
      await work.unmerge(merge?.number ?? '', request)
      return { person, first, second, ids: [await work.patientOf(first), await work.patientOf(second)] as const }
    }

    for (const [state, request] of [
      ['DIFFERENT', { outcome: 'different' }],
      ['RELATIVE', siblings],
    ] as const)
      it(`${state} stands: the same evidence neither links again nor is asked about`, async () => {
        const { first, second, ids } = await parted(request)
        expect(ids[0]).to.not.equal(ids[1])
        await work.resubmit(work.b, second)
        await work.resubmit(work.a, first)
        await work.resubmit(work.b, second)
        expect([await work.patientOf(first), await work.patientOf(second)]).to.deep.equal(ids)
        expect(await work.pairs()).to.be.empty
        expect(await work.pairs(state)).to.have.length(1)
        expect(await work.rows('select from patient_merge')).to.have.length(1)
      })

    it('new evidence asks again and does not link', async () => {
      const { person, second, ids } = await parted({ outcome: 'different' })
      await work.resubmit(work.b, second, { ...person, formerNames: ['王小明'] })
      expect((await work.pairs())[0]).to.include({ decidedBefore: 'DIFFERENT' })
      expect(await work.patientOf(second)).to.equal(ids[1])
      expect(await work.rows('select from patient_merge')).to.have.length(1)
    })

    it('a further report that fits both is for a person to place', async () => {
      const { person, ids } = await parted({ outcome: 'different' })
      const third = await work.report(work.a, person, 'SUBMITTED')
      expect(ids).to.not.include(await work.patientOf(third))
      const open = await work.pairs()
      expect(open.map(({ reason }) => reason)).to.include('several-candidates')
    })
  })
})
