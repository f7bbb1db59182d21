import type { Writable } from 'node:stream'
import exceljs from 'exceljs'
import type { Text } from '#registry-rules/forms/value-texts.ts'
import type { DataDictionary, DictionaryCheck, DictionaryItem } from '#registry-rules/forms/data-dictionary.ts'
import { safeText } from '#reports/workbook/safe-text.ts'
import { openSheet, type Cell, type Sheet, type SheetMargins } from '#reports/workbook/sheet.ts'
import { rowHeight } from '#reports/workbook/text-height.ts'
import {
  choicesText,
  mostChoicesInCell,
  needTexts,
  rangeText,
  severityTexts,
  typeTexts,
  unitText,
} from './dictionary-texts.ts'

/** What the workbook is made of: the dictionaries of the diseases in it, and those of all, to tell what they share. */
export type DictionaryWorkbook = {
  readonly dictionaries: readonly (DataDictionary & { readonly code: string })[]
  readonly all: readonly DataDictionary[]
  readonly ruleSet: string
  readonly today: string
}

const widths = [5, 28, 13, 24, 26, 9, 13, 17, 10, 10, 38, 24, 30, 11]
const itemHeadings = [
  '序号\nNo.',
  '位置\nPlace',
  '部分\nSection',
  '项目\nItem',
  'English',
  '类型\nType',
  '要求\nNeed',
  '单位\nUnit',
  '允许范围\nRange',
  '常见范围\nUsual',
  '选项\nChoices',
  '填写条件（CEL）\nAsked if',
  '说明\nHelp',
  '编码与来源\nCodes, sources',
]

/**
 * Writes the data dictionary: a list of the diseases, one sheet a disease with items, checks, features, genes and
 * sources, and the part that all forms share once.
 */
export async function writeDataDictionary(output: Writable, workbook: DictionaryWorkbook): Promise<void> {
  const { dictionaries, all, ruleSet, today } = workbook
  const title = '罕见病病例登记数据字典'
  const file = new exceljs.stream.xlsx.WorkbookWriter({ stream: output, useStyles: true, useSharedStrings: false })
  Object.assign(file, {
    title,
    subject: `规则集 ${ruleSet}`,
    keywords: '罕见病 病例登记 数据字典',
    category: '数据字典',
  })
  const margins: SheetMargins = { workbookTitle: title, snapshot: today, demonstration: false, isPublic: true }
  const shared = sharedParts(all)

  writeList(openSheet(file, { name: '目录', widths: [12, 34, 50, 10, 12, 12, 12], frozenRows: 4 }, margins), workbook)
  for (const dictionary of dictionaries) {
    const own = dictionary.items.filter((item) => !shared.items.has(item.pointer))
    const sheet = openSheet(file, { name: sheetName(dictionary), widths, frozenRows: 1, isWide: true }, margins)
    sheet.addMerged(
      safeText(`${dictionary.title.zh}　${dictionary.title.en}（第 ${dictionary.version} 版）`),
      'title',
      30,
    )
    const { criteria } = dictionary
    if (criteria) {
      sheet.addMerged(safeText(`诊断标准：${criteria.zh}`), 'note', rowHeight([criteria.zh], [240]) + 4)
      sheet.addMerged(safeText(`Criteria: ${criteria.en}`), 'note', rowHeight([criteria.en], [240]) + 4)
    }
    writeItems(sheet, '一、本病项目（公共项目见“公共部分”）', own)
    writeChecks(
      sheet,
      '二、本病校验规则',
      dictionary.checks.filter(({ id }) => !shared.checks.has(id)),
    )
    writeRows(
      sheet,
      '三、表型（有、无、未查）',
      ['序号', 'HPO', '部分', '表型', 'English'],
      dictionary.features.map(({ hpo, zh, en }, index) => [String(index + 1), hpo, '临床表型', zh, en]),
    )
    writeRows(
      sheet,
      '四、相关基因',
      ['序号', '基因', '部分', '说明'],
      dictionary.genes.map(({ symbol, note = '' }, index) => [String(index + 1), symbol, '基因检测', note]),
    )
    writeSources(sheet, dictionary)
    sheet.finish()
  }
  const [first] = all
  if (first) {
    const sheet = openSheet(file, { name: '公共部分', widths, frozenRows: 1, isWide: true }, margins)
    sheet.addMerged('公共部分：各病种报告卡共有的项目与校验规则', 'title', 30)
    writeItems(
      sheet,
      '一、公共项目',
      first.items.filter(({ pointer }) => shared.items.has(pointer)),
    )
    writeChecks(
      sheet,
      '二、公共校验规则',
      first.checks.filter(({ id }) => shared.checks.has(id)),
    )
    sheet.finish()
    writeValueSets(openSheet(file, { name: '值域', widths: [22, 12, 40, 50], frozenRows: 2 }, margins), all)
  }
  await file.commit()
}

