import { text } from 'node:stream/consumers'

/** Control characters of a terminal in raw mode. */
const interrupt = '\u0003'
const endOfInput = '\u0004'
const erasing = new Set(['\u007f', '\b'])

/** Reads a password from standard input: typed without echo at a terminal, else the first line of what is piped in. */
export async function readPassword(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Promise<string> {
  if (!input.isTTY) return (await text(input)).split(/\r?\n/, 1)[0] ?? ''
  output.write('Password: ')
  try {
    return await typed(input)
  } finally {
    output.write('\n')
  }
}

/** Throws when the person gives up with Ctrl-C. */
function typed(input: NodeJS.ReadStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let characters: string[] = []
    const end = (): void => {
      input.setRawMode(false)
      input.pause()
      input.off('data', read)
    }
    const read = (chunk: string): void => {
      for (const character of chunk) {
        if (character === interrupt) {
          end()
          reject(new Error('Given up.'))
          return
        }
        if (character === '\r' || character === '\n' || character === endOfInput) {
          end()
          resolve(characters.join(''))
          return
        }
        if (erasing.has(character)) characters = characters.slice(0, -1)
        else characters.push(character)
      }
    }
    input.setRawMode(true)
    input.setEncoding('utf8')
    input.on('data', read)
    input.resume()
  })
}
