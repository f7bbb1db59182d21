import { openDataKey } from '#api/documents/data-keys.ts'
import {
  joinDocument,
  openDraft,
  openIdentity,
  openVerified,
  type ReportDocument,
} from '#api/documents/sealed-parts.ts'
import type { Context } from '#api/http/context.ts'
import { PatientIdentityEntity } from '#api/patients/patient.entity.ts'
import { diffDocuments } from '#registry-rules/documents/diff-documents.ts'
import type { Finding } from '#registry-rules/finding.ts'
import type { VerifiedFinding } from '#registry-rules/workflow/case-report.ts'
import { CaseReportVersionEntity, type CaseReportEntity } from './case-report.entity.ts'

/** What a report says now, and what was last submitted. */
export type CaseReportContent = {
  readonly key: Buffer
  /** The draft while the registrar holds the report, else the last version. */
  readonly document: ReportDocument
  /** The last version as submitted, `undefined` before the first submission. */
  readonly submitted: ReportDocument | undefined
  readonly version: CaseReportVersionEntity | undefined
  /** What the rules say of the document, where this request has asked them already. */
  readonly findings?: readonly Finding[]
  /** Warnings that the registrar verified and whose values are still the same. */
  readonly verified: readonly VerifiedFinding[]
}

type ContentContext = Pick<Context, 'em' | 'keys'>

/** Opens the content of a report. */
export async function openContent(context: ContentContext, report: CaseReportEntity): Promise<CaseReportContent> {
  const key = await openDataKey(context, report.dataKeyId)
  const last = report.versionNumber > 0 ? await openVersion(context, report, report.versionNumber, key) : undefined
  if (!report.draft) {
    if (!last) throw new Error('A report without draft has no version.')
    return { key, document: last.document, submitted: last.document, version: last.version, verified: last.verified }
  }
  const document = openDraft(key, report.id, report.draft)
  return {
    key,
    document,
    submitted: last?.document,
    version: last?.version,
    verified: last ? stillValid(last.verified, last.document, document) : [],
  }
}

/** One submitted version with its identity. */
export async function openVersion(
  { em }: ContentContext,
  report: CaseReportEntity,
  number: number,
  key: Buffer,
): Promise<
  { version: CaseReportVersionEntity; document: ReportDocument; verified: readonly VerifiedFinding[] } | undefined
> {
  const version = await em.findOne(CaseReportVersionEntity, { caseReportId: report.id, number })
  const identity = await em.findOne(PatientIdentityEntity, { caseReportId: report.id, versionNumber: number })
  if (!version || !identity) return undefined
  return {
    version,
    document: joinDocument(version.content, openIdentity(key, report.id, number, identity.sealed)),
    verified: version.verified ? openVerified(key, report.id, number, version.verified) : [],
  }
}

/** If a value changes, the verification of it falls (WORKFLOW 3.6). */
function stillValid(
  verified: readonly VerifiedFinding[],
  submitted: ReportDocument,
  draft: ReportDocument,
): readonly VerifiedFinding[] {
  const changed = diffDocuments(submitted, draft).map(({ pointer }) => pointer)
  const touches = (pointer: string): boolean =>
    changed.some((place) => place === pointer || place.startsWith(`${pointer}/`) || pointer.startsWith(`${place}/`))
  return verified.filter(({ pointer }) => !touches(pointer))
}
