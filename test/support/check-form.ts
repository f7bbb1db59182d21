// Prints what the registry finds in each example of one form: node test/support/check-form.ts <slug>
import { loadFormSources } from '#api/forms/load-forms.ts'
import { checkContext } from '#registry-rules/edit-checks/check-context.ts'
import type { Finding } from '#registry-rules/finding.ts'
import { compileForms } from '#registry-rules/forms/compile-forms.ts'
import { validate } from '#registry-rules/forms/validate.ts'
import { failingDocument, readExamples } from './forms.ts'

const slug = process.argv[2] ?? ''
const sources = loadFormSources(undefined, [slug])
const form = compileForms(sources).latest(slug)
if (!form) throw new Error(`there is no form in schemas/diseases/${slug}`)

const examples = readExamples(slug)
const { today } = examples
let wrong = 0

function report(isRight: boolean, title: string, findings: readonly Finding[] = []): void {
  if (!isRight) wrong += 1
  console.log(`${isRight ? 'ok   ' : 'WRONG'} ${title}`)
  for (const { severity, check, pointer, zh } of findings)
    console.log(`        ${severity.padEnd(5)} ${check}  ${pointer}  ${zh}`)
}

for (const { name, document } of examples.pass) {
  const findings = validate(document, { form, today })
  report(
    findings.every(({ severity }) => severity === 'note'),
    `pass: ${name}`,
    findings,
  )
}
for (const example of examples.fail) {
  const findings = validate(failingDocument(examples, example), { form, today })
  const lacking = example.expect.filter((id) => !findings.some(({ check }) => check === id))
  report(
    lacking.length === 0,
    `fail: ${example.name}${lacking.length > 0 ? `  (not found: ${lacking.join(', ')})` : ''}`,
    findings,
  )
}
for (const check of form.checks) {
  const context = (fragment: object) =>
    checkContext(
      fragment,
      'today' in fragment ? String(fragment.today) : '2026-01-31',
      (fragment as { previous?: unknown }).previous,
    )
  const passing = check.examples.pass.findIndex((fragment) => !check.passes(context(fragment)))
  const failing = check.examples.fail.findIndex((fragment) => check.passes(context(fragment)))
  if (passing >= 0) report(false, `check ${check.id}: its pass example ${passing + 1} fails`)
  if (failing >= 0) report(false, `check ${check.id}: its fail example ${failing + 1} passes`)
}
console.log(
  `${form.items.length} items, ${form.features.length} features, ${form.checks.length} checks; ${wrong === 0 ? 'all as expected' : `${wrong} WRONG`}`,
)
process.exitCode = wrong === 0 ? 0 : 1
