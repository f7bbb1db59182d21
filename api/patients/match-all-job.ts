import { defineJob } from '#api/jobs/job.ts'
import { noPayload } from '#api/jobs/no-payload.ts'
import { matchAll } from './match-all.ts'

/** Looks for what matching missed, when nobody works; how long it takes: docs/linkage.md, *Measured*. */
export const matchAllJob = defineJob({
  name: 'nightly-matching',
  cron: '30 1 * * *',
  payload: noPayload,
  longestSeconds: 6 * 3600,
  retries: 3,
  run: async (run) => {
    const summary = await matchAll(run)
    run.log.info(summary, 'matching of all patients')
    // Handed back unfinished: the next try, here or on another server, goes on from there.
    if (summary.outcome === 'stopped') throw new Error('The server ended in the middle of the run.')
  },
})
