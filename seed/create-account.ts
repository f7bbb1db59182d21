import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { HospitalEntity } from '#api/catalogue/catalogue.entity.ts'
import { readConfig } from '#api/config.ts'
import { openRegistry } from '#api/open-registry.ts'
import { describeStartFailure } from '#api/start-failure.ts'
import { isRole } from '#registry-rules/workflow/roles.ts'
import { faultsOf, shortestPassword } from './account-wish.ts'
import { bringCatalogue } from './bring-catalogue.ts'
import { createAccounts } from './create-accounts.ts'
import { readPassword } from './read-password.ts'

const usage = `Usage: npm run create-account -- --username NAME --name "DISPLAY NAME" --roles ROLE[,ROLE] [--hospital CODE]
The password, ${shortestPassword} characters or more, is asked for, or read from the first line of standard input.`

try {
  await main(process.argv.slice(2))
} catch (error) {
  console.error(describeStartFailure(error))
  process.exitCode = 1
}

/** Makes one account, or says everything that stands against it. */
async function main(args: readonly string[]): Promise<void> {
  const wanted = readArguments(args)
  if (!wanted) {
    refuse([usage])
    return
  }
  const wish = { ...wanted, password: await readPassword(process.stdin, process.stderr) }
  const faults = faultsOf(wish)
  if (faults.length > 0) {
    refuse(faults)
    return
  }

  const config = readConfig(process.env)
  const log = pino({ level: config.logLevel, base: null }, pino.destination(2))
  const registry = await openRegistry({ config, log, clock: () => new Date(), loadCatalogue: bringCatalogue })
  try {
    if (
      wish.hospitalCode !== undefined &&
      !(await registry.deps.em().findOne(HospitalEntity, { code: wish.hospitalCode, active: true }))
    ) {
      refuse([`There is no active hospital ${wish.hospitalCode} in the catalogue.`])
      return
    }
    const made = await createAccounts(registry.deps, [{ ...wish, roles: wish.roles.filter(isRole) }])
    if (made.length === 0) refuse(['There is an account of that user name already.'])
    else
      console.log(
        `Made the account ${made.join()} (${wish.roles.join(', ')}${wish.hospitalCode === undefined ? '' : `, ${wish.hospitalCode}`}).`,
      )
  } finally {
    await registry.close()
  }
}

function refuse(sentences: readonly string[]): void {
  for (const sentence of sentences) console.error(sentence)
  process.exitCode = 1
}

function readArguments(args: readonly string[]) {
  try {
    const option = { type: 'string' } as const
    const { values } = parseArgs({
      args: [...args],
      options: { username: option, name: option, roles: option, hospital: option },
    })
    const { username, name, roles, hospital } = values
    if (username === undefined || name === undefined || roles === undefined) return undefined
    return {
      username,
      displayName: name,
      roles: roles
        .split(',')
        .map((role) => role.trim())
        .filter((role) => role !== ''),
      hospitalCode: hospital,
    }
  } catch {
    return undefined
  }
}
