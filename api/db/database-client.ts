import pg from 'pg'
import type { Client } from 'pg'

/** Gives `work` one bare connection, below the ORM, and closes it afterwards. Waits at most 10 s for the server. */
export async function withDatabaseClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
  })
  // Without a listener a server that goes away between two statements ends the process; the next statement fails anyway.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
