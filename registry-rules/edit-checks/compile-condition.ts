import { Environment, EvaluationError } from '@marcbachmann/cel-js'
import { checkVariables, type CheckContext } from './check-context.ts'
import { CheckFault } from './check-fault.ts'
import { registerCheckFunctions } from './check-functions.ts'

/** What a condition says of a document: `undefined` where it reads an answer that is not there. */
export type Condition = { rule: string; holds: (context: CheckContext) => boolean | undefined }

/** Turns CEL text into conditions; one serves all forms, since making the environment is what costs. */
export type CompileCondition = (rule: string, id: string) => Condition

// cel-js reports both `clinical.x` and `clinical.x.y` without `x` as no_such_key.
const missingCodes = ['no_such_key', 'index_out_of_bounds']

/** @throws CheckFault (also from the conditions it makes) where a rule is not valid CEL or does not give true or false. */
export function createConditionCompiler(): CompileCondition {
  const environment = new Environment({ homogeneousAggregateLiterals: false })
  for (const [name, type] of checkVariables) environment.registerVariable(name, type)
  registerCheckFunctions(environment)

  // Every form has the rules of the core.
  const known = new Map<string, Parsed>()

  return (rule, id) => {
    const parsed = known.get(rule) ?? parse(environment, rule, id)
    known.set(rule, parsed)
    return {
      rule,
      holds: (context) => {
        const result = evaluate(parsed, context, id)
        if (typeof result === 'boolean' || result === undefined) return result
        throw new CheckFault(id, 'the rule does not give true or false')
      },
    }
  }
}

type Parsed = (context: CheckContext) => unknown

function parse(environment: Environment, rule: string, id: string): Parsed {
  try {
    const parsed = environment.parse(rule)
    const { valid, type, error } = parsed.check()
    if (!valid) throw new CheckFault(id, error?.message ?? 'not valid')
    if (type !== 'bool' && type !== 'dyn') throw new CheckFault(id, `the rule gives ${type ?? 'nothing'}, not bool`)
    return parsed
  } catch (error) {
    throw error instanceof CheckFault ? error : new CheckFault(id, error instanceof Error ? error.message : 'not valid')
  }
}

function evaluate(parsed: Parsed, context: CheckContext, id: string): unknown {
  try {
    return parsed(context)
  } catch (error) {
    if (error instanceof EvaluationError && missingCodes.includes(error.code)) return undefined
    // Only the code: the message of cel-js may quote what it was given.
    throw new CheckFault(id, error instanceof EvaluationError ? error.code : 'the rule failed')
  }
}
