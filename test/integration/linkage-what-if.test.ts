import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import type { KeyRing, KeySet } from '#api/crypto/key-ring.ts'
import { withDatabaseClient } from '#api/db/database-client.ts'
import { whatIfText } from '#api/patients/what-if-text.ts'
import { whatIf, type WhatIf } from '#api/patients/what-if.ts'
import type { JsonObject } from '#registry-rules/forms/json-pointer.ts'
import { ablated } from '#registry-rules/linkage/parameters/ablations.ts'
import { changeParameters } from '#registry-rules/linkage/parameters/change-parameters.ts'
import { presentParameters } from '#registry-rules/linkage/parameters/present.ts'
import { anIdentity, expectStatus } from '#test/support/a-case-report.ts'
import { signInForPairs, withoutNumber, type PairWork } from '#test/support/a-pair.ts'
import { readIdentityValues } from '#test/support/find-leaks.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'

const project = fileURLToPath(new URL('../../', import.meta.url))
const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)

/** As a key file has it; the keys of a test are in no file. */
function presentKeys(ring: KeyRing): string {
  const present = (set: KeySet, isSigning = false) => ({
    current: set.current,
    keys: Object.fromEntries(
      [...set.keys].map(([id, key]) => [
        id,
        isSigning ? key.export({ format: 'jwk' }) : key.export().toString('base64'),
      ]),
    ),
  })
  const { identity, blindIndex, reply, token } = ring
  return JSON.stringify({
    identity: present(identity),
    blindIndex: present(blindIndex),
    reply: present(reply),
    token: present(token, true),
  })
}

