import { readingUnit, unitOfWork, type Session } from '#api/db/unit-of-work.ts'
import { calendarDateOf, type Context, type Deps } from '#api/http/context.ts'
import { repeatOnConflict } from '#api/http/endpoint.ts'
import type { Actor } from '#registry-rules/workflow/roles.ts'
import type { Job, JobRun } from './job.ts'

/**
 * The surroundings of one run of a job: the registry itself acts (SYS of WORKFLOW 3.12), as a rule with the name of the
 * job, at the seat of the office, whose records it works on. It has no roles: no decision of a person is open to it.
 */
export function createJobRun(
  deps: Deps,
  { name }: Pick<Job, 'name'>,
  signal: AbortSignal = new AbortController().signal,
): JobRun {
  const session: Session = {
    by: { kind: 'rule', name },
    seat: 'office',
    hospitalCode: undefined,
    channel: 'job',
  }
  const actor: Actor = { accountId: '', personId: '', name, roles: [], hospitalCode: undefined }
  const contextOf = (em: Context['em']): Context => {
    const { em: _em, clock, ...rest } = deps
    const now = clock()
    const today = calendarDateOf(now)
    return { ...rest, em, actor, session, now, today, expectedVersion: undefined, refreshToken: undefined }
  }
  return {
    deps,
    log: deps.log.child({ job: name }),
    signal,
    unit: (work) => repeatOnConflict(() => unitOfWork(deps.em(), session, (em) => work(contextOf(em)))),
    reading: (work) => readingUnit(deps.em(), session, (em) => work(contextOf(em))),
  }
}
