import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { platform } from 'node:process'

/** Names one process for good: ids are used again, also within minutes in a container, the pair is not. */
export interface ProcessIdentity {
  readonly pid: number
  /** Start of the process in whatever form the system tells it; compared, never read. */
  readonly startedAt: string
}

/** Undefined when no such process runs. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const startedAt = startOf(pid)
  return startedAt === undefined ? undefined : { pid, startedAt }
}

/** Whether the very process still runs, not another under its id. */
export function isAlive({ pid, startedAt }: ProcessIdentity): boolean {
  return startOf(pid) === startedAt
}

/** Command line of a process that runs; undefined when there is none, also for one that is dead but not yet reaped. */
export function commandLineOf(pid: number): string | undefined {
  if (platform === 'linux') return readProc(pid, 'cmdline')?.replaceAll('\0', ' ').trim() || undefined
  return askPs(pid, 'command=')
}

function startOf(pid: number): string | undefined {
  if (platform !== 'linux') return askPs(pid, 'lstart=')
  // proc(5): field 2 is the name in parentheses, which may hold spaces; field 3 the state; field 22 the start.
  const fields = readProc(pid, 'stat')?.split(') ').at(-1)?.split(' ')
  return fields && fields[0] !== 'Z' && fields[0] !== 'X' ? fields[19] : undefined
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return undefined
  }
}

function askPs(pid: number, column: string): string | undefined {
  try {
    return (
      execFileSync('ps', ['-o', column, '-p', String(pid)], {
        encoding: 'utf8',
      }).trim() || undefined
    )
  } catch {
    return undefined
  }
}
