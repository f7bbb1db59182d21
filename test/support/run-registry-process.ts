import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { EmbeddedPostgres } from '#api/db/embedded-postgres.ts'

/** Another process of the registry on the embedded database in a folder. */
export interface RegistryProcess {
  readonly pid: number
  readonly startedHere: boolean
  readonly superuserUrl: string
  /** Sends the signal and waits until the process is gone. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

/** Starts one and waits until it has the database; it lets go of it on SIGTERM. */
export async function runRegistryProcess(folder: string): Promise<RegistryProcess> {
  const program = `
    import { startEmbeddedPostgres } from '#api/db/embedded-postgres.ts'
    const postgres = await startEmbeddedPostgres({ folder: ${JSON.stringify(folder)}, durable: false })
    process.on('SIGTERM', async () => { await postgres.stop(); process.exit(0) })
    setInterval(() => undefined, 60_000)
    console.log(JSON.stringify(postgres))
  `
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const line = await Promise.race([once(createInterface(child.stdout), 'line'), exited.then(() => undefined)])
  if (!line || child.pid === undefined) throw new Error('the other process did not get the database')
  const { startedHere, superuserUrl } = JSON.parse(String(line[0])) as EmbeddedPostgres
  return {
    pid: child.pid,
    startedHere,
    superuserUrl,
    async end(signal) {
      child.kill(signal)
      await exited
    },
  }
}
