import type { Writable } from 'node:stream'
import type { CellValue, PaperSize, Row, stream, Worksheet } from 'exceljs'
import { cellStyles } from './cell-styles.ts'
import type { CellStyle } from './cell-styles.ts'

type WorkbookWriter = stream.xlsx.WorkbookWriter

/** One cell: a value with the name of its style. */
export type Cell = readonly [value: CellValue, style: CellStyle]

/** What every sheet of a workbook shows in its margins. */
export interface SheetMargins {
  workbookTitle: string
  snapshot: string
  /** Named on every printed page when the identities are invented. */
  demonstration: boolean
  /** Anyone may have it: it says nothing of a patient. */
  isPublic?: boolean
}

/** How a sheet is laid out and printed. */
export interface SheetLayout {
  name: string
  /** In characters of a Latin letter, one a column; the number of widths is the number of columns. */
  widths: readonly number[]
  /** Rows that stay in view and are printed on every page. */
  frozenRows?: number
  frozenColumns?: number
  /** Printed on one page, however small. */
  onePage?: boolean
  /** Printed on A3, for tables that are too wide to be read on A4. */
  isWide?: boolean
}

/** A sheet that is written from top to bottom; a row that has been added cannot be changed. */
export interface Sheet {
  name: string
  columnCount: number
  /** The number that the next row gets. */
  nextRow(): number
  add(cells: readonly (Cell | undefined)[], height?: number): void
  /** `add` for lists of a hundred thousand rows: values and styles apart, so that no object is made for a cell. */
  addLine(values: readonly CellValue[], styles: readonly CellStyle[]): void
  /** One text over columns `from` to `to` (1 is A), or over the whole width. */
  addMerged(text: string, style: CellStyle, height: number, from?: number, to?: number): void
  /** Merges cells of the rows added in `write`, which are held back until it is done: `A3:B4`. */
  withMerges(ranges: readonly string[], write: () => void): void
  filter(from: string, to: string): void
  /**
   * Waits until what had been written at its last call is on its way out: one batch is compressed while the next is being
   * written, and no more than two are in memory.
   */
  drained(): Promise<void>
  finish(): void
}

/** A letter of the sheet's column, 1 is A. */
export function columnLetter(column: number): string {
  const rest = (column - 1) % 26
  const letter = String.fromCharCode(65 + rest)
  return column > 26 ? columnLetter((column - 1 - rest) / 26) + letter : letter
}

/** `&` opens a code in the margins of a page. */
function marginText(text: string): string {
  return text.replaceAll('&', '&&')
}

/**
 * The streams that a sheet's rows go to. exceljs takes every row at once and tells nobody that the compression lags behind, or
 * the receiver; where its rows go is what knows. Not part of its published types.
 */
function pipesOf(sheet: Worksheet): readonly Writable[] {
  return (sheet as unknown as { stream: { pipes: readonly Writable[] } }).stream.pipes
}

/** Resolves when all that has been written to the streams so far has been passed on. */
async function passedOn(pipes: readonly Writable[]): Promise<void> {
  await Promise.all(pipes.map((pipe) => new Promise<void>((resolve) => pipe.write(Buffer.alloc(0), () => resolve()))))
}

/** One object for all rows: exceljs would otherwise make the XML of an empty style for every row (see `cellStyles`). */
const rowStyle = {}

function setCell(row: Row, index: number, value: CellValue, style: CellStyle): void {
  const cell = row.getCell(index + 1)
  cell.value = value
  cell.style = cellStyles[style]
}

/** Opens a sheet: A4 landscape, one page wide, the frozen rows repeated on every page, page numbers below. */
export function openSheet(workbook: WorkbookWriter, layout: SheetLayout, margins: SheetMargins): Sheet {
  const { name, widths, frozenRows = 0, frozenColumns = 0, onePage = false, isWide = false } = layout
  const demonstration = margins.demonstration ? '&C&"黑体,常规"&KC00000演示数据，虚构身份' : ''
  const sheet = workbook.addWorksheet(name, {
    properties: { defaultRowHeight: 18 },
    views: [
      frozenRows + frozenColumns > 0
        ? { state: 'frozen', xSplit: frozenColumns, ySplit: frozenRows, showGridLines: false, zoomScale: 100 }
        : { state: 'normal', showGridLines: false },
    ],
    pageSetup: {
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- A3 or A4; the enum of the types is not there at run time
      paperSize: (isWide ? 8 : 9) as PaperSize,
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: onePage ? 1 : 0,
      horizontalCentered: true,
      margins: { left: 0.4, right: 0.4, top: 0.7, bottom: 0.6, header: 0.3, footer: 0.3 },
      ...(frozenRows > 0 ? { printTitlesRow: `1:${frozenRows}` } : {}),
    },
    headerFooter: {
      oddHeader: `&L${marginText(margins.workbookTitle)}${demonstration}&R${marginText(name)}`,
      oddFooter: `&L数据截至 ${marginText(margins.snapshot)}&C第 &P 页 共 &N 页${margins.isPublic === true ? '' : '&R内部资料 注意保密'}`,
    },
  })
  sheet.columns = widths.map((width) => ({ width }))

  let held = false
  let next = 1
  let batchPassedOn = Promise.resolve()
  const nextRow = () => {
    const row = Object.assign(sheet.getRow(next), { style: rowStyle })
    next += 1
    return row
  }
  const self: Sheet = {
    name,
    columnCount: widths.length,
    nextRow: () => next,
    add(cells, height) {
      const row = nextRow()
      for (let index = 0; index < cells.length; index += 1) {
        const cell = cells[index]
        if (cell !== undefined) setCell(row, index, cell[0], cell[1])
      }
      if (height !== undefined) row.height = height
      if (!held) row.commit()
    },
    addLine(values, styles) {
      const row = nextRow()
      for (let index = 0; index < values.length; index += 1)
        setCell(row, index, values[index], styles[index] ?? 'lineText')
      row.commit()
    },
    addMerged(text, style, height, from = 1, to = widths.length) {
      const cells: (Cell | undefined)[] = []
      for (let column = from; column <= to; column += 1) cells[column - 1] = [column === from ? text : null, style]
      const range = `${columnLetter(from)}${next}:${columnLetter(to)}${next}`
      self.withMerges(from === to ? [] : [range], () => self.add(cells, height))
    },
    withMerges(ranges, write) {
      held = true
      write()
      for (const range of ranges) sheet.mergeCells(range)
      held = false
      if (next > 1) sheet.getRow(next - 1).commit()
    },
    filter(from, to) {
      sheet.autoFilter = { from, to }
    },
    async drained() {
      const previous = batchPassedOn
      batchPassedOn = passedOn(pipesOf(sheet))
      await previous
    },
    finish: () => sheet.commit(),
  }
  return self
}