describe('what a change of thresholds would do', function () {
  this.timeout(120_000)
  let registry: TestRegistry
  let work: PairWork
  let folder: string
  /** The pair of each fate, by its name. */
  const pairs: Record<string, string> = {}

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'what-if-'))
    registry = await openTestRegistry()
    work = await signInForPairs(registry)
    writeFileSync(join(folder, 'keys.json'), presentKeys(registry.deps.keys))

    const linked = anIdentity({ birthDate: '1961-02-03' })
    await work.report(work.a, linked, 'SUBMITTED')
    await work.report(work.b, linked, 'SUBMITTED')
    pairs['linked'] = (await work.pairs('SAME'))[0].id
    await work.report(work.b, { ...linked, phone: '19912345678' }, 'SUBMITTED')
    pairs['linked again'] = (await work.pairs('SAME')).find(({ id }) => id !== pairs['linked']).id
    const wrong = anIdentity({ birthDate: '1972-04-15' })
    await work.report(work.a, wrong, 'SUBMITTED')
    await work.report(work.b, wrong, 'SUBMITTED')
    const [merge] = await work.rows<{ number: string; pair: string }>(
      'select number, patient_pair_id as pair from patient_merge where patient_pair_id not in (?, ?)',
      [pairs['linked'], pairs['linked again']],
    )
    await work.unmerge(merge?.number ?? '', { outcome: 'different' })
    pairs['taken back'] = merge?.pair ?? ''

    const twoAlike = async (fate: string, birthDate: string, decision?: JsonObject): Promise<void> => {
      const person = anIdentity({ birthDate })
      await work.report(work.a, person, 'SUBMITTED')
      await work.report(work.b, withoutNumber(person), 'SUBMITTED')
      const [pair] = await work.pairs()
      pairs[fate] = pair.id
      if (decision) expectStatus(await work.decide(work.office, pair, decision), 200)
      else if (fate === 'same') await work.merge(pair, work.office)
    }
    await twoAlike('same', '1983-06-27')
    await twoAlike('different', '1994-08-09', { outcome: 'different' })
    await twoAlike('relative', '1989-10-21', { outcome: 'relative', relative: { kind: 'sibling' } })
    await twoAlike('deferred', '1956-12-30', {
      outcome: 'deferred',
      deferral: { missingFact: 'identity-document', dueDate: inAMonth },
    })
    await twoAlike('open', '1947-01-13')
  })
  after(async () => {
    rmSync(folder, { recursive: true, force: true })
    await registry.stop()
  })

  const withLink = (link: number, without: readonly string[] = []) =>
    changeParameters(ablated(presentParameters, without), { thresholds: { link } })
  /** Fewer independent kinds of evidence are enough, and less of it. */
  const eager = withLink(0.3, ['guard-three-independent-groups'])
  const changeOf = ({ changes }: WhatIf, fate: string) =>
    changes.find(({ pairIds }) => pairIds.includes(pairs[fate] ?? ''))

  type Run = { readonly code: number; readonly stdout: string; readonly stderr: string }
  const command = (args: readonly string[], environment: Record<string, string> = {}): Promise<Run> =>
    new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', 'api/patients/linkage-what-if.ts', ...args],
        {
          cwd: project,
          env: {
            PATH: process.env['PATH'] ?? '',
            DATABASE_URL: registry.appUrl,
            KEY_FILE: join(folder, 'keys.json'),
            ...environment,
          },
        },
        (_error, stdout, stderr) => {
          resolve({ code: child.exitCode ?? -1, stdout, stderr })
        },
      )
    })

  /** A hash of each table, the journals among them. */
  const contents = (): Promise<string[]> =>
    withDatabaseClient(registry.superuserUrl, async (client) => {
      const { rows: tables } = await client.query<{ name: string }>(
        `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'public' order by 1`,
      )
      const hashes: string[] = []
      for (const { name } of tables) {
        const { rows } = await client.query<{ hash: string }>(
          `select count(*) || ' ' || coalesce(md5(string_agg(t::text, '' order by t::text)), '') as hash from ${name} t`,
        )
        hashes.push(`${name} ${rows[0]?.hash ?? ''}`)
      }
      return hashes
    })

  it('is nothing without a change: each pair is judged as it was when it was met', async () => {
    const result = await whatIf(registry.deps, { proposed: presentParameters, pairsPerBatch: 2 })
    expect(result.changes).to.deep.equal([])
    expect(result.table).to.deep.equal([
      { verdict: 'same', present: 'possible', proposed: 'possible', pairs: 1 },
      { verdict: 'linked', present: 'link', proposed: 'link', pairs: 2 },
      { verdict: 'different', present: 'link', proposed: 'link', pairs: 1 },
      { verdict: 'different', present: 'possible', proposed: 'possible', pairs: 1 },
      { verdict: 'relative', present: 'possible', proposed: 'possible', pairs: 1 },
      { verdict: 'deferred', present: 'possible', proposed: 'possible', pairs: 1 },
      { verdict: 'open', present: 'possible', proposed: 'possible', pairs: 1 },
    ])
    expect(result.present).to.deep.equal({
      links: 3,
      wrongLinks: 1,
      rightLinks: 2,
      rightShare: 2 / 3,
      missedLinks: 0,
      reviews: 5,
    })
    expect(result).to.deep.include({ unreadable: [], moot: 0, reviewsAdded: 0 })
  })

  it('puts a pair that was linked before a person where the threshold is raised, the wrong link with it', async () => {
    const result = await whatIf(registry.deps, { proposed: withLink(1) })
    expect(changeOf(result, 'linked')).to.deep.include({ verdict: 'linked', present: 'link', proposed: 'possible' })
    expect(changeOf(result, 'linked again')).to.equal(changeOf(result, 'linked'))
    expect(changeOf(result, 'taken back')).to.deep.include({ verdict: 'different', proposed: 'possible' })
    expect(result.changes).to.have.length(2)
    expect(result.proposed).to.include({ links: 0, wrongLinks: 0, rightShare: undefined, reviews: 8 })
    expect(result.reviewsAdded).to.equal(3)
  })

  it('lists what was decided different, and would be linked where the threshold is lowered', async () => {
    const result = await whatIf(registry.deps, { proposed: eager })
    for (const [fate, verdict] of [
      ['different', 'different'],
      ['relative', 'relative'],
      ['same', 'same'],
      ['deferred', 'deferred'],
      ['open', 'open'],
    ] as const) {
      expect(changeOf(result, fate), fate).to.deep.include({ verdict, present: 'possible', proposed: 'link', pairs: 1 })
    }
    expect(result.proposed).to.deep.include({ wrongLinks: 3, rightLinks: 3, rightShare: 0.5, reviews: 0 })
    expect(result.reviewsAdded).to.equal(-5)
  })

  it('counts as missed who was one person and would not be asked about', async () => {
    const proposed = changeParameters(presentParameters, { thresholds: { link: 1, review: 0.999999 } })
    const result = await whatIf(registry.deps, { proposed })
    expect(changeOf(result, 'same')).to.deep.include({ present: 'possible', proposed: 'new' })
    expect(result.proposed.missedLinks).to.be.at.least(1)
  })

  it('prints counts and ids of pairs and no value of an identity, and writes nothing', async () => {
    const before = await contents()
    expect(before.find((line) => line.startsWith('public.audit_event '))).to.match(/ [1-9]\d* /)
    const { code, stdout, stderr } = await command(['--link', '0.3', '--without', 'guard-three-independent-groups'])
    expect(stderr).to.equal('')
    expect(code).to.equal(0)
    expect(await contents()).to.deep.equal(before)
    expect(stdout).to.include('thresholds.link: 0.99 → 0.3')
    expect(stdout).to.include('guards.three-independent-groups: on → none')
    expect(stdout).to.include(
      `1 pair decided different (at present put before a person) would be linked automatically: ${pairs['different'] ?? ''}`,
    )
    expect(stdout).to.match(/^different +possible +1 +0 +0 +1$/m)
    expect(stdout).to.include('Reviews saved or added: 5 fewer.')
    const values = await readIdentityValues(registry.deps)
    expect(values).to.have.length.above(20)
    expect(values.filter((value) => value.length > 1 && stdout.includes(value))).to.deep.equal([])
  })

  it('gives a machine all ids as one JSON object, from another version or from a file, too', async () => {
    const file = join(folder, 'parameters.json')
    writeFileSync(file, JSON.stringify({ version: 'draft-4', thresholds: { link: 1 } }))
    const { code, stdout } = await command(['--json', '--version', '2', '--parameters', file])
    expect(code).to.equal(0)
    const told = JSON.parse(stdout) as Record<string, JsonObject> & { changes: { pairIds: string[] }[] }
    expect(told['present']).to.include({ version: presentParameters.version, links: 3 })
    expect(told['proposed']).to.include({ version: 'draft-4', links: 0 })
    expect(told['differences']).to.include('thresholds.link: 0.99 → 1')
    expect(told.changes.flatMap(({ pairIds }) => pairIds)).to.have.members([
      pairs['linked'],
      pairs['linked again'],
      pairs['taken back'],
    ])
  })

  it('refuses what it does not understand with a sentence, before it looks for a database', async () => {
    const nowhere = { DATABASE_URL: '', DATA_FOLDER: join(folder, 'none') }
    const { code, stdout, stderr } = await command(['--links', '0.9'], nowhere)
    expect(stderr).to.include("linkage:what-if: Unknown option '--links'").and.to.include('Usage: npm run')
    expect(stderr).to.not.match(/^ {4}at /m)
    expect(code).to.equal(1)
    expect(stdout).to.equal('')
  })

  it('makes no registry where there is none, and reads none under foreign keys', async () => {
    const none = await command([], { DATABASE_URL: '', KEY_FILE: '', DATA_FOLDER: join(folder, 'none') })
    expect(none.stderr).to.equal('linkage:what-if: There is no registry in DATA_FOLDER: npm start makes one.\n')
    expect(none.code).to.equal(1)
    const { identity, ...rest } = JSON.parse(presentKeys(registry.deps.keys)) as Record<string, JsonObject>
    const other = Buffer.alloc(32, 7).toString('base64')
    const foreign = { identity: { ...identity, keys: { [String(identity?.['current'])]: other } }, ...rest }
    writeFileSync(join(folder, 'foreign.json'), JSON.stringify(foreign))
    const closed = await command([], { KEY_FILE: join(folder, 'foreign.json') })
    expect(closed.stderr).to.include('are not those that this database was written with')
    expect(closed.code).to.equal(1)
  })

  it('counts a pair whose identities can no longer be opened, and goes on', async () => {
    const openPair = pairs['open'] ?? ''
    const spoilt = await withDatabaseClient(registry.superuserUrl, async (client) => {
      const { rows } = await client.query<{ id: string }>(
        `select k.id from patient_pair q join patient_identity i on i.origin_patient_id = q.patient_a_id
         join data_key k on k.id = i.data_key_id where q.id = $1`,
        [openPair],
      )
      await client.query('begin')
      await client.query(`select set_config('registry.audit_event', 'test', true)`)
      await client.query(`update data_key set wrapped = '' where id = $1`, [rows[0]?.id])
      await client.query('commit')
      return rows.length
    })
    expect(spoilt).to.equal(1)
    const result = await whatIf(registry.deps, { proposed: eager })
    expect(result.unreadable).to.deep.equal([openPair])
    expect(result.pairs).to.equal(7)
    const text = whatIfText(result, { present: presentParameters, proposed: eager })
    expect(text).to.include('1 with identities that can no longer be read').and.to.include(openPair)
  })
})
