import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

/** Lines of a file as they come, empty ones left out. The caller knows what they are. */
export async function* readJsonLines<Line>(path: string): AsyncGenerator<Line, undefined> {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    if (line !== '') yield JSON.parse(line) as Line
  }
  return undefined
}
