import type { Cell, Sheet } from './sheet.ts'
import { columnLetter } from './sheet.ts'
import { safeText } from './safe-text.ts'
import { rowHeight } from './text-height.ts'

/** The two counts that stand under every heading. */
export type CaseColumn = 'confirmed' | 'suspected'

/** Columns of a cross table that stand under one heading and have a subtotal. */
export interface ColumnGroup {
  heading: string
  columns: readonly { key: string; heading: string }[]
}

/** A line of a cross table; `code` is undefined for the one line of all diseases that have no case. */
export interface DiseaseLine {
  code: string | undefined
  name: string
}

/** A table of diseases against groups, with its totals. */
export interface CrossTable {
  title: string
  rule: string
  lines: readonly DiseaseLine[]
  /** More than one group: a second line of headings, a subtotal for each group. */
  groups: readonly ColumnGroup[]
  count(diseaseCode: string, columnKey: string, column: CaseColumn): number
}

/** A column of figures: one key, or the sum of the figure columns `from` to `to` (both 1 is A). */
type FigureColumn = { key: string } | { subtotalFrom: number; subtotalTo: number }

const firstFigure = 3
const nameWidth = 24

function figureColumns(groups: readonly ColumnGroup[]): FigureColumn[] {
  const columns: FigureColumn[] = []
  for (const group of groups) {
    const from = firstFigure + columns.length
    columns.push(...group.columns.map(({ key }) => ({ key })))
    if (groups.length > 1) columns.push({ subtotalFrom: from, subtotalTo: firstFigure + columns.length - 1 })
  }
  return columns
}

/** Columns of the sheet that a cross table takes: code, name, figures with subtotals, confirmed total, suspected total. */
export function crossTableWidths(groups: readonly ColumnGroup[], figureWidth: number): number[] {
  return [10.5, nameWidth, ...figureColumns(groups).map(() => figureWidth), 9.5, 9.5]
}

/** Rows of a cross table that stay in view: title, rule and headings. */
export function crossTableHeadRows(groups: readonly ColumnGroup[]): number {
  return groups.length > 1 ? 4 : 3
}

function writeHead(sheet: Sheet, table: CrossTable): void {
  sheet.addMerged(table.title, 'title', 30)
  sheet.addMerged(table.rule, 'note', 18)
  const confirmed: Cell = ['确诊合计', 'header']
  const suspected: Cell = ['疑似合计', 'suspectedHeader']
  if (table.groups.length === 1) {
    const headings = (table.groups[0]?.columns ?? []).map(({ heading }): Cell => [heading, 'header'])
    sheet.add([['病种代码', 'header'], ['病种', 'header'], ...headings, confirmed, suspected], 32)
    return
  }
  const upper: Cell[] = [
    ['病种代码', 'header'],
    ['病种', 'header'],
  ]
  const lower: Cell[] = [
    [null, 'header'],
    [null, 'header'],
  ]
  const row = sheet.nextRow()
  const merges = [`A${row}:A${row + 1}`, `B${row}:B${row + 1}`]
  for (const group of table.groups) {
    const from = upper.length + 1
    for (const { heading } of group.columns) {
      upper.push([upper.length + 1 === from ? group.heading : null, 'header'])
      lower.push([heading, 'header'])
    }
    upper.push([null, 'header'])
    lower.push(['小计', 'header'])
    merges.push(`${columnLetter(from)}${row}:${columnLetter(upper.length)}${row}`)
  }
  for (const cell of [confirmed, suspected]) {
    upper.push(cell)
    lower.push([null, cell[1]])
    const letter = columnLetter(upper.length)
    merges.push(`${letter}${row}:${letter}${row + 1}`)
  }
  sheet.withMerges(merges, () => {
    sheet.add(upper, 20)
    sheet.add(lower, 20)
  })
}

