import { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import { DiseaseEntity } from '#api/catalogue/catalogue.entity.ts'
import { readingUnit, unitOfWork, type Session } from '#api/db/unit-of-work.ts'
import type { Deps } from '#api/http/context.ts'
import type { Actor } from '#registry-rules/workflow/roles.ts'
import { actAs, findActor } from '#seed/act-as.ts'
import { createAccounts } from '#seed/create-accounts.ts'
import { demoAccounts, demoPeople } from './demo-accounts.ts'
import { planDemo, type DemoAct } from './demo-plan.ts'
import { findDemoHospitals, staffOf } from './demo-staff.ts'

/** Reads the whole journal and writes the two entries that frame the demonstration. */
const session: Session = {
  by: { kind: 'rule', name: 'demo-data' },
  seat: 'office',
  hospitalCode: undefined,
  channel: 'seed',
}

/** What the journal says of the demonstration. */
type Progress = {
  /** The moment at which the invented history ends; `undefined` where none was begun. */
  readonly anchor: Date | undefined
  readonly isFinished: boolean
  readonly isRegistryEmpty: boolean
  /** Keys of the acts that are done, with the object of each. */
  readonly done: ReadonlyMap<string, string>
}

/**
 * Makes the demo accounts and, in a registry without reports, invented case reports in every state of the journey.
 *
 * The reports are made by the commands of the routes, act by act in the order of time, under the clock of each act (the
 * journal keeps the real time as well). Every act stands in the journal with its key in the same transaction, so a
 * start that was killed is continued by the next one exactly where it stopped.
 */
export async function seedDemo(deps: Deps, tell: (line: string) => void): Promise<void> {
  const password = demoAccounts[0]?.password ?? ''
  const made = await createAccounts(
    deps,
    demoPeople.map((person) => ({ ...person, password })),
  )
  if (made.length > 0) tell(`Made ${made.length} demo accounts.`)

  const progress = await readProgress(deps)
  if (progress.isFinished || (progress.anchor === undefined && !progress.isRegistryEmpty)) return
  const startedAt = Date.now()
  tell(progress.anchor === undefined ? 'Making invented case reports …' : 'Going on with the invented case reports …')
  const anchor = progress.anchor ?? (await begin(deps))
  const hospitals = await findDemoHospitals(deps.em())
  await createAccounts(deps, staffOf(hospitals))
  const diseases = await deps
    .em()
    .find(DiseaseEntity, { catalogueVersion: deps.catalogueVersion, active: true }, { orderBy: { code: 'asc' } })
  const acts = planDemo({ forms: deps.forms, diseases, hospitals, anchor })
  const reports = await perform(deps, acts, progress.done)
  await note(deps, 'demo-data.completed', { caseReports: reports, acts: acts.length })
  tell(
    `Made ${reports} invented case reports in ${acts.length} steps, ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`,
  )
}

/** Performs what is not done yet; gives the number of reports of the whole plan. */
async function perform(deps: Deps, acts: readonly DemoAct[], done: ReadonlyMap<string, string>): Promise<number> {
  const actors = new Map<string, Actor>()
  const reportIds = new Map<string, string>()
  for (const { key, report, username, at, step } of acts) {
    const earlier = done.get(key)
    if (earlier === undefined) {
      const actor = actors.get(username) ?? (await findActor(deps, username))
      actors.set(username, actor)
      const reply = await actAs(deps, { actor, at, channel: 'seed', permission: step.permission, key }, (context) =>
        step.run(context, reportIds.get(report) ?? ''),
      )
      if (reply instanceof CaseReportEntity) reportIds.set(report, reply.id)
    } else if (step.what === 'create') {
      reportIds.set(report, earlier)
    }
  }
  return reportIds.size
}

async function readProgress({ em }: Deps): Promise<Progress> {
  return readingUnit(em(), session, async (unit) => {
    const rows = await unit.execute<
      { event: string; anchor: string | null; idempotency_key: string | null; object_id: string | null }[]
    >(`
      select distinct on (unit_id) event, detail ->> 'anchor' as anchor, idempotency_key, object_id from audit_event
      where channel = 'seed' and (idempotency_key like 'demo:%' or event like 'demo-data.%') order by unit_id, id`)
    const anchor = rows.find(({ event }) => event === 'demo-data.begun')?.anchor
    return {
      anchor: typeof anchor === 'string' ? new Date(anchor) : undefined,
      isFinished: rows.some(({ event }) => event === 'demo-data.completed'),
      isRegistryEmpty: (await unit.count(CaseReportEntity, {})) === 0,
      done: new Map(
        rows.flatMap(({ idempotency_key, object_id }) =>
          idempotency_key === null ? [] : [[idempotency_key, object_id ?? '']],
        ),
      ),
    }
  })
}

async function begin(deps: Deps): Promise<Date> {
  const anchor = deps.clock()
  await note(deps, 'demo-data.begun', { anchor: anchor.toISOString() })
  return anchor
}

async function note({ em }: Deps, event: string, detail: Readonly<Record<string, unknown>>): Promise<void> {
  await unitOfWork(em(), session, () =>
    Promise.resolve({ reply: undefined, audit: { event, object: { kind: 'demo-data', id: undefined }, detail } }),
  )
}
