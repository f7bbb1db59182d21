import { parseArgs } from 'node:util'
import { writeBenchmark } from './write-benchmark.ts'

const { values } = parseArgs({
  options: {
    patients: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '2017' },
    to: { type: 'string', default: '2025' },
    frequent: { type: 'string' },
    out: { type: 'string' },
  },
})

function main(): void {
  const [patients, seed, fromYear, toYear] = [values.patients, values.seed, values.from, values.to].map(Number) as [
    number,
    number,
    number,
    number,
  ]
  const usable =
    Number.isInteger(patients) &&
    patients > 0 &&
    Number.isInteger(seed) &&
    fromYear >= 1990 &&
    toYear <= 2025 &&
    fromYear <= toYear
  if (values.out === undefined || !usable) {
    console.error('generate.ts --out FOLDER [--patients 10000] [--seed 1] [--from 2017] [--to 2025] [--frequent 300]')
    process.exitCode = 2
    return
  }
  // In a small run 300 reports of one person would be a large share of all duplicates.
  const frequent = values.frequent === undefined ? (patients >= 50_000 ? 300 : 20) : Number(values.frequent)
  const written = writeBenchmark({ patients, seed, fromYear, toYear, frequent }, values.out)
  console.error(
    `${written.patients} patients, ${written.reports} reports in ${written.seconds.toFixed(1)} s, ` +
      `${Math.round(written.patients / written.seconds)} patients/s, ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`,
  )
}

main()
