import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { appRole, databaseName, ownerRole } from '../database-roles.ts'
import type { PostgresAccount } from './postgres-account.ts'
import type { PostgresBinaries } from './postgres-binaries.ts'
import { commandLineOf } from './process-identity.ts'

/** One PostgreSQL data folder, what runs it, and as whom. */
export interface Cluster {
  readonly binaries: PostgresBinaries
  readonly account: PostgresAccount | undefined
  /** Absolute; holds `data/` and `postgresql.log`. */
  readonly location: string
  /** False for tests: faster, and lost when the machine crashes. */
  readonly durable: boolean
}

/** Also the name of its database. */
const superuserRole = 'postgres'

const startAttempts = 5
const startTimeoutSeconds = 120
const stopTimeoutSeconds = 60
const logKeptBytes = 10 * 1024 * 1024

/** The cluster's data folder, in the sense of PostgreSQL's `-D`. */
export function dataFolderOf(cluster: Pick<Cluster, 'location'>): string {
  return join(cluster.location, 'data')
}

function logFileOf(cluster: Pick<Cluster, 'location'>): string {
  return join(cluster.location, 'postgresql.log')
}

/** Addresses of the superuser in the maintenance database, and of the two roles in the registry's. */
export interface ClusterUrls {
  readonly superuserUrl: string
  readonly ownerUrl: string
  readonly appUrl: string
}

/** Passwords of the superuser and the two roles. */
export interface ClusterPasswords {
  readonly superuserPassword: string
  readonly ownerPassword: string
  readonly appPassword: string
}

/** All three connect to 127.0.0.1, where the cluster alone listens. */
export function clusterUrls(port: number, passwords: ClusterPasswords): ClusterUrls {
  const url = (role: string, password: string, database: string) =>
    `postgresql://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`
  return {
    superuserUrl: url(superuserRole, passwords.superuserPassword, superuserRole),
    ownerUrl: url(ownerRole, passwords.ownerPassword, databaseName),
    appUrl: url(appRole, passwords.appPassword, databaseName),
  }
}

/** Makes the data folder if there is none. Killed in the middle, it leaves nothing that looks like a data folder. */
export async function initialiseCluster(cluster: Cluster, superuserPassword: string): Promise<void> {
  const data = dataFolderOf(cluster)
  if (existsSync(data)) return
  makeOwnFolder(cluster)
  for (const name of readdirSync(cluster.location)) {
    if (name.startsWith('unfinished-')) rmSync(join(cluster.location, name), { recursive: true, force: true })
  }
  const unfinished = join(cluster.location, `unfinished-${randomUUID()}`)
  const passwordFile = `${unfinished}-password`
  writeOwnFile(cluster, passwordFile, superuserPassword)
  try {
    await run(cluster, cluster.binaries.initdb, [
      `--pgdata=${unfinished}`,
      `--username=${superuserRole}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // Sorts by code point in the same way on every machine, whatever locales that has.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
      ...(cluster.durable ? [] : ['--no-sync', '--no-data-checksums']),
    ])
    writeOwnFile(
      cluster,
      join(unfinished, 'postgresql.conf'),
      `${readFileSync(join(unfinished, 'postgresql.conf'), 'utf8')}\ninclude 'registry.conf'\n`,
    )
    renameSync(unfinished, data)
  } finally {
    rmSync(passwordFile, { force: true })
    rmSync(unfinished, { recursive: true, force: true })
  }
}

/** Starts the server on 127.0.0.1 at `port`, or at a free port when that is taken and `mayMove`; gives the port. */
export async function startCluster(cluster: Cluster, port: number | undefined, mayMove: boolean): Promise<number> {
  removeStaleLock(cluster)
  keepLogSmall(cluster)
  for (let attempt = 1; ; attempt += 1) {
    const chosen =
      port !== undefined && (!mayMove || (attempt === 1 && (await isFree(port)))) ? port : await findFreePort()
    writeOwnFile(cluster, join(dataFolderOf(cluster), 'registry.conf'), settings(cluster, chosen))
    const logBefore = sizeOf(logFileOf(cluster))
    try {
      await run(cluster, cluster.binaries.pgCtl, [
        'start',
        `--pgdata=${dataFolderOf(cluster)}`,
        `--log=${logFileOf(cluster)}`,
        '--wait',
        `--timeout=${startTimeoutSeconds}`,
        '--silent',
      ])
      return chosen
    } catch {
      const said = readFileSync(logFileOf(cluster), 'utf8').slice(logBefore)
      // Backends of a postmaster that was killed live on for a moment; a free port may be taken by someone faster.
      const passes = /pre-existing shared memory block|lock file .* already exists/.test(said)
      const portTaken = /could not bind|could not create any TCP\/IP sockets/.test(said)
      if (attempt >= startAttempts || !(passes || (portTaken && mayMove))) {
        const reason = portTaken ? `port ${chosen} is in use` : lastComplaint(said)
        throw new Error(`The embedded PostgreSQL did not start: ${reason}. Its log: ${logFileOf(cluster)}`)
      }
      await wait(attempt * 200)
    }
  }
}

/** Ends the server after the statement that runs now, and waits until it has. */
export async function stopCluster(cluster: Cluster): Promise<void> {
  if (!findPostmaster(cluster)) return
  await run(cluster, cluster.binaries.pgCtl, [
    'stop',
    `--pgdata=${dataFolderOf(cluster)}`,
    '--mode=fast',
    '--wait',
    `--timeout=${stopTimeoutSeconds}`,
    '--silent',
  ])
}

/** The server process that holds the data folder and the port it uses, wherever it came from. */
function findPostmaster(cluster: Cluster): { pid: number; port: number; isReady: boolean } | undefined {
  // Lines as in PostgreSQL's pidfile.h: 1 process id, 4 port, 8 state.
  const lines = readText(lockFileOf(cluster))?.split('\n')
  const pid = Number(lines?.[0])
  if (!lines || !Number.isInteger(pid) || pid <= 0) return undefined
  // After a crash of the machine or a restart of a container the number may be anybody's.
  const isOurs = `${commandLineOf(pid) ?? ''} `.includes(` -D ${dataFolderOf(cluster)} `)
  return isOurs ? { pid, port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' } : undefined
}

/** Waits while a server that was found starts, recovers or shuts down; gives its port, or undefined once it is gone. */
export async function findRunningPort(cluster: Cluster): Promise<number | undefined> {
  const deadline = Date.now() + startTimeoutSeconds * 1000
  for (;;) {
    const postmaster = findPostmaster(cluster)
    if (!postmaster || postmaster.isReady) return postmaster?.port
    if (Date.now() > deadline) {
      throw new Error(`The embedded PostgreSQL neither starts nor stops. Its log: ${logFileOf(cluster)}`)
    }
    await wait(100)
  }
}

/**
 * The rest of PostgreSQL's settings stays as it comes. What is logged is cut down to what holds no value: statements,
 * details and also plain error messages ("invalid input syntax for type date: …") carry patient data.
 */
function settings(cluster: Cluster, port: number): string {
  return [
    `port = ${port}`,
    `listen_addresses = '127.0.0.1'`,
    // A socket's path may have 107 bytes only, and data folders are where people put them.
    `unix_socket_directories = ''`,
    `password_encryption = 'scram-sha-256'`,
    `max_connections = 200`,
    `shared_buffers = '256MB'`,
    `timezone = 'UTC'`,
    `log_timezone = 'UTC'`,
    `lc_messages = 'C'`,
    `log_statement = 'none'`,
    `log_min_duration_statement = -1`,
    `log_parameter_max_length = 0`,
    `log_parameter_max_length_on_error = 0`,
    `log_min_error_statement = 'panic'`,
    `log_min_messages = 'log'`,
    `log_error_verbosity = 'terse'`,
    ...(cluster.durable
      ? []
      : [
          'fsync = off',
          'synchronous_commit = off',
          'full_page_writes = off',
          'wal_level = minimal',
          'max_wal_senders = 0',
        ]),
    '',
  ].join('\n')
}

/**
 * Runs a program of PostgreSQL to its end, as the account. Detached: a Ctrl-C in the terminal goes to the whole
 * foreground process group, and must reach only the registry, which then stops the database in order.
 */
function run(cluster: Cluster, program: string, args: readonly string[]): Promise<void> {
  // Variables such as PGPORT or PGDATA of the person's own PostgreSQL must not get in.
  const environment = {
    PATH: process.env['PATH'] ?? '',
    LC_ALL: 'C',
    TZ: 'UTC',
  }
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  const child = spawn(program, args, {
    cwd: cluster.location,
    env: environment,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    windowsHide: true,
    ...(cluster.account ?? {}),
  })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2000)
  })
  child.on('error', (error: NodeJS.ErrnoException) => {
    reject(
      new Error(`PostgreSQL's program ${program} cannot be run here (${error.code ?? 'no code'}); set DATABASE_URL.`),
    )
  })
  child.on('close', (code, signal) => {
    if (code === 0) resolve(undefined)
    else reject(new Error(`PostgreSQL's program ${program} failed (${code ?? signal ?? ''}): ${complaint.trim()}`))
  })
  return promise
}

