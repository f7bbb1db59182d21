import { AccountEntity } from '#api/accounts/account.entity.ts'
import { CaseReportEntity, CaseReportParticipantEntity } from '#api/case-reports/case-report.entity.ts'
import { openDataKey } from '#api/documents/data-keys.ts'
import { openIdentity } from '#api/documents/sealed-parts.ts'
import type { Context } from '#api/http/context.ts'
import { isId } from '#api/http/record-id.ts'
import { whereGiven } from '#api/http/where-given.ts'
import type { Field } from '#registry-rules/linkage/compare.ts'
import { fieldWords, inWords, pairReasonWords } from '#registry-rules/linkage/explanation-words.ts'
import { maskIdentitySection } from '#registry-rules/identity/mask-identity-section.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { patientPairStates, type PatientPairFacts } from '#registry-rules/workflow/patient-pair.ts'
import { QueryEntity } from '#api/queries/query.entity.ts'
import { acceptedAmong } from './ask-hospitals.ts'
import { PatientEntity, PatientIdentityEntity, PatientMergeEntity, PatientPairEntity } from './patient.entity.ts'

/**
 * A pair within the rights of the reader. The office sees all; a hospital only a pair of which both records are its
 * own alone (WORKFLOW 3.7). @throws Refusal `patient-pair-not-found`.
 */
export async function getPair(
  context: Pick<Context, 'em' | 'session'>,
  id: string | undefined,
): Promise<PatientPairEntity> {
  const pair = isId(id) ? await context.em.findOne(PatientPairEntity, { id }) : null
  if (!pair || !(await mayBeSeen(context, pair))) throw new Refusal('patient-pair-not-found')
  return pair
}

/** Whether both records of a pair belong to the acting hospital and to no other. */
export async function isOfOneHospital(
  { em }: Pick<Context, 'em'>,
  pair: Pick<PatientPairEntity, 'patientAId' | 'patientBId'>,
): Promise<boolean> {
  const [row] = await em.execute<{ own: boolean }[]>(
    'select is_patient_of_one_hospital(?) and is_patient_of_one_hospital(?) as own',
    [pair.patientAId, pair.patientBId],
  )
  return row?.own === true
}

async function mayBeSeen(context: Pick<Context, 'em' | 'session'>, pair: PatientPairEntity): Promise<boolean> {
  return context.session.seat === 'office' || isOfOneHospital(context, pair)
}

/** What the rules of `judgePairDecision` ask. */
export async function gatherPairFacts(context: Context, pair: PatientPairEntity): Promise<PatientPairFacts> {
  const { em, session } = context
  const patients = await em.find(PatientEntity, { id: [pair.patientAId, pair.patientBId] })
  const reports = await em.find(CaseReportEntity, { patientId: [pair.patientAId, pair.patientBId] })
  const authors = await em.find(CaseReportParticipantEntity, {
    caseReportId: reports.map(({ id }) => id),
    part: 'author',
  })
  const proposer = pair.proposedById ? await em.findOne(AccountEntity, { id: pair.proposedById }) : null
  return {
    state: pair.state,
    anyActive: patients.some(({ recordState }) => recordState === 'ACTIVE'),
    anyProvisional: patients.some(({ recordState }) => recordState === 'PROVISIONAL'),
    ofOneHospital: session.seat === 'hospital' && (await isOfOneHospital(context, pair)),
    proposedByPersonId: proposer?.personId,
    proposedByLead: proposer?.roles.includes('office-lead') ?? false,
    authorPersonIds: authors.map(({ personId }) => personId),
  }
}

type Words = { readonly zh: string; readonly en: string }

// Pairs of the first form of matching have reasons and fields that nothing makes any more; their codes stand for them.
const reasonWordsOf = ({ reason }: PatientPairEntity): Words =>
  Object.hasOwn(pairReasonWords, reason)
    ? pairReasonWords[reason as keyof typeof pairReasonWords]
    : { zh: reason, en: reason }
const agreementWords = (field: string, level: string): Words =>
  Object.hasOwn(fieldWords, field) ? inWords(field as Field, level) : { zh: field, en: field }

