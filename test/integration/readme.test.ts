import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { createAccounts } from '#seed/create-accounts.ts'
import { demoAccounts, demoPeople } from '#seed/demo/demo-accounts.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

describe('the README', () => {
  let registry: TestRegistry

  before(async () => {
    registry = await openTestRegistry({ demoAccounts })
    await createAccounts(
      registry.deps,
      demoPeople.map((person, index) => ({ ...person, password: demoAccounts[index]?.password ?? '' })),
    )
  })
  after(() => registry.stop())

  it('shows a journey whose every step works as printed', async () => {
    const readme = readFileSync(`${root}README.md`, 'utf8')
    const steps = [...readme.matchAll(/^```bash\n([\s\S]*?)^```$/gm)].map(([, step]) => step ?? '')
    const script = steps.join('\n').replace('http://127.0.0.1:3000', registry.url)
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: root,
      env: { ...process.env, PATH: `${root}node_modules/.bin:${process.env['PATH'] ?? ''}` },
    })
    const statuses = stdout.split('\n').filter((line) => /^\d{3} /.test(line))
    expect(statuses).to.deep.equal([
      '422 有 1 处必须更正',
      '200 已提交，待院审',
      '200 院内审核中',
      '200 已上报，待省审',
      '200 省级审核中',
      '200 退回补正',
      '200 已提交，待院审',
      '200 院内审核中',
      '200 已上报，待省审',
      '200 省级审核中',
      '200 已入库',
    ])
    expect(stdout)
      .to.include('/diagnosis/onsetDate')
      .and.to.include('case-report.accepted')
      .and.to.match(/SDR-\d{4}-\d{6}-\d/)
    expect(stdout).to.match(/office-workbook\.xlsx/)
  })
})