function makeOwnFolder({ location, account }: Cluster): void {
  if (!existsSync(location)) mkdirSync(location, { mode: 0o700 })
  if (account) chownSync(location, account.uid, account.gid)
}

function writeOwnFile({ account }: Cluster, path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600 })
  if (account) chownSync(path, account.uid, account.gid)
}

function lockFileOf(cluster: Cluster): string {
  return join(dataFolderOf(cluster), 'postmaster.pid')
}

/** PostgreSQL would refuse to start when the number in a lock file left by a crash belongs to some process today. */
function removeStaleLock(cluster: Cluster): void {
  const pid = Number(readText(lockFileOf(cluster))?.split('\n')[0])
  // A server whose data folder was moved goes by its old name; about any server, PostgreSQL is the judge.
  const isServer = pid > 0 && / -D /.test(commandLineOf(pid) ?? '')
  if (!isServer) rmSync(lockFileOf(cluster), { force: true })
}

function keepLogSmall(cluster: Cluster): void {
  const log = logFileOf(cluster)
  if (sizeOf(log) > logKeptBytes) renameSync(log, `${log}.1`)
  // Made here, so that nobody else may read it, whatever the umask.
  if (!existsSync(log)) writeOwnFile(cluster, log, '')
}

function lastComplaint(log: string): string {
  const lines = log.split('\n').filter((line) => /(FATAL|PANIC):/.test(line))
  return lines.at(-1)?.replace(/^.*?((FATAL|PANIC): .*)$/, '$1') ?? 'it gave no reason'
}

async function isFree(port: number): Promise<boolean> {
  return (await listenBriefly(port)) !== undefined
}

async function findFreePort(): Promise<number> {
  const port = await listenBriefly(0)
  if (port === undefined) throw new Error('No free port was found on 127.0.0.1.')
  return port
}

function listenBriefly(port: number): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>()
  const server = createServer()
  server.on('error', () => {
    resolve(undefined)
  })
  server.listen({ port, host: '127.0.0.1' }, () => {
    const { port: chosen } = server.address() as AddressInfo
    server.close(() => {
      resolve(chosen)
    })
  })
  return promise
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
