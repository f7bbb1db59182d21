import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { dirname } from 'node:path'

/** Operating-system user that PostgreSQL runs as, where it cannot be our own. */
export interface PostgresAccount {
  readonly uid: number
  readonly gid: number
}

const accountName = 'postgres'

/**
 * PostgreSQL refuses to run as root: there, the system's user `postgres` serves, and is made where it is missing.
 * Undefined for an ordinary user, who runs it as himself.
 */
export function findPostgresAccount(): PostgresAccount | undefined {
  if (process.getuid?.() !== 0) return undefined
  return lookUp() ?? make()
}

function lookUp(): PostgresAccount | undefined {
  try {
    const [uid, gid] = ['-u', '-g'].map((flag) =>
      Number(
        execFileSync('id', [flag, accountName], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        }),
      ),
    )
    return uid && gid ? { uid, gid } : undefined
  } catch {
    return undefined
  }
}

function make(): PostgresAccount {
  const ways: readonly (readonly [string, ...string[]])[][] = [
    [['useradd', '--system', '--user-group', '--no-create-home', '--shell', '/bin/false', accountName]],
    // BusyBox
    [
      ['addgroup', '-S', accountName],
      ['adduser', '-S', '-D', '-H', '-G', accountName, '-s', '/bin/false', accountName],
    ],
  ]
  for (const commands of ways) {
    try {
      for (const [file, ...args] of commands) execFileSync(file, args, { stdio: 'ignore' })
    } catch {
      continue
    }
    const account = lookUp()
    if (account) return account
  }
  throw new Error(
    `PostgreSQL does not run as root, and the system user ${accountName} could not be made: ` +
      'make it, start the registry as an ordinary user, or set DATABASE_URL.',
  )
}

/**
 * Whether the account may pass through the folder and every one above it. No mode is ever changed for it: the folders
 * belong to the user.
 */
export function canEnter(account: PostgresAccount, folder: string): boolean {
  return allows(account, folder, 0o1) && (folder === dirname(folder) || canEnter(account, dirname(folder)))
}

/** Whether the account can read the file or list the folder at `path`. */
export function canRead(account: PostgresAccount, path: string): boolean {
  return canEnter(account, dirname(path)) && allows(account, path, statSync(path).isDirectory() ? 0o5 : 0o4)
}

/** `bits` as in one digit of a mode: 4 read, 2 write, 1 execute or enter. */
function allows({ uid, gid }: PostgresAccount, path: string, bits: number): boolean {
  const stats = statSync(path)
  // The first class that fits decides, even when a later one would allow more.
  const shift = stats.uid === uid ? 6 : stats.gid === gid ? 3 : 0
  return ((stats.mode >> shift) & bits) === bits
}
