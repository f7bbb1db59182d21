import { defineEntity, p } from '@mikro-orm/postgresql'
import { AccountEntity } from '#api/accounts/account.entity.ts'
import { DiseaseEntity, HospitalEntity } from '#api/catalogue/catalogue.entity.ts'
import { bytes, calendarDate, instant, recordVersion } from '#api/db/columns.ts'
import { DataKeyEntity, PatientEntity } from '#api/patients/patient.entity.ts'
import type { Finding } from '#registry-rules/finding.ts'
import type { CaseReportState, Level } from '#registry-rules/workflow/case-report.ts'

const caseReportSchema = defineEntity({
  name: 'CaseReportEntity',
  tableName: 'case_report',
  indexes: [
    { name: 'case_report_hospital_code_index', properties: ['hospitalCode', 'state', 'id'] },
    { name: 'case_report_state_index', properties: ['state', 'id'] },
  ],
  checks: [
    {
      name: 'case_report_state',
      expression:
        "state in ('DRAFT', 'DISCARDED', 'SUBMITTED', 'HOSPITAL_REVIEW', 'FORWARDED', 'OFFICE_REVIEW', 'RETURNED', 'ACCEPTED', 'REJECTED', 'DUPLICATE', 'WITHDRAWN')",
    },
    { name: 'case_report_return_level', expression: "return_level in ('hospital', 'office')" },
    { name: 'case_report_claim', expression: '(claimer_id is null) = (lease_ends_at is null)' },
  ],
  properties: {
    id: p.uuid().primary(),
    number: p.text().unique(),
    hospitalCode: () => p.manyToOne(HospitalEntity).mapToPk().fieldName('hospital_code'),
    diseaseId: () => p.manyToOne(DiseaseEntity).mapToPk().fieldName('disease_id').index(),
    diseaseCode: p.text(),
    diseaseSlug: p.text(),
    formVersion: p.integer(),
    state: p.text().$type<CaseReportState>(),
    returnLevel: p.text().$type<Level>().nullable(),
    round: p.integer(),
    dueDate: calendarDate().nullable(),
    authorId: () => p.manyToOne(AccountEntity).mapToPk().fieldName('author_id').index(),
    channel: p.text(),
    dataKeyId: () => p.manyToOne(DataKeyEntity).mapToPk().fieldName('data_key_id').index(),
    draft: bytes().nullable(),
    patientId: () =>
      p.manyToOne(PatientEntity).mapToPk().nullable().fieldName('patient_id').deleteRule('no action').index(),
    originPatientId: () =>
      p.manyToOne(PatientEntity).mapToPk().nullable().fieldName('origin_patient_id').deleteRule('no action').index(),
    versionNumber: p.integer(),
    inForceVersionNumber: p.integer().nullable(),
    claimerId: () =>
      p.manyToOne(AccountEntity).mapToPk().nullable().fieldName('claimer_id').deleteRule('no action').index(),
    leaseEndsAt: instant().nullable(),
    lastMovedBy: p.text(),
    createdAt: instant(),
    changedAt: instant(),
    firstSubmittedAt: instant().nullable(),
    forwardedAt: instant().nullable(),
    acceptedAt: instant().nullable(),
    version: recordVersion(),
  },
})
/** One hospital tells of one person and one listed disease: the container with the legal state. */
export class CaseReportEntity extends caseReportSchema.class {}
caseReportSchema.setClass(CaseReportEntity)

const caseReportVersionSchema = defineEntity({
  name: 'CaseReportVersionEntity',
  tableName: 'case_report_version',
  uniques: [{ name: 'case_report_version_number_unique', properties: ['caseReportId', 'number'] }],
  properties: {
    id: p.uuid().primary(),
    caseReportId: () => p.manyToOne(CaseReportEntity).mapToPk().fieldName('case_report_id'),
    number: p.integer(),
    formVersion: p.integer(),
    ruleSet: p.text(),
    content: p.json<Record<string, unknown>>(),
    contentHash: p.text(),
    findings: p.json<Finding[]>(),
    verified: bytes().nullable(),
    verifiedCount: p.integer(),
    receiptNumber: p.text().unique(),
    submittedById: () => p.manyToOne(AccountEntity).mapToPk().fieldName('submitted_by_id').index(),
    submittedAt: instant(),
  },
})
/** The content as submitted, without identity; written once, never changed. */
export class CaseReportVersionEntity extends caseReportVersionSchema.class {}
caseReportVersionSchema.setClass(CaseReportVersionEntity)

const caseReportParticipantSchema = defineEntity({
  name: 'CaseReportParticipantEntity',
  tableName: 'case_report_participant',
  checks: [
    { name: 'case_report_participant_part', expression: "part in ('author', 'hospital-reviewer', 'office-reviewer')" },
  ],
  properties: {
    caseReportId: () =>
      p
        .manyToOne(CaseReportEntity)
        .mapToPk()
        .primary()
        .fieldName('case_report_id')
        .updateRule('no action')
        .deleteRule('no action'),
    personId: p.uuid().primary(),
    part: p.text().$type<'author' | 'hospital-reviewer' | 'office-reviewer'>().primary(),
  },
})
/** Who took which part in a report, by person: what the four-eyes rules E1 and E2 ask. */
export class CaseReportParticipantEntity extends caseReportParticipantSchema.class {}
caseReportParticipantSchema.setClass(CaseReportParticipantEntity)
