import { availableParallelism, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { openDatabase } from '#api/db/orm.ts'
import { matchAll } from '#api/patients/match-all.ts'
import { createBenchRun } from '#test/bench/linkage/bench-run.ts'
import { openFilledRegistry, type FilledRegistry } from '#test/bench/linkage/filled-registry.ts'

/*
 * The nightly run over invented patients: fills a database, one in twenty repeated reports with a patient record of its
 * own, and lets the run find them. A second run has nothing to write and tells what matching alone takes.
 */
const { values } = parseArgs({
  options: {
    patients: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    batch: { type: 'string', default: '500' },
    folder: { type: 'string' },
    runs: { type: 'string', default: '1' },
  },
})

async function main(): Promise<void> {
  const registry = await openFilledRegistry({
    patients: Number(values.patients),
    seed: Number(values.seed),
    heldBack: 5000,
    folder: values.folder,
  })
  try {
    const { reports, patients, tokens, missed, seconds } = registry.filled
    console.log(
      `filled: ${reports} identities of ${patients} patients, ${tokens} tokens, ` +
        `${missed} records of a known person, in ${seconds.toFixed(0)} s`,
    )
    await runAgainAndAgain(registry, Number(values.runs))
  } finally {
    await registry.stop()
  }
}

async function runAgainAndAgain({ appUrl, keys }: FilledRegistry, runs: number): Promise<void> {
  const orm = await openDatabase(appUrl)
  const stopping = new AbortController()
  process.once('SIGINT', () => stopping.abort())
  const run = createBenchRun(orm, keys, stopping.signal)
  for (let number = 1; number <= runs; number += 1) {
    const before = process.cpuUsage()
    const { outcome, identities, pairs, seconds } = await matchAll(run, { identitiesPerBatch: Number(values.batch) })
    const { user, system } = process.cpuUsage(before)
    console.log(
      `run ${number} ${outcome}: ${identities} identities, ${pairs} new pairs, ${seconds.toFixed(0)} s ` +
        `(${(identities / seconds).toFixed(0)} a second; process ${((user + system) / 1e6).toFixed(0)} s of processor; ` +
        `${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1) ?? ''}; ` +
        `${Math.round(process.memoryUsage.rss() / 2 ** 20)} MiB)`,
    )
    if (outcome !== 'finished') break
  }
  await orm.close(true)
}

await main()
