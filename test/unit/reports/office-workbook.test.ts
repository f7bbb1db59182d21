import { PassThrough, Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect } from 'chai'
import exceljs from 'exceljs'
import type { Workbook, Worksheet } from 'exceljs'
import type { HospitalWithTimeliness } from '#reports/hospitals-with-timeliness.ts'
import type { OfficeWorkbookOptions } from '#reports/workbook/write-office-workbook.ts'
import { writeOfficeWorkbook } from '#reports/workbook/write-office-workbook.ts'
import { aCaseLine, fakeReader, workbookOptions } from './fake-reader.ts'
import type { FakeRegistry } from './fake-reader.ts'

const sheetNames = ['封面', '病种×地市', '病种×性别×年龄组', '按入库月份', '医院与及时性', '病例明细', '代码表']

const diseases = [
  {
    code: 'SDRD-001',
    name_zh: '肌萎缩侧索硬化',
    name_en: 'Amyotrophic lateral sclerosis',
    category: 'neuromuscular',
    has_form: true,
  },
  {
    code: 'SDRD-002',
    name_zh: '成骨不全症',
    name_en: 'Osteogenesis imperfecta',
    category: 'skeletal_connective',
    has_form: true,
  },
  {
    code: 'SDRD-005',
    name_zh: '进行性肌营养不良',
    name_en: 'Muscular dystrophy',
    category: 'neuromuscular',
    has_form: false,
  },
]
const regions = [
  { code: '370000', parent_code: null, level: 'province', name_zh: '山东省', name_en: 'Shandong', retired: false },
  { code: '370100', parent_code: '370000', level: 'city', name_zh: '济南市', name_en: 'Jinan City', retired: false },
  {
    code: '370102',
    parent_code: '370100',
    level: 'county',
    name_zh: '历下区',
    name_en: 'Lixia District',
    retired: false,
  },
  { code: '370200', parent_code: '370000', level: 'city', name_zh: '青岛市', name_en: 'Qingdao City', retired: false },
  { code: '371200', parent_code: '370000', level: 'city', name_zh: '莱芜市', name_en: 'Laiwu City', retired: true },
] as const
const hospitals = [
  {
    code: 'H370101',
    name_zh: '山东大学齐鲁医院',
    name_en: 'Qilu Hospital',
    kind: 'general',
    grade: '三级甲等',
    city_code: '370100',
  },
]
const timeliness: HospitalWithTimeliness = {
  hospital_code: 'H370101',
  hospital_name: '山东大学齐鲁医院',
  city_name: '济南市',
  submitted: 9,
  accepted: 6,
  rejected: 1,
  duplicate: 0,
  withdrawn: 0,
  in_office: 1,
  in_hospital: 1,
  returned_reports: 2,
  rounds: 3,
  diagnosis_known: 5,
  submission_days_median: 12.5,
  submission_days_p90: 30,
  forward_days_median: 2,
  forward_days_p90: 4.2,
  acceptance_days_median: 8,
  acceptance_days_p90: 20,
}
const registry: FakeRegistry = {
  diseases,
  regions,
  hospitals,
  totals: { confirmed: 10, suspected: 3, confirmed_tentative: 2, suspected_tentative: 1 },
  cities: [
    { disease_code: 'SDRD-001', city_code: '370100', confirmed: 4, suspected: 2 },
    { disease_code: 'SDRD-001', city_code: '320100', confirmed: 1, suspected: 0 },
    { disease_code: 'SDRD-001', city_code: null, confirmed: 2, suspected: 0 },
    { disease_code: 'SDRD-099', city_code: '370200', confirmed: 3, suspected: 1 },
  ],
  sexAndAge: [
    { disease_code: 'SDRD-001', sex: '1', age_group: '60+', confirmed: 5, suspected: 2 },
    { disease_code: 'SDRD-001', sex: '9', age_group: 'unknown', confirmed: 1, suspected: 0 },
    { disease_code: 'SDRD-001', sex: '0', age_group: 'unknown', confirmed: 1, suspected: 0 },
    { disease_code: 'SDRD-099', sex: '2', age_group: '0-17', confirmed: 3, suspected: 1 },
  ],
  months: [
    {
      month: '2025-11',
      confirmed: 4,
      suspected: 1,
      confirmed_tentative: 1,
      suspected_tentative: 0,
      genetically_confirmed: 2,
    },
    {
      month: '2026-02',
      confirmed: 6,
      suspected: 2,
      confirmed_tentative: 1,
      suspected_tentative: 1,
      genetically_confirmed: 3,
    },
  ],
  timeliness: [timeliness, { ...timeliness, hospital_code: null, hospital_name: null, city_name: null }],
  lines: [aCaseLine(), aCaseLine({ case_number: 'SDC-2026-000002-6', state: 'SUSPECTED', diagnosis_date: '2026' })],
}

