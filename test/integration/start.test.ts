import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'

const project = fileURLToPath(new URL('../../', import.meta.url))

describe('the start command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'registry-start-'))
  const data = join(folder, 'data')
  after(() => {
    // As root the database lies elsewhere, where its system user can enter; the connection file says where.
    const connection = join(data, 'connection.json')
    const location = existsSync(connection)
      ? (JSON.parse(readFileSync(connection, 'utf8')) as { location?: string }).location
      : undefined
    if (location !== undefined) rmSync(location, { recursive: true, force: true })
    rmSync(folder, { recursive: true, force: true })
  })

  const start = (environment: Record<string, string>): { child: ChildProcess; output: () => string } => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'api/server.ts'], {
      cwd: project,
      env: { PATH: process.env['PATH'] ?? '', DATA_FOLDER: data, PORT: '0', LOG_LEVEL: 'silent', ...environment },
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
    return { child, output: () => output }
  }
  const ready = async ({ child, output }: ReturnType<typeof start>): Promise<string> => {
    for (;;) {
      const address = /is ready: (http:\/\/\S+)/.exec(output())?.[1]
      if (address !== undefined) return address
      if (child.exitCode !== null) throw new Error(`it ended: ${output()}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  const end = async ({ child }: ReturnType<typeof start>, signal: NodeJS.Signals): Promise<number | null> => {
    const exited = once(child, 'exit')
    child.kill(signal)
    const [code] = (await exited) as [number | null]
    return code
  }
  const failure = async (environment: Record<string, string>): Promise<string> => {
    const { child, output } = start(environment)
    const [code] = (await once(child, 'close')) as [number | null]
    expect(code).to.equal(1)
    expect(output().trim()).to.not.include('\n')
    return output()
  }
  const catalogueOf = async (address: string): Promise<unknown> =>
    ((await (await fetch(`${address}/api/v1/diseases`)).json()) as { items: unknown[] }).items.length

  it('serves on first start, ends cleanly on Ctrl-C, keeps its data, and starts again after being killed', async () => {
    const first = start({ DEMO: 'no' })
    expect(await catalogueOf(await ready(first))).to.equal(68)
    const keys = readFileSync(join(data, 'keys.json'), 'utf8')
    expect(await end(first, 'SIGINT')).to.equal(0)

    const second = start({ DEMO: 'no' })
    expect(await catalogueOf(await ready(second))).to.equal(68)
    await end(second, 'SIGKILL')

    const third = start({ DEMO: 'no' })
    expect(await catalogueOf(await ready(third))).to.equal(68)
    expect(await end(third, 'SIGTERM')).to.equal(0)
    expect(readFileSync(join(data, 'keys.json'), 'utf8')).to.equal(keys)
  })

  it('says in one sentence that the port is in use, before it touches a database', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const untouched = join(folder, 'untouched')
    const { port } = other.address() as AddressInfo
    expect(await failure({ PORT: String(port), DATA_FOLDER: untouched })).to.match(/port is in use/)
    expect(existsSync(untouched)).to.equal(false)
    other.close()
  })

  it('names every malformed variable and no value', async () => {
    const said = await failure({ PORT: 'abc-secret', DEMO: 'perhaps' })
    expect(said).to.include('PORT').and.include('DEMO').and.not.include('abc-secret')
  })

  it('says in one sentence that the database cannot be reached', async () => {
    const keyFile = join(data, 'keys.json')
    const url = 'postgresql://someone:hidden@127.0.0.1:1/registry'
    const said = await failure({ DATABASE_URL: url, KEY_FILE: keyFile })
    expect(said)
      .to.match(/database cannot be used/)
      .and.not.include('hidden')
  })
})
