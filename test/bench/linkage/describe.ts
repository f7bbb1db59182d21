import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readJsonLines } from './read-json-lines.ts'
import type { PersonLine, ReportLine, TruthLine } from './report-line.ts'
import { checkCharacter } from './resident-number.ts'
import { createScorer } from './scoring.ts'

/*
 * How hard a benchmark is: how often the first and a later report of one person agree in each field as typed, how often
 * each error occurs, and what the usual shortcut finds: same valid number, else same name, sex and birth date.
 */
const { values } = parseArgs({ options: { data: { type: 'string' } } })

async function main(data: string): Promise<void> {
  const persons = new Map<string, PersonLine>()
  for await (const person of readJsonLines<PersonLine>(join(data, 'persons.jsonl')))
    persons.set(person.personId, person)
  const truths = readJsonLines<TruthLine>(join(data, 'truth.jsonl'))
  const scorer = createScorer(persons)
  const first = new Map<string, ReportLine>()
  const both = new Map<string, { known: number; equal: number }>()
  const errors = new Map<string, number>()
  const patientOf = new Map<string, string>()
  let reports = 0
  for await (const report of readJsonLines<ReportLine>(join(data, 'reports.jsonl'))) {
    const truth = await truths.next()
    if (truth.done) throw new Error('truth.jsonl is shorter than reports.jsonl')
    reports += 1
    for (const kind of truth.value.errors) errors.set(kind, (errors.get(kind) ?? 0) + 1)
    const earlier = first.get(truth.value.personId)
    // The one who is reported over and over would outweigh the others.
    if (!earlier) first.set(truth.value.personId, report)
    else if ((persons.get(truth.value.personId)?.reports ?? 0) < 10) compare(earlier, report)
    const decided = shortcut(report)
    scorer.add(report, truth.value, { recordId: report.recordId, ...decided, candidates: [] })
  }
  console.log('field                 pairs   equal as typed')
  for (const [field, { known, equal }] of both)
    console.log(`${field.padEnd(20)} ${String(known).padStart(6)}   ${((100 * equal) / known).toFixed(1)} %`)
  console.log('\nerror                      per 1,000 reports')
  for (const [kind, count] of [...errors].sort(([, one], [, other]) => other - one))
    console.log(`${kind.padEnd(28)} ${((1000 * count) / reports).toFixed(1)}`)
  const { links, duplicates, wrongLinks } = scorer.finish()
  console.log(
    `\nsame number, else same name + sex + birth date: finds ${((100 * duplicates.linked) / duplicates.duplicates).toFixed(1)} % of the duplicates, ` +
      `${((100 * links.right) / links.total).toFixed(2)} % of its links right, wrong ${JSON.stringify(wrongLinks)}`,
  )

  function compare(one: ReportLine, other: ReportLine): void {
    for (const field of Object.keys(one) as (keyof ReportLine)[]) {
      if (field === 'recordId' || one[field] === null || other[field] === null) continue
      const count = both.get(field) ?? { known: 0, equal: 0 }
      count.known += 1
      if (one[field] === other[field]) count.equal += 1
      both.set(field, count)
    }
  }

  function shortcut({ recordId, name, sex, birthDate, idNumber }: ReportLine): {
    decision: 'new' | 'link'
    patientId: string
  } {
    const personal = `${name ?? recordId}|${sex ?? ''}|${birthDate ?? recordId}`
    const number =
      idNumber !== null && /^\d{17}[\dX]$/.test(idNumber) && checkCharacter(idNumber.slice(0, 17)) === idNumber.at(-1)
        ? idNumber
        : recordId
    const known = patientOf.get(number) ?? patientOf.get(personal)
    const patientId = known ?? `P-${recordId}`
    if (!patientOf.has(number)) patientOf.set(number, patientId)
    if (!patientOf.has(personal)) patientOf.set(personal, patientId)
    return { decision: known === undefined ? 'new' : 'link', patientId }
  }
}

if (values.data === undefined) {
  console.error('describe.ts --data FOLDER')
  process.exitCode = 2
} else await main(values.data)