async function workbookOf(content: FakeRegistry, options: Partial<OfficeWorkbookOptions> = {}): Promise<Workbook> {
  const output = new PassThrough()
  const [bytes] = await Promise.all([buffer(output), writeOfficeWorkbook(output, workbookOptions(content, options))])
  const workbook = new exceljs.Workbook()
  await workbook.xlsx.load(bytes as unknown as Parameters<typeof workbook.xlsx.load>[0])
  return workbook
}

function sheetOf(workbook: Workbook, name: string): Worksheet {
  const sheet = workbook.getWorksheet(name)
  if (!sheet) throw new Error(`no sheet ${name}`)
  return sheet
}

/** What a cell shows: of a formula its result that was written beside it. */
function shown(sheet: Worksheet, row: number): unknown[] {
  const values: unknown[] = []
  for (let column = 1; column <= sheet.columnCount; column += 1) {
    const { value, result } = sheet.getRow(row).getCell(column)
    values.push(value !== null && typeof value === 'object' && 'formula' in value ? result : value)
  }
  return values
}

function rowOf(sheet: Worksheet, first: string): number {
  for (let row = 1; row <= sheet.rowCount; row += 1) {
    if (sheet.getRow(row).getCell(1).value === first) return row
  }
  throw new Error(`no row ${first}`)
}

function allText(sheet: Worksheet): string {
  const texts: string[] = []
  sheet.eachRow((row) =>
    row.eachCell((cell) => {
      texts.push(cell.text)
    }),
  )
  return texts.join('\n')
}

