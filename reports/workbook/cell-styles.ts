import type { Borders, Fill, Style } from 'exceljs'
import type { ColumnKind } from '#reports/report.ts'

const line = { style: 'thin', color: { argb: 'FF8C96A3' } } as const
const borders: Partial<Borders> = { top: line, left: line, bottom: line, right: line }

function fill(argb: string): Fill {
  return { type: 'pattern', pattern: 'solid', fgColor: { argb } }
}

/** 宋体 and 黑体 are on every computer with Chinese Excel or WPS; elsewhere the program takes its own Chinese font. */
const body = { name: '宋体', size: 10 } as const
const heading = { name: '黑体', size: 10 } as const

const middle = { vertical: 'middle' } as const
const left = { ...middle, horizontal: 'left', indent: 1 } as const

/** Zero is shown as a dash: in a wide table the figures that are there stand out. */
const counts = '#,##0;-#,##0;"–"'

/**
 * The styles of the workbook. A cell is given one of these very objects, never a copy: exceljs looks a style up by the object
 * it is, and makes its XML anew for every one it has not met.
 */
export const cellStyles = {
  title: { font: { name: '黑体', size: 16, bold: true }, alignment: { ...middle, horizontal: 'center' } },
  coverTitle: { font: { name: '黑体', size: 22, bold: true }, alignment: { ...middle, horizontal: 'center' } },
  subtitle: {
    font: { name: '宋体', size: 11, color: { argb: 'FF44546A' } },
    alignment: { ...middle, horizontal: 'center' },
  },
  warning: {
    font: { name: '黑体', size: 12, bold: true, color: { argb: 'FFC00000' } },
    alignment: { ...middle, horizontal: 'center', wrapText: true },
  },
  note: {
    font: { name: '宋体', size: 9, color: { argb: 'FF44546A' } },
    alignment: { ...middle, horizontal: 'left', wrapText: true },
  },
  section: {
    font: { name: '黑体', size: 11, bold: true, color: { argb: 'FF1F3864' } },
    alignment: { ...middle, horizontal: 'left' },
  },
  header: {
    font: { ...heading, bold: true },
    fill: fill('FFD9E2F3'),
    border: borders,
    alignment: { ...middle, horizontal: 'center', wrapText: true },
  },
  label: { font: heading, fill: fill('FFF2F5FA'), border: borders, alignment: { ...left, wrapText: true } },
  value: { font: body, border: borders, alignment: { ...left, wrapText: true } },
  figure: { font: { name: '黑体', size: 12, bold: true }, numFmt: '#,##0', border: borders, alignment: left },
  signature: { font: { name: '宋体', size: 12 }, alignment: { vertical: 'bottom', horizontal: 'right' } },
  signatureLine: {
    border: { bottom: { style: 'thin', color: { argb: 'FF000000' } } },
    font: { name: '宋体', size: 12 },
  },
  signatureDate: { font: { name: '宋体', size: 12 }, alignment: { vertical: 'bottom', horizontal: 'left' } },
  text: { font: body, border: borders, alignment: { ...left, wrapText: true } },
  /** Of lists: one line each, as the height of a row is not known while it is streamed; a long text is shown smaller, not cut. */
  lineText: { font: body, border: borders, alignment: { ...middle, horizontal: 'left', shrinkToFit: true } },
  integer: { font: body, numFmt: counts, border: borders, alignment: { ...middle, horizontal: 'right' } },
  days: { font: body, numFmt: '#,##0.0', border: borders, alignment: { ...middle, horizontal: 'right' } },
  date: { font: body, numFmt: 'yyyy-mm-dd', border: borders, alignment: { ...middle, horizontal: 'center' } },
  month: { font: body, numFmt: 'yyyy"年"m"月"', border: borders, alignment: { ...middle, horizontal: 'center' } },
  subtotal: {
    font: { ...heading, bold: true },
    numFmt: counts,
    fill: fill('FFF2F5FA'),
    border: borders,
    alignment: { ...middle, horizontal: 'right' },
  },
  suspected: {
    font: { ...body, italic: true },
    numFmt: counts,
    fill: fill('FFFFF6E0'),
    border: borders,
    alignment: { ...middle, horizontal: 'right' },
  },
  suspectedHeader: {
    font: { ...heading, bold: true },
    fill: fill('FFFFE9B3'),
    border: borders,
    alignment: { ...middle, horizontal: 'center', wrapText: true },
  },
  totalText: {
    font: { ...heading, bold: true },
    fill: fill('FFE4EAF4'),
    border: borders,
    alignment: { ...middle, horizontal: 'left' },
  },
  total: {
    font: { ...heading, bold: true },
    numFmt: counts,
    fill: fill('FFE4EAF4'),
    border: borders,
    alignment: { ...middle, horizontal: 'right' },
  },
  totalDays: {
    font: { ...heading, bold: true },
    numFmt: '#,##0.0',
    fill: fill('FFE4EAF4'),
    border: borders,
    alignment: { ...middle, horizontal: 'right' },
  },
} as const satisfies Record<string, Partial<Style>>

/** One of the shared styles. */
export type CellStyle = keyof typeof cellStyles

const styleOfKind: Readonly<Record<ColumnKind, CellStyle>> = {
  text: 'lineText',
  integer: 'integer',
  days: 'days',
  date: 'date',
  month: 'month',
}

/** The style of a column's cells by what it holds. */
export function styleOf(kind: ColumnKind): CellStyle {
  return styleOfKind[kind]
}
