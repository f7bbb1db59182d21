import type { Context } from '#api/http/context.ts'
import { PatientPairEntity } from '#api/patients/patient.entity.ts'
import { findAnsweredByChange } from '#api/queries/answer-by-change.ts'
import { QueryEntity } from '#api/queries/query.entity.ts'
import { caseClass } from '#registry-rules/forms/case-class.ts'
import type { CaseForm } from '#registry-rules/forms/form.ts'
import { validate } from '#registry-rules/forms/validate.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import type { CaseReportFacts } from '#registry-rules/workflow/case-report.ts'
import { CaseReportParticipantEntity, type CaseReportEntity } from './case-report.entity.ts'
import type { CaseReportContent } from './case-report-content.ts'

/** The form that a report is filled with. @throws Refusal `form-not-found` when its file is gone. */
export function formOf(
  { forms }: Pick<Context, 'forms'>,
  report: Pick<CaseReportEntity, 'diseaseSlug' | 'formVersion'>,
): CaseForm {
  const form = forms.get(report.diseaseSlug, report.formVersion)
  if (!form) throw new Refusal('form-not-found')
  return form
}

/** Gathers what the transition table must know of a report; the rules themselves ask no database. */
export async function gatherFacts(
  context: Pick<Context, 'em' | 'forms' | 'today'>,
  report: CaseReportEntity,
  content: CaseReportContent,
): Promise<CaseReportFacts> {
  const { em, today } = context
  const form = formOf(context, report)
  const participants = await em.find(CaseReportParticipantEntity, { caseReportId: report.id })
  const queries = await em.find(QueryEntity, { caseReportId: report.id, state: ['OPEN', 'ANSWERED'] })
  const answeredByChange = await findAnsweredByChange(context, report, content)
  const pairs = report.patientId
    ? await em.count(PatientPairEntity, {
        state: 'OPEN',
        $or: [{ patientAId: report.patientId }, { patientBId: report.patientId }],
      })
    : 0
  return {
    state: report.state,
    lastMovedBy: report.lastMovedBy,
    authorId: report.authorId,
    participants,
    claimerId: report.claimerId ?? undefined,
    leaseEndsAt: report.leaseEndsAt ?? undefined,
    unclosedQueries: {
      hospital: queries.filter(({ level }) => level === 'hospital').length,
      office: queries.filter(({ level }) => level === 'office').length,
    },
    unansweredQueries: queries.filter(({ state }) => state === 'OPEN').length - answeredByChange.length,
    undecidedPairs: pairs,
    findings: validate(content.document, {
      form,
      today,
      ...(content.submitted === undefined ? {} : { previous: content.submitted }),
    }),
    verified: content.verified,
    caseClass: caseClass(content.document, form),
  }
}