describe('the office workbook', () => {
  let workbook: Workbook
  before(async () => {
    workbook = await workbookOf(registry)
  })

  it('has cover, four tables, line list and code book', () =>
    expect(workbook.worksheets.map(({ name }) => name)).to.deep.equal(sheetNames))

  it('says on the cover what is counted, when, under which rules and by whom', () => {
    const text = allText(sheetOf(workbook, '封面'))
    for (const part of [
      '山东省罕见病病例登记统计表',
      '2026-04-01 00:30（北京时间）',
      '患者×病种',
      '李静',
      '2026.1',
      '重建稿',
      '制表人',
      '审核人',
      '盖章',
    ]) {
      expect(text).to.contain(part)
    }
    expect(shown(sheetOf(workbook, '封面'), rowOf(sheetOf(workbook, '封面'), '确诊病例（例）'))).to.deep.equal([
      '确诊病例（例）',
      10,
      '其中身份待定',
      2,
    ])
    expect(shown(sheetOf(workbook, '封面'), rowOf(sheetOf(workbook, '封面'), '疑似病例（例）'))).to.deep.equal([
      '疑似病例（例）',
      3,
      '其中身份待定',
      1,
    ])
  })

  it('warns about the list of diseases only while it is a reconstruction', async () => {
    expect(allText(sheetOf(workbook, '封面'))).to.contain('并非登记管理办公室正式公布的名录')
    const official = await workbookOf(registry, {
      catalogue: { version: '2', titleZh: '登记病种目录', official: true },
    })
    expect(allText(sheetOf(official, '封面'))).not.to.contain('并非登记管理办公室正式公布的名录')
  })

  it('marks demo data on the cover and on every printed page, and nothing else', async () => {
    expect(allText(sheetOf(workbook, '封面'))).not.to.contain('演示数据')
    const demonstration = await workbookOf(registry, { demonstration: true })
    expect(allText(sheetOf(demonstration, '封面'))).to.contain('演示数据，虚构身份')
    for (const sheet of demonstration.worksheets) expect(sheet.headerFooter.oddHeader).to.contain('演示数据，虚构身份')
  })

  it('prints every sheet on A4 landscape, one page wide, with page numbers and the time of the snapshot', () => {
    for (const { pageSetup, headerFooter } of workbook.worksheets) {
      expect(pageSetup).to.include({ paperSize: 9, orientation: 'landscape', fitToPage: true, fitToWidth: 1 })
      expect(headerFooter.oddFooter).to.match(/2026-04-01 00:30.*&P.*&N/)
    }
  })

  it('keeps headings in view and repeats them on every printed page', () => {
    const frozen = { '病种×地市': 3, '病种×性别×年龄组': 4, 按入库月份: 3, 医院与及时性: 3, 病例明细: 3 }
    for (const [name, rows] of Object.entries(frozen)) {
      expect(sheetOf(workbook, name).views[0]).to.include({ state: 'frozen', ySplit: rows })
      expect(sheetOf(workbook, name).pageSetup.printTitlesRow).to.equal(`1:${rows}`)
    }
  })

  it('counts cases by disease and city, other provinces and unknown residence apart', () => {
    const sheet = sheetOf(workbook, '病种×地市')
    expect(shown(sheet, 3)).to.deep.equal([
      '病种代码',
      '病种',
      '济南市',
      '青岛市',
      '外省',
      '不详',
      '确诊合计',
      '疑似合计',
    ])
    expect(shown(sheet, 4)).to.deep.equal(['SDRD-001', '肌萎缩侧索硬化', 4, 0, 1, 2, 7, 2])
  })

  it('lists a disease with a form and no case, one that left the catalogue, and the rest in one line', () => {
    const sheet = sheetOf(workbook, '病种×地市')
    expect(shown(sheet, 5)).to.deep.equal(['SDRD-002', '成骨不全症', 0, 0, 0, 0, 0, 0])
    expect(shown(sheet, 6)).to.deep.equal(['SDRD-099', '（现行目录外）', 0, 3, 0, 0, 3, 1])
    expect(shown(sheet, 7)).to.deep.equal([null, '目录内其余 1 个病种', 0, 0, 0, 0, 0, 0])
  })

  it('totals with formulas that carry their result', () => {
    const sheet = sheetOf(workbook, '病种×地市')
    expect(sheet.getCell('C8').value).to.deep.include({ formula: 'SUM(C4:C7)', result: 4 })
    expect(sheet.getCell('G4').value).to.deep.include({ formula: 'SUM(C4:F4)', result: 7 })
    expect(shown(sheet, 8)).to.deep.equal(['合计', null, 4, 3, 1, 2, 10, 3])
  })

  it('counts suspected cases in a table of their own below', () => {
    const sheet = sheetOf(workbook, '病种×地市')
    expect(shown(sheet, 11)).to.deep.equal(['SDRD-001', '肌萎缩侧索硬化', 2, 0, 0, 0, null, 2])
    expect(shown(sheet, 13)).to.deep.equal(['合计', null, 2, 1, 0, 0, null, 3])
  })

  it('shows a retired city only while cases live in it', async () => {
    const cities = [{ disease_code: 'SDRD-001', city_code: '371200', confirmed: 1, suspected: 0 }]
    expect(shown(sheetOf(await workbookOf({ ...registry, cities }), '病种×地市'), 3)).to.include('莱芜市')
    expect(shown(sheetOf(workbook, '病种×地市'), 3)).not.to.include('莱芜市')
  })

  it('counts cases by sex and age group with subtotals, both codes of unknown sex together', () => {
    const sheet = sheetOf(workbook, '病种×性别×年龄组')
    expect(shown(sheet, 5)).to.deep.equal([
      'SDRD-001',
      '肌萎缩侧索硬化',
      0,
      0,
      5,
      0,
      5,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      2,
      2,
      7,
      2,
    ])
    expect(sheet.getCell('R5').value).to.deep.include({ formula: 'G5+L5+Q5', result: 7 })
    expect(sheet.getCell('G5').value).to.deep.include({ formula: 'SUM(C5:F5)', result: 5 })
    const total = rowOf(sheet, '合计')
    expect(shown(sheet, total).slice(-2)).to.deep.equal([10, 3])
  })

  it('lists every month, those without a case too, and counts on', () => {
    const sheet = sheetOf(workbook, '按入库月份')
    expect(sheet.getCell('A4').value).to.deep.equal(new Date('2025-11-01T00:00:00Z'))
    expect([4, 5, 6, 7].map((row) => shown(sheet, row).slice(1))).to.deep.equal([
      [4, 1, 2, 1, 0, 4],
      [0, 0, 0, 0, 0, 4],
      [0, 0, 0, 0, 0, 4],
      [6, 1, 3, 2, 1, 10],
    ])
    expect(shown(sheet, 8)).to.deep.equal(['合计', 10, 2, 5, 3, 1, 10])
  })

  it('takes the days of the whole province from the registry, because percentiles do not add up', () => {
    const sheet = sheetOf(workbook, '医院与及时性')
    expect(shown(sheet, 4).slice(0, 5)).to.deep.equal(['H370101', '山东大学齐鲁医院', '济南市', 9, 6])
    expect(sheet.getCell('D5').value).to.deep.include({ formula: 'SUM(D4:D4)', result: 9 })
    expect(shown(sheet, 5).slice(-6)).to.deep.equal([12.5, 30, 2, 4.2, 8, 20])
  })

  it('lists cases with masked identity and nothing that could be unmasked', () => {
    const sheet = sheetOf(workbook, '病例明细')
    expect(shown(sheet, 4)).to.deep.equal([
      'SDC-2026-000001-8',
      'SDRD-001',
      '肌萎缩侧索硬化',
      '确诊',
      '已定',
      '王**',
      '370***********1234',
      '男',
      54,
      '济南市',
      '历下区',
      '2025-03',
      '2026-01-05',
      new Date('2026-01-20T00:00:00Z'),
      new Date('2026-02-01T00:00:00Z'),
      '山东大学齐鲁医院',
      1,
      'SD-2026-000001-5',
    ])
    for (const each of workbook.worksheets) expect(allText(each)).not.to.match(/王秀英|19720305/)
  })

  it('shows a partial date as far as it is known', () =>
    expect(sheetOf(workbook, '病例明细').getCell('M5').value).to.equal('2026'))

  it('formats counts, days, dates and months', () => {
    expect(sheetOf(workbook, '病种×地市').getCell('C4').numFmt).to.equal('#,##0;-#,##0;"–"')
    expect(sheetOf(workbook, '医院与及时性').getCell('N4').numFmt).to.equal('#,##0.0')
    expect(sheetOf(workbook, '病例明细').getCell('O4').numFmt).to.equal('yyyy-mm-dd')
    expect(sheetOf(workbook, '按入库月份').getCell('A4').numFmt).to.equal('yyyy"年"m"月"')
  })

  it('lets the line list be filtered', () => expect(sheetOf(workbook, '病例明细').autoFilter).to.equal('A3:R5'))

  it('explains every column of every table in the code book', () => {
    const text = allText(sheetOf(workbook, '代码表'))
    for (const name of ['按入库月份', '医院与及时性', '病例明细']) {
      for (const heading of shown(sheetOf(workbook, name), 3)) {
        expect(text).to.contain(String(heading).split('\n')[0])
      }
    }
    for (const part of ['未说明的性别', '待定', '退回补正', '进行性肌营养不良', '历下区', '三级甲等'])
      expect(text).to.contain(part)
  })

  it('says how many lines and cases it holds', async () => {
    const output = new PassThrough()
    const [, result] = await Promise.all([buffer(output), writeOfficeWorkbook(output, workbookOptions(registry))])
    expect(result).to.deep.equal({ rows: 2, cases: 13 })
  })
})

