import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withDatabaseClient } from '#api/db/database-client.ts'
import { createDatabase, databaseUrl, ensureRoles } from '#api/db/database-roles.ts'
import { clusterUrls, initialiseCluster, startCluster, stopCluster } from '#api/db/embedded/cluster.ts'
import type { Cluster, ClusterUrls } from '#api/db/embedded/cluster.ts'
import { newPasswords } from '#api/db/embedded/connection-file.ts'
import { canEnter, findPostgresAccount } from '#api/db/embedded/postgres-account.ts'
import type { PostgresAccount } from '#api/db/embedded/postgres-account.ts'
import { findPostgresBinaries, makeSystemFolder, systemFolder } from '#api/db/embedded/postgres-binaries.ts'
import type { PostgresBinaries } from '#api/db/embedded/postgres-binaries.ts'
import { identifyProcess, isAlive } from '#api/db/embedded/process-identity.ts'

/** A server for one test run, whose data is lost with it. */
export interface ThrowawayPostgres extends ClusterUrls {
  /** Makes a database from a template that nobody is connected to, and gives the addresses of its three roles. */
  cloneDatabase(template: string, name: string): Promise<ClusterUrls>
  /** Removes a database together with whoever is still connected to it. */
  dropDatabase(name: string): Promise<void>
  /** Removes the server and its data; on a connection handed over, does nothing. */
  stop(): Promise<void>
}

/** Hands the server of mocha's main process over to its workers: JSON with the addresses. */
export const handOverVariable = 'REGISTRY_TEST_DATABASE'

const prefix = 'registry-test-postgres-'

/** Starts an empty server with the registry's roles, and removes what runs that were killed have left. */
export async function startThrowawayPostgres(): Promise<ThrowawayPostgres> {
  const account = findPostgresAccount()
  const binaries = await findPostgresBinaries(account)
  const parent = temporaryFolderFor(account)
  await removeLeftovers(parent, account, binaries)

  const cluster: Cluster = {
    binaries,
    account,
    location: join(parent, ownName()),
    durable: false,
  }
  const remove = async () => {
    await stopCluster(cluster)
    rmSync(cluster.location, { recursive: true, force: true })
  }
  try {
    const passwords = newPasswords()
    await initialiseCluster(cluster, passwords.superuserPassword)
    const urls = clusterUrls(await startCluster(cluster, undefined, true), passwords)
    await ensureRoles(urls.superuserUrl, passwords)
    let stopping: Promise<void> | undefined
    return { ...connectTo(urls), stop: () => (stopping ??= remove()) }
  } catch (error) {
    await remove()
    throw error
  }
}

/** The server that mocha's global set-up started. */
export function connectThrowawayPostgres(): ThrowawayPostgres {
  const handedOver = process.env[handOverVariable]
  if (!handedOver) {
    throw new Error(`${handOverVariable} is not set: run mocha with --require test/support/global-setup.ts`)
  }
  return connectTo(JSON.parse(handedOver) as ClusterUrls)
}

function connectTo({ superuserUrl, ownerUrl, appUrl }: ClusterUrls): ThrowawayPostgres {
  return {
    superuserUrl,
    ownerUrl,
    appUrl,
    async cloneDatabase(template, name) {
      await withDatabaseClient(superuserUrl, (client) => createDatabase(client, name, template))
      return {
        superuserUrl: databaseUrl(superuserUrl, { database: name }),
        ownerUrl: databaseUrl(ownerUrl, { database: name }),
        appUrl: databaseUrl(appUrl, { database: name }),
      }
    },
    async dropDatabase(name) {
      await withDatabaseClient(superuserUrl, (client) =>
        client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`),
      )
    },
    stop: () => Promise.resolve(),
  }
}

/** The system's folder for such things may be closed to PostgreSQL's own user. */
function temporaryFolderFor(account: PostgresAccount | undefined): string {
  const usual = [tmpdir(), '/tmp', '/var/tmp'].find(
    (folder) => existsSync(folder) && (!account || canEnter(account, folder)),
  )
  if (usual !== undefined) return usual
  makeSystemFolder()
  const own = join(systemFolder, 'test')
  mkdirSync(own, { recursive: true, mode: 0o711 })
  return own
}

/** The name says who made the folder, so that nobody can find it between its making and its marking. */
function ownName(): string {
  const startedAt = Buffer.from(identifyProcess(process.pid)?.startedAt ?? '').toString('hex')
  return `${prefix}${process.pid}-${startedAt}-${randomUUID().slice(0, 8)}`
}

async function removeLeftovers(
  parent: string,
  account: PostgresAccount | undefined,
  binaries: PostgresBinaries,
): Promise<void> {
  for (const name of readdirSync(parent).filter((candidate) => candidate.startsWith(prefix))) {
    const [pid, startedAt = ''] = name.slice(prefix.length).split('-')
    const maker = {
      pid: Number(pid),
      startedAt: Buffer.from(startedAt, 'hex').toString(),
    }
    const location = join(parent, name)
    const owner = statSync(location, { throwIfNoEntry: false })?.uid
    // The folder for temporary files is shared with other people.
    if (isAlive(maker) || owner !== (account?.uid ?? process.getuid?.() ?? owner)) continue
    await stopCluster({ binaries, account, location, durable: false })
    rmSync(location, { recursive: true, force: true })
  }
}
