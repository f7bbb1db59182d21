import type { Client } from 'pg'
import { withDatabaseClient } from './database-client.ts'

/** Owns the tables and runs migrations. */
export const ownerRole = 'registry_owner'
/** Serves requests and owns nothing, so that row-level security and journal triggers bind it. */
export const appRole = 'registry_app'
/** The database that the embedded server holds. */
export const databaseName = 'registry'

/** Address of a database on the same server for another role; the password may be left as it is. */
export function databaseUrl(url: string, change: { role?: string; password?: string; database?: string }): string {
  const changed = new URL(url)
  if (change.role !== undefined) changed.username = encodeURIComponent(change.role)
  if (change.password !== undefined) changed.password = encodeURIComponent(change.password)
  if (change.database !== undefined) changed.pathname = `/${encodeURIComponent(change.database)}`
  return changed.href
}

/** Makes both roles and the database, or brings what is there to the same state and the given passwords. */
export async function ensureRoles(
  superuserUrl: string,
  { ownerPassword, appPassword }: { ownerPassword: string; appPassword: string },
): Promise<void> {
  const existed = await withDatabaseClient(superuserUrl, async (client) => {
    await ensureRole(client, ownerRole, ownerPassword)
    await ensureRole(client, appRole, appPassword)
    const found = await client.query('select 1 from pg_database where datname = $1', [databaseName])
    if (found.rows.length > 0) return true
    // The other databases of the cluster are nobody's business here.
    await client.query('revoke connect, temporary on database postgres, template1 from public')
    await createDatabase(client, databaseName, 'template0')
    return false
  })
  await withDatabaseClient(databaseUrl(superuserUrl, { database: databaseName }), async (client) => {
    // Again for a database that existed: the process may have been killed between making and restricting it.
    if (existed) await restrictDatabase(client, databaseName)
    await client.query(`revoke all on schema public from public`)
    await client.query(`grant usage on schema public to ${appRole}`)
    await client.query(`grant usage, create on schema public to ${ownerRole}`)
  })
}

/**
 * Makes a database that the owner role owns and only the two roles may enter. PostgreSQL does not copy those rights
 * from a template, so a clone needs them too.
 */
export async function createDatabase(client: Client, name: string, template: string): Promise<void> {
  const [database, source] = [client.escapeIdentifier(name), client.escapeIdentifier(template)]
  const encoding = template === 'template0' ? `encoding 'UTF8'` : 'strategy file_copy'
  await client.query(`create database ${database} owner ${ownerRole} template ${source} ${encoding}`)
  await restrictDatabase(client, name)
}

async function restrictDatabase(client: Client, name: string): Promise<void> {
  const database = client.escapeIdentifier(name)
  await client.query(`revoke connect, temporary on database ${database} from public`)
  await client.query(`grant connect on database ${database} to ${appRole}`)
}

async function ensureRole(client: Client, role: string, password: string): Promise<void> {
  const found = await client.query('select 1 from pg_roles where rolname = $1', [role])
  const verb = found.rows.length > 0 ? 'alter' : 'create'
  await client.query(
    `${verb} role ${role} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls ` +
      `password ${client.escapeLiteral(password)}`,
  )
}

// Codes of the operating system and of PostgreSQL (documentation, appendix A).
const failures: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at its address and port',
  ECONNRESET: 'it closed the connection',
  EPIPE: 'it closed the connection',
  ENOTFOUND: 'its host name is unknown',
  EAI_AGAIN: 'its host name could not be looked up',
  ETIMEDOUT: 'it did not answer in time',
  EHOSTUNREACH: 'its host cannot be reached',
  ENETUNREACH: 'its network cannot be reached',
  '28P01': 'it refused the role or its password',
  '28000': 'it does not let this role in from here',
  '3D000': 'it has no database of that name',
  '42501': 'it is not there, or does not grant this role what is needed',
  '53300': 'it has no connection to spare',
  '57P01': 'it is being shut down',
  '57P03': 'it is starting up or shutting down',
}

// Failures of the driver that have no code.
const messages: readonly (readonly [RegExp, string])[] = [
  [/timeout|timed out/i, 'it did not answer in time'],
  [/connection terminated|connection ended/i, 'it closed the connection'],
  [/does not support SSL/i, 'it offers no encrypted connection, and the address asks for one'],
  [/SASL|password must be a string/i, 'it asks for a password, and the address has none that serves'],
  [/certificate|self.signed/i, 'its certificate is not trusted'],
]

/** One sentence for a person about why the database could not be used; holds no password, address or value. */
export function describeConnectionFailure(error: unknown): string {
  for (const cause of causesOf(error)) {
    const reason = failures[cause.code] ?? messages.find(([pattern]) => pattern.test(cause.message))?.[1]
    if (reason) return `The database cannot be used: ${reason} (${cause.code || 'no code'}).`
  }
  const code = causesOf(error).find((cause) => cause.code !== '')?.code ?? 'no code'
  return `The database cannot be used: it failed in a way that has no name here (${code}).`
}

/** The error and what caused it: the ORM wraps the driver's errors, and Node collects one error per tried address. */
function causesOf(error: unknown): { code: string; message: string }[] {
  if (!(error instanceof Error)) return []
  const own = {
    code: (error as NodeJS.ErrnoException).code ?? '',
    message: error.message,
  }
  const collected = error instanceof AggregateError ? (error.errors as unknown[]) : []
  return [own, ...[error.cause, ...collected].flatMap(causesOf)]
}
