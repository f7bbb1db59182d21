import type { MikroORM } from '@mikro-orm/postgresql'
import { pino } from 'pino'
import type { KeyRing } from '#api/crypto/key-ring.ts'
import { ruleSetOf } from '#api/forms/rule-set.ts'
import { loadValueSets } from '#api/forms/value-sets.ts'
import { createHpoTerms } from '#api/hpo/hpo-terms.ts'
import type { JobRun } from '#api/jobs/job.ts'
import { createJobRun } from '#api/jobs/job-run.ts'
import { matchAllJob } from '#api/patients/match-all-job.ts'
import { searchLimits } from '#api/patients/search-limits.ts'
import { testForms } from '#test/support/test-forms.ts'

/** The surroundings of the nightly run on a registry that a benchmark filled. */
export function createBenchRun(orm: MikroORM, keys: KeyRing, signal?: AbortSignal): JobRun {
  const forms = testForms()
  return createJobRun(
    {
      em: () => orm.em.fork(),
      keys,
      forms,
      valueSets: loadValueSets(),
      hpoTerms: createHpoTerms(forms),
      catalogueVersion: '',
      ruleSet: ruleSetOf(forms),
      searchLimits,
      clock: () => new Date(),
      log: pino({ level: 'silent' }),
      publicOrigin: undefined,
      demo: false,
    },
    matchAllJob,
    signal,
  )
}
