import { byId, element } from './element.js'
import { onLanguageChange, text } from './language.js'
import { clearProblem, networkProblem, problemOf, showProblem } from './problem.js'
import { call } from './session.js'

let isSent = false
let lastReply
// The version after a write; it belongs to the next request, as a repetition must be the very same request.
let nextIfMatch

/** Makes the request box work. */
export function startRequestBox() {
  newKey()
  byId('method').addEventListener('change', showFieldsOfMethod)
  for (const id of ['method', 'path', 'body']) byId(id).addEventListener('input', changed)
  byId('if-match').addEventListener('input', () => {
    nextIfMatch = undefined
    changed()
  })
  byId('request-form').addEventListener('submit', (event) => {
    event.preventDefault()
    void send()
  })
  onLanguageChange(() => {
    if (lastReply) showAnswer()
  })
}

/** Offers the paths of the API while one is typed. */
export async function offerPaths() {
  if (byId('paths').children.length > 0) return
  const reply = await call('GET', '/api/openapi.json')
  byId('paths').replaceChildren(
    ...Object.keys(reply.json?.paths ?? {}).map((path) => element('option', { value: path })),
  )
}

/** Fills the box in and sends it. */
export function tryRequest(method, path) {
  byId('method').value = method
  byId('path').value = path
  showFieldsOfMethod()
  changed()
  return send()
}

/** Empties the box, so that the next person sees nothing of the last. */
export function clearRequestBox() {
  lastReply = undefined
  nextIfMatch = undefined
  byId('request-form').reset()
  byId('answer').hidden = true
  byId('answer-body').textContent = ''
  clearProblem(byId('request-problem'))
  showFieldsOfMethod()
  newKey()
}

async function send() {
  const problemPlace = byId('request-problem')
  const method = byId('method').value
  const path = byId('path').value.trim()
  clearProblem(problemPlace)
  // The token goes with the request: nowhere but home.
  if (!path.startsWith('/') || new URL(path, location.origin).origin !== location.origin) {
    return showProblem(problemPlace, { title: text('foreignTitle'), detail: text('foreignDetail'), errors: [] })
  }
  const body = method === 'GET' || byId('body').value.trim() === '' ? undefined : byId('body').value
  byId('answer').hidden = false
  byId('answer-head').replaceChildren()
  byId('answer-body').textContent = text('sending')
  isSent = true
  const begun = performance.now()
  try {
    const reply = await call(method, path, { body, headers: headersFor(method) })
    lastReply = { ...reply, milliseconds: Math.round(performance.now() - begun) }
  } catch {
    byId('answer').hidden = true
    return showProblem(problemPlace, networkProblem())
  }
  const etag = lastReply.headers.get('ETag')
  // A list has no version; its tag, if any, is made from its bytes.
  if (lastReply.ok && /^"\d+"$/.test(etag ?? '')) {
    if (method === 'GET') byId('if-match').value = etag
    else nextIfMatch = etag
  }
  showAnswer()
  if (lastReply.ok) byId('answer-title').focus()
  else showProblem(problemPlace, problemOf(lastReply), findInBody)
}

function headersFor(method) {
  if (method === 'GET') return {}
  const ifMatch = byId('if-match').value.trim()
  const key = byId('idempotency-key').value.trim()
  return { ...(ifMatch === '' ? {} : { 'If-Match': ifMatch }), ...(key === '' ? {} : { 'Idempotency-Key': key }) }
}

function showAnswer() {
  const { status, statusText, headers, milliseconds, json, text: plain, blob, mediaType } = lastReply
  const lines = [
    [text('status'), `${status} ${statusText}`],
    ...['ETag', 'Location', 'Content-Type']
      .filter((name) => headers.has(name))
      .map((name) => [name, headers.get(name)]),
    [text('duration'), `${milliseconds} ms`],
  ]
  byId('answer-head').replaceChildren(
    ...lines.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
  )
  byId('answer-body').textContent =
    json !== undefined
      ? JSON.stringify(json, null, 2)
      : blob && blob.size > 0
        ? text('binary', { type: mediaType, bytes: blob.size })
        : plain || text('noBody')
}

/** Goes to the last key of a pointer in the body, when it was typed there. */
function findInBody(pointer) {
  const body = byId('body')
  let from = 0
  let to = 0
  for (const key of pointer
    .replace(/^#?\//, '')
    .split('/')
    .filter((part) => part !== '' && !/^\d+$/.test(part))) {
    const quoted = JSON.stringify(key.replaceAll('~1', '/').replaceAll('~0', '~'))
    from = body.value.indexOf(quoted, to)
    if (from < 0) return undefined
    to = from + quoted.length
  }
  if (to === 0) return undefined
  return () => {
    body.focus()
    body.setSelectionRange(from, to)
  }
}

function showFieldsOfMethod() {
  const writes = byId('method').value !== 'GET'
  byId('body-line').hidden = !writes
  byId('header-line').hidden = !writes
}

function changed() {
  if (!isSent) return
  isSent = false
  newKey()
  if (nextIfMatch !== undefined) byId('if-match').value = nextIfMatch
  nextIfMatch = undefined
}

function newKey() {
  // `randomUUID` exists on https and localhost only.
  byId('idempotency-key').value =
    crypto.randomUUID?.() ??
    [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
