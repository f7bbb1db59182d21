import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { createApp } from '#api/app.ts'
import { readConfig } from '#api/config.ts'
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
  const server = createServer()
  await listen(server, config.port, config.host)
  const registry = await openRegistry({ config, log, clock: () => new Date(), loadCatalogue: bringCatalogue }).catch(
    (error: unknown) => {
      server.close()
      throw error
    },
  )
  const stop = stopOnce(server, () => registry.close())
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)

  if (config.demo)
    await seedDemo(registry.deps, (line) => {
      console.log(line)
    })
  server.on(
    'request',
    createApp(registry.deps, { version: packageVersion(), demoAccounts: config.demo ? demoAccounts : [] }),
  )
  const { port } = server.address() as AddressInfo
  for (const remark of registry.remarks) console.log(remark)
  console.log(greeting(`http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`, config.demo))
}

/** The port is taken first, so that a port in use is told before the database is started. */
function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Ends cleanly: no new requests, the running ones finish, then the database; a second signal ends at once. */
function stopOnce(server: Server, close: () => Promise<void>): () => void {
  let stopping = false
  return () => {
    if (stopping) process.exit(130)
    stopping = true
    console.log('Stopping …')
    const force = setTimeout(() => {
      server.closeAllConnections()
    }, graceMilliseconds)
    server.close(() => {
      clearTimeout(force)
      close().then(
        () => {
          process.exit(0)
        },
        (error: unknown) => {
          console.error(describeStartFailure(error))
          process.exit(1)
        },
      )
    })
    server.closeIdleConnections()
  }
}

function greeting(address: string, demo: boolean): string {
  const lines = ['', `  The registry is ready: ${address}`, `  API description:       ${address}/api/docs`]
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
