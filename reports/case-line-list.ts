import { acceptedPeriodSchema, localDate, periodValues, withinPeriod } from './accepted-period.ts'
import type { AcceptedPeriod } from './accepted-period.ts'
import { defineReport } from './report.ts'

/** The sealed identity that belongs to a line: what the key ring needs to open it. Null when the report has none. */
export interface SealedIdentityRow {
  patient_id: string
  identity_case_report_id: string | null
  identity_version_number: number | null
  sealed: Uint8Array | null
  wrapped: Uint8Array | null
  key_ring_id: string | null
}

/** One case: its codes and dates in clear, its identity sealed. */
export interface CaseLine extends SealedIdentityRow {
  case_number: string
  disease_code: string
  state: string
  identity_state: string
  sex: string
  age_at_diagnosis_years: number | null
  city_code: string | null
  region_code: string | null
  onset_date: string | null
  diagnosis_date: string | null
  /** Calendar date in Asia/Shanghai. */
  first_submitted_date: string
  accepted_date: string
  hospital_code: string
  source_count: number
  report_numbers: string
}

/** What a line shows and the query does not give: names of codes, and what remains of the opened identity. */
export type ShownInLine =
  'disease_name' | 'masked_name' | 'masked_document_number' | 'city_name' | 'county_name' | 'hospital_name'

/**
 * One line a case. The rows carry the sealed identity of the case's leading report; name and document number come out of
 * it masked, in the workbook only, and every export is an event of the journal.
 */
