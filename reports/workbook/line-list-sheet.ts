import type { stream } from 'exceljs'
import { maskDocumentNumber, maskName } from '#registry-rules/identity/mask-identity.ts'
import { caseLineList } from '#reports/case-line-list.ts'
import type { CaseLine, SealedIdentityRow } from '#reports/case-line-list.ts'
import type { AcceptedPeriod } from '#reports/accepted-period.ts'
import type { ReportReader } from '#reports/report.ts'
import { calendarSerial } from './calendar-serial.ts'
import { styleOf } from './cell-styles.ts'
import { safeText } from './safe-text.ts'
import { columnLetter, openSheet } from './sheet.ts'
import type { Cell, Sheet, SheetMargins } from './sheet.ts'

/** Of an opened identity, what a line list reads; it is masked before it is written. */
export interface OpenedIdentity {
  name?: string | undefined
  documentNumber?: string | undefined
}

/** Names of the codes in a line; each gives the code itself when it does not know it. */
export interface LineNames {
  disease(code: string): string
  city(code: string | null): string
  county(code: string | null): string
  hospital(code: string): string
  sex(code: string): string
  caseState(code: string): string
  identityState(code: string): string
}

/** A sheet of Excel ends at row 1,048,576; a longer list goes on in a next sheet. */
const linesPerSheet = 1_000_000
const linesPerBatch = 500

const { columns } = caseLineList
type LineKey = (typeof columns)[number]['key']

function cellValue(value: unknown): string | number | null {
  if (typeof value === 'string') return safeText(value)
  return typeof value === 'number' ? value : null
}

function openLineList(workbook: stream.xlsx.WorkbookWriter, margins: SheetMargins, number: number): Sheet {
  const name = number === 1 ? caseLineList.titleZh : `${caseLineList.titleZh}（${number}）`
  const sheet = openSheet(
    workbook,
    { name, widths: columns.map(({ width }) => width ?? 12), frozenRows: 3, frozenColumns: 1 },
    margins,
  )
  sheet.addMerged('罕见病病例明细表', 'title', 30)
  sheet.addMerged(caseLineList.ruleZh, 'note', 18)
  sheet.add(
    columns.map(({ zh, en }): Cell => [`${zh}\n${en}`, 'header']),
    50,
  )
  return sheet
}

/** Streams the sheet 病例明细 and gives the number of its lines. */
export async function writeLineListSheet(
  workbook: stream.xlsx.WorkbookWriter,
  margins: SheetMargins,
  options: {
    reader: ReportReader
    period: AcceptedPeriod
    names: LineNames
    unsealIdentity: (row: SealedIdentityRow) => OpenedIdentity | undefined
  },
): Promise<number> {
  const { reader, period, names, unsealIdentity } = options
  const styles = columns.map(({ kind }) => styleOf(kind))
  let identity: OpenedIdentity | undefined
  const workedOut: Partial<Record<LineKey, (row: CaseLine) => string | number>> = {
    masked_name: () => maskName(identity?.name ?? ''),
    masked_document_number: () => maskDocumentNumber(identity?.documentNumber ?? ''),
    first_submitted_date: (row) => calendarSerial(row.first_submitted_date),
    accepted_date: (row) => calendarSerial(row.accepted_date),
    disease_name: (row) => names.disease(row.disease_code),
    city_name: (row) => names.city(row.city_code),
    county_name: (row) => names.county(row.region_code),
    hospital_name: (row) => names.hospital(row.hospital_code),
    sex: (row) => names.sex(row.sex),
    state: (row) => names.caseState(row.state),
    identity_state: (row) => names.identityState(row.identity_state),
  }
  const valueOf = columns.map(({ key }) => workedOut[key] ?? ((row: CaseLine) => row[key as keyof CaseLine]))
  const valuesOf = (row: CaseLine) => {
    identity = row.sealed === null ? undefined : unsealIdentity(row)
    return valueOf.map((read) => cellValue(read(row)))
  }
  let sheetNumber = 1
  let sheet = openLineList(workbook, margins, sheetNumber)
  let lines = 0
  const statement = caseLineList.select(period)
  const finish = () => {
    if (lines === 0) sheet.addMerged('本期间无入库病例。', 'text', 20)
    sheet.filter('A3', `${columnLetter(columns.length)}${Math.max(3, sheet.nextRow() - 1)}`)
    sheet.finish()
  }
  for await (const batch of reader.batches<CaseLine>(statement.sql, statement.values, linesPerBatch)) {
    for (const row of batch) {
      if (lines === sheetNumber * linesPerSheet) {
        finish()
        sheetNumber += 1
        sheet = openLineList(workbook, margins, sheetNumber)
      }
      sheet.addLine(valuesOf(row), styles)
      lines += 1
    }
    await sheet.drained()
  }
  finish()
  return lines
}
