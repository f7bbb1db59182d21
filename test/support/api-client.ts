import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { testPassword } from './test-accounts.ts'

/** What a client got back. */
export type Reply<Body = Record<string, never>> = {
  readonly status: number
  readonly headers: Headers
  // Tests look into replies of every shape; what they find is what they check.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any
  readonly text: string
  readonly as?: Body
}

type Call = { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>>; readonly raw?: string }

/** A person with a client of the API: signs in once, sends what the API wants, throws on nothing. */
export type Person = {
  readonly token: string
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Reply>
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>
  put(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>
  /** Reads the report for its version, then makes the transition. */
  move(reportId: string, transition: string, request?: Readonly<Record<string, unknown>>): Promise<Reply>
}

/** Sends one request. */
export async function call(
  url: string,
  method: string,
  path: string,
  { body, headers = {}, raw }: Call = {},
): Promise<Reply> {
  const content = raw ?? (body === undefined ? undefined : JSON.stringify(body))
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(content === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    ...(content === undefined ? {} : { body: content }),
  })
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined }
}

/** The reply is this problem, in the shape of RFC 9457. */
export function expectProblem(reply: Reply, status: number, code: string): void {
  expect(reply.status, reply.text).to.equal(status)
  expect(reply.headers.get('content-type')).to.match(/^application\/problem\+json/)
  expect(reply.body).to.include({ status, code, type: `/problems/${code}` })
}

/** A person who has signed in. */
export async function signIn(url: string, username: string, password = testPassword): Promise<Person> {
  const { body, status } = await call(url, 'POST', '/api/v1/session', { body: { username, password } })
  if (status !== 201) throw new Error(`${username} could not sign in: ${status}`)
  const token = String(body.accessToken)
  const authorization = { Authorization: `Bearer ${token}` }
  const person: Person = {
    token,
    get: (path, headers = {}) => call(url, 'GET', `/api/v1${path}`, { headers: { ...authorization, ...headers } }),
    post: (path, content, headers = {}) =>
      call(url, 'POST', `/api/v1${path}`, {
        body: content,
        headers: { 'Idempotency-Key': randomUUID(), ...authorization, ...headers },
      }),
    put: (path, content, headers = {}) =>
      call(url, 'PUT', `/api/v1${path}`, { body: content, headers: { ...authorization, ...headers } }),
    move: async (reportId, transition, request = {}) => {
      const { headers } = await person.get(`/case-reports/${reportId}`)
      return person.post(
        `/case-reports/${reportId}/transitions`,
        { transition, ...request },
        { 'If-Match': headers.get('etag') ?? '"0"' },
      )
    },
  }
  return person
}
