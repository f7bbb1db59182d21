import { LockMode } from '@mikro-orm/postgresql'
import { v7 as newId } from 'uuid'
import type { Audited } from '#api/db/unit-of-work.ts'
import type { Context } from '#api/http/context.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { familyLinks } from '#registry-rules/workflow/family.ts'
import { refuseAssignments, refuseUnmerge } from '#registry-rules/workflow/unmerge.ts'
import { PatientMergeEntity } from './patient.entity.ts'
import { PatientUnmergeEntity, type UnmergeStatement } from './patient-unmerge.entity.ts'
import { readMerge, unmergeToken, type MergeToTakeBack } from './preview-unmerge.ts'
import { lockRecords, takeBackMerge } from './take-back-merge.ts'

/**
 * P5 by the first of two persons (E4): says what the two records are to each other and where each later report goes.
 * Nothing moves yet; an earlier proposal that nobody confirmed is replaced.
 *
 * @throws Refusal `merge-not-found`, `merge-taken-back`, `role-missing`, `four-eyes`, `preview-stale`,
 * `assignments-incomplete`, `relative-kind-incomplete`.
 */
export async function proposeUnmerge(
  context: Context,
  number: string | undefined,
  { previewToken, ...statement }: UnmergeStatement & { readonly previewToken: string },
): Promise<Audited<PatientUnmergeEntity>> {
  const { em, actor, now } = context
  const read = await lockMerge(context, number)
  const refusal = refuseUnmerge(read.facts, actor, 'propose') ?? refuseStatement(read, statement)
  if (refusal) throw refusal
  if (previewToken !== (await unmergeToken(context, read))) throw new Refusal('preview-stale')
  if (read.proposal) {
    read.proposal.state = 'REPLACED'
    await em.flush()
  }
  const proposal = em.create(PatientUnmergeEntity, {
    id: newId(),
    patientMergeId: read.merge.id,
    state: 'PROPOSED',
    statement,
    previewToken,
    proposedById: actor.accountId,
    proposedAt: now,
    confirmedById: null,
    confirmedAt: null,
  })
  em.persist(proposal)
  return {
    reply: proposal,
    audit: {
      event: 'patient.unmerge-proposed',
      transition: 'P5',
      object: { kind: 'patient', id: read.separated.id },
      from: 'MERGED',
      to: 'MERGED',
      reasonCode: statement.reasonCode,
      related: { merge: read.merge.number, remaining: read.remaining.id },
      detail: { ...statement },
    },
  }
}

/**
 * P5 by the second person (E4): takes the merge back as it was proposed. Whatever has changed since the preview of the
 * proposal needs a new one.
 *
 * @throws Refusal `merge-not-found`, `merge-taken-back`, `unmerge-not-proposed`, `role-missing`, `four-eyes`,
 * `same-person-twice`, `second-person-needed`, `preview-stale`.
 */
export async function confirmUnmerge(
  context: Context,
  number: string | undefined,
  { previewToken }: { readonly previewToken: string },
): Promise<Audited<PatientUnmergeEntity>> {
  const { actor, now } = context
  const read = await lockMerge(context, number)
  const refusal = refuseUnmerge(read.facts, actor, 'decide')
  if (refusal) throw refusal
  const { proposal } = read
  if (!proposal) throw new Refusal('unmerge-not-proposed')
  const token = await unmergeToken(context, read)
  if (previewToken !== token || proposal.previewToken !== token) throw new Refusal('preview-stale')
  Object.assign(proposal, { state: 'DONE', confirmedById: actor.accountId, confirmedAt: now })
  const events = await takeBackMerge(context, read, proposal.statement)
  return { reply: proposal, audit: events }
}

/** The merge and both records, locked until the commit and read again: of two persons at once the second one waits. */
async function lockMerge(context: Context, number: string | undefined): Promise<MergeToTakeBack> {
  const { em } = context
  const merge = await em.findOne(PatientMergeEntity, { number: number ?? '' })
  if (!merge) throw new Refusal('merge-not-found')
  await em.lock(merge, LockMode.PESSIMISTIC_WRITE)
  await lockRecords(context, await readMerge(context, number))
  em.clear()
  return readMerge(context, number)
}

function refuseStatement(
  { separated, remaining, bornAfter }: MergeToTakeBack,
  { outcome, relative, assignments }: UnmergeStatement,
): Refusal | undefined {
  if (outcome === 'relative') {
    const links = familyLinks([separated.id, remaining.id], relative)
    if (links instanceof Refusal) return links
  }
  return refuseAssignments(
    bornAfter.map(({ id }) => id),
    assignments,
  )
}