/** Writes the lines of one kind of case and their total; gives the total of each column of the sheet. */
function writeBlock(sheet: Sheet, table: CrossTable, lines: readonly DiseaseLine[], counted: CaseColumn): void {
  const columns = figureColumns(table.groups)
  const confirmedColumn = firstFigure + columns.length
  const firstRow = sheet.nextRow()
  const totals = new Map<number, number>()
  const addTo = (column: number, value: number) => totals.set(column, (totals.get(column) ?? 0) + value)
  const keys = table.groups.flatMap((group) => group.columns.map(({ key }) => key))
  const sum = (line: DiseaseLine, column: CaseColumn) =>
    keys.reduce((total, key) => total + (line.code === undefined ? 0 : table.count(line.code, key, column)), 0)

  for (const line of lines) {
    const row = sheet.nextRow()
    const values: number[] = []
    const cells: Cell[] = columns.map((column, index) => {
      const letter = firstFigure + index
      if ('key' in column) {
        const value = line.code === undefined ? 0 : table.count(line.code, column.key, counted)
        values[letter] = value
        addTo(letter, value)
        return [value, counted === 'confirmed' ? 'integer' : 'suspected']
      }
      let result = 0
      for (let part = column.subtotalFrom; part <= column.subtotalTo; part += 1) result += values[part] ?? 0
      addTo(letter, result)
      const formula = `SUM(${columnLetter(column.subtotalFrom)}${row}:${columnLetter(column.subtotalTo)}${row})`
      return [{ formula, result }, 'subtotal']
    })
    const summed = columns
      .map((column, index) =>
        'key' in column && table.groups.length > 1 ? undefined : columnLetter(firstFigure + index),
      )
      .filter((letter) => letter !== undefined)
    const first = summed[0] ?? ''
    const formula =
      table.groups.length > 1
        ? summed.map((letter) => `${letter}${row}`).join('+')
        : `SUM(${first}${row}:${summed[summed.length - 1] ?? first}${row})`
    const total: Cell = [{ formula, result: sum(line, counted) }, 'subtotal']
    addTo(counted === 'confirmed' ? confirmedColumn : confirmedColumn + 1, sum(line, counted))
    if (counted === 'confirmed') addTo(confirmedColumn + 1, sum(line, 'suspected'))
    sheet.add(
      [
        [line.code === undefined ? null : safeText(line.code), 'lineText'],
        [safeText(line.name), 'text'],
        ...cells,
        ...(counted === 'confirmed'
          ? ([total, [sum(line, 'suspected'), 'suspected']] as const)
          : ([[null, 'subtotal'], total] as const)),
      ],
      Math.max(20, rowHeight([line.name], [nameWidth])),
    )
  }

  const lastRow = sheet.nextRow() - 1
  const totalCells: Cell[] = []
  for (let column = firstFigure; column <= confirmedColumn + 1; column += 1) {
    const letter = columnLetter(column)
    const empty = counted === 'suspected' && column === confirmedColumn
    totalCells.push(
      empty
        ? [null, 'total']
        : [{ formula: `SUM(${letter}${firstRow}:${letter}${lastRow})`, result: totals.get(column) ?? 0 }, 'total'],
    )
  }
  sheet.add([['合计', 'totalText'], [null, 'totalText'], ...totalCells], 20)
}

/**
 * A table of diseases by something: confirmed cases first with the suspected ones in a column of their own, then the
 * suspected cases by the same columns (counting rule, WORKFLOW.md 3.9). Totals are formulas with their results beside them,
 * so that a reader can trace them and a program that does not calculate still shows them.
 */
export function writeCrossTable(sheet: Sheet, table: CrossTable): void {
  writeHead(sheet, table)
  writeBlock(sheet, table, table.lines, 'confirmed')
  const keys = table.groups.flatMap((group) => group.columns.map(({ key }) => key))
  const suspected = table.lines.filter(
    ({ code }) => code !== undefined && keys.some((key) => table.count(code, key, 'suspected') > 0),
  )
  sheet.add([], 10)
  if (suspected.length === 0) {
    sheet.addMerged('疑似病例：无。', 'section', 22)
    return
  }
  sheet.addMerged('疑似病例（不计入上表合计；栏目同上表）', 'section', 22)
  writeBlock(sheet, table, suspected, 'suspected')
}
