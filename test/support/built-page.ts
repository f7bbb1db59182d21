import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const built = join(root, 'web/dist/index.html')
/** What the page is made of. */
const sources = ['web/case-report', 'web/vite.config.ts', 'registry-rules', 'schemas/codes/unit.schema.json']

/** Builds the case report page unless it is there and newer than everything it is made of. */
export function buildPage(): void {
  if (existsSync(built) && statSync(built).mtimeMs >= Math.max(...sources.map(lastChange))) return
  const { status, stderr } = spawnSync(
    process.execPath,
    ['node_modules/vite/bin/vite.js', 'build', '--config', 'web/vite.config.ts', '--logLevel', 'warn'],
    { cwd: root, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`The page could not be built:\n${stderr}`)
}

/** When a file, or the newest in a folder, was changed; milliseconds of the file system. */
function lastChange(source: string): number {
  const path = join(root, source)
  const state = statSync(path)
  if (!state.isDirectory()) return state.mtimeMs
  return readdirSync(path, { recursive: true, encoding: 'utf8' }).reduce(
    (newest, name) => Math.max(newest, statSync(join(path, name)).mtimeMs),
    state.mtimeMs,
  )
}
