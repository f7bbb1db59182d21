import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { dateParts, isoDate } from './calendar.ts'
import type { Person } from './people.ts'
import { type Parameters, population } from './population.ts'
import { createRandom } from './random.ts'
import type { PersonLine } from './report-line.ts'

/** What was written, for the message at the end. */
export type Written = { patients: number; reports: number; seconds: number }

/**
 * Writes reports.jsonl and truth.jsonl in order of arrival, persons.jsonl and parameters.json into a folder. Reports are
 * first laid aside by month and sorted month by month, so memory does not grow with their number.
 */
export function writeBenchmark(parameters: Parameters, folder: string): Written {
  const started = performance.now()
  mkdirSync(folder, { recursive: true })
  const aside = mkdtempSync(join(folder, '.months-'))
  try {
    const months = createMonths(aside, parameters)
    // A stream of its own, so that the order within a day does not change what is reported.
    const order = createRandom(parameters.seed + 0x5bd1e995)
    const persons = openFile(join(folder, 'persons.jsonl'))
    let patients = 0
    let shown = 0
    for (const family of population(parameters)) {
      for (const { person, reports } of family) {
        patients += 1
        for (const { day, line, errors } of reports) {
          const key = String(day * 1000 + order.whole(0, 999)).padStart(9, '0')
          months.add(
            day,
            `${key}\t${person.personId}\t${person.relation}\t${errors.join(' ')}\t${JSON.stringify(line)}\n`,
          )
        }
        persons.write(`${JSON.stringify(describe(person, reports.length))}\n`)
        shown += reports.length
      }
    }
    persons.close()
    months.close()
    mergeMonths(months.files, folder)
    const seconds = (performance.now() - started) / 1000
    writeFileSync(join(folder, 'parameters.json'), `${JSON.stringify({ ...parameters, reports: shown })}\n`)
    return { patients, reports: shown, seconds }
  } finally {
    rmSync(aside, { recursive: true, force: true })
  }
}

function describe(person: Person, reports: number): PersonLine {
  const { personId, familyId, relation, twinOf, siblingOf, parentOf, childOf, namesakeOf, name, sex, birthDay } = person
  return {
    personId,
    familyId,
    relation,
    twinOf,
    siblingOf,
    parentOf,
    childOf,
    namesakeOf,
    name: name.text,
    sex,
    birthDate: isoDate(birthDay),
    reports,
  }
}

type OpenFile = { write(text: string): void; close(): void }

const bufferBytes = 1 << 16

/** Gathers text as bytes, so that nothing waits on the heap, and writes it in large pieces. */
function openFile(path: string): OpenFile {
  const file = openSync(path, 'w')
  const buffer = Buffer.allocUnsafe(bufferBytes)
  let used = 0
  return {
    write: (text) => {
      // A UTF-16 unit takes at most three bytes.
      if (used + text.length * 3 > bufferBytes) flush()
      if (text.length * 3 > bufferBytes) writeSync(file, text)
      else used += buffer.write(text, used)
    },
    close: () => {
      flush()
      closeSync(file)
    },
  }

  function flush(): void {
    writeSync(file, buffer, 0, used)
    used = 0
  }
}

function createMonths(folder: string, { fromYear, toYear }: Parameters) {
  const files: string[] = []
  const open: OpenFile[] = []
  for (let index = 0; index < (toYear - fromYear + 1) * 12; index += 1) {
    const path = join(folder, String(index))
    files.push(path)
    open.push(openFile(path))
  }
  return {
    files,
    add: (day: number, text: string) => {
      const [year, month] = dateParts(day)
      open[(year - fromYear) * 12 + month - 1]?.write(text)
    },
    close: () => open.forEach((each) => each.close()),
  }
}

function mergeMonths(files: readonly string[], folder: string): void {
  const reports = openFile(join(folder, 'reports.jsonl'))
  const truth = openFile(join(folder, 'truth.jsonl'))
  let number = 0
  for (const path of files) {
    const lines = readFileSync(path, 'utf8').split('\n')
    lines.pop()
    lines.sort((one, other) => (one < other ? -1 : one > other ? 1 : 0))
    for (const line of lines) {
      const [, personId = '', kind = '', errors = '', ...json] = line.split('\t')
      number += 1
      const recordId = `R${String(number).padStart(7, '0')}`
      reports.write(`${json.join('\t').replace('"recordId":""', `"recordId":"${recordId}"`)}\n`)
      truth.write(`${JSON.stringify({ recordId, personId, kind, errors: errors === '' ? [] : errors.split(' ') })}\n`)
    }
  }
  reports.close()
  truth.close()
}
