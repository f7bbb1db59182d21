import { createSecretKey } from 'node:crypto'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import type { KeyRing, KeySet } from '#api/crypto/key-ring.ts'
import { blindToken } from '#api/crypto/sealing.ts'
import { ablated } from '#registry-rules/linkage/parameters/ablations.ts'
import { blockingKeys } from '#registry-rules/linkage/blocking-keys.ts'
import type { Decision } from '#registry-rules/linkage/decide.ts'
import { readIdentity } from '#registry-rules/linkage/identity.ts'
import { matchAmong } from '#registry-rules/linkage/match.ts'
import { presentParameters } from '#registry-rules/linkage/parameters/present.ts'
import type { Parameters } from '#registry-rules/linkage/parameters/parameters.ts'
import { readBenchmarkReport, type BenchmarkReport } from './benchmark-report.ts'
import { MemoryPatientStore } from './memory-patient-store.ts'

/** Decisions are written in blocks, so that a million lines are not a million system calls. */
const blockCharacters = 1 << 16

/**
 * Decides about each report of a stream of JSON lines in turn, from an empty registry, with the matching that a
 * submission goes through: same keys, tokens, comparison and decision; only the patients stand in memory instead of the
 * database. Writes one line a report, in the same order.
 *
 * @throws Error that names the line where a line is not a report; the decisions before it are written.
 */
export async function runBenchmark(
  input: Readable,
  output: Writable,
  parameters: Parameters = presentParameters,
): Promise<void> {
  const keys = benchmarkKeys()
  const store = new MemoryPatientStore({ tokenise: ({ family, value }) => blindToken(keys, family, value) })
  const seen = new Set<string>()
  let block = ''
  let number = 0
  const flush = async (): Promise<void> => {
    const text = block
    block = ''
    if (text !== '' && !output.write(text)) await once(output, 'drain')
  }
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      number += 1
      if (line.trim() === '') continue
      const report = readBenchmarkReport(line, number)
      if (seen.has(report.recordId)) throw new Error(`line ${number}: recordId stands on an earlier line, too`)
      seen.add(report.recordId)
      block += `${JSON.stringify(await decideReport(report, store, parameters))}\n`
      if (block.length >= blockCharacters) await flush()
    }
  } finally {
    await flush()
  }
}

async function decideReport(
  { recordId, fields }: BenchmarkReport,
  store: MemoryPatientStore,
  parameters: Parameters,
): Promise<object> {
  const identity = readIdentity(fields)
  const keys = blockingKeys(identity)
  const decision = await matchAmong(identity, keys, store, parameters)
  const patientId = store.add(keys, fields, decision.decision === 'link' ? decision.patientId : undefined)
  return { recordId, decision: nameOf(decision), patientId, candidates: candidatesOf(decision) }
}

const nameOf = ({ decision }: Decision): string => (decision === 'possible' ? 'review' : decision)

const candidatesOf = (decision: Decision): { patientId: string; score: number }[] =>
  decision.decision === 'possible'
    ? decision.candidates.map(({ patientId, score }) => ({ patientId, score: Math.round(score * 10_000) / 10_000 }))
    : []

/** Tokens of a run meet nobody else's, so the key is no secret; the same one each time, so that runs are alike. */
function benchmarkKeys(): KeyRing {
  const set: KeySet = { current: 'benchmark', keys: new Map([['benchmark', createSecretKey(Buffer.alloc(32, 1))]]) }
  return { identity: set, blindIndex: set, reply: set, token: set }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { without: { type: 'string', multiple: true, default: [] } } })
  await runBenchmark(process.stdin, process.stdout, ablated(presentParameters, values.without))
}

if (import.meta.main) {
  try {
    await main()
  } catch (error) {
    process.stderr.write(`linkage:benchmark: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
