import { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import { DiseaseEntity } from '#api/catalogue/catalogue.entity.ts'
import { blindToken } from '#api/crypto/sealing.ts'
import type { AccessEvent, Audited } from '#api/db/unit-of-work.ts'
import type { Context } from '#api/http/context.ts'
import { whereGiven } from '#api/http/where-given.ts'
import { maskIdentitySection } from '#registry-rules/identity/mask-identity-section.ts'
import { blockingKeys } from '#registry-rules/linkage/blocking-keys.ts'
import type { WeighedCandidate } from '#registry-rules/linkage/decide.ts'
import { inWords, otherExplanationWords } from '#registry-rules/linkage/explanation-words.ts'
import { identityFields, type IdentityFields } from '#registry-rules/linkage/identity-fields.ts'
import { readIdentity } from '#registry-rules/linkage/identity.ts'
import { matchAmong } from '#registry-rules/linkage/match.ts'
import { presentParameters } from '#registry-rules/linkage/parameters/present.ts'
import { judgeSearchCriteria } from '#registry-rules/linkage/search-criteria.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { caseReportStates } from '#registry-rules/workflow/case-report.ts'
import { OwnHospitalStore } from './own-hospital-store.ts'
import type { Limit } from './search-limits.ts'

/** Whom a registrar asks for: the section `identity` of a report as far as it is typed. */
export type PatientSearch = {
  readonly identity: Readonly<Record<string, unknown>>
  readonly disease?: string | undefined
  readonly caseReportId?: string | undefined
}

/** A report of the asking hospital (`patientId` is its id), and how sure it is that the person is the same. */
type Hit = WeighedCandidate & { readonly match: 'same' | 'possible' }

/** What a search gives: hits with the identity last written into each, or the refusal that the journal keeps. */
export type FoundPatients = readonly { readonly hit: Hit; readonly identity: IdentityFields }[]

/** More reports of one person are found through any of these. */
const mostHits = 10

const searched = 'patient.searched'

/**
 * Beyond the own hospital the answer is this sentence, always: yes or no would tell that somebody is registered with a
 * rare disease elsewhere (DESIGN.md section 7).
 */
export const beyondOwnHospital = {
  zh: '是否已由其他医院登记，此处不作答复；提交后由登记处核对。',
  en: 'Whether another hospital has registered the person is not answered here; the office checks it after submission.',
} as const

/**
 * "Is this person known?", asked before submission: matches an identity with what the asking hospital has written itself,
 * by the code that judges a submission. Every question is kept in the access journal, also one that is refused.
 *
 * @returns a Refusal `too-many-searches` or `search-criteria-insufficient` instead of hits, so that its entry stays.
 */
export async function searchPatients(
  context: Context,
  { identity, disease, caseReportId }: PatientSearch,
): Promise<Audited<FoundPatients | Refusal>> {
  const typed = identityFields(identity)
  const access: AccessEvent = {
    event: searched,
    fields: Object.keys(typed),
    subjectHash: subjectHashOf(context, typed),
    // Nothing else that was typed: whatever is free text may hold a name.
    related: { ...whereGiven({ caseReport: caseReportId }) },
  }
  const refusal = (await refuseTooMany(context)) ?? judgeSearchCriteria(typed)
  if (refusal) return { reply: refusal, access: { ...access, refusal: refusal.code } }

  const store = new OwnHospitalStore(context, caseReportId)
  const hits = await findHits(context, store, { ...typed, ...whereGiven({ diseaseCode: disease }) })
  return {
    reply: hits.map((hit) => ({ hit, identity: store.latestOf(hit.patientId) })),
    access: { ...access, detail: { hits: hits.length }, related: { ...access.related, found: hits.map(idOf) } },
  }
}

const idOf = ({ patientId }: Hit): string => patientId

/** Asks again without what is found, because a decision names one record where a person may have several reports. */
async function findHits(context: Context, store: OwnHospitalStore, fields: IdentityFields): Promise<Hit[]> {
  // No hospital: the candidates are all of one, so that says nothing about them.
  const incoming = readIdentity({ ...fields, reportDate: context.today })
  const keys = blockingKeys(incoming)
  const hits: Hit[] = []
  while (hits.length < mostHits) {
    const decision = await matchAmong(incoming, keys, store, presentParameters)
    if (decision.decision === 'new') break
    const found: Hit[] =
      decision.decision === 'link'
        ? [{ ...decision, match: 'same' }]
        : decision.candidates.map((candidate) => ({ ...candidate, match: 'possible' }))
    for (const hit of found) {
      hits.push(...store.reportsOf(hit.patientId).map((id) => ({ ...hit, patientId: id })))
      store.leaveOut(hit.patientId)
    }
  }
  return hits.slice(0, mostHits)
}

/**
 * Counted in the journal, so that several server processes count together. The locks make questions of one moment wait
 * for each other; person before hospital, for everybody.
 */
async function refuseTooMany({ em, actor, session, searchLimits }: Context): Promise<Refusal | undefined> {
  const hospital = session.hospitalCode ?? ''
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`${searched} ${actor.personId}`])
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`${searched} ${hospital}`])
  const waits = []
  for (const limit of searchLimits.perPerson) waits.push(await secondsToWait('person', actor.personId, limit))
  for (const limit of searchLimits.perHospital) waits.push(await secondsToWait('hospital', hospital, limit))
  const seconds = Math.max(...waits)
  if (seconds <= 0) return undefined
  return new Refusal('too-many-searches', { minutes: Math.ceil(seconds / 60), retryAfterSeconds: seconds })

  async function secondsToWait(of: 'person' | 'hospital', whom: string, { most, withinMinutes }: Limit) {
    const [row] = await em.execute<{ seconds: number | null }[]>(
      `select seconds_until_access_of_${of}(?, ?, ?, make_interval(mins => ?)) as seconds`,
      [searched, whom, most, withinMinutes],
    )
    return row?.seconds ?? 0
  }
}

