import { defineEntity, p } from '@mikro-orm/postgresql'
import { instant } from '#api/db/columns.ts'

const matchingRunSchema = defineEntity({
  name: 'MatchingRunEntity',
  tableName: 'matching_run',
  uniques: [{ name: 'matching_run_running_unique', properties: ['state'], where: "state = 'RUNNING'" }],
  checks: [{ name: 'matching_run_state', expression: "state in ('RUNNING', 'FINISHED')" }],
  properties: {
    id: p.uuid().primary(),
    matcherVersion: p.text(),
    tokensVersion: p.text(),
    /** Whose run it is; another worker takes it over when nothing was seen of this one for a while. */
    workerId: p.uuid(),
    startedAt: instant(),
    seenAt: instant(),
    finishedAt: instant().nullable(),
    state: p.text().$type<'RUNNING' | 'FINISHED'>(),
    /** Every identity up to this one is done. */
    lastIdentityId: p.uuid().nullable(),
    identities: p.integer(),
    converted: p.integer(),
    pairs: p.integer(),
    /** Working time, without the time between a kill and the next start. */
    seconds: p.double().$type<number>(),
  },
})
/** One run of the matching over all patients, and how far it has come. */
export class MatchingRunEntity extends matchingRunSchema.class {}
matchingRunSchema.setClass(MatchingRunEntity)
