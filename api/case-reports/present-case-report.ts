import { problems, fill } from '#api/http/problems.ts'
import { presentFinding } from '#api/http/problem-reply.ts'
import { whereGiven } from '#api/http/where-given.ts'
import { presentQuery } from '#api/queries/present-query.ts'
import { caseReportStates } from '#registry-rules/workflow/case-report.ts'
import type { CaseReportSummary, CaseReportView } from './view-case-report.ts'

/** A report in a list: no content, no identity. */
export const presentSummary = ({ report, disease, hospital, author, claimer }: CaseReportSummary) => ({
  id: report.id,
  number: report.number,
  disease: { code: disease.code, slug: disease.slug, nameZh: disease.nameZh, nameEn: disease.nameEn },
  hospital: { code: hospital.code, nameZh: hospital.nameZh },
  formVersion: report.formVersion,
  state: report.state,
  stateZh: caseReportStates[report.state].zh,
  stateEn: caseReportStates[report.state].en,
  round: report.round,
  author,
  versionNumber: report.versionNumber,
  createdAt: report.createdAt.toISOString(),
  changedAt: report.changedAt.toISOString(),
  version: report.version,
  ...whereGiven({
    returnLevel: report.returnLevel,
    dueDate: report.dueDate,
    claimedBy: claimer,
    leaseEndsAt: report.leaseEndsAt?.toISOString(),
    firstSubmittedAt: report.firstSubmittedAt?.toISOString(),
    forwardedAt: report.forwardedAt?.toISOString(),
    acceptedAt: report.acceptedAt?.toISOString(),
  }),
})

/** A report as far as the reader may see it; names each field, so a new column stays hidden until someone shows it. */
export const presentCaseReport = (view: CaseReportView) => ({
  ...presentSummary(view),
  contentWithheld: view.content === undefined,
  identityCheck:
    view.facts.undecidedPairs > 0 || view.facts.isIdentityTentative ? ('pending' as const) : ('clear' as const),
  findings: view.facts.findings.map(presentFinding),
  verified: view.facts.verified.map(({ check, pointer, reason }) => ({ check, pointer: `#${pointer}`, reason })),
  queries: view.queries.map(presentQuery),
  allowedActions: view.actions.map(({ transition, refusal, needs }) => ({
    transition: transition.id,
    number: transition.number,
    zh: transition.zh,
    en: transition.en,
    allowed: refusal === undefined,
    needs: [...needs],
    ...whereGiven({
      reasonCodes: transition.reasonCodes,
      refusal: refusal && {
        code: refusal.code,
        zh: fill(problems[refusal.code].zh, refusal.values),
        en: fill(problems[refusal.code].en, refusal.values),
      },
    }),
  })),
  ...whereGiven({
    patient: view.patient && { id: view.patient.id, pseudonym: view.patient.pseudonym },
    receipt: view.current && {
      number: view.current.receiptNumber,
      contentHash: view.current.contentHash,
      submittedAt: view.current.submittedAt.toISOString(),
    },
    inForceVersionNumber: view.report.inForceVersionNumber,
    content: view.content,
    formUpgrade: view.formUpgrade && {
      toVersion: view.formUpgrade.toVersion,
      lost: view.formUpgrade.lost.map(({ pointer, titleZh, titleEn, reason, value }) => ({
        pointer: `#${pointer}`,
        titleZh,
        titleEn,
        reason,
        value,
      })),
    },
  }),
})
