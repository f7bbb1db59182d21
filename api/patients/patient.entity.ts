import { defineEntity, p } from '@mikro-orm/postgresql'
import { AccountEntity } from '#api/accounts/account.entity.ts'
import { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import { HospitalEntity } from '#api/catalogue/catalogue.entity.ts'
import type { MovedCase } from '#api/cases/join-cases.ts'
import { bytes, calendarDate, instant, recordVersion } from '#api/db/columns.ts'
import type { VitalState } from '#registry-rules/cases/vital-state.ts'
import type { RelativeKind } from '#registry-rules/workflow/family.ts'
import type { DecidedBefore, PatientPairState } from '#registry-rules/workflow/patient-pair.ts'

const dataKeySchema = defineEntity({
  name: 'DataKeyEntity',
  tableName: 'data_key',
  properties: { id: p.uuid().primary(), wrapped: bytes(), keyRingId: p.text() },
})
/** A data key, wrapped by a key of the key ring; destroying the row makes what it sealed unreadable. */
export class DataKeyEntity extends dataKeySchema.class {}
dataKeySchema.setClass(DataKeyEntity)

const patientSchema = defineEntity({
  name: 'PatientEntity',
  tableName: 'patient',
  checks: [
    {
      name: 'patient_record_state',
      expression: "record_state in ('PROVISIONAL', 'ACTIVE', 'MERGED', 'INACTIVE', 'ERASED')",
    },
    { name: 'patient_identity_state', expression: "identity_state in ('SURE', 'TENTATIVE')" },
    { name: 'patient_vital_state', expression: "vital_state in ('ALIVE', 'DECEASED', 'UNKNOWN')" },
    { name: 'patient_merged_into', expression: "(record_state = 'MERGED') = (merged_into_id is not null)" },
  ],
  properties: {
    id: p.uuid().primary(),
    pseudonym: p.text().unique(),
    recordState: p.text().$type<'PROVISIONAL' | 'ACTIVE' | 'MERGED' | 'INACTIVE' | 'ERASED'>(),
    identityState: p.text().$type<'SURE' | 'TENTATIVE'>(),
    vitalState: p.text().$type<'ALIVE' | 'DECEASED' | 'UNKNOWN'>(),
    mergedIntoId: () =>
      p.manyToOne(PatientEntity).mapToPk().nullable().fieldName('merged_into_id').deleteRule('no action').index(),
    dataKeyId: () => p.manyToOne(DataKeyEntity).mapToPk().fieldName('data_key_id').index(),
    createdAt: instant(),
    activatedAt: instant().nullable(),
    version: recordVersion(),
  },
})
/** A person under a life-long pseudonym; nothing here says who it is. */
export class PatientEntity extends patientSchema.class {}
patientSchema.setClass(PatientEntity)

const patientHospitalSchema = defineEntity({
  name: 'PatientHospitalEntity',
  tableName: 'patient_hospital',
  properties: {
    patientId: () =>
      p
        .manyToOne(PatientEntity)
        .mapToPk()
        .primary()
        .fieldName('patient_id')
        .updateRule('no action')
        .deleteRule('no action'),
    hospitalCode: () =>
      p
        .manyToOne(HospitalEntity)
        .mapToPk()
        .primary()
        .fieldName('hospital_code')
        .updateRule('no action')
        .deleteRule('no action')
        .index(),
  },
})
/** Which hospitals have reported a patient; row-level security opens the patient to them. */
export class PatientHospitalEntity extends patientHospitalSchema.class {}
patientHospitalSchema.setClass(PatientHospitalEntity)

const patientIdentitySchema = defineEntity({
  name: 'PatientIdentityEntity',
  tableName: 'patient_identity',
  uniques: [{ name: 'patient_identity_version_unique', properties: ['caseReportId', 'versionNumber'] }],
  properties: {
    id: p.uuid().primary(),
    patientId: () => p.manyToOne(PatientEntity).mapToPk().fieldName('patient_id').index(),
    originPatientId: () => p.manyToOne(PatientEntity).mapToPk().fieldName('origin_patient_id').index(),
    caseReportId: () => p.manyToOne(CaseReportEntity).mapToPk().fieldName('case_report_id'),
    versionNumber: p.integer(),
    sealed: bytes(),
    dataKeyId: () => p.manyToOne(DataKeyEntity).mapToPk().fieldName('data_key_id').index(),
    current: p.boolean(),
    /** Which blocking keys, hashed by which key, the tokens of the identity are; those of another version are made anew. */
    tokensVersion: p.text(),
    /** Of the report as it was submitted: what matching reads beside the identity. */
    diseaseCode: p.text(),
    hospitalCode: p.text(),
    submittedOn: calendarDate(),
  },
})
/** The identity section of one report version, sealed under the report's data key; never overwritten. */
export class PatientIdentityEntity extends patientIdentitySchema.class {}
patientIdentitySchema.setClass(PatientIdentityEntity)

const blockingTokenSchema = defineEntity({
  name: 'BlockingTokenEntity',
  tableName: 'blocking_token',
  properties: {
    token: bytes().primary(),
    patientIdentityId: () =>
      p
        .manyToOne(PatientIdentityEntity)
        .mapToPk()
        .primary()
        .fieldName('patient_identity_id')
        .updateRule('no action')
        .deleteRule('no action')
        .index(),
  },
})
/** A keyed hash of a blocking key, by which matching finds candidates without reading identity. */
export class BlockingTokenEntity extends blockingTokenSchema.class {}
blockingTokenSchema.setClass(BlockingTokenEntity)

const patientPairSchema = defineEntity({
  name: 'PatientPairEntity',
  tableName: 'patient_pair',
  indexes: [{ name: 'patient_pair_state_index', properties: ['state', 'id'] }],
  uniques: [{ name: 'patient_pair_open_unique', properties: ['patientAId', 'patientBId'], where: "state = 'OPEN'" }],
  checks: [
    {
      name: 'patient_pair_state',
      expression: "state in ('OPEN', 'SAME', 'DIFFERENT', 'RELATIVE', 'DEFERRED', 'MOOT')",
    },
    { name: 'patient_pair_order', expression: 'patient_a_id < patient_b_id' },
    {
      name: 'patient_pair_relative_kind',
      expression:
        "relative_kind in ('identical-twin', 'fraternal-twin', 'twin-unknown-zygosity', 'sibling', 'parent-child', 'other')",
    },
    {
      name: 'patient_pair_decided_before',
      expression: "decided_before in ('DIFFERENT', 'RELATIVE', 'DEFERRED')",
    },
    { name: 'patient_pair_origin', expression: '(origin_a_id is null) = (origin_b_id is null)' },
  ],
  properties: {
    id: p.uuid().primary(),
    patientAId: () => p.manyToOne(PatientEntity).mapToPk().fieldName('patient_a_id').index(),
    patientBId: () => p.manyToOne(PatientEntity).mapToPk().fieldName('patient_b_id').index(),
    state: p.text().$type<PatientPairState>(),
    reason: p.text(),
    explanation: p.json<PairExplanation>(),
    score: p.double().$type<number>().nullable(),
    otherExplanation: p.text().nullable(),
    isFamilyPattern: p.boolean().nullable(),
    evidenceHash: bytes(),
    matcherVersion: p.text(),
    detectedAt: instant(),
    proposedById: () =>
      p.manyToOne(AccountEntity).mapToPk().nullable().fieldName('proposed_by_id').deleteRule('no action').index(),
    decidedById: () =>
      p.manyToOne(AccountEntity).mapToPk().nullable().fieldName('decided_by_id').deleteRule('no action').index(),
    decidedAt: instant().nullable(),
    reasonCode: p.text().nullable(),
    relativeKind: p.text().$type<RelativeKind>().nullable(),
    missingFact: p.text().nullable(),
    dueDate: calendarDate().nullable(),
    reopeningProposedById: () =>
      p
        .manyToOne(AccountEntity)
        .mapToPk()
        .nullable()
        .fieldName('reopening_proposed_by_id')
        .deleteRule('no action')
        .index(),
    /** What a person had decided before the pair was opened again; matching never links over it. */
    decidedBefore: p.text().$type<DecidedBefore>().nullable(),
    /** The records that the pair was made of, kept from the first time that a merge carries it on. */
    originAId: () =>
      p.manyToOne(PatientEntity).mapToPk().nullable().fieldName('origin_a_id').deleteRule('no action').index(),
    originBId: () =>
      p.manyToOne(PatientEntity).mapToPk().nullable().fieldName('origin_b_id').deleteRule('no action').index(),
    version: recordVersion(),
  },
})
/** Two patient records that may be one person; `patientAId` is the smaller id. */
export class PatientPairEntity extends patientPairSchema.class {}
patientPairSchema.setClass(PatientPairEntity)

/**
 * Agreement and weights per field, without any value (`registry-rules/linkage/weigh.ts`); pairs of the first form of
 * matching have no weights.
 */
export type PairExplanation = readonly {
  readonly field: string
  readonly level: string
  readonly weight?: number
  readonly weightAgainstRelative?: number
}[]

/** What a merge moved, and what stood before, so that it can be taken back. */
export type MovedByMerge = {
  readonly stateBefore: string
  readonly survivorBefore: {
    readonly recordState: string
    readonly vitalState: VitalState
    readonly identityState: 'SURE' | 'TENTATIVE'
    readonly activatedAt?: string | undefined
  }
  readonly caseReports: readonly string[]
  readonly identities: readonly string[]
  readonly hospitals: readonly string[]
  readonly cases: readonly MovedCase[]
  readonly pairs: {
    readonly pair: string
    readonly stateBefore: PatientPairState
    readonly stateAfter: PatientPairState
    readonly decidedAt: string | null
  }[]
}

const patientMergeSchema = defineEntity({
  name: 'PatientMergeEntity',
  tableName: 'patient_merge',
  properties: {
    id: p.uuid().primary(),
    number: p.text().unique(),
    fromPatientId: () => p.manyToOne(PatientEntity).mapToPk().fieldName('from_patient_id').index(),
    intoPatientId: () => p.manyToOne(PatientEntity).mapToPk().fieldName('into_patient_id').index(),
    patientPairId: () => p.manyToOne(PatientPairEntity).mapToPk().fieldName('patient_pair_id').index(),
    moved: p.json<MovedByMerge>(),
    stateBeforeHash: p.text(),
    mergedAt: instant(),
  },
})
/** One merge with everything it moved, so that it can be taken back. */
export class PatientMergeEntity extends patientMergeSchema.class {}
patientMergeSchema.setClass(PatientMergeEntity)
