import { acceptedPeriodSchema, localDate, periodValues, withinPeriod } from './accepted-period.ts'
import type { AcceptedPeriod } from './accepted-period.ts'
import { defineReport } from './report.ts'
import type { ReportColumn } from './report.ts'

/** Case reports of one hospital by first submission, their present states, and days that they took (median, 90th percentile). */
export interface HospitalWithTimeliness {
  /** Null, like the two names, in the one row that speaks about all hospitals together. */
  hospital_code: string | null
  hospital_name: string | null
  city_name: string | null
  submitted: number
  accepted: number
  rejected: number
  duplicate: number
  withdrawn: number
  in_office: number
  in_hospital: number
  returned_reports: number
  rounds: number
  diagnosis_known: number
  submission_days_median: number | null
  submission_days_p90: number | null
  forward_days_median: number | null
  forward_days_p90: number | null
  acceptance_days_median: number | null
  acceptance_days_p90: number | null
}

type HospitalColumn = ReportColumn & { key: keyof HospitalWithTimeliness }

function count(
  key: HospitalColumn['key'],
  zh: string,
  en: string,
  meaningZh: string,
  meaningEn: string,
): HospitalColumn {
  return { key, zh, en, kind: 'integer', width: 8.5, meaningZh, meaningEn }
}

function days(
  key: HospitalColumn['key'],
  zh: string,
  en: string,
  meaningZh: string,
  meaningEn: string,
): HospitalColumn {
  return { key, zh, en, kind: 'days', width: 9.5, meaningZh, meaningEn }
}

const instantsApart = (from: string, to: string) => `extract(epoch from ${to} - ${from}) / 86400.0`

function percentiles(key: string, value: string): string {
  return `round(percentile_cont(0.5) within group (order by ${value})::numeric, 1)::float8 as ${key}_median,
        round(percentile_cont(0.9) within group (order by ${value})::numeric, 1)::float8 as ${key}_p90`
}

/**
 * Timeliness of WORKFLOW.md 3.11. All columns speak about the same case reports: those first submitted in the period.
 * The diagnosis date comes from `case_fact` (statistics never open the content of a report), hence the first clock covers
 * leading reports of cases only, and of these only the ones whose diagnosis date is known to the day.
 * `case_report.round` is the number of returns so far, 0 at first. The last row is the province as a whole: percentiles do
 * not add up, so they are computed again over all reports.
 */
