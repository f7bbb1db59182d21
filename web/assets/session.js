import { language } from './language.js'

// In memory only: a token in storage outlives the tab and is read by whatever else runs on the page.
let accessToken
let refreshing
let endedListener = () => {}

/** Calls back when the session has ended by itself. */
export function onSessionEnd(listener) {
  endedListener = listener
}

/** Signs in; gives the reply, and keeps the token when it has one. */
export async function signIn(username, password) {
  return keepToken(await send('POST', '/api/v1/session', { body: JSON.stringify({ username, password }) }))
}

/** Goes on with the session of the cookie, if there is one; `undefined` when there is none. */
export function refresh() {
  // A refresh token works once. Two tabs that open together would end each other's session, so they take turns;
  // browsers lend the lock to safe origins only.
  const turn = (work) => (navigator.locks ? navigator.locks.request('session-refresh', work) : work())
  refreshing ??= turn(async () => {
    const reply = await keepToken(await send('POST', '/api/v1/session/refresh', {}))
    return reply.ok ? reply.json : undefined
  }).finally(() => {
    refreshing = undefined
  })
  return refreshing
}

/** Ends the session, here even if the network fails. */
export async function signOut() {
  accessToken = undefined
  await send('DELETE', '/api/v1/session', {})
}

/**
 * Calls the API as the account that is signed in and once more with a fresh token when it has expired.
 * The second try carries the same Idempotency-Key.
 */
export async function call(method, path, { body, headers } = {}) {
  const reply = await send(method, path, { body, headers })
  if (reply.status !== 401 || reply.json?.code !== 'token-expired') return reply
  if (await refresh()) return send(method, path, { body, headers })
  accessToken = undefined
  endedListener()
  return reply
}

async function send(method, path, { body, headers = {} }) {
  const response = await fetch(path, {
    method,
    body,
    cache: 'no-store',
    headers: {
      'Accept-Language': language(),
      'X-Channel': 'screen',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(accessToken === undefined ? {} : { Authorization: `Bearer ${accessToken}` }),
      ...headers,
    },
  })
  const mediaType = response.headers.get('Content-Type') ?? ''
  const isJson = /[/+]json\b/.test(mediaType)
  const isText = isJson || mediaType.startsWith('text/')
  const text = isText ? await response.text() : undefined
  return {
    ok: response.ok,
    status: response.status,
    statusText: response.statusText,
    headers: response.headers,
    mediaType,
    text,
    json: isJson ? parse(text) : undefined,
    blob: isText ? undefined : await response.blob(),
  }
}

function keepToken(reply) {
  if (reply.ok) accessToken = reply.json.accessToken
  return reply
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
