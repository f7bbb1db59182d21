import { byId, element } from './element.js'
import { instantInWords, onLanguageChange, text, wordsOf } from './language.js'
import { networkProblem, problemOf, showProblem } from './problem.js'
import { call } from './session.js'
import { table } from './table.js'
import { pairFields, pairLevels, pairReasons } from './texts.js'

let pairs = []
let tryRequest

/** Prepares the list; `look(method, path)` shows one pair in the request box. */
export function startPatientPairs(look) {
  tryRequest = look
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
        { label: text('pairReason'), cell: ({ reason }) => wordsOf(pairReasons, reason) },
        {
          label: text('pairFields'),
          cell: ({ explanation }) =>
            explanation
              .filter(({ level }) => level !== 'missing-both')
              .map(({ field, level }) =>
                element(
                  'span',
                  { class: `agreement ${level.startsWith('equal') ? 'equal' : ''}` },
                  `${wordsOf(pairFields, field)} ${wordsOf(pairLevels, level)}`,
                ),
              ),
        },
        { label: text('pairDetected'), cell: ({ detectedAt }) => instantInWords(detectedAt) },
        {
          label: text('look'),
          cell: ({ id }) =>
            element(
              'button',
              {
                type: 'button',
                class: 'link',
                'aria-label': text('lookAtPair'),
                click: () => tryRequest('GET', `/api/v1/patient-pairs/${id}`),
              },
              text('look'),
            ),
        },
      ],
      pairs,
    ),
  )
}
