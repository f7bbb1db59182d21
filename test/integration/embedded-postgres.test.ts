import { execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'chai'
import { withDatabaseClient } from '#api/db/database-client.ts'
import { databaseUrl, describeConnectionFailure } from '#api/db/database-roles.ts'
import { hasEmbeddedPostgres, startEmbeddedPostgres } from '#api/db/embedded-postgres.ts'
import type { EmbeddedPostgres } from '#api/db/embedded-postgres.ts'
import { systemFolder } from '#api/db/embedded/postgres-binaries.ts'
import { commandLineOf } from '#api/db/embedded/process-identity.ts'
import { runRegistryProcess } from '#test/support/run-registry-process.ts'
import type { RegistryProcess } from '#test/support/run-registry-process.ts'

const isRoot = process.getuid?.() === 0

/** Runs one statement; the first column of the first row. */
function ask(url: string, sql: string): Promise<unknown> {
  return withDatabaseClient(url, async (client) => Object.values((await client.query(sql)).rows[0] ?? {})[0])
}

/** PostgreSQL's code for a statement that it refuses. */
async function refusalOf(url: string, sql: string): Promise<unknown> {
  try {
    await ask(url, sql)
  } catch (error) {
    return (error as { code?: string }).code
  }
  return 'not refused'
}

async function failureOf(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => {
      throw new Error('it did not fail')
    },
    (error: unknown) => error as Error,
  )
}

function postmasterOf(postgres: { location: string }): number {
  return Number(readFileSync(join(postgres.location, 'data', 'postmaster.pid'), 'utf8').split('\n')[0])
}

function isRunning(pid: number): boolean {
  return commandLineOf(pid) !== undefined
}

function processGroupOf(pid: number): string {
  return execFileSync('ps', ['-o', 'pgid=', '-p', String(pid)], { encoding: 'utf8' }).trim()
}

async function untilGone(pid: number): Promise<void> {
  while (isRunning(pid)) await wait(20)
}