export const hospitalsWithTimeliness = defineReport<HospitalWithTimeliness, AcceptedPeriod>({
  id: 'hospitals-with-timeliness',
  titleZh: '医院与及时性',
  titleEn: 'Hospitals with timeliness',
  permission: 'office-report.export',
  ruleZh:
    '计数单位：报告卡（非病例）；计数日期：首次提交日期。首次提交 = 入库 + 不予登记 + 重复 + 撤销 + 省级在办 + 医院在办。' +
    '“诊断至提交”只含作为病例主卡且诊断日期精确到日的入库报告卡。',
  ruleEn:
    'Counts case reports (not cases) by date of first submission. Diagnosis to submission covers accepted leading ' +
    'reports whose diagnosis date is known to the day.',
  parameters: acceptedPeriodSchema,
  columns: [
    {
      key: 'hospital_code',
      zh: '医院代码',
      en: 'Code',
      kind: 'text',
      width: 10,
      meaningZh: '登记系统的医院代码。',
      meaningEn: 'Code of the hospital in this registry.',
    },
    {
      key: 'hospital_name',
      zh: '医院',
      en: 'Hospital',
      kind: 'text',
      width: 30,
      meaningZh: '医院名称。',
      meaningEn: 'Name of the hospital.',
    },
    {
      key: 'city_name',
      zh: '所在市',
      en: 'City',
      kind: 'text',
      width: 9,
      meaningZh: '医院所在设区市。',
      meaningEn: 'City in which the hospital lies.',
    },
    count(
      'submitted',
      '首次提交',
      'Submitted',
      '期间内首次提交的报告卡数。',
      'Case reports first submitted in the period.',
    ),
    count('accepted', '入库', 'Accepted', '其中快照时已入库。', 'Of these, accepted at the snapshot.'),
    count('rejected', '不予登记', 'Rejected', '其中快照时不予登记。', 'Of these, not a case.'),
    count('duplicate', '重复', 'Duplicate', '其中判为重复卡。', 'Of these, found to be a duplicate.'),
    count('withdrawn', '撤销', 'Withdrawn', '其中已撤销。', 'Of these, withdrawn.'),
    count(
      'in_office',
      '省级在办',
      'In office',
      '其中已上报、待省审或省级审核中。',
      'Of these, forwarded or under review in the office.',
    ),
    count(
      'in_hospital',
      '医院在办',
      'In hospital',
      '其中在医院：待院审、院内审核中、退回补正或已召回。',
      'Of these, in the hospital: to review, returned or recalled.',
    ),
    count('returned_reports', '退回过', 'Ever returned', '其中至少退回过一次。', 'Of these, returned at least once.'),
    count(
      'rounds',
      '退回轮次',
      'Returns',
      '退回次数之和（院级与省级）。',
      'Sum of all returns, by hospital and office reviewers.',
    ),
    count(
      'diagnosis_known',
      '可计诊断至提交',
      'Diagnosis known',
      '可计算“诊断至提交”的报告卡数：入库、病例主卡、诊断日期精确到日。',
      'Reports with a diagnosis-to-submission time: accepted, leading report of the case, diagnosis known to the day.',
    ),
    days(
      'submission_days_median',
      '诊断至提交\n中位数',
      'Diag. → subm., median',
      '诊断日至首次提交日的天数，中位数。',
      'Days from diagnosis to first submission, median.',
    ),
    days(
      'submission_days_p90',
      '诊断至提交\nP90',
      'Diag. → subm., P90',
      '同上，第 90 百分位数。',
      'The same, 90th percentile.',
    ),
    days(
      'forward_days_median',
      '提交至上报\n中位数',
      'Subm. → forw., median',
      '首次提交至（最近一次）上报的天数，含退回补正时间，中位数。',
      'Days from first submission to the latest forwarding, repair included, median.',
    ),
    days(
      'forward_days_p90',
      '提交至上报\nP90',
      'Subm. → forw., P90',
      '同上，第 90 百分位数。',
      'The same, 90th percentile.',
    ),
    days(
      'acceptance_days_median',
      '上报至入库\n中位数',
      'Forw. → acc., median',
      '（最近一次）上报至入库的天数，中位数。',
      'Days from the latest forwarding to acceptance, median.',
    ),
    days(
      'acceptance_days_p90',
      '上报至入库\nP90',
      'Forw. → acc., P90',
      '同上，第 90 百分位数。',
      'The same, 90th percentile.',
    ),
  ],
  select: (period) => ({
    sql: `
      with report as (
        select r.hospital_code, r.state, r.round,
          case when r.state = 'ACCEPTED' and length(f.diagnosis_date) = 10
            then ${localDate('r.first_submitted_at')} - f.diagnosis_date::date end as submission_days,
          ${instantsApart('r.first_submitted_at', 'r.forwarded_at')} as forward_days,
          case when r.state = 'ACCEPTED' then ${instantsApart('r.forwarded_at', 'r.accepted_at')} end as acceptance_days
        from case_report r
        left join case_fact f on f.leading_report_id = r.id
        where r.first_submitted_at is not null and ${withinPeriod('r.first_submitted_at')}
      ), figures as (
        select hospital_code,
          count(*)::int as submitted,
          count(*) filter (where state = 'ACCEPTED')::int as accepted,
          count(*) filter (where state = 'REJECTED')::int as rejected,
          count(*) filter (where state = 'DUPLICATE')::int as duplicate,
          count(*) filter (where state = 'WITHDRAWN')::int as withdrawn,
          count(*) filter (where state in ('FORWARDED', 'OFFICE_REVIEW'))::int as in_office,
          count(*) filter (where state in ('SUBMITTED', 'HOSPITAL_REVIEW', 'RETURNED', 'DRAFT', 'DISCARDED'))::int as in_hospital,
          count(*) filter (where round > 0)::int as returned_reports,
          coalesce(sum(round), 0)::int as rounds,
          count(submission_days)::int as diagnosis_known,
          ${percentiles('submission_days', 'submission_days')},
          ${percentiles('forward_days', 'forward_days')},
          ${percentiles('acceptance_days', 'acceptance_days')}
        from report group by grouping sets ((hospital_code), ())
      )
      select f.hospital_code, h.name_zh as hospital_name, c.name_zh as city_name,
        f.submitted, f.accepted, f.rejected, f.duplicate, f.withdrawn, f.in_office, f.in_hospital, f.returned_reports, f.rounds,
        f.diagnosis_known, f.submission_days_median, f.submission_days_p90, f.forward_days_median, f.forward_days_p90,
        f.acceptance_days_median, f.acceptance_days_p90
      from figures f
      left join hospital h on h.code = f.hospital_code
      left join region c on c.code = h.city_code
      order by h.city_code nulls last, f.hospital_code nulls last`,
    values: periodValues(period),
  }),
})
