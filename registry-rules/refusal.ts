import type { Finding } from './finding.ts'

/**
 * Every reason for which the registry refuses; words, for ever, never reused. The status and the sentences
 * in both languages stand in `api/http/problems.ts`, which does not compile with one missing.
 */
export type RefusalCode =
  | 'malformed-json'
  | 'body-breaks-schema'
  | 'query-breaks-schema'
  | 'cursor-malformed'
  | 'idempotency-key-missing'
  | 'idempotency-key-malformed'
  | 'if-match-malformed'
  | 'sign-in-required'
  | 'sign-in-failed'
  | 'token-expired'
  | 'token-invalid'
  | 'session-ended'
  | 'origin-refused'
  | 'permission-missing'
  | 'role-missing'
  | 'not-the-author'
  | 'not-the-claimer'
  | 'four-eyes'
  | 'not-the-opener'
  | 'not-found'
  | 'case-report-not-found'
  | 'query-not-found'
  | 'patient-pair-not-found'
  | 'patient-not-found'
  | 'merge-not-found'
  | 'case-not-found'
  | 'disease-not-found'
  | 'form-not-found'
  | 'hpo-term-not-found'
  | 'value-set-not-found'
  | 'transition-unknown'
  | 'wrong-state'
  | 'idempotency-key-reused'
  | 'claimed-by-another'
  | 'pair-already-decided'
  | 'pair-not-decided'
  | 'pair-open-already'
  | 'pair-decided-otherwise'
  | 'identity-state-unchanged'
  | 'merge-taken-back'
  | 'unmerge-not-proposed'
  | 'request-in-progress'
  | 'stale-version'
  | 'if-match-missing'
  | 'body-too-large'
  | 'unsupported-media-type'
  | 'blocking-findings'
  | 'unanswered-warnings'
  | 'reason-needed'
  | 'reason-code-unknown'
  | 'due-date-implausible'
  | 'open-queries'
  | 'unanswered-queries'
  | 'query-or-remark-needed'
  | 'query-needed'
  | 'undecided-pairs'
  | 'known-gaps'
  | 'criteria-not-met'
  | 'verified-values-unseen'
  | 'form-up-to-date'
  | 'losses-unseen'
  | 'answer-needed'
  | 'pointer-unknown'
  | 'suggestion-unfit'
  | 'disease-inactive'
  | 'disease-without-form'
  | 'hospital-inactive'
  | 'disease-changed'
  | 'relative-kind-incomplete'
  | 'deferral-incomplete'
  | 'assignments-incomplete'
  | 'survivor-not-of-pair'
  | 'pair-of-one-record'
  | 'preview-needed'
  | 'preview-stale'
  | 'second-person-needed'
  | 'same-person-twice'
  | 'search-criteria-insufficient'
  | 'too-many-searches'
  | 'too-many-attempts'
  | 'internal-error'
  | 'database-unavailable'

/** Plain values for the sentence of a refusal; never identity. */
export type RefusalValues = Readonly<Record<string, string | number>>

/** What a rule returns and a command throws when something may not be done. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly values: RefusalValues
  readonly findings: readonly Finding[]

  constructor(code: RefusalCode, values: RefusalValues = {}, findings: readonly Finding[] = []) {
    super(code)
    this.name = 'Refusal'
    this.code = code
    this.values = values
    this.findings = findings
  }
}
