import type { Client, Connection, Submittable } from 'pg'

/** A value of a row as COPY writes it; instants and dates as text of PostgreSQL. */
export type CopyValue = string | number | boolean | Buffer | null

/** Writes rows into a table with COPY, the fastest way in; `columns` in the order of the values. */
export async function copyRows(
  client: Client,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly CopyValue[])[],
): Promise<void> {
  if (rows.length === 0) return
  const text = rows.map((row) => `${row.map(written).join('\t')}\n`).join('')
  await new Promise<void>((resolve, reject) => {
    client.query(new CopyIn(`copy ${table} (${columns.join(', ')}) from stdin`, Buffer.from(text), resolve, reject))
  })
}

/** Text format of COPY (PostgreSQL documentation, COPY, "File Formats"). */
function written(value: CopyValue): string {
  if (value === null) return '\\N'
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString('hex')}`
  return String(value).replace(/[\\\t\n\r]/g, (character) => `\\${character}`)
}

/** What the driver calls a query of one's own kind; the messages are those of the protocol. */
class CopyIn implements Submittable {
  readonly #sql: string
  readonly #data: Buffer
  readonly #resolve: () => void
  readonly #reject: (error: Error) => void
  #error: Error | undefined

  constructor(sql: string, data: Buffer, resolve: () => void, reject: (error: Error) => void) {
    this.#sql = sql
    this.#data = data
    this.#resolve = resolve
    this.#reject = reject
  }

  submit(connection: Connection): void {
    connection.query(this.#sql)
  }

  handleCopyInResponse(connection: Connection & { sendCopyFromChunk(chunk: Buffer): void; endCopyFrom(): void }): void {
    const chunkBytes = 1 << 16
    for (let at = 0; at < this.#data.length; at += chunkBytes) {
      connection.sendCopyFromChunk(this.#data.subarray(at, at + chunkBytes))
    }
    connection.endCopyFrom()
  }

  handleCommandComplete(): void {
    // The count is what was sent.
  }

  handleError(error: Error): void {
    this.#error = error
    this.#reject(error)
  }

  handleReadyForQuery(): void {
    if (!this.#error) this.#resolve()
  }
}
