import { CatalogueEntity } from '#api/catalogue/catalogue.entity.ts'
import { unwrapDataKey } from '#api/crypto/sealing.ts'
import { createReportReader } from '#api/db/report-reader.ts'
import { openIdentity } from '#api/documents/sealed-parts.ts'
import { defineDownload, type Route } from '#api/http/route.ts'
import { whereGiven } from '#api/http/where-given.ts'
import type { Context } from '#api/http/context.ts'
import { identityFields } from '#registry-rules/linkage/identity-fields.ts'
import type { SealedIdentityRow } from '#reports/case-line-list.ts'
import type { ValueSets as ReportValueSets } from '#reports/value-set-labels.ts'
import { officeWorkbookQuerySchema } from '#schemas/api/office-report.ts'

const mediaType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Files for the registration office; each making is an event of the journal, with filter and purpose. */
export const officeReportRoutes: readonly Route[] = [
  defineDownload({
    path: '/reports/office-workbook.xlsx',
    tag: 'reports',
    zh: '登记处统计工作簿',
    en: 'The office workbook',
    mediaType,
    permission: 'office-report.export',
    query: officeWorkbookQuerySchema,
    run: async (_context, { query }) => ({
      reply: undefined,
      audit: {
        event: 'office-report.exported',
        object: { kind: 'office-report', id: undefined },
        detail: {
          report: 'office-workbook',
          filter: whereGiven({ acceptedFrom: query.acceptedFrom, acceptedBefore: query.acceptedBefore }),
          purpose: query.purpose ?? '',
        },
      },
    }),
    download: async (context, { query }) => {
      const { em, actor, catalogueVersion, ruleSet, now, today, demo } = context
      const catalogue = await em.findOneOrFail(CatalogueEntity, { version: catalogueVersion })
      return {
        fileName: `罕见病病例登记统计_${today}.xlsx`,
        mediaType,
        write: async (output) => {
          // Loaded when it is wanted: exceljs takes a good part of the time in which the server starts.
          const { writeOfficeWorkbook } = await import('#reports/workbook/write-office-workbook.ts')
          await writeOfficeWorkbook(output, {
            reader: createReportReader(em),
            snapshot: { takenAt: now },
            parameters: whereGiven({ acceptedFrom: query.acceptedFrom, acceptedBefore: query.acceptedBefore }),
            madeBy: actor.name,
            catalogue: { version: catalogue.version, titleZh: catalogue.titleZh, official: catalogue.official },
            ruleSet,
            valueSets: labelsOf(context),
            demonstration: demo,
            unsealIdentity: (row) => openRow(context, row),
          })
        },
      }
    },
  }),
]

/** Opens the identity of one line for its masked name and number; a row whose key is gone stays empty. */
function openRow({ keys }: Context, row: SealedIdentityRow): { name?: string; documentNumber?: string } | undefined {
  const {
    sealed,
    wrapped,
    key_ring_id: keyRingId,
    identity_case_report_id: reportId,
    identity_version_number: version,
  } = row
  if (!sealed || !wrapped || keyRingId === null || reportId === null || version === null) return undefined
  const identity = openIdentity(unwrapDataKey(keys, wrapped, keyRingId), reportId, version, Buffer.from(sealed))
  const { name, idNumber } = identityFields(identity)
  return whereGiven({ name, documentNumber: idNumber })
}

function labelsOf({ valueSets }: Context): ReportValueSets {
  const sets = Object.fromEntries(
    [...valueSets.values()].map(({ id, titleZh, titleEn, items }) => [
      id,
      { titleZh, titleEn, labels: items.map(({ code, zh, en }) => ({ code, zh, en })) },
    ]),
  )
  const sex = sets['sex']
  if (!sex) throw new Error('The value set sex is missing.')
  return { ...sets, sex }
}
