import { loadCaseReports } from './case-reports.js'
import { byId, element } from './element.js'
import { onLanguageChange, text, wordsOf } from './language.js'
import { loadPatientPairs } from './patient-pairs.js'
import { clearProblem, networkProblem, problemOf, showProblem } from './problem.js'
import { clearRequestBox, offerPaths } from './request-box.js'
import { call, onSessionEnd, refresh, signIn, signOut } from './session.js'
import { roleNames } from './texts.js'

let account

/** Makes sign-in, sign-out and the workbook button work, and goes on with a session that is still open. */
export async function startSignIn(demoAccounts) {
  byId('sign-in-form').addEventListener('submit', (event) => {
    event.preventDefault()
    void submit()
  })
  byId('sign-out').addEventListener('click', () => {
    void leave()
  })
  byId('workbook').addEventListener('click', () => {
    void downloadWorkbook()
  })
  onSessionEnd(() => {
    showGuest()
    showProblem(byId('sign-in-problem'), { title: text('signedOutTitle'), detail: text('signedOutDetail'), errors: [] })
  })
  onLanguageChange(() => {
    showDemoAccounts(demoAccounts)
    if (account) showAccount()
  })
  showDemoAccounts(demoAccounts)
  try {
    const session = await refresh()
    if (session) await enter(session.account)
  } catch {
    // Without a network there is no session to go on with; the status says so.
  }
}

async function submit() {
  const place = byId('sign-in-problem')
  clearProblem(place)
  try {
    const reply = await signIn(byId('username').value, byId('password').value)
    byId('password').value = ''
    if (!reply.ok) return showProblem(place, problemOf(reply))
    await enter(reply.json.account)
    byId('account-title').focus()
  } catch {
    showProblem(place, networkProblem())
  }
}

async function enter(signedIn) {
  account = signedIn
  clearProblem(byId('page-problem'))
  clearProblem(byId('sign-in-problem'))
  byId('sign-in').hidden = true
  byId('signed-in').hidden = false
  showAccount()
  const may = (permission) => account.permissions.includes(permission)
  byId('workbook-line').hidden = !may('office-report.export')
  byId('workbook-message').textContent = ''
  byId('new-report-line').hidden = !may('case-report.create')
  await Promise.all([loadCaseReports(may('case-report.read')), loadPatientPairs(may('pair.read')), offerPaths()])
}

async function leave() {
  showGuest()
  byId('username').focus()
  try {
    await signOut()
  } catch {
    showProblem(byId('sign-in-problem'), networkProblem())
  }
}

function showGuest() {
  account = undefined
  byId('sign-in').hidden = false
  byId('signed-in').hidden = true
  clearProblem(byId('page-problem'))
  clearRequestBox()
  void loadCaseReports(false)
  void loadPatientPairs(false)
}

function showAccount() {
  const { displayName, username, roles, permissions, hospitalCode } = account
  const lines = [
    ['name', element('span', { lang: 'zh' }, displayName)],
    ['username', username],
    ['roles', roles.map((role) => wordsOf(roleNames, role)).join(' · ')],
    ...(hospitalCode === undefined ? [] : [['hospitalCode', hospitalCode]]),
  ]
  byId('account').replaceChildren(
    ...lines.map(([key, value]) => element('div', {}, element('dt', {}, text(key)), element('dd', {}, value))),
  )
  byId('permissions').textContent = permissions.join('  ')
}

function showDemoAccounts(demoAccounts) {
  byId('demo-accounts').hidden = demoAccounts.length === 0
  byId('demo-list').replaceChildren(
    ...demoAccounts.map(({ username, password, role }) =>
      element(
        'li',
        {},
        element(
          'button',
          {
            type: 'button',
            click: () => {
              byId('username').value = username
              byId('password').value = password
              byId('sign-in-form').querySelector('button').focus()
            },
            // A role may be followed by the hospital it is held at.
          },
          role
            .split(' ')
            .map((part) => wordsOf(roleNames, part))
            .join(' '),
          element('span', { class: 'code' }, username),
        ),
      ),
    ),
  )
}

async function downloadWorkbook() {
  const message = byId('workbook-message')
  const button = byId('workbook')
  clearProblem(byId('page-problem'))
  message.textContent = text('workbookMaking')
  button.disabled = true
  try {
    const reply = await call('GET', '/api/v1/reports/office-workbook.xlsx')
    message.textContent = reply.ok ? text('workbookDone') : ''
    if (!reply.ok) return showProblem(byId('page-problem'), problemOf(reply))
    const url = URL.createObjectURL(reply.blob)
    element('a', { href: url, download: fileNameOf(reply.headers) ?? 'office-workbook.xlsx' }).click()
    // The browser has taken the bytes by then.
    setTimeout(() => {
      URL.revokeObjectURL(url)
    }, 60_000)
  } catch {
    message.textContent = ''
    showProblem(byId('page-problem'), networkProblem())
  } finally {
    button.disabled = false
  }
}

function fileNameOf(headers) {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(headers.get('Content-Disposition') ?? '')?.[1]
  return encoded === undefined ? undefined : decodeURIComponent(encoded)
}
