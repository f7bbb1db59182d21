import { randomUUID } from 'node:crypto'
import type { TestRegistry } from './registry.ts'

/** Rows of the test's own database, with the sight of the office; inside a test's transaction also what it has not committed. */
export async function rowsOf<Row extends object>(
  { deps }: Pick<TestRegistry, 'deps'>,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  return deps.em().transactional(async (em) => {
    await em.execute("select set_config('registry.scope', 'office', true)")
    return em.execute<Row[]>(sql, [...parameters])
  })
}

/** How many rows a table has. */
export async function countOf(registry: Pick<TestRegistry, 'deps'>, table: string): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(registry, `select count(*)::int as count from ${table}`)
  return row?.count ?? 0
}

/** The events of the journal about one thing, oldest first. */
export async function eventsOf(registry: Pick<TestRegistry, 'deps'>, objectId: string): Promise<string[]> {
  const rows = await rowsOf<{ event: string }>(
    registry,
    'select event from audit_event where object_id = ? order by at, id',
    [objectId],
  )
  return rows.map(({ event }) => event)
}

/** Gives an account other roles, hospital or activity, as account management would, under an event of its own. */
export async function changeAccount(
  { deps }: Pick<TestRegistry, 'deps'>,
  username: string,
  { roles, hospitalCode, active }: { roles?: readonly string[]; hospitalCode?: string | null; active?: boolean },
): Promise<void> {
  const changes: [string, unknown][] = [
    ...(roles ? [['roles = ?::text[]', `{${roles.join(',')}}`] as [string, unknown]] : []),
    ...(hospitalCode === undefined ? [] : [['hospital_code = ?', hospitalCode] as [string, unknown]]),
    ...(active === undefined ? [] : [['active = ?', active] as [string, unknown]]),
  ]
  await deps.em().transactional(async (em) => {
    await em.execute("select set_config('registry.audit_event', ?, true)", [randomUUID()])
    await em.execute(`update account set ${changes.map(([assignment]) => assignment).join(', ')} where username = ?`, [
      ...changes.map(([, value]) => value),
      username,
    ])
    await em.execute("select set_config('registry.audit_event', '', true)")
  })
}
