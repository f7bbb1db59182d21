import { expect } from 'chai'
import { withDatabaseClient } from '#api/db/database-client.ts'
import { createJobRun } from '#api/jobs/job-run.ts'
import { matchAllJob } from '#api/patients/match-all-job.ts'
import { matchAll, type MatchAllSummary } from '#api/patients/match-all.ts'
import { tokensVersion } from '#api/patients/tokens-version.ts'
import type { JsonObject } from '#registry-rules/forms/json-pointer.ts'
import { anIdentity, expectStatus } from '#test/support/a-case-report.ts'
import { signInForPairs, withoutNumber, type PairWork } from '#test/support/a-pair.ts'
import type { Reply } from '#test/support/api-client.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'

// What a reply holds is what the test checks.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Body = any

// The run commits batch by batch, so nothing is rolled back: each test has a registry of its own.
describe('the nightly matching of all patients', () => {
  let registry: TestRegistry
  let work: PairWork

  beforeEach(async () => {
    registry = await openTestRegistry()
    work = await signInForPairs(registry)
  })
  afterEach(() => registry.stop())

  const run = (options: { signal?: AbortSignal; identitiesPerBatch?: number } = {}): Promise<MatchAllSummary> =>
    matchAll(createJobRun(registry.deps, matchAllJob, options.signal), options)

  /** Past every trigger: what only an earlier version of the registry, or a crash, could have left. */
  const asSuperuser = (sql: string, values: unknown[] = []): Promise<unknown> =>
    withDatabaseClient(registry.superuserUrl, async (client) => {
      await client.query('set session_replication_role = replica')
      await client.query(sql, values)
    })

  /** As if another version of matching had made the tokens of all identities. */
  const makeTokensOld = async (): Promise<void> => {
    await asSuperuser(`update patient_identity set tokens_version = '1:k1'`)
    await asSuperuser(`update blocking_token set token = sha256(token)`)
  }

  /** Two records of one person: the second submission could not find the first one by its old tokens. */
  const aMissedDuplicate = async (person: JsonObject = anIdentity()): Promise<readonly [Reply, Reply]> => {
    const first = await work.report(work.a, person, 'SUBMITTED')
    await makeTokensOld()
    return [first, await work.report(work.b, person, 'SUBMITTED')]
  }

  const allPairs = (): Promise<Body[]> =>
    work.rows('select id, state, evidence_hash, version, decided_before from patient_pair order by id')

  it('finds what a submission missed for old tokens, and puts it before a person once', async () => {
    const [first, second] = await aMissedDuplicate()
    await work.report(work.a, anIdentity({ birthDate: '1977-08-09' }), 'SUBMITTED')
    expect(await allPairs()).to.be.empty

    expect(await run()).to.include({ outcome: 'finished', identities: 3, converted: 1, pairs: 1 })
    const [pair, ...others] = await work.pairs()
    expect(others).to.be.empty
    expect(pair).to.include({ state: 'OPEN', reason: 'patient-with-history' })
    const sides = [await work.patientOf(first), await work.patientOf(second)]
    const stored = await work.rows('select patient_a_id, patient_b_id from patient_pair')
    expect(stored).to.deep.equal([{ patient_a_id: sides.sort()[0], patient_b_id: sides[1] }])
    const versions = await work.rows('select distinct tokens_version from patient_identity')
    expect(versions).to.deep.equal([{ tokens_version: tokensVersion(registry.deps.keys) }])
  })

  it('makes nothing new in a second run, and changes nothing', async () => {
    await aMissedDuplicate()
    await run()
    const before = await allPairs()
    expect(await run()).to.include({ outcome: 'finished', identities: 2, converted: 0, pairs: 0 })
    expect(await allPairs()).to.deep.equal(before)
  })

  it('never links two records that stand, however sure it is', async () => {
    await aMissedDuplicate()
    await run()
    const [pair] = await work.pairs()
    expect(pair.score).to.be.greaterThan(0.99)
    expect(await work.rows('select from patient_merge')).to.be.empty
    const states = await work.rows<{ record_state: string }>('select record_state from patient')
    expect(states.map(({ record_state }) => record_state)).to.deep.equal(['PROVISIONAL', 'PROVISIONAL'])
  })

  const decisions: Readonly<Record<string, JsonObject>> = {
    DIFFERENT: { outcome: 'different' },
    RELATIVE: { outcome: 'relative', relative: { kind: 'sibling' } },
  }
  for (const [state, decision] of Object.entries(decisions)) {
    it(`leaves a pair alone that was decided as ${state} on the same evidence, and asks again on other evidence`, async () => {
      await aMissedDuplicate()
      await run()
      const [pair] = await work.pairs()
      expectStatus(await work.decide(work.office, pair, decision), 200)
      const decided = await allPairs()
      expect(decided).to.have.length(1)

      expect(await run()).to.include({ outcome: 'finished', pairs: 0 })
      expect(await allPairs()).to.deep.equal(decided)

      await asSuperuser('update patient_pair set evidence_hash = sha256(evidence_hash)')
      expect(await run()).to.include({ outcome: 'finished', pairs: 1 })
      const [again] = await allPairs()
      expect(again).to.include({ id: pair.id, state: 'OPEN', decided_before: state })
      expect(await work.rows('select from patient_merge')).to.be.empty
    })
  }

  it('leaves a pair alone that waits for its decision since the submission', async () => {
    const person = anIdentity()
    await work.report(work.a, person, 'SUBMITTED')
    await work.report(work.b, withoutNumber(person), 'SUBMITTED')
    const before = await allPairs()
    expect(before).to.have.length(1)
    expect(await run()).to.include({ outcome: 'finished', identities: 2, pairs: 0 })
    expect(await allPairs()).to.deep.equal(before)
  })

  it('goes on after a stop from where it stood, and walks no identity twice', async () => {
    await aMissedDuplicate()
    await work.report(work.a, anIdentity({ birthDate: '1977-08-09' }), 'SUBMITTED')
    const stopped = await run({ signal: AbortSignal.abort(), identitiesPerBatch: 1 })
    expect(stopped).to.include({ outcome: 'stopped', identities: 1 })
    const [state] = await work.rows<Body>('select state, last_identity_id from matching_run')
    expect(state.state).to.equal('RUNNING')
    const [first] = await work.rows<{ id: string }>('select id from patient_identity where current order by id limit 1')
    expect(state.last_identity_id).to.equal(first?.id)

    const ended = await run({ identitiesPerBatch: 1 })
    expect(ended).to.include({ outcome: 'finished', runId: stopped.runId, identities: 3 })
    expect(await allPairs()).to.have.length(1)
    expect(await work.rows('select from matching_run')).to.have.length(1)
  })

  it('takes over from a process that was killed once nothing was heard of it for two minutes', async () => {
    await aMissedDuplicate()
    const killed = await run({ signal: AbortSignal.abort(), identitiesPerBatch: 1 })
    // A process that stops says so; one that is killed does not.
    await asSuperuser('update matching_run set seen_at = now()')
    expect(await run()).to.include({ outcome: 'elsewhere', runId: killed.runId, identities: 1 })
    registry.setNow(new Date(Date.now() + 121_000))
    expect(await run()).to.include({ outcome: 'finished', runId: killed.runId, identities: 2 })
    expect(await allPairs()).to.have.length(1)
  })

  it('walks from the beginning where another version of matching had begun', async () => {
    await aMissedDuplicate()
    await run({ signal: AbortSignal.abort(), identitiesPerBatch: 1 })
    await asSuperuser(`update matching_run set matcher_version = '0'`)
    // One from before, and both again.
    expect(await run()).to.include({ outcome: 'finished', identities: 3 })
  })

  it('is done by one of two processes that start at once; the other one says so', async () => {
    await aMissedDuplicate()
    const [one, other] = await Promise.all([run({ identitiesPerBatch: 1 }), run({ identitiesPerBatch: 1 })])
    expect([one.outcome, other.outcome]).to.have.members(['finished', 'elsewhere'])
    expect(one.runId).to.equal(other.runId)
    expect(await allPairs()).to.have.length(1)
    const [ended] = await work.rows<Body>('select identities, pairs from matching_run')
    expect(ended).to.deep.equal({ identities: 2, pairs: 1 })
  })

  it('counts who holds a token as a submission does: each patient once, and of what everybody has not all', async () => {
    const token = Buffer.alloc(16, 7)
    /** So many identities with the token, spread over so many patients. */
    const countsOf = async (identities: number, patients: number): Promise<number[]> => {
      await asSuperuser('delete from blocking_token where token = $1', [token])
      await asSuperuser(
        `with row as (select gen_random_uuid() as id, md5('patient' || n % $2)::uuid as patient
           from generate_series(1, $1::integer) as n),
         identity as (insert into patient_identity (id, patient_id, origin_patient_id, case_report_id, version_number,
             sealed, data_key_id, current, tokens_version, disease_code, hospital_code, submitted_on)
           select id, patient, patient, gen_random_uuid(), 1, '', gen_random_uuid(), true, '', '', '', '2026-01-01'
           from row returning id)
         insert into blocking_token (token, patient_identity_id) select $3, id from identity`,
        [identities, patients, token],
      )
      const [submission] = await work.rows<{ holders: number }>('select * from token_holders(array[?]::bytea[])', [
        [token],
      ])
      const [held] = await withDatabaseClient(registry.superuserUrl, async (client) => {
        const sql = 'select array_agg(patient_identity_id)::text as ids from blocking_token where token = $1'
        return (await client.query<{ ids: string }>(sql, [token])).rows
      })
      const [night] = await work.rows<{ holders: number; patients: string[] | null }>(
        'select * from shared_tokens(?::uuid[], 200)',
        [held?.ids],
      )
      expect(night?.patients?.length ?? null).to.equal(night && night.holders <= 200 ? night.holders : null)
      return [submission?.holders ?? 0, night?.holders ?? 1]
    }
    expect(await countsOf(3, 2)).to.deep.equal([2, 2])
    expect(await countsOf(300, 1)).to.deep.equal([1, 1])
    expect(await countsOf(400, 150)).to.deep.equal([150, 150])
    expect(await countsOf(251, 251)).to.deep.equal([251, 251])
    expect(await countsOf(1500, 1500)).to.deep.equal([1000, 1000])
  })

  it('stands in the journal as a rule, with the matcher and without a value', async () => {
    const person = anIdentity()
    await aMissedDuplicate(person)
    const { runId } = await run()
    const events = await work.rows<Body>(
      `select event, actor_kind, actor_name, actor_id, channel, object_kind, object_id, matcher_version, detail
       from audit_event where channel = 'job' order by at, id`,
    )
    // Both sides are looked at again under locks; the second one finds the pair of the first.
    expect(events.map(({ event }) => event).sort()).to.deep.equal([
      'matching.run-finished',
      'matching.tokens-converted',
      'pair.detected',
      'pair.searched',
      'pair.searched',
    ])
    for (const { actor_kind, actor_name, actor_id } of events) {
      expect({ actor_kind, actor_name, actor_id }).to.deep.equal({
        actor_kind: 'rule',
        actor_name: 'nightly-matching',
        actor_id: null,
      })
    }
    const finished = events.find(({ event }) => event === 'matching.run-finished')
    expect(finished).to.include({ object_kind: 'matching-run', object_id: runId })
    expect(finished.detail).to.include({ identities: 2, converted: 1, pairs: 1 })
    expect(JSON.stringify(events)).to.not.include(String(person['name']))
  })
})
