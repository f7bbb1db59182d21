import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { PersonLine, ReportLine, TruthLine } from '#test/bench/linkage/report-line.ts'
import { writeBenchmark } from '#test/bench/linkage/write-benchmark.ts'
import { readResidentId } from '#registry-rules/identity/resident-id.ts'

const files = ['reports.jsonl', 'truth.jsonl', 'persons.jsonl', 'parameters.json'] as const

function generate(seed: number, patients = 3000): Record<(typeof files)[number], string> {
  const folder = mkdtempSync(join(tmpdir(), 'linkage-bench-'))
  try {
    writeBenchmark({ patients, seed, fromYear: 2019, toYear: 2024, frequent: 40 }, folder)
    return Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')])) as Record<
      (typeof files)[number],
      string
    >
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const linesOf = <Line>(text: string): Line[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)

describe('generator of the linkage benchmark', () => {
  const text = generate(7)
  const reports = linesOf<ReportLine>(text['reports.jsonl'])
  const truth = linesOf<TruthLine>(text['truth.jsonl'])
  const persons = linesOf<PersonLine>(text['persons.jsonl'])
  const personOf = new Map(persons.map((person) => [person.personId, person]))

  it('gives the same files for the same seed and others for another', () => {
    expect(generate(7)).to.deep.equal(text)
    expect(generate(8)['reports.jsonl']).not.to.equal(text['reports.jsonl'])
  })

  it('orders reports by date and tells the truth about each in the same order', () => {
    expect(reports.map(({ recordId }) => recordId)).to.deep.equal(truth.map(({ recordId }) => recordId))
    expect(new Set(reports.map(({ recordId }) => recordId))).to.have.length(reports.length)
    const dates = reports.map(({ reportDate }) => reportDate ?? '')
    expect(dates).to.deep.equal(dates.toSorted())
    expect(dates[0]?.slice(0, 4)).to.equal('2019')
    expect(dates.at(-1)?.slice(0, 4)).to.equal('2024')
  })

  it('makes as many patients as asked, about 1.2 reports each, one of them reported over and over', () => {
    expect(persons).to.have.length(3000)
    expect(reports.length / persons.length).to.be.within(1.14, 1.26)
    expect(Math.max(...persons.map((person) => person.reports))).to.equal(40)
    const counts = new Map<string, number>()
    for (const { personId } of truth) counts.set(personId, (counts.get(personId) ?? 0) + 1)
    expect(persons.every((person) => counts.get(person.personId) === person.reports)).to.equal(true)
  })

  it('ties families in both directions: twins share the birth date, parents are older', () => {
    const tied = { twins: 0, siblings: 0, parents: 0 }
    for (const person of persons) {
      for (const id of person.twinOf) {
        const twin = personOf.get(id)
        if (!twin) continue
        tied.twins += 1
        expect(twin.twinOf).to.include(person.personId)
        expect(twin.birthDate).to.equal(person.birthDate)
        expect(twin.name).not.to.equal(person.name)
      }
      tied.siblings += person.siblingOf.length
      for (const id of person.parentOf) {
        const child = personOf.get(id)
        if (!child) continue
        tied.parents += 1
        expect(Number(child.birthDate.slice(0, 4)) - Number(person.birthDate.slice(0, 4))).to.be.at.least(15)
      }
    }
    expect(tied.twins / persons.length).to.be.within(0.004, 0.02)
    expect(tied.siblings / persons.length).to.be.within(0.012, 0.06)
    expect(tied.parents / persons.length).to.be.within(0.004, 0.02)
  })

  it('types valid numbers where nothing is wrong with the number, never one number for two persons', () => {
    const owners = new Map<string, string>()
    reports.forEach(({ idType, idNumber }, index) => {
      const { errors = [], personId = '' } = truth[index] ?? {}
      if (idNumber === null || idType === '03' || errors.some((kind) => kind.startsWith('number-'))) return
      const read = readResidentId(idNumber)
      expect(read?.number, errors.join(' ')).to.equal(idNumber)
      expect(owners.get(idNumber) ?? personId).to.equal(personId)
      owners.set(idNumber, personId)
    })
    expect(owners.size).to.be.greaterThan(2000)
  })

  it('repeats the registered name, sex and birth date where no error is noted', () => {
    reports.forEach((report, index) => {
      const { errors = [], personId = '' } = truth[index] ?? {}
      const person = personOf.get(personId)
      const about = (pattern: RegExp): boolean => errors.some((kind) => pattern.test(kind))
      if (!about(/name|sound|phone$|homophone|look|traditional|rare/)) expect(report.name).to.equal(person?.name)
      if (!about(/^sex/)) expect(report.sex).to.equal(person?.sex)
      if (!about(/^birth|paper/)) expect(report.birthDate).to.equal(person?.birthDate)
    })
  })

  it('brings every kind of error of the notes', () => {
    const seen = new Set(linesOf<TruthLine>(generate(3, 12_000)['truth.jsonl']).flatMap(({ errors }) => errors))
    const kinds = (
      'newborn-name nickname former-name homophone near-sound look-alike traditional rare-character name-spaces name-transposed name-cut ' +
      'name-order name-pinyin name-remark name-separator name-latin sex-wrong sex-unknown birth-date-lunar birth-date-swapped birth-year-off ' +
      'birth-day-off birth-date-january birth-date-digit birth-date-missing number-missing number-of-guardian number-of-twin number-of-relative ' +
      'number-digit number-transposed number-dropped number-fifteen number-written-otherwise number-placeholder number-passport number-former ' +
      'phone-missing phone-other phone-digit phone-shared phone-written-otherwise guardian-other moved region-prefecture disease-refined paper-card careless'
    ).split(' ')
    expect(kinds.filter((kind) => !seen.has(kind as never))).to.deep.equal([])
  }).timeout(30_000)
})
