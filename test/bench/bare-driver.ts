import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { withDatabaseClient } from '#api/db/database-client.ts'

/** How many people submit at the same time. */
export const clients = 16

/** Every statement sent to PostgreSQL from now on, one sequence a connection, in its order. */
export function recordStatements(): { stop: () => string[][] } {
  const sequences = new Map<object, string[]>()
  const { prototype } = pg.Client
  const original = Object.getOwnPropertyDescriptor(prototype, 'query')?.value as (...args: unknown[]) => unknown
  const recording = function (this: object, ...args: unknown[]): unknown {
    const [query] = args
    const text = typeof query === 'string' ? query : (query as { text?: string }).text
    const sequence = sequences.get(this) ?? []
    if (text !== undefined) sequence.push(text)
    sequences.set(this, sequence)
    return original.apply(this, args)
  }
  Object.defineProperty(prototype, 'query', { value: recording, writable: true, configurable: true })
  return {
    stop: () => {
      Object.defineProperty(prototype, 'query', { value: original, writable: true, configurable: true })
      return [...sequences.values()]
    },
  }
}

/** Sends recorded statements again, each sequence on a connection of its own. */
export async function replay(url: string, sequences: readonly string[][]): Promise<{ seconds: number }> {
  let next = 0
  const seconds = await onConnections(url, sequences.length, async (client) => {
    for (const text of sequences[next++] ?? []) await client.query(text)
  })
  return { seconds }
}

type Client = InstanceType<typeof pg.Client>

/** Opens the connections first, then lets all work at once; gives the seconds of the work. */
async function onConnections(url: string, count: number, work: (client: Client) => Promise<void>): Promise<number> {
  let start = 0
  let connected = 0
  const everybody = Promise.withResolvers<undefined>()
  await Promise.all(
    Array.from({ length: count }, () =>
      withDatabaseClient(url, async (client) => {
        connected += 1
        if (connected === count) {
          start = performance.now()
          everybody.resolve(undefined)
        }
        await everybody.promise
        await work(client)
      }),
    ),
  )
  return (performance.now() - start) / 1000
}

type Row = Record<string, unknown>
type Statement = { readonly text: string; readonly values: readonly unknown[] }

/** The rows that each submission wrote, as prepared statements, one a table. */
export async function readRows(url: string, ids: readonly string[]): Promise<Statement[][]> {
  return withDatabaseClient(url, async (client) => {
    const all: Statement[][] = []
    for (const id of ids) {
      const patient = `(select origin_patient_id from case_report where id = $1)`
      const inserts: [string, string][] = [
        ['patient', `id = ${patient}`],
        ['patient_hospital', `patient_id = ${patient}`],
        ['case_report_version', 'case_report_id = $1'],
        ['patient_identity', 'case_report_id = $1'],
        ['blocking_token', 'patient_identity_id in (select id from patient_identity where case_report_id = $1)'],
        [
          'audit_event',
          `unit_id in (select unit_id from audit_event where object_id = $1 and event = 'case-report.submitted')`,
        ],
        [
          'idempotency_key',
          `key in (select idempotency_key from audit_event where object_id = $1 and event = 'case-report.submitted')`,
        ],
      ]
      const statements: Statement[] = []
      for (const [table, where] of inserts) {
        const rows = withJsonAsText(await client.query<Row>(`select * from ${table} where ${where}`, [id]))
        if (rows.length > 0) statements.push(insertOf(table, rows))
      }
      const [report] = withJsonAsText(await client.query<Row>('select * from case_report where id = $1', [id]))
      statements.push(updateOf(report ?? {}))
      all.push(statements)
    }
    return all
  })
}

function insertOf(table: string, rows: readonly Row[]): Statement {
  const columns = Object.keys(rows[0] ?? {})
  const places = rows.map(
    (_, row) => `(${columns.map((_column, index) => `$${row * columns.length + index + 1}`).join(', ')})`,
  )
  return {
    text: `insert into ${table} (${columns.join(', ')}) values ${places.join(', ')}`,
    values: rows.flatMap((row) => columns.map((column) => row[column])),
  }
}

function updateOf({ id, ...columns }: Row): Statement {
  const names = Object.keys(columns)
  return {
    text: `update case_report set ${names.map((name, index) => `${name} = $${index + 2}`).join(', ')} where id = $1`,
    values: [id, ...names.map((name) => columns[name])],
  }
}

const jsonType = 3802

/** JSON columns as text, or the driver would take an object's arrays for arrays of PostgreSQL. */
function withJsonAsText({ rows, fields }: { rows: Row[]; fields: { name: string; dataTypeID: number }[] }): Row[] {
  const json = fields.filter(({ dataTypeID }) => dataTypeID === jsonType).map(({ name }) => name)
  return rows.map((row) => ({ ...row, ...Object.fromEntries(json.map((name) => [name, JSON.stringify(row[name])])) }))
}

/** Writes them again, each submission in a transaction of its own. */
export async function writeRows(
  url: string,
  rows: readonly Statement[][],
): Promise<{ seconds: number; statements: number }> {
  let next = 0
  const seconds = await onConnections(url, clients, async (client) => {
    for (let index = next++; index < rows.length; index = next++) {
      await client.query('begin')
      await client.query(enter, [randomUUID()])
      for (const { text, values } of rows[index] ?? []) await client.query(text, [...values])
      await client.query('commit')
    }
  })
  return { seconds, statements: (rows[0]?.length ?? 0) + 3 }
}

const enter = `select set_config('registry.audit_event', $1, true), set_config('registry.scope', 'hospital', true),
  set_config('registry.hospital', 'H370101', true)`

/** Does so many pieces of work, as many at a time as there are clients. */
export async function inParallel<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  let next = 0
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let index = next++; index < count; index = next++) results[index] = await work(index)
    }),
  )
  return results
}

/** The address of another database on the same server. */
export function urlOf(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}
