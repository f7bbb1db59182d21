import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { identifyProcess, isAlive } from './process-identity.ts'
import type { ProcessIdentity } from './process-identity.ts'

const pollMilliseconds = 50
/** Longer than any start takes, recovery after a crash included. */
const patienceMilliseconds = 180_000

/**
 * Runs `work` while no other process holds the same lock file. The lock of a process that was killed is taken over.
 *
 * @throws Error when the holder does not finish within three minutes.
 */
export async function withStartLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const own = `${path}.${randomUUID()}`
  writeFileSync(own, JSON.stringify(identifyProcess(process.pid)), {
    mode: 0o600,
  })
  const deadline = Date.now() + patienceMilliseconds
  try {
    while (!tryLink(own, path)) {
      removeIfStale(path)
      if (Date.now() > deadline)
        throw new Error(`Another process has been starting the database for too long; if none is, remove ${path}.`)
      await wait(pollMilliseconds)
    }
  } finally {
    rmSync(own, { force: true })
  }
  try {
    return await work()
  } finally {
    rmSync(path, { force: true })
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function removeIfStale(path: string): void {
  if (isHeld(path)) return
  // Between looking and removing, a third process may have taken the lock over. A rename shows which lock was caught;
  // a live one is put back.
  const caught = `${path}.${randomUUID()}`
  try {
    renameSync(path, caught)
  } catch {
    return
  }
  if (isHeld(caught)) tryLink(caught, path)
  rmSync(caught, { force: true })
}

function isHeld(path: string): boolean {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return false
  }
  try {
    return isAlive(JSON.parse(text) as ProcessIdentity)
  } catch {
    return false
  }
}
