import { pino } from 'pino'
import { readConfig } from '#api/config.ts'
import { createJobRun } from '#api/jobs/job-run.ts'
import { openRegistry } from '#api/open-registry.ts'
import { describeStartFailure } from '#api/start-failure.ts'
import { bringCatalogue } from '#seed/bring-catalogue.ts'
import { matchAll } from './match-all.ts'
import { matchAllJob } from './match-all-job.ts'

const endings = {
  finished: 'Every identity was matched.',
  stopped: 'Stopped before the end; the next run goes on from there.',
  elsewhere: 'Another process is matching all patients at this moment; here nothing was done.',
} as const

try {
  await main()
} catch (error) {
  console.error(describeStartFailure(error))
  process.exitCode = 1
}

/** `npm run linkage:match-all`: the nightly run now, beside a running server or without one. Ctrl-C stops it in order. */
async function main(): Promise<void> {
  const config = readConfig(process.env)
  const log = pino({ level: config.logLevel, base: null }, pino.destination(2))
  const registry = await openRegistry({ config, log, clock: () => new Date(), loadCatalogue: bringCatalogue })
  const stopping = new AbortController()
  const stop = (): void => stopping.abort()
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    const summary = await matchAll(createJobRun(registry.deps, matchAllJob, stopping.signal))
    console.log(JSON.stringify(summary))
    console.error(endings[summary.outcome])
    if (summary.outcome !== 'finished') process.exitCode = 1
  } finally {
    await registry.close()
  }
}
