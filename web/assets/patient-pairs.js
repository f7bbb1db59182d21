import { byId, element } from './element.js'
import { instantInWords, language, onLanguageChange, text } from './language.js'
import { networkProblem, problemOf, showProblem } from './problem.js'
import { call } from './session.js'
import { table } from './table.js'

let pairs = []

/** Prepares the list. */
export function startPatientPairs() {
  onLanguageChange(() => {
    if (!byId('pairs-section').hidden) show()
  })
}

/** Loads the pairs that wait for a decision, or empties the list when the account may not read any. */
export async function loadPatientPairs(mayRead) {
  pairs = []
  byId('pairs').replaceChildren()
  byId('pairs-section').hidden = !mayRead
  if (!mayRead) return
  try {
    const reply = await call('GET', '/api/v1/patient-pairs?state=OPEN&limit=100')
    if (!reply.ok) return showProblem(byId('page-problem'), problemOf(reply))
    pairs = reply.json.items
    show()
  } catch {
    showProblem(byId('page-problem'), networkProblem())
  }
}

function show() {
  if (pairs.length === 0) return byId('pairs').replaceChildren(element('p', {}, text('pairsNone')))
  byId('pairs').replaceChildren(
    table(
      text('pairsTitle'),
      [
        {
          label: text('pairReason'),
          cell: ({ reasonZh, reasonEn }) => (language() === 'zh' ? reasonZh : reasonEn),
        },
        {
          label: text('pairFields'),
          cell: ({ explanation }) =>
            explanation
              .filter(({ level }) => level !== 'missing')
              .map(({ level, zh, en }) =>
                element(
                  'span',
                  { class: `agreement ${level.startsWith('equal') ? 'equal' : ''}` },
                  language() === 'zh' ? zh : en,
                ),
              ),
        },
        { label: text('pairDetected'), cell: ({ detectedAt }) => instantInWords(detectedAt) },
        {
          label: text('look'),
          cell: ({ id }) =>
            element('a', { href: `/patient-pairs/${id}`, 'aria-label': text('lookAtPair') }, text('look')),
        },
      ],
      pairs,
    ),
  )
}
