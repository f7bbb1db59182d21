import { acceptedPeriodSchema, periodValues, withinPeriod } from './accepted-period.ts'
import type { AcceptedPeriod } from './accepted-period.ts'
import { defineReport } from './report.ts'

/** The one row of `caseTotals`; the tentative are part of their state's count. */
export interface CaseTotals {
  confirmed: number
  suspected: number
  confirmed_tentative: number
  suspected_tentative: number
}

/** The figures on the cover of the workbook. */
export const caseTotals = defineReport<CaseTotals, AcceptedPeriod>({
  id: 'case-totals',
  titleZh: '病例总数',
  titleEn: 'Number of cases',
  permission: 'office-report.export',
  ruleZh: '计数单位：病例（患者×病种）；计数日期：入库日期。',
  ruleEn: 'Counts cases (patient × disease) by date of acceptance.',
  parameters: acceptedPeriodSchema,
  columns: [
    {
      key: 'confirmed',
      zh: '确诊病例',
      en: 'Confirmed',
      kind: 'integer',
      meaningZh: '快照时状态为“确诊”的病例数。',
      meaningEn: 'Cases in state CONFIRMED at the snapshot.',
    },
    {
      key: 'confirmed_tentative',
      zh: '确诊中身份待定',
      en: 'Confirmed, identity open',
      kind: 'integer',
      meaningZh: '确诊病例中，患者身份尚未确定（可能与另一患者为同一人）的病例数。',
      meaningEn: 'Confirmed cases whose patient may turn out to be another one.',
    },
    {
      key: 'suspected',
      zh: '疑似病例',
      en: 'Suspected',
      kind: 'integer',
      meaningZh: '快照时状态为“疑似”的病例数，不计入确诊合计。',
      meaningEn: 'Cases in state SUSPECTED at the snapshot, never part of the confirmed total.',
    },
    {
      key: 'suspected_tentative',
      zh: '疑似中身份待定',
      en: 'Suspected, identity open',
      kind: 'integer',
      meaningZh: '疑似病例中，患者身份尚未确定的病例数。',
      meaningEn: 'Suspected cases whose patient may turn out to be another one.',
    },
  ],
  select: (period) => ({
    sql: `
      select
        count(*) filter (where f.state = 'CONFIRMED')::int as confirmed,
        count(*) filter (where f.state = 'SUSPECTED')::int as suspected,
        count(*) filter (where f.state = 'CONFIRMED' and f.identity_state = 'TENTATIVE')::int as confirmed_tentative,
        count(*) filter (where f.state = 'SUSPECTED' and f.identity_state = 'TENTATIVE')::int as suspected_tentative
      from case_fact f
      where f.state in ('CONFIRMED', 'SUSPECTED') and ${withinPeriod('f.accepted_at')}`,
    values: periodValues(period),
  }),
})
