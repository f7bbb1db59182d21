import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { loadFormSources } from '#api/forms/load-forms.ts'
import { ruleSetOf, structureHash } from '#api/forms/rule-set.ts'
import { compileForms } from '#registry-rules/forms/compile-forms.ts'
import { deriveValues } from '#registry-rules/forms/derive-values.ts'
import type { CaseForm } from '#registry-rules/forms/form.ts'
import type { JsonObject } from '#registry-rules/forms/json-pointer.ts'
import { validate } from '#registry-rules/forms/validate.ts'
import { diseaseFolders, readExamples } from '#test/support/forms.ts'

/*
 * What forms cost: at start, in this cold process, and for each report. The ratio to bare ajv, which only judges the
 * structure of the same document in the same run, says more than the milliseconds of one machine. Slugs as arguments
 * choose forms; without any, all that have examples.
 */
const runs = 2000
const nameWidth = 50
const slugs = process.argv.length > 2 ? process.argv.slice(2) : diseaseFolders().filter(hasExamples)

function hasExamples(slug: string): boolean {
  return existsSync(new URL(`../../schemas/diseases/${slug}/examples.json`, import.meta.url))
}

console.log(`${slugs.length} diseases, ${availableParallelism()} cores, ${runs} validations each`)

const load = measure(() => loadFormSources(undefined, slugs))
const reading = measure(() => compileForms(load.result))
const forms = reading.result.all()
const structures = measure(() => forms.map((form) => form.hasValidStructure))
const hashes = measure(() => forms.map(({ structure }) => structureHash(structure)))
const ruleSet = measure(() => ruleSetOf(reading.result))

line('load files', load)
line('compile: items and rules (CEL)', reading)
line('compile: structures (ajv)', structures)
const compiling = { wall: reading.wall + structures.wall, cpu: reading.cpu + structures.cpu }
line('compile, all', compiling)
line('hashes of structures', hashes)
line('name of the rule set', ruleSet)
console.log(`${'compile, each form'.padEnd(nameWidth)}${milliseconds(compiling.wall / forms.length)} ms`)

const rows = forms.map((form) => rowOf(form))
console.log(`\n${'validate one full report, ms'.padEnd(nameWidth)}  median     p99   median as ratio to bare ajv`)
for (const { disease, times, bare } of rows) {
  console.log(
    `${disease.padEnd(nameWidth)}${milliseconds(at(times, 0.5))}${milliseconds(at(times, 0.99))}  ${ratio(times, bare)}`,
  )
}
const times = rows.flatMap((row) => row.times)
const bare = rows.flatMap((row) => row.bare)
console.log(
  `${'all'.padEnd(nameWidth)}${milliseconds(at(times, 0.5))}${milliseconds(at(times, 0.99))}  ${ratio(times, bare)}`,
)
console.log(`${'bare ajv'.padEnd(nameWidth)}${milliseconds(at(bare, 0.5))}${milliseconds(at(bare, 0.99))}`)

type Cost = { wall: number; cpu: number }

/** Wall and processor time of one call, in milliseconds; processor time of all threads. */
function measure<T>(work: () => T): Cost & { result: T } {
  const before = process.cpuUsage()
  const start = performance.now()
  const result = work()
  const wall = performance.now() - start
  const { user, system } = process.cpuUsage(before)
  return { result, wall, cpu: (user + system) / 1000 }
}

function line(name: string, { wall, cpu }: Cost): void {
  console.log(`${name.padEnd(nameWidth)}${wall.toFixed(0).padStart(6)} ms, processor ${cpu.toFixed(0)} ms`)
}

/** Times of the longest report that passes: with all checks, and by bare ajv with its usual options. */
function rowOf(form: CaseForm): { disease: string; times: number[]; bare: number[] } {
  const { pass, today } = readExamples(form.disease)
  // With its totals and conversions, which bare ajv cannot add and may require.
  const documents = pass.map(({ document }) => deriveValues(document, form))
  const document = documents.toSorted((a, b) => JSON.stringify(b).length - JSON.stringify(a).length)[0]
  if (!document) throw new Error(`${form.disease} has no example that passes`)
  const judge = bareAjv(form)
  if (!judge(document)) throw new Error(`bare ajv refuses the example of ${form.disease}`)
  return {
    disease: form.disease,
    times: timesOf(() => validate(document, { form, today })),
    bare: timesOf(() => judge(document)),
  }
}

function bareAjv({ bundle }: CaseForm): ValidateFunction<JsonObject> {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false })
  return ajv.compile<JsonObject>(bundle)
}

function timesOf(work: () => unknown): number[] {
  for (let warm = 0; warm < 200; warm += 1) work()
  return Array.from({ length: runs }, () => {
    const start = performance.now()
    work()
    return performance.now() - start
  })
}

function at(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0
}

function ratio(values: readonly number[], base: readonly number[]): string {
  return (at(values, 0.5) / at(base, 0.5)).toFixed(0)
}

function milliseconds(value: number): string {
  return value.toFixed(3).padStart(8)
}
