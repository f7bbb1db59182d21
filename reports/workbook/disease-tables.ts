import type { stream } from 'exceljs'
import { ageGroups, casesByDiseaseSexAndAge } from '#reports/cases-by-disease-sex-and-age.ts'
import type { AgeGroup, CasesOfDiseaseSexAndAge } from '#reports/cases-by-disease-sex-and-age.ts'
import { casesByDiseaseAndCity } from '#reports/cases-by-disease-and-city.ts'
import type { CasesOfDiseaseAndCity } from '#reports/cases-by-disease-and-city.ts'
import type { CatalogueEntries } from '#reports/catalogue-entries.ts'
import { crossTableHeadRows, crossTableWidths, writeCrossTable } from './cross-table.ts'
import type { CaseColumn, ColumnGroup, CrossTable, DiseaseLine } from './cross-table.ts'
import { openSheet } from './sheet.ts'
import type { SheetMargins } from './sheet.ts'

interface CountedRow {
  disease_code: string
  confirmed: number
  suspected: number
}

/**
 * The lines of a table that is signed: every disease that has a case or can be reported on (it has a form), and one line
 * that says how many of the catalogue are left. A code that is not in the catalogue is shown, too: nothing counted is lost.
 */
function diseaseLines(rows: readonly CountedRow[], { diseases }: Pick<CatalogueEntries, 'diseases'>): DiseaseLine[] {
  const counted = new Set(rows.filter((row) => row.confirmed + row.suspected > 0).map((row) => row.disease_code))
  const listed = new Set(diseases.map(({ code }) => code))
  const shown = diseases.filter(({ code, has_form }) => has_form || counted.has(code))
  const lines: DiseaseLine[] = shown.map(({ code, name_zh }) => ({ code, name: name_zh }))
  for (const code of [...counted].filter((code) => !listed.has(code)).sort())
    lines.push({ code, name: '（现行目录外）' })
  const rest = diseases.length - shown.length
  if (rest > 0) lines.push({ code: undefined, name: `目录内其余 ${rest} 个病种` })
  return lines
}

function countsOf<Row extends CountedRow>(rows: readonly Row[], keyOf: (row: Row) => string): CrossTable['count'] {
  const counts = new Map<string, number>()
  for (const row of rows) {
    for (const column of ['confirmed', 'suspected'] as const) {
      const key = `${row.disease_code} ${keyOf(row)} ${column}`
      counts.set(key, (counts.get(key) ?? 0) + row[column])
    }
  }
  return (disease, key, column: CaseColumn) => counts.get(`${disease} ${key} ${column}`) ?? 0
}

function cityGroups(rows: readonly CasesOfDiseaseAndCity[], { regions }: CatalogueEntries): ColumnGroup[] {
  const used = new Set(rows.map((row) => row.city_code))
  const cities = regions.filter(({ level, code, retired }) => level === 'city' && (!retired || used.has(code)))
  return [
    {
      heading: '地市',
      columns: [
        ...cities.map(({ code, name_zh }) => ({ key: code, heading: name_zh })),
        { key: 'elsewhere', heading: '外省' },
        { key: 'unknown', heading: '不详' },
      ],
    },
  ]
}

const ageHeadings: Readonly<Record<AgeGroup, string>> = {
  '0-17': '0-17岁',
  '18-59': '18-59岁',
  '60+': '≥60岁',
  unknown: '不详',
}

const sexHeadings = { '1': '男', '2': '女', unknown: '性别未知' } as const

const sexAndAgeGroups: readonly ColumnGroup[] = Object.entries(sexHeadings).map(([sex, heading]) => ({
  heading,
  columns: ageGroups.map((group) => ({ key: `${sex} ${group}`, heading: ageHeadings[group] })),
}))

/** The sheet 病种×地市. */
export function writeCitySheet(
  workbook: stream.xlsx.WorkbookWriter,
  margins: SheetMargins,
  rows: readonly CasesOfDiseaseAndCity[],
  catalogue: CatalogueEntries,
): void {
  const groups = cityGroups(rows, catalogue)
  const known = new Set(groups[0]?.columns.map(({ key }) => key))
  const keyOf = ({ city_code }: CasesOfDiseaseAndCity) =>
    city_code === null ? 'unknown' : known.has(city_code) ? city_code : 'elsewhere'
  const layout = {
    name: casesByDiseaseAndCity.titleZh,
    widths: crossTableWidths(groups, 6.8),
    frozenRows: crossTableHeadRows(groups),
    frozenColumns: 2,
  }
  const sheet = openSheet(workbook, layout, margins)
  writeCrossTable(sheet, {
    title: '罕见病病例按病种和地市分布表',
    rule: casesByDiseaseAndCity.ruleZh,
    lines: diseaseLines(rows, catalogue),
    groups,
    count: countsOf(rows, keyOf),
  })
  sheet.finish()
}

/** The sheet 病种×性别×年龄组. */
export function writeSexAndAgeSheet(
  workbook: stream.xlsx.WorkbookWriter,
  margins: SheetMargins,
  rows: readonly CasesOfDiseaseSexAndAge[],
  catalogue: CatalogueEntries,
): void {
  const keyOf = ({ sex, age_group }: CasesOfDiseaseSexAndAge) =>
    `${sex === '1' || sex === '2' ? sex : 'unknown'} ${age_group}`
  const layout = {
    name: casesByDiseaseSexAndAge.titleZh,
    widths: crossTableWidths(sexAndAgeGroups, 7.6),
    frozenRows: crossTableHeadRows(sexAndAgeGroups),
    frozenColumns: 2,
  }
  const sheet = openSheet(workbook, layout, margins)
  writeCrossTable(sheet, {
    title: '罕见病病例按病种、性别和年龄组分布表',
    rule: casesByDiseaseSexAndAge.ruleZh,
    lines: diseaseLines(rows, catalogue),
    groups: sexAndAgeGroups,
    count: countsOf(rows, keyOf),
  })
  sheet.finish()
}
