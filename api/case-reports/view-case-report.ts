import type { ReportDocument } from '#api/documents/sealed-parts.ts'
import type { Context } from '#api/http/context.ts'
import { disclosedPatientOf } from '#api/patients/disclosed-patient.ts'
import type { PatientEntity } from '#api/patients/patient.entity.ts'
import { QueryEntity } from '#api/queries/query.entity.ts'
import { viewQuery, type QueryView } from '#api/queries/view-query.ts'
import { valueAt } from '#registry-rules/forms/json-pointer.ts'
import type { LostAnswer } from '#registry-rules/forms/upgrade-document.ts'
import { maskIdentitySection } from '#registry-rules/identity/mask-identity-section.ts'
import {
  caseReportTransitions,
  isOpenToOffice,
  judgeAction,
  type CaseReportFacts,
  type CaseReportTransition,
} from '#registry-rules/workflow/case-report.ts'
import { seatOf } from '#registry-rules/workflow/roles.ts'
import type { CaseReportEntity, CaseReportVersionEntity } from './case-report.entity.ts'
import { openContent, type CaseReportContent } from './case-report-content.ts'
import { gatherFacts } from './case-report-facts.ts'
import { formUpgradeOf } from './form-upgrade.ts'

/** The rows around a report that every reader may see. */
export type CaseReportSummary = {
  readonly report: CaseReportEntity
  readonly disease: { readonly code: string; readonly slug: string; readonly nameZh: string; readonly nameEn: string }
  readonly hospital: { readonly code: string; readonly nameZh: string }
  readonly author: string
  readonly claimer: string | undefined
}

/** An answer that the newest form has no place for, with its value. */
export type LostValue = LostAnswer & { readonly value: unknown }

/** A report with all that this reader may see of it. */
export type CaseReportView = CaseReportSummary & {
  readonly patient: PatientEntity | undefined
  readonly current: CaseReportVersionEntity | undefined
  readonly facts: CaseReportFacts
  readonly content: ReportDocument | undefined
  /** What the newest form would make of the draft, for the hospital that holds it. */
  readonly formUpgrade: { readonly toVersion: number; readonly lost: readonly LostValue[] } | undefined
  readonly queries: readonly QueryView[]
  readonly actions: readonly ({ readonly transition: CaseReportTransition } & ReturnType<typeof judgeAction>)[]
}

type NameRow = {
  id: string
  name_zh: string
  name_en: string
  hospital_name_zh: string
  author: string
  claimer: string | null
}

/** Joins the names of disease, hospital and people to some reports. */
export async function summarise(
  { em }: Pick<Context, 'em'>,
  reports: readonly CaseReportEntity[],
): Promise<CaseReportSummary[]> {
  if (reports.length === 0) return []
  const rows = await em.execute<NameRow[]>(
    `select r.id, d.name_zh, d.name_en, h.name_zh as hospital_name_zh, a.display_name as author, c.display_name as claimer
     from case_report r
     join disease d on d.id = r.disease_id
     join hospital h on h.code = r.hospital_code
     join account a on a.id = r.author_id
     left join account c on c.id = r.claimer_id
     where r.id in (?)`,
    [reports.map(({ id }) => id)],
  )
  const names = new Map(rows.map((row) => [row.id, row]))
  return reports.map((report) => {
    const row = names.get(report.id)
    if (!row) throw new Error('A report has a disease, a hospital and an author.')
    return {
      report,
      disease: { code: report.diseaseCode, slug: report.diseaseSlug, nameZh: row.name_zh, nameEn: row.name_en },
      hospital: { code: report.hospitalCode, nameZh: row.hospital_name_zh },
      author: row.author,
      claimer: row.claimer ?? undefined,
    }
  })
}

/**
 * Reads a report as far as the rights of the reader go (WORKFLOW 3.13): the office sees content from the forwarding on,
 * and document and telephone numbers always masked. `known` is the content where the caller has it open already.
 */
export async function viewCaseReport(
  context: Context,
  report: CaseReportEntity,
  known?: CaseReportContent,
): Promise<CaseReportView> {
  const { em, actor, now, today } = context
  const [summary] = await summarise(context, [report])
  if (!summary) throw new Error('One report has one summary.')
  const fromOffice = seatOf(actor) === 'office'
  const isOpen = !fromOffice || isOpenToOffice(report.state, report.returnLevel ?? undefined)
  const content = known ?? (await openContent(context, report))
  const facts = await gatherFacts(context, report, content)
  const queries = isOpen ? await em.find(QueryEntity, { caseReportId: report.id }, { orderBy: { id: 'asc' } }) : []
  const patient = await disclosedPatientOf(context, report)
  return {
    ...summary,
    patient,
    current: content.version,
    facts: isOpen ? facts : { ...facts, findings: [], verified: [] },
    content: isOpen ? (fromOffice ? withMaskedIdentity(content.document) : content.document) : undefined,
    formUpgrade: fromOffice ? undefined : upgradeOffered(context, report, content),
    queries: queries.map((query) => viewQuery(query, content.key, { masked: fromOffice })),
    actions: caseReportTransitions.map((transition) => ({
      transition,
      ...judgeAction(transition, facts, { actor, now, today }),
    })),
  }
}

function upgradeOffered(
  context: Context,
  report: CaseReportEntity,
  content: CaseReportContent,
): CaseReportView['formUpgrade'] {
  const upgrade = formUpgradeOf(context, report, content)
  return (
    upgrade && {
      toVersion: upgrade.form.version,
      lost: upgrade.lost.map((answer) => ({ ...answer, value: valueAt(content.document, answer.pointer) })),
    }
  )
}

/** The document with the numbers of its identity section masked. */
export function withMaskedIdentity(document: ReportDocument): ReportDocument {
  return { ...document, identity: maskIdentitySection(document['identity']) }
}