const both = ({ zh, en }: Text): string => `${zh}\n${en}`

/** At most 31 characters, and none of those that Excel forbids in the name of a sheet. */
function sheetName({ code, title }: DataDictionary & { code: string }): string {
  return `${code} ${title.zh}`.replaceAll(/[\\/?*[\]:]/g, ' ').slice(0, 31)
}

/** What is the same in every form; clinical items never are. */
function sharedParts(all: readonly DataDictionary[]): { items: ReadonlySet<string>; checks: ReadonlySet<string> } {
  const isEverywhere = (count: number): boolean => count === all.length
  const items = Map.groupBy(
    all.flatMap((dictionary) => dictionary.items),
    ({ pointer }) => pointer,
  )
  const checks = Map.groupBy(
    all.flatMap((dictionary) => dictionary.checks),
    ({ id }) => id,
  )
  return {
    items: new Set(
      [...items].flatMap(([pointer, same]) =>
        isEverywhere(same.length) &&
        !pointer.startsWith('/clinical') &&
        new Set(same.map((item) => JSON.stringify(item))).size === 1
          ? [pointer]
          : [],
      ),
    ),
    checks: new Set([...checks].flatMap(([id, same]) => (isEverywhere(same.length) && all.length > 1 ? [id] : []))),
  }
}

function writeList(sheet: Sheet, { dictionaries, ruleSet, today }: DictionaryWorkbook): void {
  sheet.addMerged('罕见病病例登记数据字典', 'title', 34)
  sheet.addMerged(`生成日期 ${today}　规则集 ${ruleSet}`, 'subtitle', 20)
  sheet.addMerged(
    '表型术语来自人类表型本体（HPO）及其中文翻译；基因名称来自 HGNC 与 Orphanet（CC BY 4.0）；单位为 UCUM。',
    'note',
    18,
  )
  sheet.add(
    ['编码', '病种', 'English', '版本', '项目', '必填', '校验规则'].map((text): Cell => [text, 'header']),
    22,
  )
  for (const { code, title, version, items, checks } of dictionaries) {
    const asked = items.filter(({ need }) => need !== undefined)
    sheet.add([
      [code, 'text'],
      [safeText(title.zh), 'text'],
      [safeText(title.en), 'text'],
      [version, 'integer'],
      [asked.length, 'integer'],
      [asked.filter(({ need }) => need === 'required').length, 'integer'],
      [checks.length, 'integer'],
    ])
  }
  sheet.finish()
}

