import type { Context } from '#api/http/context.ts'
import type { CaseForm } from '#registry-rules/forms/form.ts'
import { upgradeDocument, type Upgrade } from '#registry-rules/forms/upgrade-document.ts'
import { mayBeSaved } from '#registry-rules/workflow/case-report.ts'
import type { CaseReportEntity } from './case-report.entity.ts'
import type { CaseReportContent } from './case-report-content.ts'

/** The newest version of a report's form, with what the content becomes under it. */
export type FormUpgrade = Upgrade & { readonly form: CaseForm }

/** What R29 would make of a report that its registrar still holds; `undefined` where no version is newer than the report's. */
export function formUpgradeOf(
  { forms }: Pick<Context, 'forms'>,
  report: CaseReportEntity,
  { document }: Pick<CaseReportContent, 'document'>,
): FormUpgrade | undefined {
  const form = forms.latest(report.diseaseSlug)
  const from = forms.get(report.diseaseSlug, report.formVersion)
  if (!mayBeSaved(report.state) || !form || !from || form.version <= from.version) return undefined
  return { form, ...upgradeDocument(document, from, form) }
}
