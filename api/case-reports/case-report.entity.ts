import { defineEntity, p } from '@mikro-orm/postgresql'
import { AccountEntity } from '#api/accounts/account.entity.ts'
import { DiseaseEntity, HospitalEntity } from '#api/catalogue/catalogue.entity.ts'
import { bytes, calendarDate, instant, recordVersion } from '#api/db/columns.ts'
import { DataKeyEntity, PatientEntity } from '#api/patients/patient.entity.ts'
import type { Finding } from '#registry-rules/finding.ts'
import type { CaseReportState, Level } from '#registry-rules/workflow/case-report.ts'

/** One hospital tells of one person and one listed disease: the container with the legal state. */
const caseReportSchema = defineEntity({
  name: 'CaseReportEntity',
  tableName: 'case_report',
  properties: {
    id: p.uuid().primary(),
    number: p.text(),
    hospitalCode: () => p.manyToOne(HospitalEntity).mapToPk().fieldName('hospital_code'),
    diseaseId: () => p.manyToOne(DiseaseEntity).mapToPk().fieldName('disease_id'),
    diseaseCode: p.text(),
    diseaseSlug: p.text(),
    formVersion: p.integer(),
    state: p.text().$type<CaseReportState>(),
    returnLevel: p.text().$type<Level>().nullable(),
    round: p.integer(),
    dueDate: calendarDate().nullable(),
    authorId: () => p.manyToOne(AccountEntity).mapToPk().fieldName('author_id'),
    channel: p.text(),
    dataKeyId: () => p.manyToOne(DataKeyEntity).mapToPk().fieldName('data_key_id'),
    draft: bytes().nullable(),
    patientId: () => p.manyToOne(PatientEntity).mapToPk().nullable().fieldName('patient_id'),
    originPatientId: () => p.manyToOne(PatientEntity).mapToPk().nullable().fieldName('origin_patient_id'),
    versionNumber: p.integer(),
    inForceVersionNumber: p.integer().nullable(),
    claimerId: () => p.manyToOne(AccountEntity).mapToPk().nullable().fieldName('claimer_id'),
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
export class CaseReportEntity extends caseReportSchema.class {}
caseReportSchema.setClass(CaseReportEntity)

/** The content as submitted, without identity; written once, never changed. */
const caseReportVersionSchema = defineEntity({
  name: 'CaseReportVersionEntity',
  tableName: 'case_report_version',
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
    receiptNumber: p.text(),
    submittedById: () => p.manyToOne(AccountEntity).mapToPk().fieldName('submitted_by_id'),
    submittedAt: instant(),
  },
})
export class CaseReportVersionEntity extends caseReportVersionSchema.class {}
caseReportVersionSchema.setClass(CaseReportVersionEntity)

/** Who took which part in a report, by person: what the four-eyes rules E1 and E2 ask. */
const caseReportParticipantSchema = defineEntity({
  name: 'CaseReportParticipantEntity',
  tableName: 'case_report_participant',
  properties: {
    caseReportId: () => p.manyToOne(CaseReportEntity).mapToPk().primary().fieldName('case_report_id'),
    personId: p.uuid().primary(),
    part: p.text().$type<'author' | 'hospital-reviewer' | 'office-reviewer'>().primary(),
  },
})
export class CaseReportParticipantEntity extends caseReportParticipantSchema.class {}
caseReportParticipantSchema.setClass(CaseReportParticipantEntity)
