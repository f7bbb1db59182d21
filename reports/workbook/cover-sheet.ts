import type { stream } from 'exceljs'
import type { AcceptedPeriod } from '#reports/accepted-period.ts'
import type { CaseTotals } from '#reports/case-totals.ts'
import { safeText } from './safe-text.ts'
import { openSheet } from './sheet.ts'
import type { SheetMargins } from './sheet.ts'

/** Where the list of diseases comes from; `official` is false for the reconstruction. */
export interface CatalogueNote {
  version: string
  titleZh: string
  official: boolean
}

/** What the cover says besides the figures: period, moment and versions that they can be recomputed from. */
export interface Cover {
  title: string
  totals: CaseTotals
  /** Number of the frozen snapshot, where there is one. */
  snapshotNumber: string | undefined
  snapshot: string
  period: AcceptedPeriod
  madeBy: string
  catalogue: CatalogueNote
  ruleSet: string
  demonstration: boolean
}

const rules = [
  '计数单位为病例（患者×病种）：同一患者患两种登记病种计两例；同一患者同一病种由多家医院报告的，只计一例。',
  '各表数字为快照时状态为“确诊”的病例；“疑似”病例单列，不计入合计；已更正、已排除和无有效报告卡的病例不计。',
  '计数日期为病例入库日期（北京时间）；地区为诊断时常住地；年龄为诊断时周岁。各表如有不同，在表题下注明。',
  '“医院与及时性”统计报告卡而非病例，计数日期为首次提交日期，与病例表不可直接对比。',
  '身份待定：患者可能与另一患者为同一人、尚未裁定；裁定后病例数可能减少。',
]

function periodText({ acceptedFrom, acceptedBefore }: AcceptedPeriod): string {
  if (acceptedFrom === undefined && acceptedBefore === undefined) return '全部（未限定入库日期）'
  const from = acceptedFrom === undefined ? '登记开始' : `${acceptedFrom}（含）`
  return `入库日期 ${from} 至 ${acceptedBefore === undefined ? '快照时' : `${acceptedBefore}（不含）`}`
}

/** The sheet 封面: what was counted, when, by which rule, and where it is signed. One page. */
export function writeCoverSheet(workbook: stream.xlsx.WorkbookWriter, margins: SheetMargins, cover: Cover): void {
  const sheet = openSheet(workbook, { name: '封面', widths: [18, 40, 18, 40], onePage: true }, margins)
  const { totals, catalogue } = cover
  const pair = (label: string, value: string | number, label2: string, value2: string | number, height = 24) =>
    sheet.add(
      [
        [label, 'label'],
        [typeof value === 'string' ? safeText(value) : value, typeof value === 'string' ? 'value' : 'figure'],
        [label2, 'label'],
        [typeof value2 === 'string' ? safeText(value2) : value2, typeof value2 === 'string' ? 'value' : 'figure'],
      ],
      height,
    )

  sheet.add([], 14)
  sheet.addMerged(safeText(cover.title), 'coverTitle', 42)
  sheet.addMerged(`数据截至 ${cover.snapshot}`, 'subtitle', 22)
  if (cover.demonstration) sheet.addMerged('演示数据，虚构身份——不得作为统计依据', 'warning', 24)
  sheet.add([], 8)
  pair('确诊病例（例）', totals.confirmed, '其中身份待定', totals.confirmed_tentative)
  pair('疑似病例（例）', totals.suspected, '其中身份待定', totals.suspected_tentative)
  pair('统计范围', periodText(cover.period), '快照编号', cover.snapshotNumber ?? '（即时快照，未编号）')
  pair('病种目录', `${catalogue.titleZh}，版本 ${catalogue.version}`, '规则集', cover.ruleSet, 32)
  pair('导出人', cover.madeBy, '快照时间', cover.snapshot)
  if (!catalogue.official) {
    sheet.addMerged(
      '注意：本病种目录系重建稿，并非登记管理办公室正式公布的名录；除见于公开报道的病种外，其余病种名称待登记管理办公室核定后替换。',
      'warning',
      36,
    )
  }
  sheet.add([], 8)
  sheet.addMerged('计数规则', 'section', 22)
  rules.forEach((rule, index) => sheet.addMerged(`${index + 1}. ${rule}`, 'value', 22))
  sheet.add([], 24)
  const line = [null, 'signatureLine'] as const
  sheet.add([['制表人：', 'signature'], line, ['审核人：', 'signature'], line], 30)
  sheet.add([['负责人：', 'signature'], line, ['单位（盖章）：', 'signature'], line], 36)
  sheet.add([undefined, undefined, ['日期：', 'signature'], ['　　　　　年　　　月　　　日', 'signatureDate']], 36)
  sheet.finish()
}
