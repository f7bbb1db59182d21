import type { Account, Problem, Session } from './api-types.ts'

/** A reply of the API; `problem` where it refused. */
export type Reply<Body> =
  | { readonly ok: true; readonly status: number; readonly body: Body }
  | { readonly ok: false; readonly status: number; readonly problem: Problem }

// In memory only: a token in storage outlives the tab and is read by whatever else runs on the page.
let accessToken: string | undefined
let refreshing: Promise<Session | undefined> | undefined
let endedListener: () => void = () => undefined

/** Calls back when the session has ended by itself. */
export function onSessionEnd(listener: () => void): void {
  endedListener = listener
}

/** Signs in and keeps the token. */
export async function signIn(username: string, password: string): Promise<Reply<Session>> {
  return keepToken(await send<Session>('POST', '/session', { body: { username, password } }))
}

/** Goes on with the session of the cookie, if there is one. */
export function refresh(): Promise<Session | undefined> {
  refreshing ??= takeTurn(async () => {
    const reply = keepToken(await send<Session>('POST', '/session/refresh', {}))
    return reply.ok ? reply.body : undefined
  }).finally(() => {
    refreshing = undefined
  })
  return refreshing
}

// A refresh token works once. Tabs that open together would end each other's session, so they take turns; browsers lend
// the lock to safe origins only, elsewhere there is none.
function takeTurn<Value>(work: () => Promise<Value>): Promise<Value> {
  const locks = (navigator as { locks?: LockManager }).locks
  return locks ? locks.request('session-refresh', work) : work()
}

/** Ends the session, here even if the network fails. */
export async function signOut(): Promise<void> {
  accessToken = undefined
  await send('DELETE', '/session', {})
}

type Request = {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/**
 * Calls the API as the account that is signed in, and once more with a fresh token when it has expired.
 *
 * @throws TypeError where the network gave no reply.
 */
export async function call<Body>(method: string, path: string, request: Request = {}): Promise<Reply<Body>> {
  const reply = await send<Body>(method, path, request)
  if (reply.ok || reply.status !== 401) return reply
  if (reply.problem.code === 'token-expired' && (await refresh())) return send(method, path, request)
  accessToken = undefined
  endedListener()
  return reply
}

async function send<Body>(method: string, path: string, { body, headers, signal }: Request): Promise<Reply<Body>> {
  const response = await fetch(`/api/v1${path}`, {
    method,
    cache: 'no-store',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
    headers: {
      'Accept-Language': document.documentElement.lang,
      'X-Channel': 'screen',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(accessToken === undefined ? {} : { Authorization: `Bearer ${accessToken}` }),
      ...headers,
    },
  })
  const json = await jsonOf(response)
  if (response.ok) return { ok: true, status: response.status, body: json as Body }
  // A proxy answers without a problem; its status is all there is to say.
  const problem = json as Problem | undefined
  return {
    ok: false,
    status: response.status,
    problem: problem?.title === undefined ? { title: `HTTP ${response.status}` } : problem,
  }
}

async function jsonOf(response: Response): Promise<unknown> {
  if (!/[/+]json\b/.test(response.headers.get('Content-Type') ?? '')) return undefined
  try {
    return await response.json()
  } catch {
    return undefined
  }
}

function keepToken(reply: Reply<Session>): Reply<Session> {
  if (reply.ok) accessToken = reply.body.accessToken
  return reply
}

/** Whether the account has one of the small rights. */
export const may = (account: Account, permission: string): boolean => account.permissions.includes(permission)
