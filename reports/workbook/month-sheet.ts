import type { stream } from 'exceljs'
import { acceptancesByMonth } from '#reports/acceptances-by-month.ts'
import type { AcceptancesOfMonth } from '#reports/acceptances-by-month.ts'
import type { ReportColumn } from '#reports/report.ts'
import { calendarSerial } from './calendar-serial.ts'
import { styleOf } from './cell-styles.ts'
import { columnLetter, openSheet } from './sheet.ts'
import type { Cell, SheetMargins } from './sheet.ts'

/** The column that the sheet adds to the report. */
export const cumulativeColumn: ReportColumn = {
  key: 'cumulative',
  zh: '确诊累计',
  en: 'Confirmed, cumulative',
  kind: 'integer',
  width: 22,
  meaningZh: '自表内首月起的确诊病例累计数。',
  meaningEn: 'Confirmed cases since the first month of the table.',
}

/** The months from the first to the last row, those without a case included. */
function everyMonth(rows: readonly AcceptancesOfMonth[]): AcceptancesOfMonth[] {
  const byMonth = new Map(rows.map((row) => [row.month, row]))
  const months = [...byMonth.keys()].sort()
  const last = months[months.length - 1]
  const every: AcceptancesOfMonth[] = []
  for (let month = months[0]; month !== undefined && last !== undefined && month <= last;) {
    every.push(
      byMonth.get(month) ?? {
        month,
        confirmed: 0,
        suspected: 0,
        confirmed_tentative: 0,
        suspected_tentative: 0,
        genetically_confirmed: 0,
      },
    )
    const [year = 0, number = 0] = month.split('-').map(Number)
    month = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`
  }
  return every
}

/** The sheet 按入库月份. */
export function writeMonthSheet(
  workbook: stream.xlsx.WorkbookWriter,
  margins: SheetMargins,
  rows: readonly AcceptancesOfMonth[],
): void {
  const columns: readonly ReportColumn[] = [...acceptancesByMonth.columns, cumulativeColumn]
  const sheet = openSheet(
    workbook,
    {
      name: acceptancesByMonth.titleZh,
      widths: columns.map(({ width }) => width ?? 12),
      frozenRows: 3,
      frozenColumns: 1,
    },
    margins,
  )
  sheet.addMerged('罕见病病例按入库月份统计表', 'title', 30)
  sheet.addMerged(acceptancesByMonth.ruleZh, 'note', 18)
  sheet.add(
    columns.map(({ zh, en }): Cell => [`${zh}\n${en}`, 'header']),
    34,
  )
  const firstRow = sheet.nextRow()
  const months = everyMonth(rows)
  const totals = new Map<string, number>()
  let cumulative = 0
  for (const month of months) {
    const row = sheet.nextRow()
    cumulative += month.confirmed
    sheet.add(
      acceptancesByMonth.columns
        .map(({ key, kind }): Cell => {
          if (key === 'month') return [calendarSerial(month.month), 'month']
          totals.set(key, (totals.get(key) ?? 0) + month[key])
          return [month[key], key.startsWith('suspected') ? 'suspected' : styleOf(kind)]
        })
        .concat([[{ formula: `SUM($B$${firstRow}:B${row})`, result: cumulative }, 'subtotal']]),
    )
  }
  const lastRow = sheet.nextRow() - 1
  if (months.length === 0) {
    sheet.addMerged('本期间无入库病例。', 'text', 20)
  } else {
    sheet.add(
      [
        ['合计', 'totalText'],
        ...acceptancesByMonth.columns.slice(1).map(({ key }, index): Cell => {
          const letter = columnLetter(index + 2)
          return [{ formula: `SUM(${letter}${firstRow}:${letter}${lastRow})`, result: totals.get(key) ?? 0 }, 'total']
        }),
        [{ formula: `B${lastRow + 1}`, result: cumulative }, 'total'],
      ],
      20,
    )
  }
  sheet.finish()
}
