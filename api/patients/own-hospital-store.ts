import { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import { blindToken, unwrapDataKey } from '#api/crypto/sealing.ts'
import { openDraft, openIdentity } from '#api/documents/sealed-parts.ts'
import type { Context } from '#api/http/context.ts'
import { blockingKeys, type BlockingKey, type KeyFamily } from '#registry-rules/linkage/blocking-keys.ts'
import type { Candidate } from '#registry-rules/linkage/decide.ts'
import { identityFields, type IdentityFields } from '#registry-rules/linkage/identity-fields.ts'
import { readIdentity, type Identity } from '#registry-rules/linkage/identity.ts'
import type { PatientStore } from '#registry-rules/linkage/match.ts'
import { presentParameters } from '#registry-rules/linkage/parameters/present.ts'
import { DataKeyEntity } from './patient.entity.ts'

/** Drafts that are looked at, those last changed first: what a colleague is typing is among them. */
const draftsRead = 200

/** Keys that one person's own number makes. */
const ownNumberFamilies: ReadonlySet<KeyFamily> = new Set(['resident-id', 'document'])

type Known = { readonly fields: IdentityFields[]; isLeftOut: boolean }
type IdentityRow = {
  case_report_id: string
  version_number: number
  sealed: Buffer
  wrapped: Buffer
  key_ring_id: string
  disease_code: string
}

/**
 * What one hospital has written itself, as the store that matching asks: its submitted reports and its drafts. A
 * candidate is a report, or several with the same number and name, whatever they were joined with since: nothing here
 * depends on what another hospital has reported, neither the candidates nor the counts that weigh them. The database
 * shows no more (row-level security); the hospital is named all the same, because an account may have a seat at the
 * office, too.
 */
export class OwnHospitalStore implements PatientStore {
  readonly #context: Pick<Context, 'em' | 'keys'>
  readonly #hospitalCode: string
  /** The report that is being written. */
  readonly #exceptId: string | undefined
  readonly #known = new Map<string, Known>()
  #drafts: ReadonlyMap<string, ReadonlySet<string>> | undefined
  #found: ReadonlySet<string> | undefined
  readonly #reportsOf = new Map<string, readonly string[]>()

  constructor(context: Pick<Context, 'em' | 'keys' | 'session'>, exceptId: string | undefined) {
    this.#context = context
    this.#hospitalCode = context.session.hospitalCode ?? ''
    this.#exceptId = exceptId
  }

  async count(): Promise<number> {
    return this.#context.em.count(CaseReportEntity, { hospitalCode: this.#hospitalCode })
  }

  async holders(keys: readonly BlockingKey[]): Promise<number[]> {
    const drafts = await this.#draftsByKey()
    const rows = await this.#context.em.execute<{ token: Buffer; holders: number }[]>(
      `select b.token, count(distinct i.case_report_id)::integer as holders
       from blocking_token b join patient_identity i on i.id = b.patient_identity_id
       join case_report r on r.id = i.case_report_id
       where b.token = any (array[?]::bytea[]) and i.current and r.hospital_code = ? group by b.token`,
      [this.#tokensOf(keys), this.#hospitalCode],
    )
    const counts = new Map(rows.map(({ token, holders }) => [token.toString('hex'), holders]))
    return keys.map((key) => {
      const count = (counts.get(this.#tokenOf(key).toString('hex')) ?? 0) + (drafts.get(nameOf(key))?.size ?? 0)
      // Here reports are counted, not patients: a person with hundreds of them must stay to be found by his number.
      return ownNumberFamilies.has(key.family) ? Math.min(count, presentParameters.limits.holdersOfKey) : count
    })
  }

  async candidates(keys: readonly BlockingKey[], limit: number): Promise<Candidate[]> {
    this.#found ??= await this.#find(keys, limit)
    const reports = [...this.#found].flatMap((id) => {
      const known = this.#known.get(id)
      return known && !known.isLeftOut ? [{ id, identities: known.fields.map(readIdentity) }] : []
    })
    // Many reports of one person would compete with each other until none of them is likely.
    const persons = Map.groupBy(reports, ({ id, identities }) => personIn(identities.at(-1)) ?? id)
    return [...persons.values()].map((ofOne) => {
      const ids = ofOne.map(({ id }) => id).toSorted()
      const patientId = ids.at(-1) ?? ''
      this.#reportsOf.set(patientId, ids.toReversed())
      return { patientId, identities: ofOne.flatMap(({ identities }) => identities) }
    })
  }

  /** The reports that a candidate stands for, latest first. */
  reportsOf(candidateId: string): readonly string[] {
    return this.#reportsOf.get(candidateId) ?? []
  }

  /** Takes a candidate that is found already out, so that the next best can be asked for. */
  leaveOut(candidateId: string): void {
    for (const id of this.reportsOf(candidateId)) {
      const known = this.#known.get(id)
      if (known) known.isLeftOut = true
    }
  }

  /** The identity last written into a report that was found. */
  latestOf(reportId: string): IdentityFields {
    return this.#known.get(reportId)?.fields.at(-1) ?? {}
  }

  /** Reports that share a key, with their identities opened; each question of a search is about the same ones. */
  async #find(keys: readonly BlockingKey[], limit: number): Promise<ReadonlySet<string>> {
    const drafts = await this.#draftsByKey()
    const rows = await this.#context.em.execute<IdentityRow[]>(
      `with alike as (
         select i.case_report_id as id from blocking_token b join patient_identity i on i.id = b.patient_identity_id
         join case_report r on r.id = i.case_report_id
         where b.token = any (array[?]::bytea[]) and i.current and r.hospital_code = ?
           and r.id is distinct from ?::uuid
         group by i.case_report_id order by count(*) desc, i.case_report_id desc limit ?)
       select i.case_report_id, i.version_number, i.sealed, k.wrapped, k.key_ring_id, r.disease_code
       from alike join patient_identity i on i.case_report_id = alike.id
       join data_key k on k.id = i.data_key_id join case_report r on r.id = alike.id
       order by i.case_report_id, i.version_number`,
      [this.#tokensOf(keys), this.#hospitalCode, this.#exceptId ?? null, limit],
    )
    for (const [id, versions] of Map.groupBy(rows, ({ case_report_id: report }) => report)) {
      // A report that was recalled stands with its draft: that is what it says now.
      if (!this.#known.has(id))
        this.#known.set(id, { fields: versions.map((row) => this.#open(row)), isLeftOut: false })
    }
    return new Set([
      ...rows.map((row) => row.case_report_id),
      ...keys.flatMap((key) => [...(drafts.get(nameOf(key)) ?? [])]),
    ])
  }

  /** Which drafts hold a key; a draft has no tokens in the database, so its keys are made here. */
  async #draftsByKey(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    if (this.#drafts) return this.#drafts
    const drafts = await this.#context.em.find(
      CaseReportEntity,
      {
        hospitalCode: this.#hospitalCode,
        state: 'DRAFT',
        draft: { $ne: null },
        ...(this.#exceptId === undefined ? {} : { id: { $ne: this.#exceptId } }),
      },
      { orderBy: { changedAt: 'desc' }, limit: draftsRead },
    )
    const dataKeys = await this.#context.em.find(DataKeyEntity, { id: drafts.map(({ dataKeyId }) => dataKeyId) })
    const byKey = new Map<string, Set<string>>()
    for (const { id, draft, dataKeyId, diseaseCode } of drafts) {
      const dataKey = dataKeys.find((each) => each.id === dataKeyId)
      if (!draft || !dataKey) continue
      const document = openDraft(unwrapDataKey(this.#context.keys, dataKey.wrapped, dataKey.keyRingId), id, draft)
      const fields = identityFields(document['identity'], { diseaseCode })
      this.#known.set(id, { fields: [fields], isLeftOut: false })
      for (const key of blockingKeys(readIdentity(fields))) {
        const holders = byKey.get(nameOf(key)) ?? new Set()
        byKey.set(nameOf(key), holders.add(id))
      }
    }
    this.#drafts = byKey
    return byKey
  }

  #open(row: IdentityRow): IdentityFields {
    const key = unwrapDataKey(this.#context.keys, row.wrapped, row.key_ring_id)
    return identityFields(openIdentity(key, row.case_report_id, row.version_number, row.sealed), {
      diseaseCode: row.disease_code,
    })
  }

  #tokenOf({ family, value }: BlockingKey): Buffer {
    return blindToken(this.#context.keys, family, value)
  }

  #tokensOf(keys: readonly BlockingKey[]): Buffer[] {
    return keys.map((key) => this.#tokenOf(key))
  }
}

const nameOf = ({ family, value }: BlockingKey): string => `${family} ${value}`

/** What reports of one person have in common beyond doubt: the own number and the name that it is written with. */
function personIn(identity: Identity | undefined): string | undefined {
  const name = identity?.names[0]
  return identity?.ownNumber && name ? `${identity.ownNumber.text} ${name.text}` : undefined
}
