import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { withDatabaseClient } from '#api/db/database-client.ts'
import { openDatabase } from '#api/db/orm.ts'
import type { JobRun } from '#api/jobs/job.ts'
import { matchIdentity } from '#api/patients/match-identity.ts'
import { identityFields } from '#registry-rules/linkage/identity-fields.ts'
import { createBenchRun } from '#test/bench/linkage/bench-run.ts'
import { identitySectionOf } from '#test/bench/linkage/fill-registry.ts'
import { openFilledRegistry, type FilledRegistry } from '#test/bench/linkage/filled-registry.ts'
import { readJsonLines } from '#test/bench/linkage/read-json-lines.ts'
import type { ReportLine } from '#test/bench/linkage/report-line.ts'
import { writeBenchmark } from '#test/bench/linkage/write-benchmark.ts'

/*
 * One report against all patients: the matching of a submission for reports that come next, in turn of the persons of
 * the filled registry (nearly all are known there) and of others. Times every statement that it executes, from sending
 * it to having its rows.
 */
const { values } = parseArgs({
  options: {
    patients: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    folder: { type: 'string' },
    reports: { type: 'string', default: '4000' },
    /** So many first ones warm up and do not count. */
    warm: { type: 'string', default: '500' },
  },
})

type Look = {
  readonly decision: string
  /** Milliseconds by statement. */
  readonly statements: ReadonlyMap<string, number>
  readonly candidates: number
  readonly wholeMilliseconds: number
  /** What the database itself worked, without waiting for a processor that others use. */
  readonly processorMilliseconds: number
}

/** Processor time of a process so far, in milliseconds; 0 where the system does not say (Linux does). */
function processorTimeOf(pid: number): number {
  const path = `/proc/${pid}/schedstat`
  return existsSync(path) ? Number(readFileSync(path, 'utf8').split(' ')[0]) / 1e6 : 0
}

async function main(): Promise<void> {
  const registry = await openFilledRegistry({
    patients: Number(values.patients),
    seed: Number(values.seed),
    heldBack: 5000,
    folder: values.folder,
  })
  try {
    await warm(registry)
    const orm = await openDatabase(registry.appUrl)
    const looks = await lookUpAll(createBenchRun(orm, registry.keys), registry)
    await orm.close(true)
    report(looks.slice(Number(values.warm)), registry)
  } finally {
    await registry.stop()
  }
}

/** Brings what is looked up into the memory of the database, as it is there in one that has run for days. */
async function warm({ superuserUrl }: FilledRegistry): Promise<void> {
  await withDatabaseClient(superuserUrl, async (client) => {
    await client.query('create extension if not exists pg_prewarm')
    await client.query(
      `select pg_prewarm(c.oid) from pg_class c where c.relkind in ('r', 'i') and (c.relname = any ($1) or
         c.oid in (select i.indexrelid from pg_index i join pg_class t on t.oid = i.indrelid where t.relname = any ($1)))`,
      [['blocking_token', 'patient_identity', 'patient', 'data_key', 'case_report', 'case_report_version']],
    )
  })
}

async function lookUpAll(run: JobRun, registry: FilledRegistry): Promise<Look[]> {
  const folder = mkdtempSync(join(tmpdir(), 'one-report-'))
  try {
    const most = Number(values.reports) / 2
    const seed = Number(values.seed) + 1
    writeBenchmark({ patients: most, seed, fromYear: 2017, toYear: 2025, frequent: 20 }, folder)
    const known = await linesOf(registry.reports, registry.filled.reports, most)
    const others = await linesOf(join(folder, 'reports.jsonl'), 0, most)
    const looks: Look[] = []
    for (const [index, line] of known.entries()) {
      const other = others[index]
      looks.push(await lookUp(run, line), ...(other ? [await lookUp(run, other)] : []))
    }
    return looks
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function linesOf(path: string, after: number, most: number): Promise<ReportLine[]> {
  const lines: ReportLine[] = []
  let number = 0
  for await (const line of readJsonLines<ReportLine>(path)) {
    number += 1
    if (number > after) lines.push(line)
    if (lines.length >= most) break
  }
  return lines
}

async function lookUp(run: JobRun, line: ReportLine): Promise<Look> {
  const identity = identityFields(identitySectionOf(line), {
    diseaseCode: line.diseaseCode ?? '',
    hospitalCode: line.hospitalCode ?? '',
    reportDate: line.reportDate ?? '2025-12-31',
  })
  const statements = new Map<string, number>()
  let candidates = 0
  return run.reading(async (context) => {
    const execute = async (sql: string, values?: readonly unknown[]): Promise<unknown> => {
      const since = performance.now()
      const rows = await context.em.execute<{ patient_id?: string }[]>(sql, [...(values ?? [])])
      const name = /\w+(?=\()/.exec(sql)?.[0] ?? sql
      statements.set(name, (statements.get(name) ?? 0) + performance.now() - since)
      if (name === 'candidate_identities') candidates = new Set(rows.map(({ patient_id }) => patient_id)).size
      return rows
    }
    const em = new Proxy(context.em, {
      get: (target, key): unknown => (key === 'execute' ? execute : Reflect.get(target, key)),
    })
    const [backend] = await context.em.execute<{ pid: number }[]>('select pg_backend_pid() as pid')
    const [since, processorSince] = [performance.now(), processorTimeOf(backend?.pid ?? 0)]
    const { decision } = await matchIdentity({ ...context, em }, { identity, ownPatientId: undefined })
    return {
      decision: decision.decision,
      statements,
      candidates,
      wholeMilliseconds: performance.now() - since,
      processorMilliseconds: processorTimeOf(backend?.pid ?? 0) - processorSince,
    }
  })
}

function report(looks: readonly Look[], { filled }: FilledRegistry): void {
  const decided = Object.entries(Object.groupBy(looks, ({ decision }) => decision))
    .map(([decision, all]) => `${all?.length ?? 0} ${decision}`)
    .join(', ')
  console.log(
    `${looks.length} reports against ${filled.patients} patients (${decided}); load ${loadavg()[0]?.toFixed(1) ?? ''}`,
  )
  const names = [...new Set(looks.flatMap(({ statements }) => [...statements.keys()]))]
  for (const name of names)
    show(
      name,
      looks.map(({ statements }) => statements.get(name) ?? 0),
      'ms',
    )
  show(
    'all statements',
    looks.map(({ statements }) => [...statements.values()].reduce((a, b) => a + b, 0)),
    'ms',
  )
  show(
    'processor of database',
    looks.map(({ processorMilliseconds }) => processorMilliseconds),
    'ms',
  )
  show(
    'whole matching',
    looks.map(({ wholeMilliseconds }) => wholeMilliseconds),
    'ms',
  )
  show(
    'candidates',
    looks.map(({ candidates }) => candidates),
    '',
  )
}

function show(name: string, numbers: readonly number[], unit: string): void {
  const sorted = numbers.toSorted((a, b) => a - b)
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(unit ? 2 : 0)
  console.log(`${name.padEnd(24)} p50 ${at(0.5)}  p90 ${at(0.9)}  p99 ${at(0.99)}  most ${at(1)} ${unit}`)
}

await main()
