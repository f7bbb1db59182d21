import { AccountEntity } from '#api/accounts/account.entity.ts'
import { CaseReportEntity, CaseReportParticipantEntity } from '#api/case-reports/case-report.entity.ts'
import { blindToken } from '#api/crypto/sealing.ts'
import type { Context } from '#api/http/context.ts'
import { whereGiven } from '#api/http/where-given.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { defaultSide, type UnmergeFacts } from '#registry-rules/workflow/unmerge.ts'
import { patientContentHash } from './merge-patients.ts'
import { recordsAbove, recordsWithin } from './merge-tree.ts'
import { PatientEntity, PatientIdentityEntity, PatientMergeEntity, PatientPairEntity } from './patient.entity.ts'
import { PatientUnmergeEntity } from './patient-unmerge.entity.ts'

/** A merge as it stands now, with all that taking it back touches. */
export type MergeToTakeBack = {
  readonly merge: PatientMergeEntity
  /** The record that becomes a person of its own again. */
  readonly separated: PatientEntity
  /** The record that stands for both today, whatever was merged later. */
  readonly remaining: PatientEntity
  /** Records merged into `separated` before or after. */
  readonly within: readonly PatientEntity[]
  /** Records on the way from `separated` to `remaining`, `remaining` included. */
  readonly above: readonly PatientEntity[]
  /** Reports of records that were made after the merge: a person says to whom each belongs. */
  readonly bornAfter: readonly CaseReportEntity[]
  readonly proposal: PatientUnmergeEntity | null
  readonly facts: UnmergeFacts
}

/** Reads a merge by its number. @throws Refusal `merge-not-found`. */
export async function readMerge(context: Context, number: string | undefined): Promise<MergeToTakeBack> {
  const { em } = context
  const merge = await em.findOne(PatientMergeEntity, { number: number ?? '' })
  if (!merge) throw new Refusal('merge-not-found')
  const separated = await em.findOneOrFail(PatientEntity, { id: merge.fromPatientId })
  const isStanding = (await em.count(PatientUnmergeEntity, { patientMergeId: merge.id, state: 'DONE' })) === 0
  const above = await recordsAbove(context, separated)
  const remaining = above.at(-1) ?? separated
  const within = await recordsWithin(context, separated.id)
  const known = new Set([...within, ...above].map(({ id }) => id))
  const madeAfter = (await recordsWithin(context, remaining.id)).filter(
    ({ id, createdAt }) => !known.has(id) && createdAt > merge.mergedAt,
  )
  const bornAfter = await em.find(
    CaseReportEntity,
    { originPatientId: madeAfter.map(({ id }) => id) },
    { orderBy: { id: 'asc' } },
  )
  const proposal = await em.findOne(PatientUnmergeEntity, { patientMergeId: merge.id, state: 'PROPOSED' })
  const proposer = proposal ? await em.findOne(AccountEntity, { id: proposal.proposedById }) : null
  const reports = await em.find(CaseReportEntity, { patientId: [separated.id, remaining.id] })
  const authors = await em.find(CaseReportParticipantEntity, {
    caseReportId: reports.map(({ id }) => id),
    part: 'author',
  })
  const facts = {
    isStanding,
    proposedByPersonId: proposer?.personId,
    proposedByLead: proposer?.roles.includes('office-lead') ?? false,
    authorPersonIds: authors.map(({ personId }) => personId),
  }
  return { merge, separated, remaining, within, above, bornAfter, proposal, facts }
}

/**
 * What taking a merge back would do (P5): what goes back by itself, what came after the merge with the side it would go
 * to by its hospital, and the token that says the reviewer has seen exactly this.
 *
 * @throws Refusal `merge-not-found`, `merge-taken-back`.
 */
export async function previewUnmerge(context: Context, number: string | undefined) {
  const { em } = context
  const read = await readMerge(context, number)
  if (!read.facts.isStanding) throw new Refusal('merge-taken-back')
  const { merge, separated, remaining, within, bornAfter, proposal } = read
  const origins = within.map(({ id }) => id)
  const back = await em.find(CaseReportEntity, { originPatientId: origins }, { orderBy: { id: 'asc' } })
  const all = await em.find(CaseReportEntity, { patientId: remaining.id })
  const later = new Set(bornAfter.map(({ id }) => id))
  const staying = all.filter(({ id }) => !later.has(id) && !back.some((report) => report.id === id))
  const hospitalsOf = (reports: readonly CaseReportEntity[]) => reports.map(({ hospitalCode }) => hospitalCode)
  const hospitals = { separated: hospitalsOf(back), remaining: hospitalsOf(staying) }
  return {
    number: merge.number,
    mergedAt: merge.mergedAt.toISOString(),
    separated: { id: separated.id, pseudonym: separated.pseudonym },
    remaining: { id: remaining.id, pseudonym: remaining.pseudonym },
    goesBack: {
      caseReports: back.map((report) => report.number),
      identities: await em.count(PatientIdentityEntity, { originPatientId: origins }),
      pairs: await em.count(PatientPairEntity, {
        state: ['OPEN', 'DIFFERENT', 'RELATIVE', 'DEFERRED'],
        $or: [{ originAId: origins }, { originBId: origins }],
      }),
    },
    cameAfter: bornAfter.map((report) => ({
      caseReportId: report.id,
      number: report.number,
      hospitalCode: report.hospitalCode,
      diseaseCode: report.diseaseCode,
      state: report.state,
      side: defaultSide(report.hospitalCode, hospitals),
    })),
    previewToken: await unmergeToken(context, read),
    ...whereGiven({ proposal: proposal ? await presentUnmerge(context, proposal) : undefined }),
  }
}

/** Changes with anything that the preview shows; a proposal does not change it, so that it can be confirmed. */
export async function unmergeToken(
  context: Context,
  { merge, separated, remaining, above, bornAfter }: MergeToTakeBack,
): Promise<string> {
  const content = await patientContentHash(context, [separated.id, remaining.id])
  const records = above.map(({ id, version }) => `${id}:${version}`).join(',')
  const later = bornAfter.map(({ id, version }) => `${id}:${version}`).join(',')
  return blindToken(
    context.keys,
    'unmerge-preview',
    [merge.id, separated.version, records, later, content].join(';'),
  ).toString('base64url')
}

/** A proposal to take a merge back, or what was done. */
export async function presentUnmerge({ em }: Pick<Context, 'em'>, unmerge: PatientUnmergeEntity) {
  const merge = await em.findOneOrFail(PatientMergeEntity, { id: unmerge.patientMergeId })
  const people = await em.find(AccountEntity, {
    id: [unmerge.proposedById, unmerge.confirmedById].filter((id) => typeof id === 'string'),
  })
  const nameOf = (id: string | null | undefined): string | undefined =>
    people.find((account) => account.id === id)?.displayName
  const { outcome, relative, reasonCode, assignments } = unmerge.statement
  return {
    number: merge.number,
    state: unmerge.state,
    outcome,
    reasonCode,
    assignments: assignments.map(({ caseReportId, side }) => ({ caseReportId, side })),
    proposedAt: unmerge.proposedAt.toISOString(),
    ...whereGiven({
      relative: relative && { kind: relative.kind, ...whereGiven({ parentId: relative.parentId }) },
      proposedBy: nameOf(unmerge.proposedById),
      confirmedBy: nameOf(unmerge.confirmedById),
      confirmedAt: unmerge.confirmedAt?.toISOString(),
    }),
  }
}
