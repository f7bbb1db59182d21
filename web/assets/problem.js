import { element } from './element.js'
import { language, onLanguageChange, text } from './language.js'

// What each place shows now, so that the findings follow the language.
const shown = new Map()

/**
 * Shows a problem (RFC 9457) as a list of errors, each with its place and its sentence, and moves the focus there.
 * `findPlace(pointer)` gives a function that goes to the place, or `undefined` where there is nothing to go to.
 */
export function showProblem(container, problem, findPlace = () => undefined) {
  shown.set(container, { problem, findPlace, writtenIn: language() })
  render(container)
  container.firstElementChild.focus()
}

/** Takes the problem away once it is no longer true. */
export function clearProblem(container) {
  shown.delete(container)
  container.replaceChildren()
}

/** The problem of a reply; a reply without one (a proxy's page) is said by its status. */
export const problemOf = (reply) =>
  reply.json?.title === undefined ? { title: `HTTP ${reply.status}`, detail: reply.statusText, errors: [] } : reply.json

/** The problem of a request that got no reply. */
export const networkProblem = () => ({ title: text('networkTitle'), detail: text('networkDetail'), errors: [] })

/** Renders every problem again in the language shown. */
export function startProblems() {
  onLanguageChange(() => {
    for (const container of shown.keys()) render(container)
  })
}

function render(container) {
  const { problem, findPlace, writtenIn } = shown.get(container)
  const { title, detail, type, status, errors = [] } = problem
  container.replaceChildren(
    element(
      'div',
      { class: 'problem', role: 'alert', tabindex: '-1' },
      // Title and detail come from the server in one language.
      element('h3', { lang: writtenIn }, title),
      detail ? element('p', { lang: writtenIn }, detail) : undefined,
      errors.length > 0 ? element('ul', {}, ...errors.map((error) => line(error, findPlace))) : undefined,
      typeof type === 'string' && type.startsWith('/problems/')
        ? element(
            'p',
            { class: 'quiet' },
            status === undefined ? '' : `HTTP ${status} · `,
            element('a', { href: type }, text('explained')),
          )
        : undefined,
    ),
  )
}

function line({ pointer = '', severity, zh, en }, findPlace) {
  const place = pointer === '' || pointer === '#' ? text('wholeDocument') : pointer
  const goThere = findPlace(pointer)
  return element(
    'li',
    {},
    severity === undefined ? undefined : element('span', { class: `severity ${severity}` }, text(severity)),
    ' ',
    goThere
      ? element('button', { type: 'button', class: 'place', click: goThere }, place)
      : element('span', { class: 'place' }, place),
    element('span', { class: 'sentence' }, language() === 'zh' ? zh : en),
  )
}
