import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { availableParallelism } from 'node:os'
import { pino } from 'pino'
import { createApp } from '#api/app.ts'
import { createKeyRing } from '#api/crypto/key-ring.ts'
import { openDatabase } from '#api/db/orm.ts'
import { ruleSetOf } from '#api/forms/rule-set.ts'
import { loadValueSets } from '#api/forms/value-sets.ts'
import { createHpoTerms } from '#api/hpo/hpo-terms.ts'
import { searchLimits } from '#api/patients/search-limits.ts'
import type { CaseForm } from '#registry-rules/forms/form.ts'
import { validate } from '#registry-rules/forms/validate.ts'
import { readCatalogue } from '#seed/catalogue/read-catalogue.ts'
import { aReportDocument } from '#test/support/a-case-report.ts'
import { signIn } from '#test/support/api-client.ts'
import { prepareTemplate, templateDatabase } from '#test/support/template-database.ts'
import { testForms } from '#test/support/test-forms.ts'
import { startThrowawayPostgres, type ThrowawayPostgres } from '#test/support/throwaway-postgres.ts'
import { clients, inParallel, readRows, recordStatements, replay, urlOf, writeRows } from './bare-driver.ts'

/*
 * Submissions per second, end to end (HTTP, validation, matching, sealing, journal, commit), beside the bare driver: once
 * running the very same statements, once only writing the same rows, one statement a table. The numbers of one run make
 * ratios; the numbers alone say more about the machine than about the registry.
 */
const reports = Number(process.argv[2] ?? 400)

async function main(): Promise<void> {
  const postgres = await startThrowawayPostgres()
  try {
    await prepareTemplate(postgres)
    const keys = createKeyRing()
    await postgres.cloneDatabase(templateDatabase, 'bench_api')
    const drafts = await withApi(postgres, 'bench_api', keys, makeDrafts)
    await postgres.cloneDatabase('bench_api', 'bench_statements')
    await postgres.cloneDatabase('bench_api', 'bench_rows')
    const recording = recordStatements()
    const api = await withApi(postgres, 'bench_api', keys, (url) => submitAll(url, drafts))
    const recorded = recording.stop()
    const statements = await replay(urlOf(postgres.appUrl, 'bench_statements'), recorded)
    const rows = await readRows(urlOf(postgres.superuserUrl, 'bench_api'), drafts)
    const writing = await writeRows(urlOf(postgres.appUrl, 'bench_rows'), rows)

    const validation = validationRate()
    console.log(
      `${reports} submissions, ${clients} clients, ${availableParallelism()} cores, server and clients in one process`,
    )
    const perSubmission = recorded.reduce((sum, sequence) => sum + sequence.length, 0) / reports
    console.log(
      `end to end              ${rate(api.seconds)} submissions/s   p50 ${at(api.times, 0.5)} ms   p99 ${at(api.times, 0.99)} ms`,
    )
    console.log(
      `driver, same statements ${rate(statements.seconds)} submissions/s   ${perSubmission.toFixed(1)} statements each   ratio ${(statements.seconds / api.seconds).toFixed(2)}`,
    )
    console.log(
      `driver, same rows       ${rate(writing.seconds)} submissions/s   ${writing.statements} statements each   ratio ${(writing.seconds / api.seconds).toFixed(2)}`,
    )
    console.log(`validate one report     ${validation.toFixed(2)} ms (median)`)
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
        hpoTerms: createHpoTerms(forms),
        catalogueVersion: readCatalogue().version,
        ruleSet: ruleSetOf(forms),
        searchLimits,
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
  return inParallel(reports, async (index) => {
    const content = aReportDocument({ identity: { birthDate: aBirthDate(index) } })
    const { body } = await registrar.post('/case-reports', { disease: 'marfan-syndrome', content })
    return String(body.id)
  })
}

/** A day of its own for each person: nobody is to be a possible match of another, or the replay would lack his patient. */
const aBirthDate = (index: number): string =>
  new Date(Date.UTC(1975, 0, 1) + index * 11 * 86_400_000).toISOString().slice(0, 10)

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

await main()
