import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { availableParallelism } from 'node:os'
import { pino } from 'pino'
import { createApp } from '#api/app.ts'
import { createKeyRing } from '#api/crypto/key-ring.ts'
import { withDatabaseClient } from '#api/db/database-client.ts'
import { openDatabase } from '#api/db/orm.ts'
import { ruleSetOf } from '#api/forms/rule-set.ts'
import { loadValueSets } from '#api/forms/value-sets.ts'
import type { CaseForm } from '#registry-rules/forms/form.ts'
import { validate } from '#registry-rules/forms/validate.ts'
import { readCatalogue } from '#seed/catalogue/read-catalogue.ts'
import { aReportDocument } from '#test/support/a-case-report.ts'
import { signIn } from '#test/support/api-client.ts'
import { prepareTemplate, templateDatabase } from '#test/support/template-database.ts'
import { testForms } from '#test/support/test-forms.ts'
import { startThrowawayPostgres, type ThrowawayPostgres } from '#test/support/throwaway-postgres.ts'

/*
 * Submissions per second, end to end (HTTP, validation, matching, sealing, journal, commit), beside the bare driver
 * writing the very same rows in transactions of its own. The two numbers of one run make a ratio; the numbers alone say
 * more about the machine than about the registry.
 */
const reports = Number(process.argv[2] ?? 400)
const clients = 16

async function main(): Promise<void> {
  const postgres = await startThrowawayPostgres()
  try {
    await prepareTemplate(postgres)
    const keys = createKeyRing()
    await postgres.cloneDatabase(templateDatabase, 'bench_api')
    const drafts = await withApi(postgres, 'bench_api', keys, makeDrafts)
    await postgres.cloneDatabase('bench_api', 'bench_driver')
    const api = await withApi(postgres, 'bench_api', keys, (url) => submitAll(url, drafts))
    const rows = await readRows(postgres, 'bench_api', drafts)
    const driver = await writeAll(postgres, 'bench_driver', rows)

    const validation = validationRate()
    console.log(
      `${reports} submissions, ${clients} clients, ${availableParallelism()} cores, server and clients in one process`,
    )
    console.log(
      `end to end          ${rate(api.seconds)} submissions/s   p50 ${at(api.times, 0.5)} ms   p99 ${at(api.times, 0.99)} ms`,
    )
    console.log(
      `bare driver         ${rate(driver.seconds)} submissions/s   p50 ${at(driver.times, 0.5)} ms   p99 ${at(driver.times, 0.99)} ms   (${driver.statements} statements each)`,
    )
    console.log(`ratio               ${(driver.seconds / api.seconds).toFixed(2)}`)
    console.log(`validate one report ${validation.toFixed(2)} ms (median)`)
  } finally {
    await postgres.stop()
  }
}

const rate = (seconds: number): string => (reports / seconds).toFixed(0).padStart(6)
const at = (times: readonly number[], share: number): string =>
  (times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1)

/** Runs `work` against the real application on one database. */
async function withApi<T>(
  postgres: ThrowawayPostgres,
  database: string,
  keys: ReturnType<typeof createKeyRing>,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const orm = await openDatabase(urlOf(postgres.appUrl, database))
  const forms = testForms()
  const server = createServer(
    createApp(
      {
        em: () => orm.em.fork(),
        keys,
        forms,
        valueSets: loadValueSets(),
        catalogueVersion: readCatalogue().version,
        ruleSet: ruleSetOf(forms),
        clock: () => new Date(),
        log: pino({ level: 'silent' }),
        publicOrigin: undefined,
        demo: false,
      },
      { version: '0', demoAccounts: [] },
    ),
  )
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    server.closeAllConnections()
    server.close()
    await orm.close(true)
  }
}

async function makeDrafts(url: string): Promise<string[]> {
  const registrar = await signIn(url, 'registrar-a')
  return inParallel(reports, async () => {
    const { body } = await registrar.post('/case-reports', { disease: 'marfan-syndrome', content: aReportDocument() })
    return String(body.id)
  })
}

async function submitAll(url: string, ids: readonly string[]): Promise<{ seconds: number; times: number[] }> {
  const registrar = await signIn(url, 'registrar-a')
  const times: number[] = []
  const start = performance.now()
  await inParallel(ids.length, async (index) => {
    const begin = performance.now()
    const reply = await registrar.post(
      `/case-reports/${ids[index] ?? ''}/transitions`,
      { transition: 'submit' },
      { 'If-Match': '"1"', 'Idempotency-Key': randomUUID() },
    )
    if (reply.status !== 200) throw new Error(`a submission was answered with ${reply.status}`)
    times.push(performance.now() - begin)
  })
  return { seconds: (performance.now() - start) / 1000, times }
}

type Row = Record<string, unknown>
type Statement = { readonly text: string; readonly values: readonly unknown[] }

/** The rows that each submission wrote, as prepared statements, one a table. */
async function readRows(postgres: ThrowawayPostgres, database: string, ids: readonly string[]): Promise<Statement[][]> {
  return withDatabaseClient(urlOf(postgres.superuserUrl, database), async (client) => {
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

async function writeAll(
  postgres: ThrowawayPostgres,
  database: string,
  rows: readonly Statement[][],
): Promise<{ seconds: number; times: number[]; statements: number }> {
  const times: number[] = []
  let next = 0
  let start = 0
  let connected = 0
  const everybodyConnected = Promise.withResolvers<undefined>()
  await Promise.all(
    Array.from({ length: clients }, () =>
      withDatabaseClient(urlOf(postgres.appUrl, database), async (client) => {
        connected += 1
        if (connected === clients) {
          start = performance.now()
          everybodyConnected.resolve(undefined)
        }
        await everybodyConnected.promise
        for (let index = next++; index < rows.length; index = next++) {
          const begin = performance.now()
          await client.query('begin')
          await client.query(enter, [randomUUID()])
          for (const { text, values } of rows[index] ?? []) await client.query(text, [...values])
          await client.query('commit')
          times.push(performance.now() - begin)
        }
      }),
    ),
  )
  return { seconds: (performance.now() - start) / 1000, times, statements: (rows[0]?.length ?? 0) + 3 }
}

const enter = `select set_config('registry.audit_event', $1, true), set_config('registry.scope', 'hospital', true),
  set_config('registry.hospital', 'H370101', true)`

/** Milliseconds to validate one full report with all checks, median over many. */
function validationRate(): number {
  const form = testForms().latest('marfan-syndrome') as CaseForm
  const documents = Array.from({ length: 500 }, () => aReportDocument())
  const times = documents.map((document) => {
    const begin = performance.now()
    validate(document, { form, today: '2026-01-31' })
    return performance.now() - begin
  })
  return times.toSorted((a, b) => a - b)[250] ?? 0
}

async function inParallel<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  let next = 0
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let index = next++; index < count; index = next++) results[index] = await work(index)
    }),
  )
  return results
}

function urlOf(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}

await main()
