import { v7 as newId } from 'uuid'
import type { Client } from 'pg'
import { randomBytes } from 'node:crypto'
import type { KeyRing } from '#api/crypto/key-ring.ts'
import { blindToken, newDataKey } from '#api/crypto/sealing.ts'
import { withDatabaseClient } from '#api/db/database-client.ts'
import { sealIdentity, type IdentitySection } from '#api/documents/sealed-parts.ts'
import { tokensVersion } from '#api/patients/tokens-version.ts'
import { blockingKeys } from '#registry-rules/linkage/blocking-keys.ts'
import { identityFields } from '#registry-rules/linkage/identity-fields.ts'
import { readIdentity } from '#registry-rules/linkage/identity.ts'
import { pseudonym } from '#registry-rules/numbering/registry-number.ts'
import { copyRows, type CopyValue } from '#test/bench/copy-rows.ts'
import { readJsonLines } from './read-json-lines.ts'
import type { ReportLine, TruthLine } from './report-line.ts'

/** What to fill a registry with: files that `generate.ts` wrote. */
export type Filling = {
  /** Path of reports.jsonl. */
  readonly reports: string
  /** Path of truth.jsonl: reports of one person share a patient record. Without it each report has one of its own. */
  readonly truth?: string
  /** With `truth`: of so many repeated reports one has a patient record of its own, as if matching had missed it. */
  readonly missedEvery?: number
  /** So many reports at most. */
  readonly limit?: number
  /** The version that is noted with the tokens; another one than today's makes them look old. */
  readonly tokensVersion?: string
}

/** What was written. */
export type Filled = {
  readonly patients: number
  readonly reports: number
  readonly tokens: number
  /** Records that are one person with an earlier one. */
  readonly missed: number
  readonly seconds: number
}

const reportsPerBatch = 5000

const tables = {
  data_key: ['id', 'wrapped', 'key_ring_id'],
  patient: [
    'id',
    'pseudonym',
    'record_state',
    'identity_state',
    'vital_state',
    'data_key_id',
    'created_at',
    'activated_at',
    'version',
  ],
  patient_hospital: ['patient_id', 'hospital_code'],
  case_report: [
    'id',
    'number',
    'hospital_code',
    'disease_id',
    'disease_code',
    'disease_slug',
    'form_version',
    'state',
    'round',
    'author_id',
    'channel',
    'data_key_id',
    'patient_id',
    'origin_patient_id',
    'version_number',
    'last_moved_by',
    'created_at',
    'changed_at',
    'first_submitted_at',
    'version',
  ],
  case_report_version: [
    'id',
    'case_report_id',
    'number',
    'form_version',
    'rule_set',
    'content',
    'content_hash',
    'findings',
    'verified_count',
    'receipt_number',
    'submitted_by_id',
    'submitted_at',
  ],
  patient_identity: [
    'id',
    'patient_id',
    'origin_patient_id',
    'case_report_id',
    'version_number',
    'sealed',
    'data_key_id',
    'current',
    'tokens_version',
    'disease_code',
    'hospital_code',
    'submitted_on',
  ],
  blocking_token: ['token', 'patient_identity_id'],
} as const satisfies Readonly<Record<string, readonly string[]>>

type Batch = Record<keyof typeof tables, CopyValue[][]>

/**
 * Fills a migrated registry that has its catalogue and accounts with submitted reports of invented patients: sealed
 * identities and blocking tokens are those that a submission would store under these keys. Nothing is matched, and
 * nothing stands in the journal: rows go in with COPY, past triggers and foreign keys, so the address must be that of a
 * superuser and the database one to throw away.
 */
export async function fillRegistry(superuserUrl: string, keys: KeyRing, filling: Filling): Promise<Filled> {
  const started = performance.now()
  return withDatabaseClient(superuserUrl, async (client) => {
    const writer = await createWriter(client, keys, filling)
    // Triggers and foreign keys rest; indexes on the many tokens are made at the end in one go.
    await client.query(`set session_replication_role = replica; set synchronous_commit = off;
      set maintenance_work_mem = '512MB';
      alter table blocking_token drop constraint blocking_token_pkey;
      drop index blocking_token_patient_identity_id_index`)
    let copying = Promise.resolve()
    const counts = { patients: 0, reports: 0, tokens: 0, missed: 0 }
    let batch = emptyBatch()
    const flush = async (): Promise<void> => {
      const full = batch
      batch = emptyBatch()
      await copying
      copying = copy(client, full)
      // Awaited at the next batch; until then a failure must not end the process.
      copying.catch(() => undefined)
    }
    const truth = filling.truth === undefined ? undefined : readJsonLines<TruthLine>(filling.truth)
    for await (const line of readJsonLines<ReportLine>(filling.reports)) {
      if (counts.reports >= (filling.limit ?? Number.POSITIVE_INFINITY)) break
      const known = await truth?.next()
      writer.add(batch, line, known?.value?.personId, counts)
      if (batch.case_report.length >= reportsPerBatch) await flush()
    }
    await flush()
    await copying
    await client.query(`alter table blocking_token add constraint blocking_token_pkey primary key (token, patient_identity_id);
      create index blocking_token_patient_identity_id_index on blocking_token (patient_identity_id)`)
    // Also the visibility map, as autovacuum would have written it in a registry that grew over years.
    for (const table of Object.keys(tables)) await client.query(`vacuum (analyze) ${table}`)
    return { ...counts, seconds: (performance.now() - started) / 1000 }
  })
}

