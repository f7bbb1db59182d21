import type { Finding, Severity } from '#registry-rules/finding.ts'
import type { CheckContext } from './check-context.ts'
import type { CompileCondition } from './compile-condition.ts'

/** An edit check as a schema writes it: schemas/README.md, "Edit checks". */
export type CheckSource = {
  id: string
  severity: Severity
  source: string
  pointer: string
  rule: string
  message: { zh: string; en: string }
  examples: { pass: object[]; fail: object[] }
}

/** An edit check that can be run. A rule that reads a missing answer does not apply, and is passed. */
export type EditCheck = CheckSource & { passes: (context: CheckContext) => boolean; finding: Finding }

/** @throws CheckFault where the rule is not valid. */
export function compileCheck(source: CheckSource, compileCondition: CompileCondition): EditCheck {
  const condition = compileCondition(source.rule, source.id)
  const { id, severity, pointer, message } = source
  return {
    ...source,
    passes: (context) => condition.holds(context) !== false,
    finding: { check: id, severity, pointer, zh: message.zh, en: message.en },
  }
}
