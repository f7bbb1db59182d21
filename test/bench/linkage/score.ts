import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readJsonLines } from './read-json-lines.ts'
import type { PersonLine, ReportLine, TruthLine } from './report-line.ts'
import { createScorer, type DecisionLine, type Found, type Score } from './scoring.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    decisions: { type: 'string' },
    json: { type: 'boolean', default: false },
    wrong: { type: 'string', default: '0' },
  },
})

async function main({ data, decisions }: { data: string; decisions: string }): Promise<void> {
  const persons = new Map<string, PersonLine>()
  for await (const person of readJsonLines<PersonLine>(join(data, 'persons.jsonl')))
    persons.set(person.personId, person)
  const scorer = createScorer(persons)
  const reports = readJsonLines<ReportLine>(join(data, 'reports.jsonl'))
  const truths = readJsonLines<TruthLine>(join(data, 'truth.jsonl'))
  const answers = readJsonLines<DecisionLine>(decisions)
  let missing = 0
  for await (const report of reports) {
    const [truth, answer] = [await truths.next(), await answers.next()]
    if (truth.done) throw new Error('truth.jsonl is shorter than reports.jsonl')
    if (answer.done) missing += 1
    else scorer.add(report, truth.value, answer.value)
  }
  if (!(await answers.next()).done) throw new Error('there are more decisions than reports')
  const score = scorer.finish()
  const parametersFile = join(data, 'parameters.json')
  const parameters: unknown = existsSync(parametersFile) ? JSON.parse(readFileSync(parametersFile, 'utf8')) : {}
  if (values.json)
    console.log(
      JSON.stringify({ parameters, missing, ...score, wrong: score.wrong.slice(0, Number(values.wrong)) }, null, 2),
    )
  else print(score, { parameters, missing })
}

function print(score: Score, { parameters, missing }: { parameters: unknown; missing: number }): void {
  const { links, duplicates, reviews, wrongLinks, wrongLinksPer100000Patients: rates } = score
  console.log(`parameters ${JSON.stringify(parameters)}`)
  console.log(`${score.reports} reports, ${score.persons} persons, ${score.patients} patients opened`)
  if (missing > 0) console.log(`${missing} reports WITHOUT a decision`)
  console.log()
  console.log(
    `automatic links right        ${percent(links.right, links.total, 3)}   ${links.right} of ${links.total}   (bar 99.8 %, aim 99.95 %)`,
  )
  console.log(
    `duplicates linked            ${percent(duplicates.linked, duplicates.duplicates, 2)}   ${duplicates.linked} of ${duplicates.duplicates}   (bar 88 %, aim 93 %)`,
  )
  console.log(
    `duplicates with review       ${percent(duplicates.withReview, duplicates.duplicates, 2)}   (bar 99 %, aim 99.7 %)`,
  )
  console.log(
    `  else new ${duplicates.missed}, in review without the true patient ${duplicates.reviewedWithoutTrue}, linked wrong ${duplicates.wrongLinked}`,
  )
  console.log(
    `reviews per 1,000 reports    ${reviews.per1000Reports.toFixed(1)}   of duplicates ${reviews.ofDuplicates}, of first reports ${reviews.ofFirstReports}   (bar 26, aim 15)`,
  )
  console.log(
    `relatives linked per 100,000 ${rates.relatives.toFixed(1)}   ${wrongLinks.relatives} in all   (bar 10, aim 0)`,
  )
  console.log(
    'wrong links by kind          ' +
      Object.entries(wrongLinks)
        .map(([kind, count]) => `${kind} ${count}`)
        .join(', '),
  )
  console.log(
    'per 100,000 patients         ' +
      Object.entries(rates)
        .map(([kind, rate]) => `${kind} ${rate.toFixed(1)}`)
        .join(', '),
  )
  printFound('duplicates by what is wrong in the report', score.byErrorOfReport)
  printFound("duplicates by what was wrong in the person's first report", score.byErrorOfFirstReport)
  console.log('\ncalibration of candidates: score bin, candidates, mean score, share that is the true patient')
  for (const { from, to, candidates, meanScore, trueShare } of score.calibration) {
    console.log(
      `  ${from.toFixed(3)}–${to.toFixed(3)} ${String(candidates).padStart(9)}   ${meanScore.toFixed(4)}   ${trueShare.toFixed(4)}`,
    )
  }
  if (score.problems.length > 0)
    console.log(`\n${score.problems.length} lines against the format, first: ${score.problems.slice(0, 5).join('; ')}`)
  for (const each of score.wrong.slice(0, Number(values.wrong))) console.log(JSON.stringify(each))
}

function printFound(title: string, groups: Record<string, Found>): void {
  console.log(`\n${title}: number, linked, with review`)
  for (const [kind, { duplicates, linked, withReview }] of Object.entries(groups)) {
    console.log(
      `  ${kind.padEnd(24)} ${String(duplicates).padStart(7)} ${percent(linked, duplicates, 1).padStart(8)} ${percent(withReview, duplicates, 1).padStart(8)}`,
    )
  }
}

function percent(part: number, whole: number, digits: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(digits)} %`
}

if (values.data === undefined || values.decisions === undefined) {
  console.error('score.ts --data FOLDER --decisions FILE [--json] [--wrong N]')
  process.exitCode = 2
} else await main({ data: values.data, decisions: values.decisions })
