import type { ReportColumn } from './report.ts'

/** The disease of a line, in every table by disease. */
export const diseaseCodeColumn = {
  key: 'disease_code',
  zh: '病种代码',
  en: 'Disease code',
  kind: 'text',
  width: 11,
  meaningZh: '登记病种目录中的代码。',
  meaningEn: 'Code of the disease catalogue.',
} as const satisfies ReportColumn

/** The two counts of every table of cases: confirmed, and suspected beside it (WORKFLOW.md 3.9). */
export const caseCountColumns = [
  {
    key: 'confirmed',
    zh: '确诊',
    en: 'Confirmed',
    kind: 'integer',
    width: 9,
    meaningZh: '快照时状态为“确诊”的病例数。',
    meaningEn: 'Cases in state CONFIRMED at the snapshot.',
  },
  {
    key: 'suspected',
    zh: '疑似',
    en: 'Suspected',
    kind: 'integer',
    width: 9,
    meaningZh: '快照时状态为“疑似”的病例数，不计入确诊合计。',
    meaningEn: 'Cases in state SUSPECTED at the snapshot, never part of the confirmed total.',
  },
] as const satisfies readonly ReportColumn[]