describe('the embedded database', function () {
  this.timeout(60_000)
  let parent: string
  let folder: string
  let opened: EmbeddedPostgres[]
  let others: RegistryProcess[]

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'embedded-postgres-'))
    chmodSync(parent, 0o755)
    folder = join(parent, 'data folder')
    opened = []
    others = []
  })
  afterEach(async () => {
    for (const other of others) await other.end('SIGKILL')
    // Where a test stops a database that lost its folder or was given up, there is nothing left to stop.
    await Promise.allSettled(opened.map((postgres) => postgres.stop()))
    for (const { location } of opened)
      if (location.startsWith(systemFolder)) rmSync(location, { recursive: true, force: true })
    rmSync(parent, { recursive: true, force: true })
  })

  async function start(options: { port?: number; durable?: boolean } = {}): Promise<EmbeddedPostgres> {
    const postgres = await startEmbeddedPostgres({ folder, durable: false, ...options })
    opened.push(postgres)
    return postgres
  }

  async function startElsewhere(): Promise<RegistryProcess> {
    const other = await runRegistryProcess(folder)
    others.push(other)
    return other
  }

  it('keeps its data when it is stopped and started again', async () => {
    expect(hasEmbeddedPostgres(folder)).to.equal(false)
    const first = await start()
    expect(first.startedHere).to.equal(true)
    await ask(first.ownerUrl, 'create table kept as select 42 as answer')
    const pid = postmasterOf(first)
    await first.stop()
    await first.stop()
    expect(isRunning(pid)).to.equal(false)
    expect(hasEmbeddedPostgres(folder)).to.equal(true)

    const second = await start()
    expect(second.startedHere).to.equal(true)
    expect(await ask(second.ownerUrl, 'select answer from kept')).to.equal(42)
    expect(second.appUrl).to.equal(first.appUrl)
  })

  it('lets each role do its own work only', async () => {
    const { ownerUrl, appUrl, superuserUrl } = await start()
    expect(await refusalOf(appUrl, 'create table public.x ()')).to.equal('42501')
    expect(await refusalOf(appUrl, 'create temporary table x ()')).to.equal('42501')
    expect(await refusalOf(appUrl, 'create schema x')).to.equal('42501')
    expect(await refusalOf(ownerUrl, 'create database x')).to.equal('42501')
    expect(await refusalOf(ownerUrl, 'create role x')).to.equal('42501')
    expect(await refusalOf(databaseUrl(appUrl, { database: 'postgres' }), 'select 1')).to.equal('42501')
    expect(await refusalOf(databaseUrl(appUrl, { password: 'guess' }), 'select 1')).to.equal('28P01')
    await ask(ownerUrl, 'create table public.x ()')
    expect(await refusalOf(appUrl, 'select * from x')).to.equal('42501')
    expect(await ask(superuserUrl, 'show server_version_num')).to.match(/^18/)
    expect(
      await ask(
        ownerUrl,
        "select pg_encoding_to_char(encoding) || ' ' || datlocale from pg_database where datname = current_database()",
      ),
    ).to.equal('UTF8 C.UTF-8')
  })

  it('listens on this machine only, and asks for a password there', async () => {
    const { superuserUrl, location } = await start()
    expect(await ask(superuserUrl, 'show listen_addresses')).to.equal('127.0.0.1')
    expect(await ask(superuserUrl, 'show unix_socket_directories')).to.equal('')
    const methods = await ask(superuserUrl, "select string_agg(distinct auth_method, ' ') from pg_hba_file_rules")
    expect(methods).to.equal('scram-sha-256')
    expect(statSync(join(folder, 'connection.json')).mode & 0o777).to.equal(0o600)
    expect(statSync(location).mode & 0o077).to.equal(0)
  })

  it('writes no value of a statement to its log, whatever goes wrong', async () => {
    const { ownerUrl, location } = await start()
    await ask(ownerUrl, 'create table secret (name text primary key, born date)')
    await ask(ownerUrl, "insert into secret values ('wang-xiuying')")
    expect(await refusalOf(ownerUrl, "insert into secret values ('wang-xiuying')")).to.equal('23505')
    expect(await refusalOf(ownerUrl, "insert into secret values ('x', 'wang-xiuying')")).to.equal('22007')
    expect(await refusalOf(ownerUrl, "do $$ begin raise exception 'wang-xiuying'; end $$")).to.equal('P0001')
    expect(await refusalOf(ownerUrl, "do $$ begin raise warning 'wang-xiuying'; end $$")).to.equal('not refused')
    expect(await refusalOf(ownerUrl, 'select wang-xiuying')).to.equal('42703')
    const log = readFileSync(join(location, 'postgresql.log'), 'utf8')
    expect(log).to.include('ready to accept connections').and.not.include('xiuying')
  })

  it('is safe against a crash of the machine', async () => {
    const { superuserUrl } = await start({ durable: true })
    for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums']) {
      expect(await ask(superuserUrl, `show ${setting}`), setting).to.equal('on')
    }
  })

  it('is shared by a command that runs beside the server, and stopped by the last to leave', async () => {
    const server = await startElsewhere()
    const command = await start()
    expect([server.startedHere, command.startedHere]).to.deep.equal([true, false])
    await command.stop()
    expect(await ask(server.superuserUrl, 'select 1')).to.equal(1)

    const later = await start()
    await server.end('SIGTERM')
    expect(await ask(later.superuserUrl, 'select 1')).to.equal(1)
    const pid = postmasterOf(later)
    await later.stop()
    expect(isRunning(pid)).to.equal(false)
  })

  it('is adopted after its server was killed, and stopped at the end of the next', async () => {
    const server = await startElsewhere()
    await server.end('SIGKILL')
    const next = await start()
    expect(next.startedHere).to.equal(false)
    const pid = postmasterOf(next)
    await next.stop()
    expect(isRunning(pid)).to.equal(false)
  })

  it('starts with its data after PostgreSQL itself was killed', async () => {
    const first = await start({ durable: true })
    await ask(first.ownerUrl, 'create table kept as select 42 as answer')
    const pid = postmasterOf(first)
    process.kill(pid, 'SIGKILL')
    await untilGone(pid)
    const second = await start()
    expect(second.startedHere).to.equal(true)
    expect(await ask(second.ownerUrl, 'select answer from kept')).to.equal(42)
  })

  it('starts beside a lock file whose process number belongs to someone else today', async () => {
    const first = await start()
    const lockFile = join(first.location, 'data', 'postmaster.pid')
    const lines = readFileSync(lockFile, 'utf8').split('\n')
    await first.stop()
    // Of the same user: PostgreSQL itself overlooks only the processes of others.
    const stranger = spawn('sleep', ['60'], { uid: statSync(first.location).uid, stdio: 'ignore' })
    try {
      writeFileSync(lockFile, [stranger.pid, ...lines.slice(1)].join('\n'))
      const second = await start()
      expect(second.startedHere).to.equal(true)
      expect(await ask(second.superuserUrl, 'select 1')).to.equal(1)
    } finally {
      stranger.kill()
    }
  })

  it('is not reached by a Ctrl-C in the terminal, which is the server’s to answer', async () => {
    const server = await startElsewhere()
    const postmaster = postmasterOf({ location: join(folder, 'postgres') })
    expect(processGroupOf(postmaster)).not.to.equal(processGroupOf(server.pid))
  })

  it('is started once when several processes start at the same moment', async () => {
    const starts = await Promise.all([start(), start(), startElsewhere()])
    expect(starts.filter(({ startedHere }) => startedHere)).to.have.length(1)
    expect(new Set(starts.map(({ superuserUrl }) => superuserUrl)).size).to.equal(1)
    for (const { superuserUrl } of starts) expect(await ask(superuserUrl, 'select 1')).to.equal(1)
  })

  it('begins anew where the making of the data folder was cut short', async () => {
    const first = await start()
    await first.stop()
    const half = join(first.location, `unfinished-${randomUUID()}`)
    renameSync(join(first.location, 'data'), half)
    rmSync(join(half, 'global'), { recursive: true })
    const second = await start()
    expect(await ask(second.superuserUrl, 'select 1')).to.equal(1)
    expect(readdirSync(second.location).sort()).to.deep.equal(['data', 'postgresql.log'])
  })

  it('takes over the start lock of a process that was killed', async () => {
    mkdirSync(folder)
    writeFileSync(join(folder, 'connection.lock'), JSON.stringify({ pid: process.pid, startedAt: 'long ago' }))
    const { superuserUrl } = await start()
    expect(await ask(superuserUrl, 'select 1')).to.equal(1)
    expect(existsSync(join(folder, 'connection.lock'))).to.equal(false)
  })

  it('moves to another port when its own was taken meanwhile, but not from a port that was asked for', async () => {
    const first = await start()
    const port = Number(new URL(first.superuserUrl).port)
    await first.stop()
    const blocker = createServer().listen(port, '127.0.0.1')
    try {
      const failure = await failureOf(start({ port }))
      expect(failure.message).to.include(`port ${port} is in use`)
      const second = await start()
      expect(new URL(second.superuserUrl).port).not.to.equal(String(port))
      expect(await ask(second.superuserUrl, 'select 1')).to.equal(1)
    } finally {
      blocker.close()
    }
  })

  it('keeps its data when its folder is moved, and gives a copy a database of its own', async () => {
    const first = await start()
    await ask(first.ownerUrl, 'create table kept as select 42 as answer')
    await first.stop()
    const original = folder
    folder = join(parent, 'copy')
    // Node's own copying keeps neither owners nor the modes of folders.
    execFileSync('cp', ['-a', original, folder])
    const copy = await start()
    expect(copy.location).not.to.equal(first.location)
    await ask(copy.ownerUrl, 'update kept set answer = 7')
    await copy.stop()

    rmSync(folder, { recursive: true })
    renameSync(original, folder)
    const moved = await start()
    expect(await ask(moved.ownerUrl, 'select answer from kept')).to.equal(42)
  })

  it('does not open data whose passwords are gone, nor throw it away', async () => {
    const first = await start()
    await first.stop()
    rmSync(join(folder, 'connection.json'))
    const failure = await failureOf(start())
    expect(failure.message).to.include('connection.json is missing')
    expect(existsSync(join(first.location, 'data', 'PG_VERSION'))).to.equal(true)
    expect(existsSync(join(folder, 'connection.lock'))).to.equal(false)
  })

  describe('started by root', () => {
    before(function () {
      if (!isRoot) this.skip()
    })

    it('runs as another user', async () => {
      const postgres = await start()
      expect(statSync(`/proc/${postmasterOf(postgres)}`).uid).not.to.equal(0)
    })

    it('keeps its data elsewhere when its user may not enter the folder, says so, and opens no folder', async () => {
      chmodSync(parent, 0o700)
      const first = await start()
      expect(first.location.startsWith(`${systemFolder}/`)).to.equal(true)
      expect(first.remarks.join()).to.include(first.location)
      expect(statSync(parent).mode & 0o777).to.equal(0o700)
      await ask(first.ownerUrl, 'create table kept as select 42 as answer')
      await first.stop()
      const second = await start()
      expect(await ask(second.ownerUrl, 'select answer from kept')).to.equal(42)
    })

    it('begins anew when the folder was removed, and says where the old data was left', async () => {
      chmodSync(parent, 0o700)
      const first = await start()
      await ask(first.ownerUrl, 'create table kept ()')
      const pid = postmasterOf(first)
      rmSync(folder, { recursive: true })
      const second = await start()
      expect(await refusalOf(second.ownerUrl, 'select * from kept')).to.equal('42P01')
      expect(second.remarks.join()).to.include(`left in ${first.location}`)
      await first.stop()
      expect(isRunning(pid)).to.equal(false)
      expect(await ask(second.ownerUrl, 'select 1')).to.equal(1)
    })

    it('gives a copied folder a database of its own also where both are elsewhere', async () => {
      chmodSync(parent, 0o700)
      const first = await start()
      const original = folder
      folder = join(parent, 'copy')
      cpSync(original, folder, { recursive: true })
      const copy = await start()
      expect(copy.location).not.to.equal(first.location)
      await copy.stop()
      expect(await ask(first.superuserUrl, 'select 1')).to.equal(1)
      await first.stop()

      rmSync(folder, { recursive: true })
      renameSync(original, folder)
      expect((await start()).location).to.equal(first.location)
    })
  })
})

describe('a database that cannot be used', () => {
  it('is explained in one sentence without address, role and password', async () => {
    const url = 'postgresql://hush-role:hush-word@127.0.0.1:1/hush-base'
    const sentence = describeConnectionFailure(await failureOf(withDatabaseClient(url, () => Promise.resolve())))
    expect(sentence).to.match(/^The database cannot be used: nothing listens.*\(ECONNREFUSED\)\.$/)
    expect(sentence).not.to.match(/hush|127/)
  })

  it('is explained also when the failure is wrapped or collected', () => {
    const refused = Object.assign(new Error('connect'), {
      code: 'ECONNREFUSED',
    })
    expect(describeConnectionFailure(new Error('ORM', { cause: refused }))).to.include('nothing listens')
    expect(describeConnectionFailure(new AggregateError([refused]))).to.include('nothing listens')
    const password = Object.assign(new Error('password authentication failed for user "hush"'), { code: '28P01' })
    expect(describeConnectionFailure(password)).to.include('refused the role').and.not.include('hush')
    expect(describeConnectionFailure(new Error('hush')))
      .to.include('no name here')
      .and.not.include('hush')
  })
})
