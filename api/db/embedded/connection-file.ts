import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ClusterPasswords } from './cluster.ts'
import type { ProcessIdentity } from './process-identity.ts'

/** A running process that needs the database; the last one to leave stops it. */
export interface DatabaseUser extends ProcessIdentity {
  readonly id: string
}

/** What commands need to find the embedded database, kept beside it for the person's eyes only (mode 0600). */
export interface EmbeddedConnection extends ClusterPasswords {
  /** Port it listened on last. */
  readonly port: number | undefined
  /** Folder with PostgreSQL's data and log. */
  readonly location: string
  /** The data folder of the registry when this was written, to tell a moved folder from a copied one. */
  readonly folder: string
  readonly users: readonly DatabaseUser[]
}

/** Where the file stands below the data folder. */
export function connectionFileOf(folder: string): string {
  return join(folder, 'connection.json')
}

/** A connection with passwords of its own that no process uses yet. */
export function newConnection(folder: string, location: string): EmbeddedConnection {
  return { port: undefined, location, folder, ...newPasswords(), users: [] }
}

/** 192 random bits each, in characters that an address holds as they are. */
export function newPasswords(): ClusterPasswords {
  const password = () => randomBytes(24).toString('base64url')
  return {
    superuserPassword: password(),
    ownerPassword: password(),
    appPassword: password(),
  }
}

/** @throws Error when the file is there and malformed; without its passwords the data cannot be opened. */
export function readConnection(folder: string): EmbeddedConnection | undefined {
  const path = connectionFileOf(folder)
  if (!existsSync(path)) return undefined
  let document: unknown
  try {
    document = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    throw new Error(`${path} cannot be read; put it back from a backup.`)
  }
  if (!isConnection(document)) throw new Error(`${path} is not the connection file of an embedded database.`)
  return document
}

/** Replaces the file in one step, so that nobody reads half of it. */
export function writeConnection(folder: string, connection: EmbeddedConnection): void {
  const path = connectionFileOf(folder)
  const temporary = `${path}.${randomUUID()}`
  writeFileSync(temporary, `${JSON.stringify(connection, undefined, 2)}\n`, {
    mode: 0o600,
    flush: true,
  })
  renameSync(temporary, path)
}

function isConnection(document: unknown): document is EmbeddedConnection {
  if (typeof document !== 'object' || document === null) return false
  const entries = document as Record<string, unknown>
  const texts = ['location', 'folder', 'superuserPassword', 'ownerPassword', 'appPassword']
  return texts.every((name) => typeof entries[name] === 'string') && Array.isArray(entries['users'])
}
