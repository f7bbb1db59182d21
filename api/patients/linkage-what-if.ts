import { readConfig } from '#api/config.ts'
import { openForReading } from '#api/open-for-reading.ts'
import { describeStartFailure } from '#api/start-failure.ts'
import { presentParameters } from '#registry-rules/linkage/parameters/present.ts'
import { readWhatIfOptions, usage, UsageError } from './what-if-options.ts'
import { whatIfJson, whatIfText } from './what-if-text.ts'
import { whatIf } from './what-if.ts'

/** So many pairs are weighed between two signs of life. */
const pairsPerSign = 10_000

try {
  await main(process.argv.slice(2))
} catch (error) {
  const sentence = error instanceof UsageError ? error.message : describeStartFailure(error)
  process.stderr.write(`linkage:what-if: ${sentence}\n`)
  process.exitCode = 1
}

/** Shows on stdout what a change of parameters would do to the pairs; all else goes to stderr. */
async function main(args: readonly string[]): Promise<void> {
  const { proposed, isJson, isHelp } = readWhatIfOptions(args)
  if (isHelp) {
    process.stdout.write(`${usage}\n`)
    return
  }
  const registry = await openForReading(readConfig(process.env))
  try {
    for (const remark of registry.remarks) process.stderr.write(`${remark}\n`)
    const result = await whatIf(registry.deps, {
      proposed,
      onProgress: (pairs) => {
        if (pairs % pairsPerSign === 0) process.stderr.write(`${pairs} pairs\n`)
      },
    })
    const compared = { present: presentParameters, proposed }
    process.stdout.write(isJson ? whatIfJson(result, compared) : whatIfText(result, compared))
  } finally {
    await registry.close()
  }
}
