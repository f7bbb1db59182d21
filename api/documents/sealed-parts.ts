import { seal, unseal } from '#api/crypto/sealing.ts'
import { isObject } from '#registry-rules/forms/json-pointer.ts'
import type { VerifiedFinding } from '#registry-rules/workflow/case-report.ts'

/** A report document: `disease`, `formVersion` and the sections of `schemas/core`. */
export type ReportDocument = Record<string, unknown>
export type IdentitySection = Record<string, unknown>

/*
 * Each sealed value is bound to its row by the context, so that none can be moved to another.
 */

export const sealDraft = (key: Buffer, caseReportId: string, document: ReportDocument): Buffer =>
  seal(key, document, `case-report-draft:${caseReportId}`)

export const openDraft = (key: Buffer, caseReportId: string, sealed: Buffer): ReportDocument =>
  unseal<ReportDocument>(key, sealed, `case-report-draft:${caseReportId}`)

export const sealIdentity = (key: Buffer, caseReportId: string, version: number, identity: IdentitySection): Buffer =>
  seal(key, identity, `patient-identity:${caseReportId}:${version}`)

export const openIdentity = (key: Buffer, caseReportId: string, version: number, sealed: Buffer): IdentitySection =>
  unseal<IdentitySection>(key, sealed, `patient-identity:${caseReportId}:${version}`)

export const sealVerified = (
  key: Buffer,
  caseReportId: string,
  version: number,
  verified: readonly VerifiedFinding[],
): Buffer => seal(key, verified, `case-report-verified:${caseReportId}:${version}`)

export const openVerified = (key: Buffer, caseReportId: string, version: number, sealed: Buffer): VerifiedFinding[] =>
  unseal<VerifiedFinding[]>(key, sealed, `case-report-verified:${caseReportId}:${version}`)

/** Sealed part of a journal entry: values before and after, reasons in words. */
export const sealForJournal = (key: Buffer, objectId: string, content: unknown): Buffer =>
  seal(key, content, `audit-event:${objectId}`)

export const openFromJournal = (key: Buffer, objectId: string, sealed: Buffer): unknown =>
  unseal(key, sealed, `audit-event:${objectId}`)

/** Takes the identity out of a document: only the rest is stored in clear. */
export function splitDocument({ identity, ...content }: ReportDocument): {
  identity: IdentitySection
  content: ReportDocument
} {
  return { identity: isObject(identity) ? identity : {}, content }
}

/** Puts a stored document together again. */
export function joinDocument(content: ReportDocument, identity: IdentitySection): ReportDocument {
  const { disease, formVersion, ...sections } = content
  return { disease, formVersion, identity, ...sections }
}
