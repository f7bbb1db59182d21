import { acceptedPeriodSchema, periodValues, withinPeriod } from './accepted-period.ts'
import type { AcceptedPeriod } from './accepted-period.ts'
import { caseCountColumns, diseaseCodeColumn } from './counted-columns.ts'
import { defineReport } from './report.ts'

/** Counts of one disease in one city; only pairs that have a case. */
export interface CasesOfDiseaseAndCity {
  disease_code: string
  /** Null when the residence at diagnosis is not known. */
  city_code: string | null
  confirmed: number
  suspected: number
}

/** Where the patients of each disease live. */
export const casesByDiseaseAndCity = defineReport<CasesOfDiseaseAndCity, AcceptedPeriod>({
  id: 'cases-by-disease-and-city',
  titleZh: '病种×地市',
  titleEn: 'Cases by disease and city',
  permission: 'office-report.export',
  ruleZh: '计数单位：病例（患者×病种）；计数日期：入库日期；地区：诊断时常住地。',
  ruleEn: 'Counts cases (patient × disease) by date of acceptance and residence at diagnosis.',
  parameters: acceptedPeriodSchema,
  columns: [
    diseaseCodeColumn,
    {
      key: 'city_code',
      zh: '地市',
      en: 'City',
      kind: 'text',
      width: 8,
      meaningZh: '诊断时常住地所在设区市；“外省”为其他省份，“不详”为报告卡未给出。',
      meaningEn: 'City of residence at diagnosis; 外省 is another province, 不详 not stated.',
    },
    ...caseCountColumns,
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