export const caseLineList = defineReport<CaseLine, AcceptedPeriod, ShownInLine>({
  id: 'case-line-list',
  titleZh: '病例明细',
  titleEn: 'Line list of cases',
  permission: 'office-report.export',
  ruleZh: '每行一例（患者×病种），状态为确诊或疑似；按病例编号排列；姓名与证件号码已脱敏。',
  ruleEn: 'One line a case, confirmed or suspected, in the order of case numbers; name and document number are masked.',
  parameters: acceptedPeriodSchema,
  columns: [
    {
      key: 'case_number',
      zh: '病例编号',
      en: 'Case number',
      kind: 'text',
      width: 17.5,
      meaningZh: '病例（患者×病种）的登记编号，末位为校验位。',
      meaningEn: 'Number of the case (patient × disease) with check digit.',
    },
    {
      key: 'disease_code',
      zh: '病种代码',
      en: 'Disease code',
      kind: 'text',
      width: 10.5,
      meaningZh: '登记病种目录中的代码。',
      meaningEn: 'Code of the disease catalogue.',
    },
    {
      key: 'disease_name',
      zh: '病种',
      en: 'Disease',
      kind: 'text',
      width: 18,
      meaningZh: '登记病种目录中的名称。',
      meaningEn: 'Name in the disease catalogue.',
    },
    {
      key: 'state',
      zh: '状态',
      en: 'State',
      kind: 'text',
      width: 6.5,
      meaningZh: '快照时的病例状态：确诊、疑似。',
      meaningEn: 'State of the case at the snapshot.',
    },
    {
      key: 'identity_state',
      zh: '身份',
      en: 'Identity',
      kind: 'text',
      width: 8.5,
      meaningZh: '患者身份：已定、待定（可能与另一患者为同一人）。',
      meaningEn: "Whether the patient's identity is sure or open.",
    },
    {
      key: 'masked_name',
      zh: '姓名（脱敏）',
      en: 'Name (masked)',
      kind: 'text',
      width: 12.5,
      meaningZh: '姓氏之后以 * 代替；取自病例主卡的现行版本。',
      meaningEn: 'Surname and stars; from the leading report in force.',
    },
    {
      key: 'masked_document_number',
      zh: '证件号码（脱敏）',
      en: 'Document (masked)',
      kind: 'text',
      width: 20,
      meaningZh: '仅保留首三位与末四位（身份证）或首一位与末两位（其他证件）。',
      meaningEn: 'First three and last four characters of a resident ID, first and last two of others.',
    },
    {
      key: 'sex',
      zh: '性别',
      en: 'Sex',
      kind: 'text',
      width: 7,
      meaningZh: '按 GB/T 2261.1。',
      meaningEn: 'GB/T 2261.1.',
    },
    {
      key: 'age_at_diagnosis_years',
      zh: '诊断时年龄',
      en: 'Age at diagnosis',
      kind: 'integer',
      width: 9.5,
      meaningZh: '诊断时周岁。',
      meaningEn: 'Completed years at diagnosis.',
    },
    {
      key: 'city_name',
      zh: '地市',
      en: 'City',
      kind: 'text',
      width: 8,
      meaningZh: '诊断时常住地所在设区市。',
      meaningEn: 'City of residence at diagnosis.',
    },
    {
      key: 'county_name',
      zh: '县（市、区）',
      en: 'County',
      kind: 'text',
      width: 9.5,
      meaningZh: '诊断时常住地所在县级区划。',
      meaningEn: 'County of residence at diagnosis.',
    },
    {
      key: 'onset_date',
      zh: '发病日期',
      en: 'Onset',
      kind: 'text',
      width: 10.5,
      meaningZh: '可只到年或月，故为文本。',
      meaningEn: 'Text, because only year or month may be known.',
    },
    {
      key: 'diagnosis_date',
      zh: '诊断日期',
      en: 'Diagnosis',
      kind: 'text',
      width: 10.5,
      meaningZh: '可只到年或月，故为文本。',
      meaningEn: 'Text, because only year or month may be known.',
    },
    {
      key: 'first_submitted_date',
      zh: '首次提交',
      en: 'First submitted',
      kind: 'date',
      width: 11,
      meaningZh: '病例首张报告卡的首次提交日期（北京时间）。',
      meaningEn: 'First submission of the case (Asia/Shanghai).',
    },
    {
      key: 'accepted_date',
      zh: '入库日期',
      en: 'Accepted',
      kind: 'date',
      width: 11,
      meaningZh: '病例入库日期（北京时间），各表的计数日期。',
      meaningEn: 'Date of acceptance (Asia/Shanghai), the counting date of all case tables.',
    },
    {
      key: 'hospital_name',
      zh: '报告医院',
      en: 'Hospital',
      kind: 'text',
      width: 25,
      meaningZh: '病例主卡的报告医院。',
      meaningEn: 'Hospital of the leading report.',
    },
    {
      key: 'source_count',
      zh: '来源数',
      en: 'Sources',
      kind: 'integer',
      width: 8.5,
      meaningZh: '构成该病例的入库报告卡数。',
      meaningEn: 'Number of accepted reports of this case.',
    },
    {
      key: 'report_numbers',
      zh: '报告卡编号',
      en: 'Report numbers',
      kind: 'text',
      width: 18,
      meaningZh: '构成该病例的报告卡编号。',
      meaningEn: 'Numbers of the reports of this case.',
    },
  ],
  select: (period) => ({
    // The rows come out in the order of an index, so that the first of them is there at once and nothing is sorted.
    sql: `
      select c.number as case_number, f.disease_code, f.state, f.identity_state, f.sex, f.age_at_diagnosis_years,
        f.city_code, f.region_code, f.onset_date, f.diagnosis_date,
        ${localDate('f.first_submitted_at')}::text as first_submitted_date, ${localDate('f.accepted_at')}::text as accepted_date,
        f.hospital_code, f.source_count, coalesce(s.report_numbers, '') as report_numbers,
        c.patient_id, i.case_report_id as identity_case_report_id, i.version_number as identity_version_number,
        i.sealed, k.wrapped, k.key_ring_id
      from registry_case c
      join case_fact f on f.registry_case_id = c.id
      left join lateral (
        select i.case_report_id, i.version_number, i.sealed, i.data_key_id
        from patient_identity i where i.case_report_id = f.leading_report_id and i.current
        order by i.version_number desc limit 1) i on true
      left join data_key k on k.id = i.data_key_id
      left join lateral (
        select string_agg(r.number, '、' order by r.number) as report_numbers
        from case_source s join case_report r on r.id = s.case_report_id
        where s.registry_case_id = c.id) s on true
      where f.state in ('CONFIRMED', 'SUSPECTED') and ${withinPeriod('f.accepted_at')}
      order by c.number`,
    values: periodValues(period),
  }),
})
