import type { Context } from '#api/http/context.ts'
import { resolvePatient } from './merge-patients.ts'
import { PatientEntity } from './patient.entity.ts'

/** A record and every record that was merged into it, over any number of merges. */
export async function recordsWithin({ em }: Pick<Context, 'em'>, id: string): Promise<PatientEntity[]> {
  const own = await em.findOneOrFail(PatientEntity, { id })
  const direct = await em.find(PatientEntity, { mergedIntoId: id }, { orderBy: { id: 'asc' } })
  const further = []
  for (const record of direct) further.push(...(await recordsWithin({ em }, record.id)))
  return [own, ...further]
}

/** The records between a merged one and the one that stands for it today, nearest first, that one included. */
export async function recordsAbove({ em }: Pick<Context, 'em'>, record: PatientEntity): Promise<PatientEntity[]> {
  const above = []
  for (let id = record.mergedIntoId; id;) {
    const next: PatientEntity = await em.findOneOrFail(PatientEntity, { id })
    above.push(next)
    id = next.mergedIntoId
  }
  return above
}

/** The id of the record that stands today for the one an object was made on. */
export async function standingIdOf(context: Pick<Context, 'em'>, originId: string): Promise<string> {
  return (await resolvePatient(context, originId))?.id ?? originId
}
