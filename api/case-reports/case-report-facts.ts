import type { Context } from '#api/http/context.ts'
import { isAnsweredByChange } from '#api/queries/answer-by-change.ts'
import { caseClass } from '#registry-rules/forms/case-class.ts'
import type { Finding } from '#registry-rules/finding.ts'
import type { CaseForm } from '#registry-rules/forms/form.ts'
import { validate } from '#registry-rules/forms/validate.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import type { CaseReportFacts, Level } from '#registry-rules/workflow/case-report.ts'
import type { CaseReportEntity } from './case-report.entity.ts'
import type { CaseReportContent } from './case-report-content.ts'
import { formUpgradeOf } from './form-upgrade.ts'

/** The form that a report is filled with. @throws Refusal `form-not-found` when its file is gone. */
export function formOf(
  { forms }: Pick<Context, 'forms'>,
  report: Pick<CaseReportEntity, 'diseaseSlug' | 'formVersion'>,
): CaseForm {
  const form = forms.get(report.diseaseSlug, report.formVersion)
  if (!form) throw new Refusal('form-not-found')
  return form
}

type FactRow = {
  participants: CaseReportFacts['participants'][number][]
  queries: { level: Level; state: 'OPEN' | 'ANSWERED'; pointer: string; ofPair: boolean }[]
  pairs: number
  tentative: boolean
}

const factStatement = `select
  coalesce((select json_agg(json_build_object('personId', person_id, 'part', part))
    from case_report_participant where case_report_id = ?), '[]') as participants,
  coalesce((select json_agg(json_build_object('level', level, 'state', state, 'pointer', pointer,
      'ofPair', patient_pair_id is not null))
    from query where case_report_id = ? and state in ('OPEN', 'ANSWERED')), '[]') as queries,
  (select count(*)::int from patient_pair where state = 'OPEN' and (patient_a_id = ? or patient_b_id = ?)) as pairs,
  exists (select from patient where id = ? and identity_state = 'TENTATIVE') as tentative`

/** Gathers what the transition table must know of a report; the rules themselves ask no database. */
export async function gatherFacts(
  context: Pick<Context, 'em' | 'forms' | 'today'>,
  report: CaseReportEntity,
  content: CaseReportContent,
): Promise<CaseReportFacts> {
  const { em, today } = context
  const form = formOf(context, report)
  const [row] = await em.execute<FactRow[]>(factStatement, [
    report.id,
    report.id,
    report.patientId ?? null,
    report.patientId ?? null,
    report.patientId ?? null,
  ])
  const { participants, queries, pairs, tentative } = row ?? {
    participants: [],
    queries: [],
    pairs: 0,
    tentative: false,
  }
  const upgrade = formUpgradeOf(context, report, content)
  const unanswered = queries.filter((query) => query.state === 'OPEN' && !isAnsweredByChange(content, query))
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
    unansweredQueries: unanswered.length,
    unansweredQueriesOnPlaces: unanswered.filter(({ pointer }) => pointer !== '').length,
    unansweredPairQuestions: queries.filter(({ state, ofPair }) => ofPair && state === 'OPEN').length,
    undecidedPairs: pairs,
    isIdentityTentative: tentative,
    findings: content.findings ?? judge(content, form, today),
    verified: content.verified,
    caseClass: caseClass(content.document, form),
    formUpgrade: upgrade && { toVersion: upgrade.form.version, lost: upgrade.lost.length },
  }
}

/** The findings on a document; a submitted version is not judged against itself. */
function judge({ document, submitted }: CaseReportContent, form: CaseForm, today: string): Finding[] {
  const isRepair = submitted !== undefined && submitted !== document
  return validate(document, { form, today, ...(isRepair ? { previous: submitted } : {}) })
}
