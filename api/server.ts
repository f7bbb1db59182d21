import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { createApp } from '#api/app.ts'
import { readConfig } from '#api/config.ts'
import { compileAhead } from '#api/forms/compile-ahead.ts'
import { presentFault } from '#api/http/present-fault.ts'
import { jobs as allJobs } from '#api/jobs/jobs.ts'
import { startJobs, type RunningJobs } from '#api/jobs/start-jobs.ts'
import { openRegistry } from '#api/open-registry.ts'
import { describeStartFailure } from '#api/start-failure.ts'
import { demoAccounts } from '#seed/demo/demo-accounts.ts'
import { seedDemo } from '#seed/demo/seed-demo.ts'
import { bringCatalogue } from '#seed/bring-catalogue.ts'

/** Milliseconds that running requests get to finish before the process ends. */
const graceMilliseconds = 10_000

try {
  await main()
} catch (error) {
  console.error(describeStartFailure(error))
  process.exitCode = 1
}

/** Reads the configuration, opens the registry and listens; the only place of the server that does. */
async function main(): Promise<void> {
  const config = readConfig(process.env)
  const log = pino({ level: config.logLevel, base: null })
  // The port is taken first, so that a port in use is told before the database is started.
  const server = createServer(answerNotReady)
  await listen(server, config.port, config.host)
  const registry = await openRegistry({ config, log, clock: () => new Date(), loadCatalogue: bringCatalogue }).catch(
    (error: unknown) => {
      server.close()
      throw error
    },
  )
  let jobs: Promise<RunningJobs> | undefined
  const close = async (): Promise<void> => {
    try {
      await jobs?.then(
        (running) => running.stop(),
        () => undefined,
      )
    } finally {
      await registry.close()
    }
  }
  const stopping = stopOnSignals(server, close)
  try {
    if (config.demo) await seedDemo(registry.deps, (line) => console.log(line))
    const app = createApp(registry.deps, { version: packageVersion(), demoAccounts: config.demo ? demoAccounts : [] })
    server.off('request', answerNotReady).on('request', app)
    const { port } = server.address() as AddressInfo
    for (const remark of registry.remarks) console.log(remark)
    console.log(greeting(`http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`, config.demo))
    jobs = startJobs(registry.deps, { databaseUrl: registry.databaseUrl, jobs: allJobs })
    // A registry without its jobs still serves; somebody has to look at it, though.
    jobs.catch((error: unknown) => log.error({ err: presentFault(error) }, 'the jobs could not be started'))
    await compileAhead(registry.deps.forms)
  } catch (error) {
    // Ctrl-C in the middle of the demo data takes the database away from it; the next start goes on from there.
    if (stopping.aborted) return
    server.close()
    await close()
    throw error
  }
}

/** What a client hears while the registry is still starting. */
function answerNotReady(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { 'Content-Type': 'application/json', 'Retry-After': '2' })
  response.end(JSON.stringify({ status: 'starting' }))
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/**
 * On Ctrl-C or SIGTERM, ends cleanly: no new requests, the running ones finish, then the database; a second signal ends
 * at once. Gives a signal that tells when the end has begun.
 */
function stopOnSignals(server: Server, close: () => Promise<void>): AbortSignal {
  const stopping = new AbortController()
  const stop = (): void => {
    if (stopping.signal.aborted) process.exit(130)
    stopping.abort()
    console.log('Stopping …')
    const force = setTimeout(() => server.closeAllConnections(), graceMilliseconds)
    server.close(() => {
      clearTimeout(force)
      close().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(describeStartFailure(error))
          process.exit(1)
        },
      )
    })
    server.closeIdleConnections()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return stopping.signal
}

function greeting(address: string, demo: boolean): string {
  const lines = [
    '',
    `  The registry is ready: ${address} (started in ${(performance.now() / 1000).toFixed(1)} s)`,
    `  API description:       ${address}/api/docs`,
  ]
  if (demo) {
    const width = Math.max(...demoAccounts.map(({ username }) => username.length))
    lines.push(
      '',
      '  Demo accounts (invented data only):',
      ...demoAccounts.map(({ username, password, role }) => `    ${username.padEnd(width)}  ${password}  ${role}`),
    )
  }
  return [...lines, '', '  Ctrl-C stops server and database.', ''].join('\n')
}

function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
