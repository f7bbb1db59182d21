import { KeyRingError, writeNewKeyRing } from './key-ring.ts'

main(process.argv.slice(2))

/** `npm run create-keys -- PATH`: makes the key file of a new registry; never overwrites one. */
function main(args: readonly string[]): void {
  const [path] = args
  if (path === undefined || args.length > 1 || path.startsWith('-')) {
    console.error(
      'Usage: npm run create-keys -- PATH\nMakes the file of keys for a new registry (KEY_FILE). A file that exists is left as it is.',
    )
    process.exitCode = 1
    return
  }
  try {
    writeNewKeyRing(path)
    console.log(
      'The key file is made. Keep a copy apart from the database: without it, no name in the registry can be read.',
    )
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    console.error(
      error instanceof KeyRingError ? error.message : `The key file could not be written (${code ?? 'unknown error'}).`,
    )
    process.exitCode = 1
  }
}
