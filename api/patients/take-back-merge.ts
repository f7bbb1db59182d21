import { LockMode } from '@mikro-orm/postgresql'
import { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import { partCases } from '#api/cases/part-cases.ts'
import { RegistryCaseEntity } from '#api/cases/registry-case.entity.ts'
import type { AuditEvent } from '#api/db/unit-of-work.ts'
import type { Context } from '#api/http/context.ts'
import { recordStateOf } from '#registry-rules/cases/record-state.ts'
import { setApart } from './decide-pair.ts'
import { FamilyLinkEntity } from './family-link.entity.ts'
import { setIdentityState, settleIdentity } from './identity-state.ts'
import { lockTokens } from './match-identity.ts'
import { patientContentHash } from './merge-patients.ts'
import { recordsWithin, standingIdOf } from './merge-tree.ts'
import {
  BlockingTokenEntity,
  PatientEntity,
  PatientHospitalEntity,
  PatientIdentityEntity,
  PatientMergeEntity,
  PatientPairEntity,
} from './patient.entity.ts'
import { PatientUnmergeEntity, type UnmergeStatement } from './patient-unmerge.entity.ts'
import type { MergeToTakeBack } from './preview-unmerge.ts'

/**
 * P5: parts what a merge made one (WORKFLOW 3.8.2). Everything hangs on the record that stands for its origin: so
 * taking a merge back is to let one record stand for itself again, to move the records of later reports as assigned,
 * and to follow every origin anew. The order in which merges are taken back does not matter.
 */
export async function takeBackMerge(
  context: Context,
  read: MergeToTakeBack,
  statement: UnmergeStatement,
): Promise<[AuditEvent, ...AuditEvent[]]> {
  const { em } = context
  const { merge, separated, remaining, bornAfter, above, facts, proposal } = read
  // Tentative when it was merged, and what stands for it today is sure: somebody has settled it meanwhile.
  const wasSettled = remaining.identityState === 'SURE'
  separated.recordState = 'PROVISIONAL'
  separated.mergedIntoId = null
  for (const { caseReportId, side } of statement.assignments) {
    const origin = bornAfter.find(({ id }) => id === caseReportId)?.originPatientId
    if (side === 'remaining' || !origin) continue
    const record = await em.findOneOrFail(PatientEntity, { id: origin })
    record.mergedIntoId = separated.id
  }
  await em.flush()

  const moved = await followOrigins(context, [separated.id, remaining.id])
  const pairs = await followPairs(context, read)
  for (const record of [separated, ...above]) await followHospitals(context, record)
  await settleRecord(context, separated)
  await settleRecord(context, remaining)
  // What is dead or alive is told by the sources of each; what they told before the merge is known.
  if (remaining.id === merge.intoPatientId) remaining.vitalState = merge.moved.survivorBefore.vitalState
  else remaining.vitalState = 'UNKNOWN'
  const restored = await restoreIdentityState(context, read)
  await em.flush()
  const cases = await partCases(context, {
    patientIds: [separated.id, remaining.id],
    joinedInto: await standingJoins(context, [separated.id, remaining.id]),
  })

  const pair = await em.findOneOrFail(PatientPairEntity, { id: merge.patientPairId })
  await placePair(context, pair)
  const apart = setApart(context, pair, statement.outcome, statement)
  await em.flush()
  const settled = await settleSince(context, read, wasSettled)
  const contentHash = await patientContentHash(context, [separated.id, remaining.id])
  return [
    {
      event: 'patient.unmerged',
      transition: 'P5',
      object: { kind: 'patient', id: separated.id },
      from: 'MERGED',
      to: separated.recordState,
      reasonCode: statement.reasonCode,
      related: { merge: merge.number, remaining: remaining.id, pair: pair.id, proposedBy: proposal?.proposedById },
      detail: {
        assignments: statement.assignments,
        moved,
        contentHash,
        isAsBeforeTheMerge: contentHash === merge.stateBeforeHash,
      },
      secondPersonId: facts.proposedByPersonId,
    },
    apart,
    ...pairs,
    ...cases,
    ...restored,
    ...settled,
  ]
}

/**
 * Locks what both records are matched by, then the records in one order for everybody, as submissions and merges do: no
 * report is linked to a record that is being parted.
 */
export async function lockRecords(
  { em }: Context,
  { separated, remaining, above }: Pick<MergeToTakeBack, 'separated' | 'remaining' | 'above'>,
): Promise<void> {
  const identities = await em.find(PatientIdentityEntity, { patientId: [separated.id, remaining.id] })
  const tokens = await em.find(BlockingTokenEntity, { patientIdentityId: identities.map(({ id }) => id) })
  await lockTokens(
    em,
    tokens.map(({ token }) => token),
  )
  await em.find(
    PatientEntity,
    { id: [separated, remaining, ...above].map(({ id }) => id) },
    { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  )
}

/** Reports, identities and cases go to the record that stands for their origin. */
async function followOrigins(
  context: Context,
  patientIds: readonly string[],
): Promise<{ caseReports: string[]; identities: string[]; cases: string[] }> {
  const { em } = context
  const ofBoth = { patientId: [...patientIds] }
  const follow = async (
    rows: readonly { id: string; patientId?: string | null | undefined; originPatientId?: string | null | undefined }[],
  ): Promise<string[]> => {
    const moved = []
    for (const row of rows) {
      const standing = await standingIdOf(context, row.originPatientId ?? '')
      if (row.patientId === standing) continue
      row.patientId = standing
      moved.push(row.id)
    }
    return moved
  }
  const byId = { orderBy: { id: 'asc' } } as const
  return {
    caseReports: await follow(await em.find(CaseReportEntity, ofBoth, byId)),
    identities: await follow(await em.find(PatientIdentityEntity, ofBoth, byId)),
    cases: await follow(await em.find(RegistryCaseEntity, ofBoth, byId)),
  }
}

/**
 * Pairs with others, and family links, follow their origins; one that a merge had made moot because it would have
 * repeated another waits again, unless it still would.
 */
async function followPairs(context: Context, { merge, separated, remaining }: MergeToTakeBack): Promise<AuditEvent[]> {
  const { em } = context
  const records = [
    ...(await recordsWithin(context, separated.id)),
    ...(await recordsWithin(context, remaining.id)),
  ].map(({ id }) => id)
  const live = await em.find(PatientPairEntity, {
    state: ['OPEN', 'DIFFERENT', 'RELATIVE', 'DEFERRED'],
    $or: [{ originAId: records }, { originBId: records }],
  })
  for (const pair of live) await placePair(context, pair)
  await em.flush()
  const events: AuditEvent[] = []
  for (const { moved } of await em.find(PatientMergeEntity, { fromPatientId: records }, { orderBy: { id: 'asc' } })) {
    for (const { pair: id, stateBefore, decidedAt } of moved.pairs.filter(({ stateAfter }) => stateAfter === 'MOOT')) {
      const pair = await em.findOneOrFail(PatientPairEntity, { id })
      if (pair.state !== 'MOOT') continue
      const [one, other] = await standingSides(context, pair)
      const isOfSeparated = one === separated.id || other === separated.id
      const isOfBoth = isOfSeparated && (one === remaining.id || other === remaining.id)
      const repeated = await em.count(PatientPairEntity, { patientAId: one, patientBId: other, state: 'OPEN' })
      if (!isOfSeparated || isOfBoth || repeated > 0) continue
      await placePair(context, pair)
      Object.assign(pair, { state: stateBefore, decidedAt: decidedAt === null ? null : new Date(decidedAt) })
      await em.flush()
      events.push({
        event: 'pair.reopened',
        transition: 'M7',
        object: { kind: 'patient-pair', id },
        from: 'MOOT',
        to: stateBefore,
        related: { merge: merge.number },
        byRule: 'unmerge',
      })
    }
  }
  return events
}

/** Puts a pair and its family links on the records that stand today for those it was made of. */
async function placePair(context: Context, pair: PatientPairEntity): Promise<void> {
  const [patientAId, patientBId] = await standingSides(context, pair)
  // Between records that are one there is nothing to place.
  if (patientAId === patientBId) return
  if (pair.patientAId !== patientAId || pair.patientBId !== patientBId) {
    pair.originAId ??= pair.patientAId
    pair.originBId ??= pair.patientBId
    Object.assign(pair, { patientAId, patientBId })
  }
  for (const link of await context.em.find(FamilyLinkEntity, { patientPairId: pair.id })) {
    link.patientId = await standingIdOf(context, link.originPatientId)
    link.relativeId = await standingIdOf(context, link.originRelativeId)
  }
}

async function standingSides(context: Context, pair: PatientPairEntity): Promise<[string, string]> {
  const one = await standingIdOf(context, pair.originAId ?? pair.patientAId)
  const other = await standingIdOf(context, pair.originBId ?? pair.patientBId)
  return one < other ? [one, other] : [other, one]
}

/** A record is open to the hospitals that have reported what it stands for, and to no other any more. */
async function followHospitals(context: Context, record: PatientEntity): Promise<void> {
  const { em } = context
  const origins = (await recordsWithin(context, record.id)).map(({ id }) => id)
  const reports = await em.find(CaseReportEntity, { originPatientId: origins })
  const due = new Set(reports.map(({ hospitalCode }) => hospitalCode))
  for (const row of await em.find(PatientHospitalEntity, { patientId: record.id })) {
    if (!due.delete(row.hospitalCode)) em.remove(row)
  }
  for (const hospitalCode of due) em.persist(em.create(PatientHospitalEntity, { patientId: record.id, hospitalCode }))
}

/** A record is what its reports make it. */
async function settleRecord({ em }: Context, record: PatientEntity): Promise<void> {
  await em.flush()
  const reports = await em.find(CaseReportEntity, { patientId: record.id })
  const { state, activatedAt } = recordStateOf(
    reports.map((report) => ({ state: report.state, acceptedAt: report.acceptedAt ?? undefined })),
  )
  record.recordState = state
  record.activatedAt = activatedAt ?? null
}

/**
 * What was tentative only because the merged record was is sure again, over any number of merges on top; a record that
 * was tentative of itself stays so. What was marked after the merge stands: it was said of the record that remains.
 */
async function restoreIdentityState(
  context: Context,
  { merge, separated, remaining, above }: MergeToTakeBack,
): Promise<readonly AuditEvent[]> {
  const events: AuditEvent[] = []
  let below = separated
  // The doubt that came with the separated record goes with it, as far up as it alone was the reason.
  let leaves = separated.identityState === 'TENTATIVE'
  for (const record of above) {
    const broughtBy = below === separated ? merge : await latestMerge(context, below.id, record.id)
    const isOwn =
      broughtBy?.moved.survivorBefore.identityState !== 'SURE' || (await hasDeferredPair(context, record.id))
    leaves &&= record.identityState === 'TENTATIVE' && !isOwn
    if (!leaves) break
    if (record === remaining) {
      events.push({ ...(await setIdentityState(context, record, 'SURE')), byRule: 'unmerge' })
    } else record.identityState = 'SURE'
    below = record
  }
  return events
}

async function latestMerge({ em }: Context, fromPatientId: string, intoPatientId: string) {
  const [latest] = await em.find(
    PatientMergeEntity,
    { fromPatientId, intoPatientId },
    { orderBy: { id: 'desc' }, limit: 1 },
  )
  return latest
}

async function hasDeferredPair({ em }: Context, patientId: string): Promise<boolean> {
  const deferred = { state: 'DEFERRED' as const, $or: [{ patientAId: patientId }, { patientBId: patientId }] }
  return (await em.count(PatientPairEntity, deferred)) > 0
}

/** Whose last waiting pair was decided while the two were one, is sure; who was tentative for another reason is not. */
async function settleSince(
  context: Context,
  { merge, separated, remaining }: MergeToTakeBack,
  wasSettled: boolean,
): Promise<AuditEvent[]> {
  const events: AuditEvent[] = []
  for (const { id } of [separated, remaining]) {
    const decidedSince = await context.em.count(PatientPairEntity, {
      id: { $ne: merge.patientPairId },
      decidedAt: { $gt: merge.mergedAt },
      $or: [{ patientAId: id }, { patientBId: id }],
    })
    if (wasSettled || decidedSince > 0) {
      events.push(...(await settleIdentity(context, [id], [merge.patientPairId])))
    }
  }
  return events
}

/** Which case joined which by merges within the two records that were not taken back. */
async function standingJoins(context: Context, patientIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { em } = context
  const records: string[] = []
  for (const id of patientIds) records.push(...(await recordsWithin(context, id)).map((record) => record.id))
  const merges = await em.find(PatientMergeEntity, { fromPatientId: records })
  const takenBack = await em.find(PatientUnmergeEntity, { state: 'DONE', patientMergeId: merges.map(({ id }) => id) })
  const undone = new Set(takenBack.map(({ patientMergeId }) => patientMergeId))
  const joins = new Map<string, string>()
  for (const { id, moved } of merges) {
    if (undone.has(id)) continue
    for (const entry of moved.cases) if (entry.as === 'joined') joins.set(entry.case, entry.into)
  }
  return joins
}
