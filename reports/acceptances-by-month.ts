import { acceptedPeriodSchema, periodValues, withinPeriod } from './accepted-period.ts'
import type { AcceptedPeriod } from './accepted-period.ts'
import { defineReport } from './report.ts'

/** A month with at least one acceptance. */
export interface AcceptancesOfMonth {
  /** `2026-01`, in Asia/Shanghai. */
  month: string
  confirmed: number
  suspected: number
  confirmed_tentative: number
  suspected_tentative: number
  genetically_confirmed: number
}

/** How many cases were accepted in each month, and how many of them are genetically confirmed. */
export const acceptancesByMonth = defineReport<AcceptancesOfMonth, AcceptedPeriod>({
  id: 'acceptances-by-month',
  titleZh: '按入库月份',
  titleEn: 'Cases by month of acceptance',
  permission: 'office-report.export',
  ruleZh: '计数单位：病例（患者×病种）；计数日期：该病例的入库日期（北京时间）；状态以快照时为准。',
  ruleEn: 'Counts cases by month of acceptance (Asia/Shanghai), in the state they have at the snapshot.',
  parameters: acceptedPeriodSchema,
  columns: [
    {
      key: 'month',
      zh: '入库月份',
      en: 'Month of acceptance',
      kind: 'month',
      width: 21,
      meaningZh: '病例入库的年月；没有入库病例的月份列为零。',
      meaningEn: 'Year and month of acceptance; months without any are listed with zero.',
    },
    {
      key: 'confirmed',
      zh: '确诊',
      en: 'Confirmed',
      kind: 'integer',
      width: 21,
      meaningZh: '快照时状态为“确诊”的病例数。',
      meaningEn: 'Cases in state CONFIRMED at the snapshot.',
    },
    {
      key: 'confirmed_tentative',
      zh: '其中身份待定',
      en: 'of these, identity open',
      kind: 'integer',
      width: 21,
      meaningZh: '确诊病例中，患者身份尚未确定（可能与另一患者为同一人）的病例数。',
      meaningEn: 'Confirmed cases whose patient may turn out to be another one.',
    },
    {
      key: 'genetically_confirmed',
      zh: '其中基因确诊',
      en: 'of these, genetically',
      kind: 'integer',
      width: 21,
      meaningZh: '确诊病例中，报告卡记有支持诊断的基因检测结果的病例数。',
      meaningEn: 'Confirmed cases with a genetic result that supports the diagnosis.',
    },
    {
      key: 'suspected',
      zh: '疑似',
      en: 'Suspected',
      kind: 'integer',
      width: 21,
      meaningZh: '快照时状态为“疑似”的病例数，不计入确诊合计。',
      meaningEn: 'Cases in state SUSPECTED at the snapshot, never part of the confirmed total.',
    },
    {
      key: 'suspected_tentative',
      zh: '其中身份待定',
      en: 'of these, identity open',
      kind: 'integer',
      width: 21,
      meaningZh: '疑似病例中，患者身份尚未确定的病例数。',
      meaningEn: 'Suspected cases whose patient may turn out to be another one.',
    },
  ],
  select: (period) => ({
    // Counted apart from the order, see cases-by-disease-and-city. The month is written out after the grouping: a handful of texts instead of one for every case.
    sql: `
      with months as materialized (
        select date_trunc('month', f.accepted_at at time zone 'Asia/Shanghai') as month,
          count(*) filter (where f.state = 'CONFIRMED')::int as confirmed,
          count(*) filter (where f.state = 'CONFIRMED' and f.identity_state = 'TENTATIVE')::int as confirmed_tentative,
          count(*) filter (where f.state = 'CONFIRMED' and f.genetically_confirmed)::int as genetically_confirmed,
          count(*) filter (where f.state = 'SUSPECTED')::int as suspected,
          count(*) filter (where f.state = 'SUSPECTED' and f.identity_state = 'TENTATIVE')::int as suspected_tentative
        from case_fact f
        where f.state in ('CONFIRMED', 'SUSPECTED') and ${withinPeriod('f.accepted_at')}
        group by 1)
      select to_char(month, 'YYYY-MM') as month, confirmed, confirmed_tentative, genetically_confirmed, suspected, suspected_tentative
      from months order by 1`,
    values: periodValues(period),
  }),
})
