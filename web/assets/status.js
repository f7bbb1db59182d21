import { byId } from './element.js'
import { onLanguageChange, text } from './language.js'

let known = {}

/** Asks whether the service runs, the database can be reached and which catalogue is loaded. */
export async function startStatus(version) {
  onLanguageChange(show)
  known = { version }
  const [health, ready] = await Promise.all([ask('/healthz'), ask('/readyz')])
  known = { version, asked: true, health, ready }
  show()
}

async function ask(path) {
  try {
    // A registry that is not ready answers 503 and says in the same form what it lacks.
    const response = await fetch(path, { cache: 'no-store' })
    return { ok: response.ok, ...(await response.json()) }
  } catch {
    return { ok: false }
  }
}

function show() {
  const { version, asked, health, ready } = known
  put('version', version ?? text('notKnown'))
  if (!asked) return
  put('service', health.ok ? text('running') : text('unreachable'), health.ok)
  const isReachable = ready.database === true || ['ok', 'reachable', 'up'].includes(ready.database)
  put('database', isReachable ? text('reachable') : text('unreachable'), isReachable)
  put(
    'forms',
    typeof ready.forms === 'number' ? text('formsLoaded', { count: ready.forms }) : text('notKnown'),
    ready.forms > 0,
  )
  const { catalogue } = ready
  put(
    'catalogue',
    catalogue
      ? text(catalogue.official ? 'catalogueOfficial' : 'catalogueReconstructed', { version: catalogue.version })
      : text('notKnown'),
  )
  byId('unofficial').hidden = catalogue?.official === true
}

function put(name, words, isGood) {
  const place = byId(`status-${name}`)
  delete place.dataset['text']
  place.textContent = words
  place.className = isGood === undefined ? '' : isGood ? 'good' : 'bad'
}