/** A pair in a list: what agrees and what does not, no identity. */
export const presentPair = (pair: PatientPairEntity) => ({
  id: pair.id,
  state: pair.state,
  stateZh: patientPairStates[pair.state].zh,
  stateEn: patientPairStates[pair.state].en,
  reason: pair.reason,
  reasonZh: reasonWordsOf(pair).zh,
  reasonEn: reasonWordsOf(pair).en,
  explanation: pair.explanation.map(({ field, level, weight, weightAgainstRelative }) => ({
    field,
    level,
    ...agreementWords(field, level),
    ...whereGiven({ weight, weightAgainstRelative }),
  })),
  matcherVersion: pair.matcherVersion,
  detectedAt: pair.detectedAt.toISOString(),
  version: pair.version,
  ...whereGiven({
    score: pair.score,
    otherExplanation: pair.otherExplanation,
    isFamilyPattern: pair.isFamilyPattern,
    decidedAt: pair.decidedAt?.toISOString(),
    reasonCode: pair.reasonCode,
    relativeKind: pair.relativeKind,
    missingFact: pair.missingFact,
    dueDate: pair.dueDate,
    decidedBefore: pair.decidedBefore,
  }),
})

/** Both records side by side, every identity ever reported, with document and telephone numbers masked. */
export async function viewPair(context: Context, pair: PatientPairEntity) {
  const people = await context.em.find(AccountEntity, {
    id: [pair.proposedById, pair.decidedById, pair.reopeningProposedById].filter((id) => typeof id === 'string'),
  })
  const nameOf = (id: string | null | undefined): string | undefined =>
    people.find((account) => account.id === id)?.displayName
  return {
    ...presentPair(pair),
    ...whereGiven({
      proposedBy: nameOf(pair.proposedById),
      decidedBy: nameOf(pair.decidedById),
      reopeningProposedBy: nameOf(pair.reopeningProposedById),
      merge: await standingMerge(context, pair),
    }),
    ...(await viewQuestions(context, pair)),
    a: await viewSide(context, pair.patientAId),
    b: await viewSide(context, pair.patientBId),
  }
}

/** The number of the merge that the pair has led to, for the office, which alone may take it back. */
async function standingMerge({ em, session }: Context, pair: PatientPairEntity): Promise<string | undefined> {
  if (session.seat !== 'office' || pair.state !== 'SAME') return undefined
  // A pair that is merged, parted and merged again: the last merge is the one that stands.
  const [merge] = await em.find(PatientMergeEntity, { patientPairId: pair.id }, { orderBy: { id: 'desc' }, limit: 1 })
  return merge?.number
}

/** What the hospitals were asked because of the pair, and which reports can be completed by a correction only (M6). */
async function viewQuestions({ em, session }: Context, pair: PatientPairEntity) {
  if (session.seat !== 'office') return {}
  const queries = await em.find(QueryEntity, { patientPairId: pair.id }, { orderBy: { id: 'asc' } })
  const sides = [pair.patientAId, pair.patientBId]
  const reports = await em.find(
    CaseReportEntity,
    { $or: [{ id: queries.map(({ caseReportId }) => caseReportId) }, { patientId: sides }] },
    { orderBy: { id: 'asc' } },
  )
  const numberOf = (id: string): string => reports.find((report) => report.id === id)?.number ?? ''
  return {
    ...(queries.length > 0
      ? {
          questions: queries.map(({ number, state, caseReportId }) => ({
            number,
            state,
            caseReport: numberOf(caseReportId),
          })),
        }
      : {}),
    ...(pair.state === 'DEFERRED'
      ? { byCorrection: acceptedAmong(reports.filter(({ patientId }) => sides.includes(patientId ?? ''))) }
      : {}),
  }
}

async function viewSide(context: Context, patientId: string) {
  const { em } = context
  const patient = await em.findOneOrFail(PatientEntity, { id: patientId })
  const identities = await em.find(PatientIdentityEntity, { patientId }, { orderBy: { id: 'asc' } })
  const reports = await em.find(CaseReportEntity, { patientId }, { orderBy: { id: 'asc' } })
  const opened = []
  for (const row of identities) {
    const key = await openDataKey(context, row.dataKeyId)
    opened.push(maskIdentitySection(openIdentity(key, row.caseReportId, row.versionNumber, row.sealed)))
  }
  return {
    patientId,
    pseudonym: patient.pseudonym,
    recordState: patient.recordState,
    identities: opened,
    reports: reports.map(presentReportOfPatient),
  }
}

/** A report as a line under its patient. */
export const presentReportOfPatient = ({ id, number, hospitalCode, diseaseCode, state }: CaseReportEntity) => ({
  id,
  number,
  hospitalCode,
  diseaseCode,
  state,
})
