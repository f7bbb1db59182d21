import { closeSync, fstatSync, openSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** A file that may be a phenopacket: its path below the folder with `/`, and its first folder, which names the disease. */
export type PacketFile = { readonly file: string; readonly disease: string | undefined; readonly path: string }

/** The folder cannot be imported; one clear sentence. */
export class FolderError extends Error {
  override readonly name = 'FolderError'
}

/** Largest file that is read; published cases have some 10 to 50 KiB. */
const largestBytes = 8 * 1024 * 1024

/**
 * All `.json` files below a folder in the order of their paths. Links are followed, but never in a circle; whatever is
 * left out is told.
 *
 * @throws FolderError where the folder is missing, no folder, or not readable.
 */
export function findPacketFiles(folder: string, tell: (line: string) => void): PacketFile[] {
  try {
    if (!statSync(folder).isDirectory()) throw new FolderError(`${folder} is not a folder.`)
    readdirSync(folder)
  } catch (error) {
    if (error instanceof FolderError) throw error
    throw new FolderError(
      `The folder ${folder} ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be read'}.`,
    )
  }
  return walk(folder, '', [], tell).toSorted((a, b) => (a.file < b.file ? -1 : 1))
}

function walk(folder: string, below: string, parents: readonly string[], tell: (line: string) => void): PacketFile[] {
  const here = realpathSync(folder)
  if (parents.includes(here)) {
    tell(`Left out, a link to a folder that holds it: ${below}`)
    return []
  }
  return readdirSync(folder).flatMap((name): PacketFile[] => {
    const path = join(folder, name)
    const file = below === '' ? name : `${below}/${name}`
    const isJson = name.toLowerCase().endsWith('.json')
    const found = statSync(path, { throwIfNoEntry: false })
    if (found?.isDirectory())
      return isReadable(path)
        ? walk(path, file, [...parents, here], tell)
        : leftOut(`a folder that cannot be read: ${file}`)
    // A link that leads nowhere is still a file that somebody meant to import.
    if (isJson && (found === undefined || found.isFile()))
      return [{ file, disease: below === '' ? undefined : file.split('/')[0], path }]
    return leftOut(`no .json file: ${file}`)
  })

  function leftOut(what: string): [] {
    tell(`Left out, ${what}`)
    return []
  }
}

function isReadable(folder: string): boolean {
  try {
    readdirSync(folder)
    return true
  } catch {
    return false
  }
}

/** The bytes of a file, or `undefined` where it cannot be read or is larger than any phenopacket. */
export function readPacketFile(path: string): Buffer | undefined {
  let descriptor: number | undefined
  try {
    descriptor = openSync(path, 'r')
    const { size } = fstatSync(descriptor)
    if (size > largestBytes) return undefined
    const bytes = Buffer.alloc(size)
    return bytes.subarray(0, readSync(descriptor, bytes, 0, size, 0))
  } catch {
    return undefined
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