function writeItems(sheet: Sheet, heading: string, items: readonly DictionaryItem[]): void {
  let number = 0
  writeRows(
    sheet,
    heading,
    itemHeadings,
    items.map((item) => {
      if (item.partOf === undefined) number += 1
      return [
        item.partOf === undefined ? String(number) : '',
        item.pointer,
        item.group?.zh ?? item.section.zh,
        item.partOf === undefined ? item.title.zh : `└ ${item.title.zh}`,
        item.title.en,
        both(typeTexts[item.type]),
        item.need === undefined ? '' : both(needTexts[item.need]),
        unitText(item),
        rangeText(item),
        item.usualRange ? item.usualRange.join('～') : '',
        choicesText(item),
        item.askedWhen.join('\n'),
        item.help ? `${item.help.zh}\n${item.help.en}` : '',
        [...Object.entries(item.codes).map(([system, code]) => `${system.toUpperCase()} ${code}`), item.source ?? '']
          .filter((text) => text !== '')
          .join('\n'),
      ]
    }),
  )
}

function writeChecks(sheet: Sheet, heading: string, checks: readonly DictionaryCheck[]): void {
  sheet.add([], 10)
  sheet.addMerged(heading, 'section', 22)
  const cell = (text: string, style: Cell[1]): Cell => [safeText(text), style]
  const row = (texts: readonly string[], style: Cell[1], height: number): void => {
    const [id = '', pointer = '', severity = '', zh = '', en = '', rule = '', source = ''] = texts
    const next = sheet.nextRow()
    const merges = [`D${next}:E${next}`, `F${next}:I${next}`, `J${next}:M${next}`]
    sheet.withMerges(merges, () =>
      sheet.add(
        [
          cell('', style),
          cell(`${id}\n${pointer}`, style),
          cell(severity, style),
          cell(zh, style),
          cell('', style),
          cell(en, style),
          cell('', style),
          cell('', style),
          cell('', style),
          cell(rule, style),
          cell('', style),
          cell('', style),
          cell('', style),
          cell(source, style),
        ],
        height,
      ),
    )
  }
  row(['规则', '位置', '性质', '提示', 'Message', '规则（CEL，为真即通过）', '来源'], 'header', 34)
  for (const { id, pointer, severity, message, rule, source } of checks) {
    const texts = [id, pointer, both(severityTexts[severity]), message.zh, message.en, rule, source]
    row(
      texts,
      'text',
      height(['', `${id}\n${pointer}`, '', message.zh, message.en, rule, source], [5, 28, 13, 50, 49, 102, 11]),
    )
  }
}

function writeSources(sheet: Sheet, { sources }: DataDictionary): void {
  sheet.add([], 10)
  sheet.addMerged('五、来源', 'section', 22)
  for (const { id, citation } of sources) sheet.addMerged(safeText(`${id}　${citation}`), 'note', 18)
}

function writeRows(
  sheet: Sheet,
  heading: string,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  if (rows.length === 0) return
  sheet.add([], 10)
  sheet.addMerged(heading, 'section', 22)
  sheet.add(
    headings.map((text): Cell => [text, 'header']),
    34,
  )
  for (const row of rows) {
    sheet.add(
      row.map((text): Cell => [safeText(text), 'text']),
      height(row, widths),
    )
  }
}

/** Excel shows no row higher than 409 points. */
function height(texts: readonly string[], columns: readonly number[]): number {
  const lines = texts.map((text, index) =>
    text.split('\n').reduce((sum, line) => sum + (rowHeight([line], [columns[index] ?? 10]) - 4) / 14, 0),
  )
  return Math.min(409, 4 + 14 * Math.max(1, ...lines))
}

/** The value sets that are too long for a cell. */
function writeValueSets(sheet: Sheet, all: readonly DataDictionary[]): void {
  sheet.addMerged('值域', 'title', 30)
  sheet.add(
    ['值域', '代码', '名称', 'English'].map((text): Cell => [text, 'header']),
    22,
  )
  const sets = new Map(
    all
      .flatMap(({ items }) => items)
      .flatMap(({ valueSet, choices }) =>
        valueSet !== undefined && choices.length > mostChoicesInCell ? [[valueSet, choices] as const] : [],
      ),
  )
  for (const [id, choices] of sets) {
    for (const { code, zh, en } of choices) {
      sheet.add([id, code, zh, en].map((text): Cell => [safeText(text), 'text']))
    }
  }
  sheet.finish()
}
