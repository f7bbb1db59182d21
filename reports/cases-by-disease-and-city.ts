import { acceptedPeriodSchema, periodValues, withinPeriod } from './accepted-period.ts'
import type { AcceptedPeriod } from './accepted-period.ts'
import { defineReport } from './report.ts'

export interface CasesOfDiseaseAndCity {
  disease_code: string
  /** Null when the residence at diagnosis is not known. */
  city_code: string | null
  confirmed: number
  suspected: number
}

export const casesByDiseaseAndCity = defineReport<CasesOfDiseaseAndCity, AcceptedPeriod>({
  id: 'cases-by-disease-and-city',
  titleZh: '病种×地市',
  titleEn: 'Cases by disease and city',
  permission: 'office-report.export',
  ruleZh: '计数单位：病例（患者×病种）；计数日期：入库日期；地区：诊断时常住地。',
  ruleEn: 'Counts cases (patient × disease) by date of acceptance and residence at diagnosis.',
  parameters: acceptedPeriodSchema,
  columns: [
    {
      key: 'disease_code',
      zh: '病种代码',
      en: 'Disease code',
      kind: 'text',
      width: 11,
      meaningZh: '登记病种目录中的代码。',
      meaningEn: 'Code of the disease catalogue.',
    },
    {
      key: 'city_code',
      zh: '地市',
      en: 'City',
      kind: 'text',
      width: 8,
      meaningZh: '诊断时常住地所在设区市；“外省”为其他省份，“不详”为报告卡未给出。',
      meaningEn: 'City of residence at diagnosis; 外省 is another province, 不详 not stated.',
    },
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
  ],
  select: (period) => ({
    // Counted apart from the order: with both in one the planner sorts all cases where a hash of a few hundred groups will do.
    sql: `
      with counted as materialized (
      select f.disease_code, f.city_code,
        count(*) filter (where f.state = 'CONFIRMED')::int as confirmed,
        count(*) filter (where f.state = 'SUSPECTED')::int as suspected
      from case_fact f
      where f.state in ('CONFIRMED', 'SUSPECTED') and ${withinPeriod('f.accepted_at')}
      group by f.disease_code, f.city_code)
      select * from counted order by disease_code, city_code`,
    values: periodValues(period),
  }),
})
