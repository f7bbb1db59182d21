import { caseReportStates } from '#registry-rules/workflow/case-report.ts'

/** A code with its names, as the code book prints it. */
export interface CodeLabel {
  code: string
  zh: string
  en: string
}

/** A value set under its id, such as `sex`. */
export interface ValueSet {
  titleZh: string
  titleEn: string
  labels: readonly CodeLabel[]
}

/** The value sets that a workbook reads and prints, by id; `sex` must be among them. */
export type ValueSets = Readonly<Record<string, ValueSet>> & { readonly sex: ValueSet }

/** What a file of `schemas/codes` has that labels are made of. */
interface CodeSchema {
  title: string
  'x-title-en': string
  oneOf: readonly { const: string; title: string; 'x-title-en': string }[]
}

/** The value set that a file of `schemas/codes` declares. */
export function readValueSet(schema: CodeSchema): ValueSet {
  return {
    titleZh: schema.title,
    titleEn: schema['x-title-en'],
    labels: schema.oneOf.map((entry) => ({ code: entry.const, zh: entry.title, en: entry['x-title-en'] })),
  }
}

/** States of a case that are counted (WORKFLOW.md 3.9). */
export const countedCaseStates: readonly CodeLabel[] = [
  { code: 'CONFIRMED', zh: '确诊', en: 'Confirmed: criteria met at acceptance or by later evidence' },
  { code: 'SUSPECTED', zh: '疑似', en: 'Suspected: reported and accepted, diagnosis not confirmed' },
]

/** Whether it is sure who the patient is (WORKFLOW.md 3.8). */
export const identityStates: readonly CodeLabel[] = [
  { code: 'SURE', zh: '已定', en: 'Sure' },
  { code: 'TENTATIVE', zh: '待定', en: 'Open: the patient may be the same person as another one' },
]

/** Screen words of the states of a case report (WORKFLOW.md 3.4). */
export const caseReportStateLabels: readonly CodeLabel[] = Object.entries(caseReportStates).map(
  ([code, { zh, en }]) => ({ code, zh, en }),
)