/** The same for each question about one person: his number, or else his name and birth date, in compared form. */
function subjectHashOf({ keys }: Pick<Context, 'keys'>, fields: IdentityFields): Buffer | undefined {
  const { ownNumber, names, birthDate } = readIdentity(fields)
  const [name] = names
  if (ownNumber) return blindToken(keys, 'searched-number', ownNumber.text)
  return name && birthDate !== undefined ? blindToken(keys, 'searched-name', `${birthDate} ${name.text}`) : undefined
}

/** Hits as the asking hospital sees them: its own reports, numbers masked, agreement in words and no value. */
export async function presentFoundPatients({ em }: Pick<Context, 'em'>, found: FoundPatients) {
  const reports = await em.find(CaseReportEntity, { id: found.map(({ hit }) => hit.patientId) })
  const diseases = await em.find(DiseaseEntity, { id: reports.map(({ diseaseId }) => diseaseId) })
  const items = found.flatMap(({ hit, identity }) => {
    const report = reports.find(({ id }) => id === hit.patientId)
    const disease = diseases.find(({ id }) => id === report?.diseaseId)
    if (!report || !disease) return []
    const { code, nameZh, nameEn } = disease
    return [
      {
        caseReportId: report.id,
        number: report.number,
        disease: { code, nameZh, nameEn },
        state: report.state,
        stateZh: caseReportStates[report.state].zh,
        stateEn: caseReportStates[report.state].en,
        match: hit.match,
        identity: maskedIdentity(identity),
        explanation: hit.explanation
          .filter(({ level }) => level !== 'missing')
          .map(({ field, level }) => ({ field, level, ...inWords(field, level) })),
        ...(hit.match === 'possible' ? { otherExplanation: otherExplanationWords[hit.bestOther] } : {}),
      },
    ]
  })
  return { items, beyond: beyondOwnHospital }
}

/** What tells a registrar whom a report is about, and no more of it; only values of the right type. */
function maskedIdentity({ name, sex, birthDate, idType, idNumber, phone }: IdentityFields) {
  return maskIdentitySection({
    ...whereGiven({ name, sex, birthDate, phone }),
    ...(idNumber === undefined ? {} : { idDocument: { ...whereGiven({ type: idType }), number: idNumber } }),
  })
}
