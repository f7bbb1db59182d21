import type { stream } from 'exceljs'
import { acceptancesByMonth } from '#reports/acceptances-by-month.ts'
import { caseLineList } from '#reports/case-line-list.ts'
import { casesByDiseaseAndCity } from '#reports/cases-by-disease-and-city.ts'
import { casesByDiseaseSexAndAge } from '#reports/cases-by-disease-sex-and-age.ts'
import type { CatalogueEntries } from '#reports/catalogue-entries.ts'
import { hospitalsWithTimeliness } from '#reports/hospitals-with-timeliness.ts'
import type { ReportColumn } from '#reports/report.ts'
import { caseReportStateLabels, countedCaseStates, identityStates } from '#reports/value-set-labels.ts'
import type { CodeLabel, ValueSets } from '#reports/value-set-labels.ts'
import { cumulativeColumn } from './month-sheet.ts'
import { safeText } from './safe-text.ts'
import { openSheet } from './sheet.ts'
import type { Cell, Sheet, SheetMargins } from './sheet.ts'
import { rowHeight } from './text-height.ts'

/** Every sheet with its columns, in the order of the workbook. */
const columnsOfSheets: readonly { sheet: string; columns: readonly ReportColumn[] }[] = [
  { sheet: casesByDiseaseAndCity.titleZh, columns: casesByDiseaseAndCity.columns },
  { sheet: casesByDiseaseSexAndAge.titleZh, columns: casesByDiseaseSexAndAge.columns },
  { sheet: acceptancesByMonth.titleZh, columns: [...acceptancesByMonth.columns, cumulativeColumn] },
  { sheet: hospitalsWithTimeliness.titleZh, columns: hospitalsWithTimeliness.columns },
  { sheet: caseLineList.titleZh, columns: caseLineList.columns },
]

const widths = [18, 22, 34, 52, 64]

function writeList(
  sheet: Sheet,
  heading: string,
  headings: readonly string[],
  lines: readonly (readonly string[])[],
): void {
  sheet.add([], 10)
  sheet.addMerged(heading, 'section', 22)
  sheet.add(
    headings.map((text): Cell => [text, 'header']),
    22,
  )
  for (const line of lines) {
    sheet.add(
      line.map((text): Cell => [safeText(text), 'text']),
      rowHeight(line, widths),
    )
  }
}

function labelLines(list: string, labels: readonly CodeLabel[]): readonly (readonly string[])[] {
  return labels.map(({ code, zh, en }) => [list, code, zh, en])
}

/** The sheet 代码表: what every column means, and every code of the workbook. */
export function writeCodeBookSheet(
  workbook: stream.xlsx.WorkbookWriter,
  margins: SheetMargins,
  { catalogue, valueSets }: { catalogue: CatalogueEntries; valueSets: ValueSets },
): void {
  const sheet = openSheet(workbook, { name: '代码表', widths, frozenRows: 1 }, margins)
  sheet.addMerged('栏目说明与代码表', 'title', 30)
  sheet.addMerged(
    "以 = + - @ 等开头的文字前加一个英文撇号（'），防止另存为 CSV 后被当作公式执行；该撇号不属于原始内容。" +
      '期间一律含起始日、不含截止日，按北京时间。',
    'note',
    30,
  )
  writeList(
    sheet,
    '一、栏目说明',
    ['工作表', '栏目', 'English', '含义', 'Meaning'],
    columnsOfSheets.flatMap(({ sheet: name, columns }) =>
      columns.map((column) => [name, column.zh.replaceAll('\n', ' '), column.en, column.meaningZh, column.meaningEn]),
    ),
  )
  const headings = ['代码表', '代码', '名称', 'English']
  writeList(sheet, '二、状态与值域', headings, [
    ...labelLines('病例状态', countedCaseStates),
    ...labelLines('患者身份', identityStates),
    ...labelLines('报告卡状态', caseReportStateLabels),
    ...Object.values(valueSets).flatMap(({ titleZh, labels }) => labelLines(titleZh, labels)),
  ])
  writeList(
    sheet,
    '三、登记病种',
    [...headings, '说明'],
    catalogue.diseases.map(({ code, name_zh, name_en, has_form }) => [
      '登记病种',
      code,
      name_zh,
      name_en,
      has_form ? '已有专病报告卡' : '尚无专病报告卡',
    ]),
  )
  const nameOfRegion = new Map(catalogue.regions.map(({ code, name_zh }) => [code, name_zh]))
  writeList(
    sheet,
    '四、行政区划',
    [...headings, '说明'],
    catalogue.regions.map(({ code, parent_code, name_zh, name_en, retired }) => [
      '行政区划',
      code,
      name_zh,
      name_en,
      [nameOfRegion.get(parent_code ?? '') ?? '', retired ? '（已撤销的代码）' : ''].join(''),
    ]),
  )
  writeList(
    sheet,
    '五、报告医院',
    [...headings, '说明'],
    catalogue.hospitals.map(({ code, name_zh, name_en, grade, city_code }) => [
      '医院',
      code,
      name_zh,
      name_en,
      `${grade}，${nameOfRegion.get(city_code) ?? city_code}`,
    ]),
  )
  sheet.finish()
}
