import { defineEntity, p } from '@mikro-orm/postgresql'
import { AccountEntity } from '#api/accounts/account.entity.ts'
import { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import { bytes, calendarDate, instant, recordVersion } from '#api/db/columns.ts'
import { PatientPairEntity } from '#api/patients/patient.entity.ts'
import type { Level } from '#registry-rules/workflow/case-report.ts'
import type { AnswerKind, QueryState } from '#registry-rules/workflow/query.ts'

const querySchema = defineEntity({
  name: 'QueryEntity',
  tableName: 'query',
  indexes: [{ name: 'query_case_report_id_index', properties: ['caseReportId', 'state'] }],
  checks: [
    { name: 'query_level', expression: "level in ('hospital', 'office')" },
    { name: 'query_kind', expression: "kind in ('missing', 'implausible', 'contradicts', 'unclear', 'please-prove')" },
    { name: 'query_state', expression: "state in ('OPEN', 'ANSWERED', 'CLOSED', 'CANCELLED')" },
    {
      name: 'query_answer_kind',
      expression:
        "answer_kind in ('changed-value', 'accepted-suggestion', 'verified', 'cannot-be-found-out', 'waiting')",
    },
  ],
  properties: {
    id: p.uuid().primary(),
    number: p.text().unique(),
    caseReportId: () => p.manyToOne(CaseReportEntity).mapToPk().fieldName('case_report_id'),
    level: p.text().$type<Level>(),
    pointer: p.text(),
    kind: p.text(),
    state: p.text().$type<QueryState>(),
    question: bytes(),
    answer: bytes().nullable(),
    answerKind: p.text().$type<AnswerKind>().nullable(),
    dueDate: calendarDate().nullable(),
    askedOfVersionNumber: p.integer(),
    openedById: () => p.manyToOne(AccountEntity).mapToPk().fieldName('opened_by_id').index(),
    openedAt: instant(),
    answeredById: () =>
      p.manyToOne(AccountEntity).mapToPk().nullable().fieldName('answered_by_id').deleteRule('no action').index(),
    answeredAt: instant().nullable(),
    closedById: () =>
      p.manyToOne(AccountEntity).mapToPk().nullable().fieldName('closed_by_id').deleteRule('no action').index(),
    closedAt: instant().nullable(),
    /** The pair that cannot be decided without the answer (M6); never shown to the hospital. */
    patientPairId: () =>
      p.manyToOne(PatientPairEntity).mapToPk().nullable().fieldName('patient_pair_id').deleteRule('no action').index(),
    version: recordVersion(),
  },
})
/** One question on one field, section or report; question and answer are sealed, since people quote names. */
export class QueryEntity extends querySchema.class {}
querySchema.setClass(QueryEntity)
