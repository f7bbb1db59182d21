import { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import { openContent } from '#api/case-reports/case-report-content.ts'
import { withDatabaseClient } from '#api/db/database-client.ts'
import { readingUnit, type Session } from '#api/db/unit-of-work.ts'
import { openDataKey } from '#api/documents/data-keys.ts'
import { openIdentity } from '#api/documents/sealed-parts.ts'
import type { Deps } from '#api/http/context.ts'
import { PatientIdentityEntity } from '#api/patients/patient.entity.ts'
import { valueAt } from '#registry-rules/forms/json-pointer.ts'

/** Where a value of somebody's identity stands in an identity section. */
const identifying = [
  '/name',
  '/idDocument/number',
  '/phone',
  '/residence/address',
  '/medicalRecordNumber',
  '/guardian/name',
  '/guardian/phone',
  '/guardian/idDocument/number',
  '/mother/name',
]

const office: Session = {
  by: { kind: 'rule', name: 'leak-scan' },
  seat: 'office',
  hospitalCode: undefined,
  channel: 'start',
}

/** Every name, number, telephone and address in the registry: of all identities ever submitted, and of all drafts. */
export async function readIdentityValues(deps: Deps): Promise<string[]> {
  return readingUnit(deps.em(), office, async (em) => {
    const context = { em, keys: deps.keys }
    const sections: unknown[] = []
    for (const report of await em.find(CaseReportEntity, {})) {
      sections.push((await openContent(context, report)).document['identity'])
    }
    for (const row of await em.find(PatientIdentityEntity, {})) {
      sections.push(
        openIdentity(await openDataKey(context, row.dataKeyId), row.caseReportId, row.versionNumber, row.sealed),
      )
    }
    const values = sections.flatMap((section) => identifying.map((pointer) => valueAt(section, pointer)))
    return [...new Set(values.filter((value) => typeof value === 'string'))]
  })
}

/**
 * Looks for values in every column of every table, the bytes of sealed columns included, and gives `table.column` for
 * each that holds one in clear. Needs a superuser, whom row-level security does not stop.
 */
export async function findLeaks(superuserUrl: string, values: readonly string[]): Promise<string[]> {
  return withDatabaseClient(superuserUrl, async (client) => {
    const { rows: columns } = await client.query<{ table: string; column: string; type: string }>(`
      select c.table_name as table, c.column_name as column, c.data_type as type
      from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
      where c.table_schema = 'public' and t.table_type = 'BASE TABLE' order by 1, 2`)
    if (columns.length === 0) throw new Error('There are no tables to look into.')
    const leaks: string[] = []
    for (const { table, column, type } of columns) {
      const name = client.escapeIdentifier(column)
      const holds =
        type === 'bytea' ? `position(convert_to(v, 'UTF8') in ${name}) > 0` : `position(v in ${name}::text) > 0`
      const { rows } = await client.query(
        `select from ${client.escapeIdentifier(table)} where exists (select from unnest($1::text[]) v where ${holds}) limit 1`,
        [values],
      )
      if (rows.length > 0) leaks.push(`${table}.${column}`)
    }
    return leaks
  })
}
