import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sparticuz from '@sparticuz/chromium'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'

// Those of the package are for Lambda and switch web security off, which these tests are about.
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A headless Chromium from the npm package; whoever opens it closes it. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = await unpackChromium()
  return chromium.launch({ executablePath, chromiumSandbox: false, args: flags, env: environmentFor(executablePath) })
}

/** A page in a context of its own, and everything it complained about so far. */
export type WatchedPage = {
  readonly page: Page
  /** Console errors, exceptions, and requests that left the registry. */
  readonly complaints: readonly string[]
  close(): Promise<void>
}

/**
 * Opens a page that writes down what goes wrong in it: exceptions, console errors (violations of the content security
 * policy are among them), requests to a foreign host. Refusals of the API are replies, not faults of the page.
 */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ baseURL: url, ...options })
  const page = await context.newPage()
  // The whole suite runs beside it, on machines with two cores.
  page.setDefaultTimeout(60_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    const isRefusal =
      /the server responded with a status of 4\d\d/.test(message.text()) &&
      message.location().url.startsWith(`${url}/api/v1/`)
    if (message.type() === 'error' && !isRefusal) complaints.push(`${message.text()} (${message.location().url})`)
  })
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(`${url}/`))
      complaints.push(`request to ${request.url()}`)
  })
  return { page, complaints, close: () => context.close() }
}

/** Unpacks once for each user and version; test files that begin together do not see a half of it. */
async function unpackChromium(): Promise<string> {
  const manifest = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '../../package.json')
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
  const folder = join(tmpdir(), `registry-chromium-${version}-${userInfo().username}`)
  const executable = join(folder, 'chromium')
  if (existsSync(executable)) return executable
  const staging = await mkdtemp(join(tmpdir(), 'registry-chromium-'))
  // The package unpacks to the folder of temporary files, and its libraries for bare machines only on Lambda.
  const before = { TMPDIR: process.env['TMPDIR'], AWS_EXECUTION_ENV: process.env['AWS_EXECUTION_ENV'] }
  setEnvironment({ TMPDIR: staging, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' })
  try {
    await sparticuz.executablePath()
  } finally {
    setEnvironment(before)
  }
  // The package's own file looks for fonts where Lambda has them.
  await writeFile(
    join(staging, 'fonts', 'fonts.conf'),
    `<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>\n`,
  )
  try {
    await rename(staging, folder)
  } catch (error) {
    // Another test file was faster.
    await rm(staging, { recursive: true, force: true })
    if (!existsSync(executable)) throw error
  }
  return executable
}

/** Libraries and fonts of the package where the machine has none of its own. */
function environmentFor(executablePath: string): NodeJS.ProcessEnv {
  const folder = dirname(executablePath)
  const hasLibraries = spawnSync(executablePath, ['--version'], { stdio: 'ignore' }).status === 0
  return {
    ...process.env,
    ...(hasLibraries ? {} : { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') }),
    ...(existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(folder, 'fonts') }),
  }
}

function setEnvironment(values: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) Reflect.deleteProperty(process.env, name)
    else process.env[name] = value
  }
}
