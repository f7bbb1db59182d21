import type { Writable } from 'node:stream'
import exceljs from 'exceljs'
import { acceptancesByMonth } from '#reports/acceptances-by-month.ts'
import type { AcceptedPeriod } from '#reports/accepted-period.ts'
import type { SealedIdentityRow } from '#reports/case-line-list.ts'
import { caseTotals } from '#reports/case-totals.ts'
import { casesByDiseaseAndCity } from '#reports/cases-by-disease-and-city.ts'
import { casesByDiseaseSexAndAge } from '#reports/cases-by-disease-sex-and-age.ts'
import { readCatalogueEntries } from '#reports/catalogue-entries.ts'
import type { CatalogueEntries } from '#reports/catalogue-entries.ts'
import { hospitalsWithTimeliness } from '#reports/hospitals-with-timeliness.ts'
import { readReport } from '#reports/report.ts'
import type { ReportReader } from '#reports/report.ts'
import { countedCaseStates, identityStates } from '#reports/value-set-labels.ts'
import type { CodeLabel, ValueSets } from '#reports/value-set-labels.ts'
import { beijingTime } from './calendar-serial.ts'
import { writeCodeBookSheet } from './code-book-sheet.ts'
import { writeCoverSheet } from './cover-sheet.ts'
import type { CatalogueNote } from './cover-sheet.ts'
import { writeCitySheet, writeSexAndAgeSheet } from './disease-tables.ts'
import { writeHospitalSheet } from './hospital-sheet.ts'
import { writeLineListSheet } from './line-list-sheet.ts'
import type { LineNames, OpenedIdentity } from './line-list-sheet.ts'
import { writeMonthSheet } from './month-sheet.ts'

/** Everything the workbook needs from outside: rows, lists, the opener of identities, period and clock. */
export interface OfficeWorkbookOptions {
  reader: ReportReader
  /** The moment that the reader shows; `number` once it is a frozen snapshot. */
  snapshot: { takenAt: Date; number?: string }
  parameters: AcceptedPeriod
  /** Name of the person who asked for the workbook. */
  madeBy: string
  catalogue: CatalogueNote
  ruleSet: string
  valueSets: ValueSets
  /** Whether demo data are in it; every page says so. */
  demonstration: boolean
  /** Opens the identity of a line, or gives undefined when it cannot be opened (key destroyed): the cells stay empty. */
  unsealIdentity: (row: SealedIdentityRow) => OpenedIdentity | undefined
}

function nameIn(entries: readonly { code: string; zh: string }[]): (code: string) => string {
  const names = new Map(entries.map(({ code, zh }) => [code, zh]))
  return (code) => names.get(code) ?? code
}

function lineNames({ diseases, regions, hospitals }: CatalogueEntries, sex: readonly CodeLabel[]): LineNames {
  const region = new Map(regions.map(({ code, name_zh }) => [code, name_zh]))
  return {
    disease: nameIn(diseases.map(({ code, name_zh }) => ({ code, zh: name_zh }))),
    city: (code) => (code === null ? '不详' : (region.get(code) ?? '外省')),
    county: (code) => (code === null ? '' : (region.get(code) ?? code)),
    hospital: nameIn(hospitals.map(({ code, name_zh }) => ({ code, zh: name_zh }))),
    sex: nameIn(sex),
    caseState: nameIn(countedCaseStates),
    identityState: nameIn(identityStates),
  }
}

/** Fails as soon as the receiver is gone; without it a writer whose receiver went away would wait for ever. */
function receiverGone(output: Writable): { failure: Promise<never>; forget(): void } {
  let onClose = () => {}
  let onError: (error: Error) => void = () => {}
  const failure = new Promise<never>((_resolve, reject) => {
    onClose = () => {
      if (!output.writableFinished) reject(new Error('The receiver of the workbook closed the connection.'))
    }
    onError = reject
    output.once('close', onClose)
    output.once('error', onError)
  })
  // The race is what handles it; a failure after the race has been won is nobody's business any more.
  failure.catch(() => {})
  return { failure, forget: () => output.off('close', onClose).off('error', onError) }
}

async function writeSheets(output: Writable, options: OfficeWorkbookOptions): Promise<{ rows: number; cases: number }> {
  const { reader, parameters, snapshot, valueSets, catalogue, demonstration, madeBy, ruleSet } = options
  const entries = await readCatalogueEntries(reader, catalogue.version)
  const totals = (await readReport(reader, caseTotals, parameters))[0] ?? {
    confirmed: 0,
    suspected: 0,
    confirmed_tentative: 0,
    suspected_tentative: 0,
  }
  const byCity = await readReport(reader, casesByDiseaseAndCity, parameters)
  const bySexAndAge = await readReport(reader, casesByDiseaseSexAndAge, parameters)
  const byMonth = await readReport(reader, acceptancesByMonth, parameters)
  const byHospital = await readReport(reader, hospitalsWithTimeliness, parameters)

  const province = entries.regions.find(({ level }) => level === 'province')?.name_zh ?? ''
  const title = `${province}罕见病病例登记统计表`
  const snapshotTime = beijingTime(snapshot.takenAt)
  const workbook = new exceljs.stream.xlsx.WorkbookWriter({ stream: output, useStyles: true, useSharedStrings: false })
  // exceljs writes these into the document properties, and its types leave most of them out.
  Object.assign(workbook, {
    creator: madeBy,
    lastModifiedBy: madeBy,
    created: snapshot.takenAt,
    modified: snapshot.takenAt,
    title,
    subject: `数据截至 ${snapshotTime}`,
    keywords: '罕见病 病例登记 统计',
    category: '统计报表',
    description: [
      `病种目录 ${catalogue.version}`,
      `规则集 ${ruleSet}`,
      ...(demonstration ? ['演示数据，虚构身份'] : []),
    ].join('；'),
  })
  const margins = { workbookTitle: title, snapshot: snapshotTime, demonstration }

  writeCoverSheet(workbook, margins, {
    title,
    totals,
    snapshotNumber: snapshot.number,
    snapshot: snapshotTime,
    period: parameters,
    madeBy,
    catalogue,
    ruleSet,
    demonstration,
  })
  writeCitySheet(workbook, margins, byCity, entries)
  writeSexAndAgeSheet(workbook, margins, bySexAndAge, entries)
  writeMonthSheet(workbook, margins, byMonth)
  writeHospitalSheet(workbook, margins, byHospital)
  const rows = await writeLineListSheet(workbook, margins, {
    reader,
    period: parameters,
    names: lineNames(entries, valueSets.sex.labels),
    unsealIdentity: options.unsealIdentity,
  })
  writeCodeBookSheet(workbook, margins, { catalogue: entries, valueSets })
  await workbook.commit()
  return { rows, cases: totals.confirmed + totals.suspected }
}

/**
 * Writes the office's workbook to a stream and ends it: cover, four tables, line list, code book. Memory does not grow with
 * the number of cases, and a slow receiver slows the reading down.
 *
 * @returns the lines of the line list and the cases of the cover; the two differ only if the reader is no snapshot.
 * @throws whatever the reader or `unsealIdentity` throws, and an error when the receiver goes away; what has been sent by then
 * is no valid workbook, so the caller must break the connection off, not end it.
 */
export async function writeOfficeWorkbook(
  output: Writable,
  options: OfficeWorkbookOptions,
): Promise<{ rows: number; cases: number }> {
  const receiver = receiverGone(output)
  try {
    return await Promise.race([writeSheets(output, options), receiver.failure])
  } finally {
    receiver.forget()
  }
}
