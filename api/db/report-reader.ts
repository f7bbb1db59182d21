import type { EntityManager } from '@mikro-orm/postgresql'
import type { ReportReader } from '#reports/report.ts'

/** Lets a report read in the transaction of its caller; large results come through a cursor, so memory stays flat. */
export function createReportReader(em: EntityManager): ReportReader {
  let cursors = 0
  return {
    rows: async <Row>(sql: string, values: readonly unknown[] = []) => {
      const statement = withPositions(sql, values)
      return em.execute<Row[] & object[]>(statement.sql, statement.values)
    },
    batches: async function* <Row>(sql: string, values: readonly unknown[], size: number) {
      const name = `report_${(cursors += 1)}`
      const statement = withPositions(sql, values)
      await em.execute(`declare ${name} no scroll cursor for ${statement.sql}`, statement.values)
      for (;;) {
        const batch = await em.execute<Row[] & object[]>(`fetch forward ${size} from ${name}`)
        if (batch.length === 0) break
        yield batch
      }
      await em.execute(`close ${name}`)
    },
  }
}

/** Reports write `$1`, the ORM `?`. A question mark of the statement itself is escaped as the ORM wants it. */
function withPositions(sql: string, values: readonly unknown[]): { sql: string; values: unknown[] } {
  const inOrder: unknown[] = []
  const changed = sql.replaceAll('?', '\\?').replaceAll(/\$(\d+)/g, (_, position: string) => {
    inOrder.push(values[Number(position) - 1] ?? null)
    return '?'
  })
  return { sql: changed, values: inOrder }
}
