import { OptimisticLockError, UniqueConstraintViolationException, type DriverException } from '@mikro-orm/postgresql'
import type { Request } from 'express'
import { codeOfConstraint } from '#api/db/constraints.ts'
import type { Finding } from '#registry-rules/finding.ts'
import { Refusal, type RefusalCode, type RefusalValues } from '#registry-rules/refusal.ts'
import { caseReportStates } from '#registry-rules/workflow/case-report.ts'
import { patientPairStates } from '#registry-rules/workflow/patient-pair.ts'
import { queryStates } from '#registry-rules/workflow/query.ts'
import { isRole, roles } from '#registry-rules/workflow/roles.ts'
import { fill, problems } from './problems.ts'

/** The languages of every sentence. */
export type Language = 'zh' | 'en'

/** A problem as RFC 9457 has it, with every finding at once. */
export type ProblemBody = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly instance: string
  readonly code: RefusalCode
  readonly errors: readonly Finding[]
}

/** English when the client asks for it first, else Chinese. */
export function languageOf(request: Pick<Request, 'acceptsLanguages'>): Language {
  return request.acceptsLanguages('zh', 'en') === 'en' ? 'en' : 'zh'
}

/** The reply to a refusal, in the language of the client; the findings carry both languages. */
export function presentProblem(refusal: Refusal, language: Language, instance: string): ProblemBody {
  const { status, zh, en, detailZh, detailEn } = problems[refusal.code]
  const values = inWords(refusal.values, language)
  return {
    type: `/problems/${refusal.code}`,
    title: fill(language === 'zh' ? zh : en, values),
    status,
    detail: fill(language === 'zh' ? detailZh : detailEn, values),
    instance,
    code: refusal.code,
    errors: refusal.findings.map((finding) => presentFinding(finding)),
  }
}

/** A finding with its pointer as a URI fragment, as in the RFC's own example. */
export function presentFinding(finding: Finding): Finding {
  return { ...finding, pointer: `#${finding.pointer}` }
}

// A pair is refused only when it is no longer open, so the one state of that name is the query's.
const stateWords: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  ...patientPairStates,
  ...queryStates,
  ...caseReportStates,
}

/** States and roles by the words of the screen. */
function inWords(values: RefusalValues, language: Language): RefusalValues {
  const words = { ...values }
  const state = values['state']
  const stateWord = typeof state === 'string' ? stateWords[state] : undefined
  if (stateWord) words['state'] = stateWord[language]
  if (typeof values['lastMovedBy'] === 'string' && values['lastMovedBy'] !== '') {
    words['lastMovedBy'] =
      language === 'zh' ? `，最近操作人：${values['lastMovedBy']}` : `, last moved by ${values['lastMovedBy']}`
  }
  if (typeof values['roles'] === 'string') {
    words['roles'] = values['roles']
      .split(', ')
      .map((role) => (isRole(role) ? roles[role][language] : role))
      .join(language === 'zh' ? '、' : ', ')
  }
  return words
}

type BodyParserError = { type?: string; status?: number }

/**
 * The refusal behind any error that reaches the edge: our own, the body parser's, the database's. `undefined` for a
 * fault of ours, which is logged and answered with a bare 500. No text of the database ever gets through: its DETAIL
 * holds patient data.
 */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error
  // The unit is repeated; where the request names a version, the second try says which is in force now.
  if (error instanceof OptimisticLockError) return new Refusal('request-in-progress')
  if (error instanceof UniqueConstraintViolationException) {
    const code = codeOfConstraint((error as DriverException & { constraint?: string }).constraint)
    return code === undefined ? undefined : new Refusal(code)
  }
  const sqlState = (error as { code?: string }).code
  if (sqlState === '40001' || sqlState === '40P01' || sqlState === '55P03') return new Refusal('request-in-progress')
  if (isConnectionFailure(error)) return new Refusal('database-unavailable')
  // An address with a broken percent-escape.
  if (error instanceof URIError) return new Refusal('not-found')
  const { type, status } = error as BodyParserError
  switch (type) {
    case 'entity.parse.failed':
      return new Refusal('malformed-json')
    case 'entity.too.large':
      return new Refusal('body-too-large')
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new Refusal('unsupported-media-type')
    case 'request.aborted':
    case 'request.size.invalid':
      return new Refusal('malformed-json')
    case undefined:
    default:
      // A compressed body that is none comes from the decompressor, without a type.
      return status === 400 ? new Refusal('malformed-json') : undefined
  }
}

function isConnectionFailure(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string }
  return (
    ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', '57P01', '57P03', '08006', '08001', '53300'].includes(
      code ?? '',
    ) || /Connection terminated|timeout exceeded when trying to connect/.test(message ?? '')
  )
}
