import { seal, unseal } from '#api/crypto/sealing.ts'
import { isObject } from '#registry-rules/forms/json-pointer.ts'
import type { VerifiedFinding } from '#registry-rules/workflow/case-report.ts'

/** A report document: `disease`, `formVersion` and the sections of `schemas/core`. */
export type ReportDocument = Record<string, unknown>
/** The section `identity` of a document. */
export type IdentitySection = Record<string, unknown>

/** A draft, sealed as a whole. Every sealed value is bound to its row, so that none can be moved to another. */
export const sealDraft = (key: Buffer, caseReportId: string, document: ReportDocument): Buffer =>
  seal(key, document, `case-report-draft:${caseReportId}`)

/** @throws SealingError where the bytes are of another report or another key. */
export const openDraft = (key: Buffer, caseReportId: string, sealed: Buffer): ReportDocument =>
  unseal<ReportDocument>(key, sealed, `case-report-draft:${caseReportId}`)

/** The identity of one version. */
export const sealIdentity = (key: Buffer, caseReportId: string, version: number, identity: IdentitySection): Buffer =>
  seal(key, identity, `patient-identity:${caseReportId}:${version}`)

/** @throws SealingError where the bytes are of another version or another key. */
export const openIdentity = (key: Buffer, caseReportId: string, version: number, sealed: Buffer): IdentitySection =>
  unseal<IdentitySection>(key, sealed, `patient-identity:${caseReportId}:${version}`)

/** The verified warnings of one version: their reasons are free text. */
export const sealVerified = (
  key: Buffer,
  caseReportId: string,
  version: number,
  verified: readonly VerifiedFinding[],
): Buffer => seal(key, verified, `case-report-verified:${caseReportId}:${version}`)

/** @throws SealingError where the bytes are of another version or another key. */
export const openVerified = (key: Buffer, caseReportId: string, version: number, sealed: Buffer): VerifiedFinding[] =>
  unseal<VerifiedFinding[]>(key, sealed, `case-report-verified:${caseReportId}:${version}`)

/** Sealed part of a journal entry: values before and after, reasons in words. */
export const sealForJournal = (key: Buffer, objectId: string, content: unknown): Buffer =>
  seal(key, content, `audit-event:${objectId}`)

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
