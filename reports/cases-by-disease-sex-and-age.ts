import { acceptedPeriodSchema, periodValues, withinPeriod } from './accepted-period.ts'
import type { AcceptedPeriod } from './accepted-period.ts'
import { caseCountColumns, diseaseCodeColumn } from './counted-columns.ts'
import { defineReport } from './report.ts'

/** The age groups of the office at diagnosis, in completed years; `unknown` when the age cannot be worked out. */
export const ageGroups = ['0-17', '18-59', '60+', 'unknown'] as const
/** One of the age groups. */
export type AgeGroup = (typeof ageGroups)[number]

/** Counts of one disease, sex and age group; only those that have a case. */
export interface CasesOfDiseaseSexAndAge {
  disease_code: string
  /** GB/T 2261.1: 1 male, 2 female, 0 unknown, 9 not stated. */
  sex: string
  age_group: AgeGroup
  confirmed: number
  suspected: number
}

/** Who has each disease. */
export const casesByDiseaseSexAndAge = defineReport<CasesOfDiseaseSexAndAge, AcceptedPeriod>({
  id: 'cases-by-disease-sex-and-age',
  titleZh: '病种×性别×年龄组',
  titleEn: 'Cases by disease, sex and age group',
  permission: 'office-report.export',
  ruleZh: '计数单位：病例（患者×病种）；计数日期：入库日期；年龄：诊断时周岁。',
  ruleEn: 'Counts cases (patient × disease) by date of acceptance; age in completed years at diagnosis.',
  parameters: acceptedPeriodSchema,
  columns: [
    diseaseCodeColumn,
    {
      key: 'sex',
      zh: '性别',
      en: 'Sex',
      kind: 'text',
      width: 8,
      meaningZh: '按 GB/T 2261.1；“性别未知”含“未知的性别”和“未说明的性别”。',
      meaningEn: 'GB/T 2261.1; 性别未知 takes codes 0 and 9 together.',
    },
    {
      key: 'age_group',
      zh: '年龄组',
      en: 'Age group',
      kind: 'text',
      width: 9,
      meaningZh: '诊断时周岁：0-17 岁、18-59 岁、60 岁及以上；出生或诊断日期不足以推算时为“不详”。',
      meaningEn: 'Completed years at diagnosis; 不详 when the dates do not tell.',
    },
    ...caseCountColumns,
  ],
  select: (period) => ({
    // Counted apart from the order: with both in one the planner sorts all cases where a hash of a few hundred groups will do.
    sql: `
      with counted as materialized (
      select f.disease_code, f.sex,
        case when f.age_at_diagnosis_years is null then 'unknown' when f.age_at_diagnosis_years < 18 then '0-17'
          when f.age_at_diagnosis_years < 60 then '18-59' else '60+' end as age_group,
        count(*) filter (where f.state = 'CONFIRMED')::int as confirmed,
        count(*) filter (where f.state = 'SUSPECTED')::int as suspected
      from case_fact f
      where f.state in ('CONFIRMED', 'SUSPECTED') and ${withinPeriod('f.accepted_at')}
      group by 1, 2, 3)
      select * from counted order by disease_code, sex, age_group`,
    values: periodValues(period),
  }),
})
