/**
 * What a report reads from: SQL with `$1` placeholders. Whoever supplies it runs every statement of one workbook in a
 * single read-only `repeatable read` transaction with the office's scope, so that all sheets show the same moment.
 */
export interface ReportReader {
  rows<Row>(sql: string, values?: readonly unknown[]): Promise<Row[]>
  /** The rows in their order, at most `size` at a time; never more than a few batches are held in memory. */
  batches<Row>(sql: string, values: readonly unknown[], size: number): AsyncIterable<Row[]>
}

/** One statement with its values. */
export interface ReportStatement {
  sql: string
  values: readonly unknown[]
}

/** What a column holds; it decides alignment and number format wherever the report is shown. */
export type ColumnKind = 'text' | 'integer' | 'days' | 'date' | 'month'

/** A column of a report, and at the same time its entry in the code book. */
export interface ReportColumn {
  /** The name of the column in the rows. */
  key: string
  zh: string
  en: string
  kind: ColumnKind
  /** What a value means and how it is counted, one sentence for the code book. */
  meaningZh: string
  meaningEn: string
  /** Width in characters of a Latin letter; a Chinese character takes two. */
  width?: number
  /** Excel number format where that of the kind does not fit. */
  numberFormat?: string
}

/** JSON Schema 2020-12 of a report's parameters. */
export interface ParameterSchema {
  type: 'object'
  additionalProperties: false
  properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** A statistic: one query and its columns. `Row` is what the query gives, `Shown` the columns that are worked out of it. */
export interface Report<Row, Parameters, Shown extends string = never> {
  /** The name of the file. */
  id: string
  titleZh: string
  titleEn: string
  permission: 'office-report.export'
  /** What is counted, by which date and which area; stands under the title (WORKFLOW.md 3.9). */
  ruleZh: string
  ruleEn: string
  parameters: ParameterSchema
  columns: readonly (ReportColumn & { key: (keyof Row & string) | Shown })[]
  select(parameters: Parameters): ReportStatement
}

/** Declares a report, so that the keys of its columns are checked against its rows. */
export function defineReport<Row, Parameters, Shown extends string = never>(
  report: Report<Row, Parameters, Shown>,
): Report<Row, Parameters, Shown> {
  return report
}

/** All rows of a report that fits into memory. */
export function readReport<Row, Parameters, Shown extends string>(
  reader: ReportReader,
  report: Report<Row, Parameters, Shown>,
  parameters: Parameters,
): Promise<Row[]> {
  const { sql, values } = report.select(parameters)
  return reader.rows<Row>(sql, values)
}
