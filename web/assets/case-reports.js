import { byId, element } from './element.js'
import { instantInWords, language, onLanguageChange, text, todayInChina } from './language.js'
import { networkProblem, problemOf, showProblem } from './problem.js'
import { call } from './session.js'
import { table } from './table.js'

let reports = []
let nextCursor
let tryRequest

/** Prepares the list; `look(method, path)` shows one report in the request box. */
export function startCaseReports(look) {
  tryRequest = look
  onLanguageChange(() => {
    if (!byId('reports-section').hidden) show()
  })
}

/** Loads the first page of reports, or empties the list when the account may not read any. */
export async function loadCaseReports(mayRead) {
  reports = []
  nextCursor = undefined
  byId('reports').replaceChildren()
  byId('reports-section').hidden = !mayRead
  if (mayRead) await loadPage()
}

async function loadPage() {
  try {
    const query = nextCursor === undefined ? '' : `&cursor=${encodeURIComponent(nextCursor)}`
    const reply = await call('GET', `/api/v1/case-reports?limit=20${query}`)
    if (!reply.ok) return showProblem(byId('page-problem'), problemOf(reply))
    reports = [...reports, ...reply.json.items]
    nextCursor = reply.json.nextCursor
    show()
  } catch {
    showProblem(byId('page-problem'), networkProblem())
  }
}

function show() {
  if (reports.length === 0) return byId('reports').replaceChildren(element('p', {}, text('reportsNone')))
  byId('reports').replaceChildren(
    table(
      text('reportsTitle'),
      [
        {
          label: text('number'),
          cell: ({ id, number }) =>
            element(
              'button',
              {
                type: 'button',
                class: 'link',
                'aria-label': text('lookAtReport', { number }),
                click: () => tryRequest('GET', `/api/v1/case-reports/${id}`),
              },
              number,
            ),
        },
        { label: text('disease'), cell: ({ disease }) => (language() === 'zh' ? disease.nameZh : disease.nameEn) },
        {
          label: text('state'),
          cell: ({ state, stateZh, stateEn }) =>
            element('span', { class: `state ${state.toLowerCase()}` }, language() === 'zh' ? stateZh : stateEn),
        },
        { label: text('hospital'), cell: ({ hospital }) => element('span', { lang: 'zh' }, hospital.nameZh) },
        { label: text('author'), cell: ({ author }) => element('span', { lang: 'zh' }, author) },
        { label: text('dueDate'), cell: ({ dueDate }) => dueCell(dueDate) },
        { label: text('changedAt'), cell: ({ changedAt }) => instantInWords(changedAt) },
        {
          label: text('page'),
          cell: ({ id, number }) =>
            element(
              'a',
              { href: `/case-reports/${id}`, 'aria-label': text('openReportOf', { number }) },
              text('openReport'),
            ),
        },
      ],
      reports,
    ),
    nextCursor === undefined
      ? ''
      : element('p', {}, element('button', { type: 'button', click: loadPage }, text('more'))),
  )
}

function dueCell(dueDate) {
  if (dueDate === undefined) return '—'
  return dueDate < todayInChina() ? element('span', { class: 'late' }, `${dueDate} ${text('overdue')}`) : dueDate
}