describe('the office workbook of an awkward registry', () => {
  it('is whole before there is a case, and says so', async () => {
    const workbook = await workbookOf({})
    expect(workbook.worksheets.map(({ name }) => name)).to.deep.equal(sheetNames)
    expect(allText(sheetOf(workbook, '病例明细'))).to.contain('本期间无入库病例')
    expect(allText(sheetOf(workbook, '按入库月份'))).to.contain('本期间无入库病例')
    expect(allText(sheetOf(workbook, '医院与及时性'))).to.contain('本期间无报告卡提交')
    const totals = sheetOf(workbook, '病种×地市')
    expect(shown(totals, rowOf(totals, '合计'))).to.deep.equal(['合计', null, 0, 0, 0, 0])
  })

  it('leaves formulas in text of users harmless in every sheet', async () => {
    const evil = '=HYPERLINK("http://example.invalid","x")'
    const workbook = await workbookOf(
      {
        ...registry,
        diseases: [{ ...(diseases[0] ?? raise()), name_zh: evil }],
        hospitals: [{ ...(hospitals[0] ?? raise()), name_zh: evil, grade: '@x' }],
        timeliness: [
          { ...timeliness, hospital_name: evil },
          { ...timeliness, hospital_code: null },
        ],
        lines: [aCaseLine({ report_numbers: '+1', onset_date: '-1' })],
      },
      { madeBy: '@SUM(1)', ruleSet: '=1', unsealIdentity: () => ({ name: '=cmd', documentNumber: '@@@@@@@@@@' }) },
    )
    let formulas = 0
    for (const sheet of workbook.worksheets) {
      sheet.eachRow((row) =>
        row.eachCell((cell) => {
          if (cell.type === exceljs.ValueType.Formula) {
            formulas += 1
            expect(cell.formula).to.match(/^(SUM\([$A-Z0-9:]+\)|[A-Z0-9+]+)$/)
          } else {
            expect(cell.text).not.to.match(/^[=+\-@]/)
          }
        }),
      )
    }
    expect(formulas).to.be.greaterThan(20)
    expect(allText(sheetOf(workbook, '病例明细'))).to.contain(`'${evil}`)
  })

  it('leaves the identity empty where it cannot be opened', async () => {
    const workbook = await workbookOf(
      { ...registry, lines: [aCaseLine({ sealed: null }), aCaseLine()] },
      { unsealIdentity: () => undefined },
    )
    const sheet = sheetOf(workbook, '病例明细')
    expect(
      [4, 5].map((row) =>
        shown(sheet, row)
          .slice(5, 7)
          .map((value) => value ?? ''),
      ),
    ).to.deep.equal([
      ['', ''],
      ['', ''],
    ])
  })

  it('names a residence outside the catalogue of regions', async () => {
    const sheet = sheetOf(
      await workbookOf({ ...registry, lines: [aCaseLine({ city_code: '320100', region_code: '320102' })] }),
      '病例明细',
    )
    expect(shown(sheet, 4).slice(9, 11)).to.deep.equal(['外省', '320102'])
  })

  it('says the period, its last day not included', async () => {
    const parameters = { acceptedFrom: '2026-01-01', acceptedBefore: '2026-04-01' }
    expect(allText(sheetOf(await workbookOf(registry, { parameters }), '封面'))).to.contain(
      '入库日期 2026-01-01（含） 至 2026-04-01（不含）',
    )
  })

  it('fails when the receiver goes away instead of waiting for ever', async () => {
    const output = new Writable({
      write(_chunk, _encoding, done) {
        done()
        this.destroy()
      },
    })
    const failure = await writeOfficeWorkbook(output, workbookOptions(registry)).catch((error: unknown) => error)
    expect(failure).to.be.instanceOf(Error)
  })

  it('reads no further than a slow receiver takes', async () => {
    let read = 0
    // Text that hardly compresses: a list of equal lines would fit whole into what the streams hold back.
    let state = 1
    const digits = () => (state = (state * 48_271) % 2_147_483_647).toString(36)
    function* lines() {
      for (; read < 50_000; read += 1) yield aCaseLine({ report_numbers: Array.from({ length: 20 }, digits).join('') })
    }
    const output = new Writable({
      highWaterMark: 1024,
      write() {
        /* takes the first piece and never asks for more */
      },
    })
    void writeOfficeWorkbook(output, workbookOptions({ ...registry, lines: lines() })).catch(() => {})
    await new Promise((resolve) => setTimeout(resolve, 1500))
    const readSoFar = read
    output.destroy()
    expect(readSoFar).to.be.lessThan(20_000)
  })

  it('passes on what the reader throws', async () => {
    const reader = { ...fakeReader(registry), rows: () => Promise.reject(new Error('connection lost')) }
    const failure = await writeOfficeWorkbook(new PassThrough(), workbookOptions(registry, { reader })).catch(
      (error: unknown) => error,
    )
    expect(failure).to.have.property('message', 'connection lost')
  })
})

function raise(): never {
  throw new Error('the test has no such entry')
}