const emptyBatch = (): Batch => Object.fromEntries(Object.keys(tables).map((table) => [table, []])) as unknown as Batch

async function copy(client: Client, batch: Batch): Promise<void> {
  for (const [table, columns] of Object.entries(tables)) {
    await copyRows(client, table, columns, batch[table as keyof typeof tables])
  }
}

type Counts = { patients: number; reports: number; tokens: number; missed: number }

async function createWriter(client: Client, keys: KeyRing, filling: Filling) {
  const { rows: accounts } = await client.query<{ id: string }>('select id from account order by username limit 1')
  const { rows: diseases } = await client.query<{ id: string; code: string; slug: string }>(
    'select id, code, slug from disease',
  )
  const { rows: hospitals } = await client.query<{ code: string }>('select code from hospital')
  const diseaseOf = new Map(diseases.map((disease) => [disease.code, disease]))
  const known = new Set(hospitals.map(({ code }) => code))
  const [[disease], [hospital], [account]] = [diseases, hospitals, accounts]
  if (!disease || !hospital || !account) throw new Error('The database to fill has no catalogue or no accounts.')
  const [anyDisease, anyHospital, author] = [disease, hospital.code, account.id]
  const version = filling.tokensVersion ?? tokensVersion(keys)
  const patients = new Map<string, { id: string; hospitals: string[] }>()
  let repeated = 0

  return { add }

  function add(batch: Batch, line: ReportLine, personId: string | undefined, counts: Counts): void {
    const disease = diseaseOf.get(line.diseaseCode ?? '') ?? anyDisease
    const hospital = line.hospitalCode !== null && known.has(line.hospitalCode) ? line.hospitalCode : anyHospital
    // Noon in China, so that the day is the same in both time zones.
    const at = `${line.reportDate ?? '2025-12-31'}T04:00:00Z`
    const { wrapped, keyId, key } = newDataKey(keys)
    const [dataKeyId, reportId, identityId] = [newId(), newId(), newId()]
    batch.data_key.push([dataKeyId, wrapped, keyId])

    let patient = personId === undefined ? undefined : patients.get(personId)
    if (patient && filling.missedEvery !== undefined && (repeated += 1) % filling.missedEvery === 0) {
      patient = undefined
      counts.missed += 1
    }
    if (!patient) {
      patient = { id: newId(), hospitals: [] }
      if (personId !== undefined && !patients.has(personId)) patients.set(personId, patient)
      const name = pseudonym(randomBytes(8).readBigUInt64BE())
      batch.patient.push([patient.id, name, 'ACTIVE', 'SURE', 'UNKNOWN', dataKeyId, at, at, 1])
      counts.patients += 1
    }
    if (!patient.hospitals.includes(hospital)) {
      patient.hospitals.push(hospital)
      batch.patient_hospital.push([patient.id, hospital])
    }
    const { id, code, slug } = disease
    const number = `F${counts.reports + 1}`
    batch.case_report.push([reportId, number, hospital, id, code, slug, 1, 'SUBMITTED', 1, author, 'api', dataKeyId])
    batch.case_report.at(-1)?.push(patient.id, patient.id, 1, 'registrar', at, at, at, 1)
    batch.case_report_version.push([newId(), reportId, 1, 1, 'filled', '{}', '', '[]', 0, number, author, at])

    const section = identitySectionOf(line)
    const identity = readIdentity(
      identityFields(section, { diseaseCode: code, hospitalCode: hospital, reportDate: at.slice(0, 10) }),
    )
    const sealed = sealIdentity(key, reportId, 1, section)
    batch.patient_identity.push([identityId, patient.id, patient.id, reportId, 1, sealed, dataKeyId, true, version])
    batch.patient_identity.at(-1)?.push(code, hospital, at.slice(0, 10))
    const tokens = blockingKeys(identity).map(({ family, value }) => blindToken(keys, family, value))
    for (const token of tokens) batch.blocking_token.push([token, identityId])
    counts.tokens += tokens.length
    counts.reports += 1
  }
}

/** The identity section of the document that a benchmark report would have come from. */
export function identitySectionOf(line: ReportLine): IdentitySection {
  const section = {
    name: line.name,
    sex: line.sex,
    birthDate: line.birthDate,
    idDocument: given({ type: line.idType, number: line.idNumber }),
    phone: line.phone,
    guardian: given({
      name: line.guardianName,
      idDocument: line.guardianIdNumber === null ? null : { type: '01', number: line.guardianIdNumber },
    }),
    mother: given({ name: line.motherName }),
    multipleBirth: given({ order: line.multipleBirthOrder }),
    residence: given({ region: line.regionCode, address: line.address }),
  }
  return given(section) ?? {}
}

/** The members that are there, or nothing where none is. */
function given(section: Readonly<Record<string, unknown>>): Record<string, unknown> | null {
  const members = Object.entries(section).filter(([, value]) => value !== null)
  return members.length === 0 ? null : Object.fromEntries(members)
}
