import { defineEntity, p } from '@mikro-orm/postgresql'
import { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import { HospitalEntity } from '#api/catalogue/catalogue.entity.ts'
import { instant, recordVersion } from '#api/db/columns.ts'
import { PatientEntity } from '#api/patients/patient.entity.ts'

/** States of WORKFLOW 3.9; only CONFIRMED and SUSPECTED are counted. */
export type RegistryCaseState = 'SUSPECTED' | 'CONFIRMED' | 'REVISED' | 'EXCLUDED' | 'INACTIVE'

const registryCaseSchema = defineEntity({
  name: 'RegistryCaseEntity',
  tableName: 'registry_case',
  uniques: [
    {
      name: 'registry_case_patient_disease_unique',
      properties: ['patientId', 'diseaseCode'],
      where: "state in ('SUSPECTED', 'CONFIRMED')",
    },
  ],
  checks: [
    {
      name: 'registry_case_state',
      expression: "state in ('SUSPECTED', 'CONFIRMED', 'REVISED', 'EXCLUDED', 'INACTIVE')",
    },
  ],
  properties: {
    id: p.uuid().primary(),
    number: p.text().unique(),
    patientId: () => p.manyToOne(PatientEntity).mapToPk().fieldName('patient_id').index(),
    originPatientId: () => p.manyToOne(PatientEntity).mapToPk().fieldName('origin_patient_id').index(),
    diseaseCode: p.text(),
    state: p.text().$type<RegistryCaseState>(),
    openedAt: instant(),
    version: recordVersion(),
  },
})
/** Patient × listed disease: what is counted. (`case` is a word of SQL, hence the table's longer name.) */
export class RegistryCaseEntity extends registryCaseSchema.class {}
registryCaseSchema.setClass(RegistryCaseEntity)

const caseSourceSchema = defineEntity({
  name: 'CaseSourceEntity',
  tableName: 'case_source',
  properties: {
    registryCaseId: () =>
      p
        .manyToOne(RegistryCaseEntity)
        .mapToPk()
        .primary()
        .fieldName('registry_case_id')
        .updateRule('no action')
        .deleteRule('no action'),
    caseReportId: () =>
      p
        .manyToOne(CaseReportEntity)
        .mapToPk()
        .primary()
        .fieldName('case_report_id')
        .updateRule('no action')
        .deleteRule('no action')
        .index(),
    originCaseId: () => p.manyToOne(RegistryCaseEntity).mapToPk().fieldName('origin_case_id').index(),
    since: instant(),
  },
})
/** An accepted report as a source of a case; `originCaseId` is the case it opened or joined before any merge. */
export class CaseSourceEntity extends caseSourceSchema.class {}
caseSourceSchema.setClass(CaseSourceEntity)

const caseFactSchema = defineEntity({
  name: 'CaseFactEntity',
  tableName: 'case_fact',
  indexes: [{ name: 'case_fact_disease_code_index', properties: ['diseaseCode', 'acceptedAt'] }],
  properties: {
    registryCaseId: () =>
      p
        .manyToOne(RegistryCaseEntity)
        .mapToPk()
        .primary()
        .fieldName('registry_case_id')
        .updateRule('no action')
        .deleteRule('no action'),
    diseaseCode: p.text(),
    state: p.text().$type<RegistryCaseState>(),
    identityState: p.text(),
    sex: p.text(),
    birthYear: p.integer().nullable(),
    ageAtDiagnosisYears: p.integer().nullable(),
    regionCode: p.text().nullable(),
    cityCode: p.text().nullable(),
    onsetDate: p.text().nullable(),
    diagnosisDate: p.text().nullable(),
    vitalState: p.text(),
    leadingReportId: () => p.manyToOne(CaseReportEntity).mapToPk().fieldName('leading_report_id').index(),
    hospitalCode: () => p.manyToOne(HospitalEntity).mapToPk().fieldName('hospital_code').index(),
    sourceCount: p.integer(),
    geneticallyConfirmed: p.boolean(),
    firstSubmittedAt: instant(),
    acceptedAt: instant(),
  },
})
/** What is counted of a case, one flat row, so that statistics never open JSON or identity. */
export class CaseFactEntity extends caseFactSchema.class {}
caseFactSchema.setClass(CaseFactEntity)
