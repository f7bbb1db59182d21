import { AccountEntity } from '#api/accounts/account.entity.ts'
import { DiseaseEntity, HospitalEntity } from '#api/catalogue/catalogue.entity.ts'
import type { ReportDocument } from '#api/documents/sealed-parts.ts'
import type { Context } from '#api/http/context.ts'
import { PatientEntity } from '#api/patients/patient.entity.ts'
import { QueryEntity } from '#api/queries/query.entity.ts'
import { viewQuery, type QueryView } from '#api/queries/view-query.ts'
import { maskIdentitySection } from '#registry-rules/identity/mask-identity-section.ts'
import type { Refusal } from '#registry-rules/refusal.ts'
import {
  caseReportTransitions,
  isOpenToOffice,
  refuse,
  type CaseReportFacts,
  type CaseReportTransition,
} from '#registry-rules/workflow/case-report.ts'
import { seatOf } from '#registry-rules/workflow/roles.ts'
import { CaseReportVersionEntity, type CaseReportEntity } from './case-report.entity.ts'
import { openContent } from './case-report-content.ts'
import { gatherFacts } from './case-report-facts.ts'

/** The rows around a report that every reader may see. */
export type CaseReportSummary = {
  readonly report: CaseReportEntity
  readonly disease: DiseaseEntity
  readonly hospital: HospitalEntity
  readonly author: string
  readonly claimer: string | undefined
}

/** A report with all that this reader may see of it. */
export type CaseReportView = CaseReportSummary & {
  readonly patient: PatientEntity | undefined
  readonly current: CaseReportVersionEntity | undefined
  readonly facts: CaseReportFacts
  readonly content: ReportDocument | undefined
  readonly queries: readonly QueryView[]
  readonly actions: readonly { readonly transition: CaseReportTransition; readonly refusal: Refusal | undefined }[]
}

/** Joins the names of disease, hospital and people to some reports, with one statement a table. */
export async function summarise(
  { em }: Pick<Context, 'em'>,
  reports: readonly CaseReportEntity[],
): Promise<CaseReportSummary[]> {
  const diseases = await em.find(DiseaseEntity, { id: [...new Set(reports.map(({ diseaseId }) => diseaseId))] })
  const hospitals = await em.find(HospitalEntity, {
    code: [...new Set(reports.map(({ hospitalCode }) => hospitalCode))],
  })
  const people = await em.find(AccountEntity, {
    id: [...new Set(reports.flatMap(({ authorId, claimerId }) => [authorId, claimerId ?? authorId]))],
  })
  const nameOf = (id: string): string => people.find((account) => account.id === id)?.displayName ?? ''
  return reports.map((report) => {
    const disease = diseases.find(({ id }) => id === report.diseaseId)
    const hospital = hospitals.find(({ code }) => code === report.hospitalCode)
    if (!disease || !hospital) throw new Error('A report has a disease and a hospital.')
    return {
      report,
      disease,
      hospital,
      author: nameOf(report.authorId),
      claimer: report.claimerId ? nameOf(report.claimerId) : undefined,
    }
  })
}

/**
 * Reads a report as far as the rights of the reader go (WORKFLOW 3.13): the office sees content from the forwarding on,
 * and document and telephone numbers always masked.
 */
export async function viewCaseReport(context: Context, report: CaseReportEntity): Promise<CaseReportView> {
  const { em, actor, now, today } = context
  const [summary] = await summarise(context, [report])
  if (!summary) throw new Error('One report has one summary.')
  const fromOffice = seatOf(actor) === 'office'
  const isOpen = !fromOffice || isOpenToOffice(report.state, report.returnLevel ?? undefined)
  const content = await openContent(context, report)
  const facts = await gatherFacts(context, report, content)
  const queries = isOpen ? await em.find(QueryEntity, { caseReportId: report.id }, { orderBy: { id: 'asc' } }) : []
  const patient = report.patientId ? await em.findOne(PatientEntity, { id: report.patientId }) : null
  const current =
    report.versionNumber > 0
      ? await em.findOne(CaseReportVersionEntity, { caseReportId: report.id, number: report.versionNumber })
      : null
  return {
    ...summary,
    patient: patient ?? undefined,
    current: current ?? undefined,
    facts: isOpen ? facts : { ...facts, findings: [], verified: [] },
    content: isOpen ? (fromOffice ? withMaskedIdentity(content.document) : content.document) : undefined,
    queries: queries.map((query) => viewQuery(query, content.key, { masked: fromOffice })),
    actions: caseReportTransitions.map((transition) => ({
      transition,
      refusal: refuse(transition, facts, {
        actor,
        request: { transition: transition.id, verifiedValuesSeen: true },
        now,
        today,
      }),
    })),
  }
}

/** The document with the numbers of its identity section masked. */
export function withMaskedIdentity(document: ReportDocument): ReportDocument {
  return { ...document, identity: maskIdentitySection(document['identity']) }
}
