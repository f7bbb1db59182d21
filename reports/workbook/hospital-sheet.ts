import type { stream } from 'exceljs'
import { hospitalsWithTimeliness } from '#reports/hospitals-with-timeliness.ts'
import type { HospitalWithTimeliness } from '#reports/hospitals-with-timeliness.ts'
import { styleOf } from './cell-styles.ts'
import { safeText } from './safe-text.ts'
import { columnLetter, openSheet } from './sheet.ts'
import type { Cell, SheetMargins } from './sheet.ts'
import { rowHeight } from './text-height.ts'

const { columns } = hospitalsWithTimeliness
const nameWidth = columns.find(({ key }) => key === 'hospital_name')?.width ?? 30

function cellOf(row: HospitalWithTimeliness, { key, kind }: (typeof columns)[number]): Cell {
  const value = row[key]
  return [typeof value === 'string' ? safeText(value) : value, styleOf(kind)]
}

/** The sheet 医院与及时性; the row without hospital is the province. */
export function writeHospitalSheet(
  workbook: stream.xlsx.WorkbookWriter,
  margins: SheetMargins,
  rows: readonly HospitalWithTimeliness[],
): void {
  const sheet = openSheet(
    workbook,
    {
      name: hospitalsWithTimeliness.titleZh,
      widths: columns.map(({ width }) => width ?? 9),
      frozenRows: 3,
      frozenColumns: 2,
    },
    margins,
  )
  sheet.addMerged('报告卡报送情况与及时性统计表（按医院）', 'title', 30)
  sheet.addMerged(`${hospitalsWithTimeliness.ruleZh}天数保留一位小数；无可计数据时留空。`, 'note', 30)
  sheet.add(
    columns.map(({ zh }): Cell => [zh, 'header']),
    46,
  )
  const hospitals = rows.filter(({ hospital_code }) => hospital_code !== null)
  const province = rows.find(({ hospital_code }) => hospital_code === null)
  const firstRow = sheet.nextRow()
  for (const hospital of hospitals) {
    const name = hospital.hospital_name ?? ''
    sheet.add(
      columns.map((column): Cell =>
        column.key === 'hospital_name' ? [safeText(name), 'text'] : cellOf(hospital, column),
      ),
      rowHeight([name], [nameWidth]),
    )
  }
  const lastRow = sheet.nextRow() - 1
  if (hospitals.length === 0 || province === undefined) {
    sheet.addMerged('本期间无报告卡提交。', 'text', 20)
  } else {
    sheet.add(
      columns.map((column, index): Cell => {
        const letter = columnLetter(index + 1)
        const value = province[column.key]
        if (column.key === 'hospital_code') return ['全省', 'totalText']
        if (column.kind === 'integer' && typeof value === 'number') {
          return [{ formula: `SUM(${letter}${firstRow}:${letter}${lastRow})`, result: value }, 'total']
        }
        return [column.kind === 'days' ? value : null, column.kind === 'days' ? 'totalDays' : 'totalText']
      }),
      20,
    )
  }
  sheet.finish()
}
