import { v7 as newId } from 'uuid'
import { contentHash } from '#api/crypto/sealing.ts'
import { nextNumber } from '#api/db/next-number.ts'
import type { AuditEvent } from '#api/db/unit-of-work.ts'
import { sealVerified, splitDocument } from '#api/documents/sealed-parts.ts'
import { answerByChange } from '#api/queries/answer-by-change.ts'
import { recordIdentity } from '#api/patients/record-identity.ts'
import { canonicalJson } from '#registry-rules/documents/canonical-json.ts'
import { diffDocuments } from '#registry-rules/documents/diff-documents.ts'
import { deriveValues } from '#registry-rules/forms/derive-values.ts'
import type { Finding } from '#registry-rules/finding.ts'
import { stateAfter, type VerifiedFinding } from '#registry-rules/workflow/case-report.ts'
import { CaseReportVersionEntity } from './case-report.entity.ts'
import { formOf } from './case-report-facts.ts'
import { takePart } from './get-case-report.ts'
import type { Effect } from './effect.ts'

/** R7, R17: the draft becomes the next version, for ever; the person is matched; the hospital gets a receipt. */
export const submitCaseReport: Effect = async (context, { report, content, facts, request, transition }) => {
  const { em, actor, now, today, ruleSet } = context
  const document = deriveValues(content.document, formOf(context, report))
  const canonical = canonicalJson(document)
  const isAsJudged = content.submitted === undefined && canonical === canonicalJson(content.document)
  const { identity, content: open } = splitDocument(document)
  const number = report.versionNumber + 1
  const verified = verifiedNow(facts.findings, [...content.verified, ...(request.verified ?? [])])
  const version = em.create(CaseReportVersionEntity, {
    id: newId(),
    caseReportId: report.id,
    number,
    formVersion: report.formVersion,
    ruleSet,
    content: open,
    contentHash: contentHash(content.key, canonical),
    findings: [...facts.findings],
    verified: verified.length > 0 ? sealVerified(content.key, report.id, number, verified) : null,
    verifiedCount: verified.length,
    receiptNumber: await nextNumber(em, 'receipt', today),
    submittedById: actor.accountId,
    submittedAt: now,
  })
  em.persist(version)
  report.versionNumber = number
  // Now, not after: an automatic link keeps the hash of what is before it, the submitted report included.
  report.state = stateAfter(transition, report.state)
  report.draft = null
  report.returnLevel = null
  report.dueDate = null
  report.firstSubmittedAt ??= now
  await takePart(context, report, 'author')

  const answered = await answerByChange(context, report, content)
  const matching = await recordIdentity(context, { report, identity, key: content.key, versionNumber: number })
  const changed =
    content.submitted === undefined
      ? undefined
      : diffDocuments(content.submitted, document).map(({ pointer }) => pointer)
  const further: readonly AuditEvent[] = [...answered, ...matching]
  return {
    detail: {
      version: number,
      contentHash: version.contentHash,
      findings: facts.findings.map(({ check, pointer }) => ({ check, pointer })),
      verified: verified.map(({ check, pointer }) => ({ check, pointer })),
      ...(changed === undefined
        ? {}
        : {
            changed: changed.filter((pointer) => !pointer.startsWith('/identity')),
            identityChanged: changed.some((pointer) => pointer.startsWith('/identity')),
          }),
    },
    related: { receipt: version.receiptNumber },
    further,
    content: {
      key: content.key,
      document,
      submitted: document,
      version,
      verified,
      ...(isAsJudged ? { findings: facts.findings } : {}),
    },
  }
}

/** The verifications that answer a warning of this version; others are not kept. The last word on a warning counts. */
function verifiedNow(findings: readonly Finding[], verified: readonly VerifiedFinding[]): VerifiedFinding[] {
  return findings
    .filter(({ severity }) => severity === 'warn')
    .flatMap(({ check, pointer }) => {
      const answer = verified.findLast((entry) => entry.check === check && entry.pointer === pointer)
      return answer ? [answer] : []
    })
}
