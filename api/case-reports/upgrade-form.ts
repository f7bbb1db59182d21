import { QueryEntity } from '#api/queries/query.entity.ts'
import { sealDraft } from '#api/documents/sealed-parts.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { takePart } from './get-case-report.ts'
import type { Effect } from './effect.ts'
import { formUpgradeOf } from './form-upgrade.ts'

/** R29: the draft under the newest form version; the journal keeps the old one, sealed. */
export const upgradeForm: Effect = async (context, { report, content }) => {
  const upgrade = formUpgradeOf(context, report, content)
  if (!upgrade) throw new Refusal('form-up-to-date')
  const { form, document, carried, lost } = upgrade
  const from = report.formVersion
  report.formVersion = form.version
  report.draft = sealDraft(content.key, report.id, document)
  const queries = await context.em.find(QueryEntity, { caseReportId: report.id, state: { $ne: 'CLOSED' } })
  for (const query of queries) query.pointer = upgrade.placeOf(query.pointer)
  await takePart(context, report, 'author')
  return {
    detail: { fromVersion: from, toVersion: form.version, carried, lost: lost.map(({ pointer }) => pointer) },
    sealedDetail: { before: content.document },
    content: { ...content, document },
  }
}
