import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { getCaseReport } from '#api/case-reports/get-case-report.ts'
import { saveDraft } from '#api/case-reports/save-draft.ts'
import { withDatabaseClient } from '#api/db/database-client.ts'
import { writeNewKeyRing } from '#api/crypto/key-ring.ts'
import type { JsonObject } from '#registry-rules/forms/json-pointer.ts'
import { actAs, type Act } from '#seed/act-as.ts'
import { findImporter } from '#seed/phenopackets/find-importer.ts'
import { importFolder, type Importer, type ImportLine } from '#seed/phenopackets/import-folder.ts'
import { anIdentity, aReportDocument } from '#test/support/a-case-report.ts'
import { aPhenopacket, anInterpretation } from '#test/support/a-phenopacket.ts'
import { signIn } from '#test/support/api-client.ts'
import { findLeaks, readIdentityValues } from '#test/support/find-leaks.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'

const project = fileURLToPath(new URL('../../', import.meta.url))

/** Whether a line says that its file was imported before. */
const isRepeated = (line: ImportLine | undefined): boolean =>
  line?.findings.some(({ check }) => check === 'import.already-imported') ?? false

describe('the import of phenopackets', function () {
  this.timeout(120_000)
  let registry: TestRegistry
  let importer: Importer
  let folder: string
  const told: string[] = []

  before(async () => {
    registry = await openTestRegistry()
    importer = await findImporter(registry.deps, undefined)
  })
  after(() => registry.stop())

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'phenopacket-import-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  function put(file: string, content: string | Buffer | object): void {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(
      join(folder, file),
      typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content),
    )
  }

  async function run(by = importer, deps = registry.deps): Promise<ImportLine[]> {
    const lines: ImportLine[] = []
    told.length = 0
    await importFolder(deps, by, folder, { print: (line) => lines.push(line), tell: (line) => told.push(line) })
    return lines
  }

  async function importOne(file: string, content: string | Buffer | object): Promise<ImportLine> {
    put(file, content)
    const [line, ...more] = await run()
    if (!line || more.length > 0) throw new Error('There is one file here.')
    return line
  }

  const query = <Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> =>
    withDatabaseClient(registry.superuserUrl, async (client) => (await client.query<Row>(sql, values)).rows)

  const reportCount = async (): Promise<number> => (await query('select from case_report')).length

  it('refuses a folder that is not there, and a file', async () => {
    const failure = await importFolder(registry.deps, importer, join(folder, 'none'), {
      print: () => undefined,
      tell: () => undefined,
    }).then(
      () => undefined,
      (error: unknown) => error as Error,
    )
    expect(failure).to.have.property('name', 'FolderError')
    put('file.json', '{}')
    const other = await importFolder(registry.deps, importer, join(folder, 'file.json'), {
      print: () => undefined,
      tell: () => undefined,
    }).then(
      () => undefined,
      (error: unknown) => error as Error,
    )
    expect(other?.message).to.match(/is not a folder/)
  })

  const faulty: [string, string, string | Buffer | object, string][] = [
    ['a folder that is no disease', 'SDRD-999/a.json', aPhenopacket(), 'import.disease-unknown'],
    ['a file outside any folder', 'a.json', aPhenopacket(), 'import.disease-unknown'],
    ['broken JSON', 'SDRD-050/a.json', '{"id": ', 'import.not-json'],
    ['bytes that are no UTF-8', 'SDRD-050/a.json', Buffer.from([0x7b, 0xff, 0x7d]), 'import.not-json'],
    ['an empty file', 'SDRD-050/a.json', ' \n', 'import.file-empty'],
    ['JSON that is no phenopacket', 'SDRD-050/a.json', { hello: 'world' }, 'import.not-a-phenopacket'],
    ['a list', 'SDRD-050/a.json', [aPhenopacket()], 'import.not-a-phenopacket'],
    ['a cohort', 'SDRD-050/a.json', { id: 'c', members: [aPhenopacket()] }, 'import.not-a-phenopacket'],
    [
      'a field of another type',
      'SDRD-050/a.json',
      aPhenopacket({ phenotypicFeatures: 'many' }),
      'import.not-a-phenopacket',
    ],
    ['a text that no database keeps', 'SDRD-050/a.json', aPhenopacket({ id: 'a\u0000b' }), 'schema.text'],
    ['JSON nested without end', 'SDRD-050/a.json', '['.repeat(100_000) + ']'.repeat(100_000), 'schema.depth'],
  ]
  for (const [what, file, content, check] of faulty) {
    it(`says why there is no report of ${what}, in both languages`, async () => {
      const before = await reportCount()
      const line = await importOne(file, content)
      expect(line).to.include({ file, caseReport: null, state: null })
      expect(line.findings[0]).to.include({ check, severity: 'block' })
      expect(line.findings[0]?.zh).to.match(/\p{Script=Han}/u)
      expect(line.findings[0]?.en).to.match(/[a-z]{3}/)
      expect(await reportCount()).to.equal(before)
    })
  }

  it('says so of a disease without a form', async () => {
    put('SDRD-050/a.json', aPhenopacket())
    const forms = { ...registry.deps.forms, latest: () => undefined }
    const [line] = await run(importer, { ...registry.deps, forms })
    expect(line).to.include({ file: 'SDRD-050/a.json', caseReport: null, state: null })
    expect(line?.findings[0]).to.include({ check: 'import.disease-without-form', severity: 'block' })
  })

  it('goes on after a bad file, follows links but not in a circle, and leaves other files out', async () => {
    put('SDRD-050/a.json', 'no JSON')
    put('SDRD-050/deeper/b.json', aPhenopacket({ id: 'deeper' }))
    put('SDRD-050/notes.txt', 'hello')
    symlinkSync(folder, join(folder, 'SDRD-050', 'circle'))
    symlinkSync(join(folder, 'nowhere'), join(folder, 'SDRD-050', 'lost.json'))
    const lines = await run()
    expect(lines.map(({ file, state }) => [file, state])).to.deep.equal([
      ['SDRD-050/a.json', null],
      ['SDRD-050/deeper/b.json', 'SUBMITTED'],
      ['SDRD-050/lost.json', null],
    ])
    expect(told.join('\n')).to.include('notes.txt').and.to.include('circle')
  })

  it('submits a published case and tells what is missing, not held and found', async () => {
    cpSync(
      join(project, 'seed/published-cases/SDRD-003/PMID_33794346_II_4.json'),
      join(folder, 'SDRD-003', 'case.json'),
      { recursive: true },
    )
    const [line] = await run()
    expect(line).to.include({ file: 'SDRD-003/case.json', disease: 'SDRD-003', state: 'SUBMITTED' })
    expect(line?.caseReport).to.match(/^SD-\d{4}-\d{6}-\d$/)
    expect(line?.missing).to.deep.include({ pointer: '/clinical/mpapMmHg', reason: 'unobtainable' })
    expect(line?.notHeld.map(({ pointer }) => pointer)).to.include('/diseases/0/term')
    expect(line?.findings.filter(({ check }) => check === 'need.gap')).to.have.length(8)
    expect(isRepeated(line)).to.equal(false)
  })

  it('goes the way of every report: created, saved, submitted, in the journal of the importing hospital', async () => {
    const { caseReport } = await importOne('SDRD-050/a.json', aPhenopacket({ id: 'way' }))
    const events = await query<{
      event: string
      channel: string
      hospital_code: string
      actor_kind: string
      seen: boolean
    }>(
      `
      select e.event, e.channel, e.hospital_code, e.actor_kind, e.idempotency_key like 'phenopacket:SDRD-050:%' as seen
      from audit_event e join case_report r on r.id = e.object_id where r.number = $1 order by e.id`,
      [caseReport],
    )
    expect(events.map(({ event }) => event)).to.deep.equal([
      'case-report.created',
      'case-report.draft-saved',
      'case-report.submitted',
    ])
    for (const event of events)
      expect(event).to.include({
        channel: 'import',
        hospital_code: importer.actor.hospitalCode,
        actor_kind: 'person',
        seen: true,
      })
    const office = await signIn(registry.url, 'office')
    const list = (await office.get('/case-reports?state=SUBMITTED')).body as { items: { number: string }[] }
    expect(list.items.map(({ number }) => number)).to.include(caseReport)
  })

  it('answers warnings that are no gaps as published', async () => {
    // A gene that is in no list of genes of rare diseases.
    const packet = aPhenopacket({
      id: 'warned',
      interpretations: [anInterpretation({ label: 'NM_000138.5:c.1A>G', geneContext: { symbol: 'NOSUCHGENE1' } })],
    })
    const line = await importOne('SDRD-050/a.json', packet)
    expect(line.state).to.equal('SUBMITTED')
    expect(line.findings.map(({ check }) => check)).to.include('vocabulary.gene')
    const [version] = await query<{ verified_count: number }>(
      'select v.verified_count from case_report_version v join case_report r on r.id = v.case_report_id where r.number = $1',
      [line.caseReport],
    )
    expect(version?.verified_count).to.be.greaterThan(0)
  })

  it('leaves what a check blocks as a draft and says what blocks it, also when it is imported again', async () => {
    put('SDRD-050/a.json', aPhenopacket({ id: 'blocked' }))
    const form = registry.deps.forms.latest('marfan-syndrome')
    const [check] = form?.checks ?? []
    if (!form || !check) throw new Error('The Marfan form has checks.')
    const stricter = {
      ...form,
      checks: [
        {
          ...check,
          passes: () => false,
          finding: { ...check.finding, check: 'never-passes', severity: 'block' as const },
        },
      ],
    }
    const deps = { ...registry.deps, forms: { ...registry.deps.forms, latest: () => stricter, get: () => stricter } }
    const [line] = await run(importer, deps)
    expect(line?.state).to.equal('DRAFT')
    expect(line?.findings.map(({ check: id }) => id)).to.include('never-passes')
    const events = (await query('select from audit_event')).length
    const [again] = await run(importer, deps)
    expect(again).to.deep.equal({ ...line, findings: again?.findings })
    expect(isRepeated(again)).to.equal(true)
    expect(again?.findings.slice(1)).to.deep.equal(line?.findings)
    expect(await query('select from audit_event')).to.have.length(events)
  })

  it('never makes a second report of the same content, and tells the present state of the first', async () => {
    const first = await importOne('SDRD-050/a.json', aPhenopacket({ id: 'twice' }))
    const before = await reportCount()
    put('SDRD-050/copy.json', aPhenopacket({ id: 'twice' }))
    const reviewer = await signIn(registry.url, 'reviewer-a')
    const [row] = await query<{ id: string }>('select id from case_report where number = $1', [first.caseReport])
    expect((await reviewer.move(row?.id ?? '', 'claim-for-hospital')).status).to.equal(200)
    const lines = await run()
    expect(lines.map((line) => [line.caseReport, line.state, isRepeated(line)])).to.deep.equal([
      [first.caseReport, 'HOSPITAL_REVIEW', true],
      [first.caseReport, 'HOSPITAL_REVIEW', true],
    ])
    expect(await reportCount()).to.equal(before)
  })

  it('makes one report when two imports of a folder run at once', async () => {
    put('SDRD-050/a.json', aPhenopacket({ id: 'at once' }))
    const before = await reportCount()
    const [[one], [other]] = await Promise.all([run(), run()])
    expect(one?.caseReport).to.equal(other?.caseReport).and.to.match(/^SD-/)
    expect(await reportCount()).to.equal(before + 1)
    expect(await run()).to.have.nested.property('[0].state', 'SUBMITTED')
  })

  it('completes a report whose import was killed', async () => {
    put('SDRD-050/a.json', aPhenopacket({ id: 'killed' }))
    const before = await reportCount()
    let units = 0
    // Reading diseases and regions, looking for an earlier import, creating: the next unit is the saving.
    const deps = {
      ...registry.deps,
      em: () => {
        if ((units += 1) > 3) throw new Error('killed')
        return registry.deps.em()
      },
    }
    await run(importer, deps).then(
      () => {
        throw new Error('It should have been killed.')
      },
      (error: unknown) => {
        expect((error as Error).message).to.equal('killed')
      },
    )
    expect(await reportCount()).to.equal(before + 1)
    const [line] = await run()
    expect(line?.state).to.equal('SUBMITTED')
    expect(isRepeated(line)).to.equal(true)
    expect(await reportCount()).to.equal(before + 1)
  })

  it('hard case 15: ends at an ID number that is wrong by one digit, and goes on with a reason why there is none', async () => {
    put('SDRD-050/a.json', aPhenopacket({ id: 'wrong number' }))
    let units = 0
    const deps = {
      ...registry.deps,
      em: () => {
        if ((units += 1) > 3) throw new Error('killed')
        return registry.deps.em()
      },
    }
    await run(importer, deps).catch(() => undefined)
    const [created] = await query<{ id: string }>('select id from case_report order by id desc limit 1')
    const id = created?.id ?? ''
    /** What the import itself would have saved, had it known the person. */
    const saveAsImport = async (identity: JsonObject): Promise<void> => {
      const act: Act = {
        actor: importer.actor,
        at: new Date(),
        channel: 'import',
        permission: 'case-report.save',
        key: 'phenopacket:test',
      }
      await actAs(registry.deps, act, async (context) => {
        const { version } = await getCaseReport(context, id)
        return saveDraft({ ...context, expectedVersion: version }, id, aReportDocument({ identity }))
      })
    }
    const patients = async () => (await query('select from patient')).length
    const before = await patients()
    const { number } = anIdentity()['idDocument'] as { number: string }
    const wrong = `${number.slice(0, 14)}${(Number(number[14]) + 1) % 10}${number.slice(15)}`
    await saveAsImport({ idDocument: { type: '01', number: wrong } })
    const [blocked] = await run()
    expect(blocked?.state).to.equal('DRAFT')
    const finding = blocked?.findings.find(({ check }) => check === 'resident-id-valid')
    expect(finding).to.include({ severity: 'block', pointer: '/identity/idDocument/number' })
    expect(JSON.stringify(blocked)).to.not.include(wrong)
    expect(await patients()).to.equal(before)

    await saveAsImport({ idDocument: null, noIdReason: 'not-brought' })
    const [line] = await run()
    expect(line?.state).to.equal('SUBMITTED')
    expect(await patients()).to.equal(before + 1)
  })

  it('imports for another hospital under an account of its own', async () => {
    const other = await findImporter(registry.deps, 'H370201')
    expect(other.actor).to.include({ hospitalCode: 'H370201' })
    expect((await findImporter(registry.deps, 'H370201')).actor.accountId).to.equal(other.actor.accountId)
    const failure = await findImporter(registry.deps, 'H999999').then(
      () => undefined,
      (error: unknown) => error as Error,
    )
    expect(failure).to.have.property('name', 'HospitalError')
  })

  it('invents marked identities and keeps them sealed', async () => {
    const values = await readIdentityValues(registry.deps)
    expect(values).to.have.length.greaterThan(10)
    expect(
      values.filter((value) => value.startsWith('示例路')).every((address) => address.endsWith('（虚构）')),
    ).to.equal(true)
    expect(await findLeaks(registry.superuserUrl, values)).to.deep.equal([])
  })

  it('is a command that prints one line a file and nothing else, and ends with 1 for a missing folder', async () => {
    put('SDRD-050/a.json', aPhenopacket({ id: 'command' }))
    put('SDRD-050/b.json', 'no JSON')
    put('SDRD-050/c.txt', 'no phenopacket')
    const keyFile = join(folder, 'keys.json')
    writeNewKeyRing(keyFile)
    // A database without data yet: no other can be opened with new keys.
    const fresh = await openTestRegistry()
    const environment = { ...process.env, DATABASE_URL: fresh.appUrl, KEY_FILE: keyFile, LOG_LEVEL: 'info' }
    const command = (path: string) =>
      promisify(execFile)(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', 'seed/import-phenopackets.ts', path],
        { cwd: project, env: environment },
      )
    const { stdout, stderr } = await command(folder)
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as ImportLine)
    expect(lines.map(({ file, state }) => [file, state])).to.deep.equal([
      ['SDRD-050/a.json', 'SUBMITTED'],
      ['SDRD-050/b.json', null],
      ['keys.json', null],
    ])
    expect(stderr).to.include('c.txt')

    const failure = await command(join(folder, 'none')).then(
      () => undefined,
      (error: unknown) => error as { code: number; stdout: string; stderr: string },
    )
    expect(failure?.code).to.equal(1)
    expect(failure?.stdout).to.equal('')
    expect(failure?.stderr).to.match(/does not exist\.\n$/)
    await fresh.stop()
  })
})

describe('the import of all published cases', function () {
  this.timeout(600_000)
  let registry: TestRegistry

  before(async () => {
    registry = await openTestRegistry()
  })
  after(() => registry.stop())

  it('submits every one of them, with a reason for each gap', async () => {
    const lines: ImportLine[] = []
    await importFolder(
      registry.deps,
      await findImporter(registry.deps, undefined),
      join(project, 'seed/published-cases'),
      {
        print: (line) => lines.push(line),
        tell: () => undefined,
      },
    )
    expect(lines).to.have.length(174)
    expect(new Set(lines.map(({ disease }) => disease)).size).to.equal(22)
    expect(lines.filter(({ state }) => state !== 'SUBMITTED')).to.deep.equal([])
    expect(lines.flatMap(({ findings }) => findings.filter(({ severity }) => severity === 'block'))).to.deep.equal([])
    expect(lines.flatMap(({ missing }) => missing).filter(({ reason }) => reason === '')).to.deep.equal([])
  })
})
