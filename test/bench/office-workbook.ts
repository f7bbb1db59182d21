import { Writable } from 'node:stream'
import exceljs from 'exceljs'
import { caseLineList } from '#reports/case-line-list.ts'
import { writeOfficeWorkbook } from '#reports/workbook/write-office-workbook.ts'
import { aCaseLine, workbookOptions } from '#test/unit/reports/fake-reader.ts'

/**
 * The office workbook beside bare exceljs streaming as many plain cells, in turns within one run (DESIGN.md section 12:
 * at least 80 % of its rate, memory flat). Prints one JSON line.
 */
const cases = Number(process.argv[2] ?? 100_000)
const rounds = 3

function sink(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() })
}

function* lines() {
  for (let number = 1; number <= cases; number += 1) {
    yield aCaseLine({
      case_number: `SDC-2026-${String(number).padStart(6, '0')}-0`,
      report_numbers: `SD-2026-${String(number).padStart(6, '0')}-0`,
    })
  }
}

async function bare(): Promise<void> {
  const workbook = new exceljs.stream.xlsx.WorkbookWriter({ stream: sink() })
  const sheet = workbook.addWorksheet('cases')
  for (const line of lines()) {
    const { case_number, disease_code, report_numbers, age_at_diagnosis_years, source_count } = line
    sheet
      .addRow([
        case_number,
        disease_code,
        '肌萎缩侧索硬化',
        '确诊',
        '已定',
        '王**',
        '370***********1234',
        '男',
        age_at_diagnosis_years,
        '济南市',
        '历下区',
        '2025-03',
        '2026-01-05',
        46042,
        46054,
        '山东大学齐鲁医院',
        source_count,
        report_numbers,
      ])
      .commit()
    // Without a pause now and then nothing is compressed before the last row, and memory is what gets measured.
    if (sheet.lastRow === undefined && Number(case_number.slice(-8, -2)) % 500 === 0) await new Promise(setImmediate)
  }
  await workbook.commit()
}

async function office(): Promise<void> {
  await writeOfficeWorkbook(sink(), workbookOptions({ lines: lines() }))
}

async function measure(work: () => Promise<void>): Promise<{ seconds: number; peakMegabytes: number }> {
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  let peak = before
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 20)
  const start = performance.now()
  await work()
  clearInterval(timer)
  return { seconds: (performance.now() - start) / 1000, peakMegabytes: peak / 1e6 }
}

const best = { office: Infinity, bare: Infinity }
const peaks = { office: 0, bare: 0 }
for (let round = 0; round < rounds; round += 1) {
  for (const [name, work] of [
    ['office', office],
    ['bare', bare],
  ] as const) {
    const { seconds, peakMegabytes } = await measure(work)
    best[name] = Math.min(best[name], seconds)
    peaks[name] = Math.max(peaks[name], peakMegabytes)
  }
}
process.stdout.write(
  `${JSON.stringify({
    bench: 'office-workbook',
    cases,
    cells: cases * caseLineList.columns.length,
    officeSeconds: Number(best.office.toFixed(2)),
    bareSeconds: Number(best.bare.toFixed(2)),
    rateOfBare: Number((best.bare / best.office).toFixed(2)),
    officePeakMegabytes: Math.round(peaks.office),
    barePeakMegabytes: Math.round(peaks.bare),
  })}\n`,
)
