import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { signIn } from '#test/support/api-client.ts'
import { openBrowser, openPage, type WatchedPage } from '#test/support/browser.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'
import { testPassword } from '#test/support/test-accounts.ts'

const demoAccounts = [
  { username: 'registrar-a', password: testPassword, role: 'registrar' },
  { username: 'office', password: testPassword, role: 'office-reviewer' },
]

describe('the first page', function () {
  this.timeout(120_000)
  let registry: TestRegistry
  let browser: Browser
  let opened: WatchedPage
  let ownNumber: string
  let foreignNumber: string

  before(async () => {
    registry = await openTestRegistry({ demoAccounts })
    ownNumber = await draftOf('registrar-a')
    foreignNumber = await draftOf('registrar-b')
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    await registry.stop()
  })
  beforeEach(async () => {
    opened = await openPage(browser, registry.url)
    await opened.page.goto('/')
  })
  afterEach(async () => {
    const { complaints } = opened
    await opened.close()
    expect(complaints).to.deep.equal([])
  })

  async function draftOf(username: string): Promise<string> {
    const person = await signIn(registry.url, username)
    const { text, status } = await person.post('/case-reports', { disease: 'marfan-syndrome' })
    expect(status).to.equal(201)
    return (JSON.parse(text) as { number: string }).number
  }

  async function enterAs(username: string, password = testPassword): Promise<void> {
    await opened.page.fill('#username', username)
    await opened.page.fill('#password', password)
    await opened.page.click('#sign-in-form button')
  }

  async function sendRequest(method: string, path: string, body: string): Promise<void> {
    await opened.page.selectOption('#method', method)
    await opened.page.fill('#path', path)
    if (method !== 'GET') await opened.page.fill('#body', body)
    await opened.page.click('#request-form button')
  }

  it('says that the database is reachable and that the list of diseases is not the official one', async () => {
    await opened.page.waitForSelector('#status-database.good')
    expect(await opened.page.textContent('#status-catalogue'))
      .to.contain(registry.deps.catalogueVersion)
      .and.contain('重建稿')
    expect(await opened.page.isVisible('#unofficial')).to.equal(true)
  })

  it('says a wrong password in a sentence and lets nobody in', async () => {
    await enterAs('second-registrar-a', 'not the password')
    const problem = opened.page.locator('#sign-in-problem [role=alert]')
    await problem.waitFor()
    expect(await problem.textContent())
      .to.contain('用户名或密码错误')
      .and.contain('请核对后重试')
    expect(await opened.page.isVisible('#signed-in')).to.equal(false)
    expect(await opened.page.inputValue('#password')).to.equal('')
  })

  it('shows a registrar who he is and his own hospital’s reports only', async () => {
    await enterAs('registrar-a')
    const reports = opened.page.locator('#reports tbody')
    await reports.waitFor()
    expect(await opened.page.textContent('#account'))
      .to.contain('Registrar A')
      .and.contain('填报员')
      .and.contain('H370101')
    expect(await reports.textContent())
      .to.contain(ownNumber)
      .and.contain('草稿')
      .and.not.contain(foreignNumber)
    expect(await opened.page.isVisible('#pairs-section')).to.equal(false)
    expect(await opened.page.isVisible('#workbook')).to.equal(false)
  })

  it('shows the office the pairs to decide and gives it the workbook as a file', async () => {
    await enterAs('office')
    await opened.page.waitForSelector('#pairs-section p, #pairs-section table')
    const [download] = await Promise.all([opened.page.waitForEvent('download'), opened.page.click('#workbook')])
    expect(download.suggestedFilename()).to.match(/\.xlsx$/)
  })

  it('signs in by keyboard alone, from the skip link to the list of reports', async () => {
    const { page } = opened
    const tabTo = async (selector: string): Promise<void> => {
      for (let presses = 0; presses < 40; presses += 1) {
        await page.keyboard.press('Tab')
        if ((await page.locator(`${selector}:focus`).count()) > 0) return
      }
      throw new Error(`No way to ${selector} by keyboard`)
    }
    await page.waitForSelector('#demo-list button')
    await tabTo('.skip')
    await page.keyboard.press('Enter')
    await tabTo('#username')
    await page.keyboard.type('registrar-a')
    await tabTo('#password')
    await page.keyboard.type(testPassword)
    await page.keyboard.press('Enter')
    await page.waitForSelector('#reports tbody')
    await page.waitForSelector('#account-title:focus')
    await tabTo('#reports button')
    await page.keyboard.press('Enter')
    await page.waitForSelector('#answer:not([hidden])')
  })

  it('offers demo accounts as invented and fills one in with a press', async () => {
    await opened.page.click('#demo-list button:has-text("registrar-a")')
    expect(await opened.page.textContent('#demo-accounts')).to.contain('演示数据，虚构身份')
    await opened.page.keyboard.press('Enter')
    await opened.page.waitForSelector('#reports tbody')
  })

  it('shows a problem with its place and its sentence, and goes to the place in the body', async () => {
    await enterAs('registrar-a')
    await opened.page.waitForSelector('#reports tbody')
    await sendRequest('POST', '/api/v1/case-reports', '{ "disease": "marfan-syndrome", "contents": {} }')
    const problem = opened.page.locator('#request-problem [role=alert]')
    await problem.waitFor()
    expect(await problem.locator('li .place').first().textContent()).to.match(/^#/)
    expect(await problem.locator('li .sentence').first().textContent()).to.match(/\p{Script=Han}/u)
    expect(await problem.locator('a').getAttribute('href')).to.equal('/problems/body-breaks-schema')
    expect(await opened.page.textContent('#answer-head')).to.contain('400')
    expect(JSON.parse((await opened.page.textContent('#answer-body')) ?? '')).to.have.property(
      'code',
      'body-breaks-schema',
    )
    await problem.locator('button.place').first().click()
    expect(await opened.page.evaluate('getSelection().toString()')).to.equal('"contents"')
  })

  it('repeats a request with the same key when it is sent again, and takes a new one for another request', async () => {
    await enterAs('registrar-a')
    await opened.page.waitForSelector('#reports tbody')
    const numbers: unknown[] = []
    for (const body of ['{"disease":"marfan-syndrome"}', undefined, '{"disease":"noonan-syndrome"}']) {
      if (body === undefined) await opened.page.click('#request-form button')
      else await sendRequest('POST', '/api/v1/case-reports', body)
      await opened.page.waitForSelector('#answer-head:has-text("201")')
      numbers.push((JSON.parse((await opened.page.textContent('#answer-body')) ?? '') as { number: string }).number)
    }
    expect(numbers[1]).to.equal(numbers[0])
    expect(numbers[2]).not.to.equal(numbers[0])
  })

  it('sends the token to no foreign host', async () => {
    await enterAs('registrar-a')
    await opened.page.waitForSelector('#reports tbody')
    await sendRequest('GET', '//example.com/api', '')
    expect(await opened.page.textContent('#request-problem')).to.contain('只能请求本系统')
  })

  it('speaks English when asked, and still does so after a reload', async () => {
    const { page } = opened
    await enterAs('registrar-a')
    await page.waitForSelector('#reports tbody')
    await page.click('#language-en')
    expect(await page.getAttribute('html', 'lang')).to.equal('en')
    expect(await page.textContent('#reports tbody'))
      .to.contain('Draft')
      .and.contain('Marfan')
    await page.reload()
    await page.waitForSelector('#reports tbody')
    expect(await page.textContent('h1')).to.match(/^Rare disease cases/)
    expect(await page.textContent('#account')).to.contain('Registrar')
  })

  it('goes on with the session after a reload, keeps no token in storage, and forgets all on sign-out', async () => {
    const { page } = opened
    await enterAs('registrar-a')
    await page.waitForSelector('#reports tbody')
    await page.reload()
    await page.waitForSelector('#reports tbody')
    expect(
      await page.evaluate('[Object.keys(localStorage), Object.keys(sessionStorage), document.cookie]'),
    ).to.deep.equal([['language'], [], ''])
    await page.click('#sign-out')
    await page.waitForSelector('#sign-in-form')
    expect(await page.textContent('body')).not.to.contain(ownNumber)
    await page.reload()
    await page.waitForSelector('#status-database.good')
    expect(await page.isVisible('#signed-in')).to.equal(false)
  })

  it('takes a fresh token by itself when the old one has expired', async () => {
    const { page } = opened
    registry.setNow(new Date(Date.now() - 20 * 60_000))
    await enterAs('registrar-a')
    await page.waitForSelector('#signed-in:not([hidden])')
    registry.setNow(new Date())
    await sendRequest('GET', '/api/v1/session/account', '')
    await page.waitForSelector('#answer-head:has-text("200")')
    expect(await page.textContent('#answer-body')).to.contain('"registrar-a"')
  })

  it('fits a screen of 360 pixels, in both languages', async () => {
    const { page } = opened
    await page.setViewportSize({ width: 360, height: 740 })
    await enterAs('registrar-a')
    await page.waitForSelector('#reports tbody')
    for (const language of ['zh', 'en']) {
      await page.click(`#language-${language}`)
      expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(360)
    }
  })
})

describe('the other pages', function () {
  this.timeout(120_000)
  let registry: TestRegistry
  let browser: Browser
  let opened: WatchedPage

  before(async () => {
    registry = await openTestRegistry()
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    await registry.stop()
  })
  beforeEach(async () => {
    opened = await openPage(browser, registry.url)
  })
  afterEach(async () => {
    const { complaints } = opened
    await opened.close()
    expect(complaints).to.deep.equal([])
  })

  it('offers no accounts where there is no demonstration', async () => {
    await opened.page.goto('/')
    await opened.page.waitForSelector('#status-database.good')
    expect(await opened.page.isVisible('#demo-accounts')).to.equal(false)
  })

  it('describes every operation of the API on the readable page', async () => {
    const { paths } = (await (await fetch(`${registry.url}/api/openapi.json`)).json()) as {
      paths: Record<string, object>
    }
    const operations = Object.values(paths).flatMap((path) =>
      Object.keys(path).filter((key) => /^(get|post|put|patch|delete)$/.test(key)),
    )
    await opened.page.goto('/api/docs')
    await opened.page.waitForSelector('.opblock')
    expect(await opened.page.locator('.opblock').count()).to.equal(operations.length)
    await opened.page.locator('.opblock-summary-control').first().click()
    await opened.page.waitForSelector('.opblock-body')
  })

  it('explains a problem at the address its reply names', async () => {
    const reply = await fetch(`${registry.url}/api/v1/case-reports`)
    const { type } = (await reply.json()) as { type: string }
    await opened.page.goto(type)
    expect(await opened.page.textContent('h1')).to.equal('请先登录')
    await opened.page.click('main a[href="/problems"]')
    await opened.page.waitForSelector('a[href="/problems/stale-version"]')
  })
})
