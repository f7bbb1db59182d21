import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { readConfig } from '#api/config.ts'
import { openRegistry } from '#api/open-registry.ts'
import { describeStartFailure } from '#api/start-failure.ts'
import { bringCatalogue } from './bring-catalogue.ts'
import { findImporter, HospitalError } from './phenopackets/find-importer.ts'
import { importFolder } from './phenopackets/import-folder.ts'
import { findPacketFiles, FolderError } from './phenopackets/packet-files.ts'

const usage = 'Usage: npm run --silent import:phenopackets -- FOLDER [--hospital CODE]'

/** The command was called in another way than it understands. */
class UsageError extends Error {
  override readonly name = 'UsageError'
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  const isTold = error instanceof FolderError || error instanceof HospitalError || error instanceof UsageError
  console.error(isTold ? error.message : describeStartFailure(error))
  process.exitCode = 1
}

/** Imports a folder into the running or a started database; one JSON line a file on stdout, all else on stderr. */
async function main(args: readonly string[]): Promise<void> {
  const { folder, hospital } = readArguments(args)
  const tell = (line: string): void => {
    console.error(line)
  }
  // The folder is looked at first, so that a wrong path is told before a database is started.
  findPacketFiles(folder, () => undefined)
  const config = readConfig(process.env)
  const log = pino({ level: config.logLevel, base: null }, pino.destination(2))
  const registry = await openRegistry({ config, log, clock: () => new Date(), loadCatalogue: bringCatalogue })
  try {
    for (const remark of registry.remarks) tell(remark)
    const importer = await findImporter(registry.deps, hospital)
    const count = await importFolder(registry.deps, importer, folder, {
      print: (line) => {
        console.log(JSON.stringify(line))
      },
      tell,
    })
    tell(`${count} files.`)
  } finally {
    await registry.close()
  }
}

function readArguments(args: readonly string[]): { folder: string; hospital: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { hospital: { type: 'string' } },
      allowPositionals: true,
    })
    const [folder, ...more] = positionals
    if (folder === undefined || more.length > 0) throw new UsageError(usage)
    return { folder, hospital: values.hospital }
  } catch {
    throw new UsageError(usage)
  }
}
