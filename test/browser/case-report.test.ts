import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import type { CaseForm } from '#registry-rules/forms/form.ts'
import { type JsonObject } from '#registry-rules/forms/json-pointer.ts'
import { anIdentity, aReportDocument } from '#test/support/a-case-report.ts'
import { signIn, type Person } from '#test/support/api-client.ts'
import { openBrowser, openPage, type WatchedPage } from '#test/support/browser.ts'
import { choiceLabel, choose, fillForm, inputAt, questionAt } from '#test/support/fill-form.ts'
import { readExamples } from '#test/support/forms.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'
import { testPassword } from '#test/support/test-accounts.ts'
import { testForms } from '#test/support/test-forms.ts'

describe('the case report page', function () {
  this.timeout(120_000)
  let registry: TestRegistry
  let browser: Browser
  let opened: WatchedPage
  let registrar: Person

  before(async () => {
    registry = await openTestRegistry()
    registrar = await signIn(registry.url, 'registrar-a')
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    await registry.stop()
  })
  beforeEach(async () => {
    opened = await openPage(browser, registry.url)
    await opened.page.setViewportSize({ width: 1400, height: 900 })
  })
  afterEach(async () => {
    const { complaints } = opened
    await opened.close()
    expect(complaints).to.deep.equal([])
  })

  const form = (disease: string): CaseForm => {
    const found = testForms().latest(disease)
    if (!found) throw new Error(`There is no form of ${disease}.`)
    return found
  }

  async function aDraft(content: JsonObject, disease = 'marfan-syndrome'): Promise<string> {
    const { body, status } = await registrar.post('/case-reports', { disease, content })
    expect(status).to.equal(201)
    return String(body.id)
  }

  async function contentOf(id: string): Promise<JsonObject> {
    const { body } = await registrar.get(`/case-reports/${id}`)
    return body.content as JsonObject
  }

  async function enterAs(username: string): Promise<void> {
    await opened.page.fill('#username', username)
    await opened.page.fill('#password', testPassword)
    await opened.page.click('main form button')
  }

  async function open(path: string, username = 'registrar-a'): Promise<Page> {
    await opened.page.goto(path)
    await enterAs(username)
    // Drawn last.
    await opened.page.waitForSelector('#submit, .narrow #disease')
    return opened.page
  }

  const saved = (page: Page) => page.waitForSelector('#save-state.saved:has-text(":")')
  const idIn = (page: Page) => page.url().split('/').at(-1) ?? ''

  it('takes a registrar from a blank page to a submitted report, by clicks and keys alone', async () => {
    const page = await open('/case-reports/new')
    await page.fill('#disease', '马凡')
    await page.press('#disease', 'Enter')
    await page.click('button:has-text("建立草稿")')
    await page.waitForSelector('#submit')
    for (const fold of await page.locator('details:not(.criteria) > summary').all()) await fold.click()

    const minimal = readExamples('marfan-syndrome').pass.find((example) => example.minimal)?.document
    const { missing, clinical, ...sections } = minimal as { missing: JsonObject; clinical: JsonObject }
    const scale = form('marfan-syndrome').root.properties.get('clinical')?.properties.get('ghentSystemicScore')
    const parts = [...(scale?.properties.keys() ?? [])].filter((part) => part !== 'total')
    const { '/clinical/ghentSystemicScore': _, ...reasons } = missing
    const document = {
      ...sections,
      identity: { ...anIdentity({ birthDate: '1990-03-12' }), ethnicGroup: undefined },
      clinical: {
        ...clinical,
        ghentSystemicScore: Object.fromEntries(parts.map((part) => [part, part === 'wristThumb' ? 3 : 0])),
      },
      missing: Object.fromEntries(Object.entries(reasons).filter(([pointer]) => !/phone|address/.test(pointer))),
    }
    await fillForm(page, JSON.parse(JSON.stringify(document)) as JsonObject, form('marfan-syndrome'))
    expect(await page.textContent('.total')).to.contain('总分：3')

    await page.click('#submit button')
    await page.waitForSelector('.submit-check')
    await answerWarnings(page)
    await page.click('button:has-text("确认提交")')
    await page.waitForSelector('#receipt')
    expect(await page.textContent('#receipt'))
      .to.match(/SD-\d{4}-\d{6}-[\dX]/)
      .and.contain('下一步')

    const { body } = await registrar.get(`/case-reports/${idIn(page)}`)
    expect(body.state).to.equal('SUBMITTED')
    expect(body.content.clinical.ghentSystemicScore.total).to.equal(3)
    expect(body.content.identity.birthDate).to.equal('1990-03-12')
  })

  async function answerWarnings(page: Page): Promise<void> {
    for (;;) {
      const open = page.locator('.findings-panel button:has-text("已核实…")')
      if ((await open.count()) === 0) return
      await open.first().click()
      await page.locator('.findings-panel .verify input').fill('已与病历核对')
      await page.click('.findings-panel button:has-text("确认核实")')
    }
  }

  it('asks for the date of a dissection once there was one, and shows a value that is no longer asked', async () => {
    const id = await aDraft(aReportDocument({ clinical: { aorticDissectionType: null } }))
    const page = await open(`/case-reports/${id}`)
    const date = inputAt('/clinical/dissectionDate')
    expect(await page.locator(date).count()).to.equal(0)
    await choose(
      page,
      '/clinical/aorticDissectionType',
      choiceLabel(form('marfan-syndrome'), '/clinical/aorticDissectionType', 'type-a'),
    )
    await page.fill(date, '2019年5月')
    await page.press(date, 'Tab')
    expect(await page.inputValue(date)).to.equal('2019-05')
    await choose(
      page,
      '/clinical/aorticDissectionType',
      choiceLabel(form('marfan-syndrome'), '/clinical/aorticDissectionType', 'none'),
    )
    expect(await page.locator(date).count()).to.equal(0)
    await page.click('.findings-panel button[aria-label^="删除该值：首次夹层日期"]')
    await page.waitForSelector('.findings-panel button[aria-label^="删除该值"]', { state: 'detached' })
    await page.waitForSelector('.findings-panel :text("首次夹层日期")', { state: 'detached' })
    expect(await contentOf(id)).not.to.have.nested.property('clinical.dissectionDate')
  })

  it('finds an HPO term by its Chinese name, names the origin, and keeps the answer', async () => {
    const id = await aDraft({})
    const page = await open(`/case-reports/${id}`)
    await page.waitForSelector('#hpo-attribution:has-text("HPO")')
    await page.fill('#hpo-search', '高度近视')
    await page.click('.ant-select-item-option:has-text("HP:0011003")')
    await page.waitForSelector('.feature:has-text("HP:0011003"):has-text("高度近视")')
    await page.click('.feature:has-text("HP:0000545") label:has-text("无")')
    await saved(page)
    expect((await contentOf(id))['phenotype']).to.deep.equal([
      { hpo: 'HP:0011003', status: 'present' },
      { hpo: 'HP:0000545', status: 'absent' },
    ])
  })

  it('records the remaining features as absent only after asking, and each can be changed', async () => {
    const id = await aDraft({ phenotype: [{ hpo: 'HP:0000545', status: 'present' }] })
    const page = await open(`/case-reports/${id}`)
    await page.click('button:has-text("均未见")')
    await page.click('.inline-question button:has-text("取消")')
    await page.click('button:has-text("均未见")')
    await page.click('.inline-question button:has-text("确认")')
    await page.click('.feature:has-text("HP:0001083") label:has-text("未检查")')
    await saved(page)
    const phenotype = (await contentOf(id))['phenotype'] as { hpo: string; status: string }[]
    const statusOf = (hpo: string) => phenotype.find((feature) => feature.hpo === hpo)?.status
    expect(phenotype).to.have.length(form('marfan-syndrome').features.length)
    expect([statusOf('HP:0000545'), statusOf('HP:0001083'), statusOf('HP:0002647')]).to.deep.equal([
      'present',
      'not-examined',
      'absent',
    ])
  })

  it('keeps a value in the unit of the laboratory and shows its conversion', async () => {
    const pointer = '/clinical/ohp17BasalNmolL'
    const id = await aDraft({}, '21-hydroxylase-deficiency')
    const page = await open(`/case-reports/${id}`)
    await page.selectOption(`${questionAt(pointer)} select.unit`, 'ng/mL')
    await page.fill(inputAt(pointer), '120.5')
    expect(await page.textContent(`${questionAt(pointer)} .conversion`)).to.equal('= 364.6 nmol/L（换算）')
    await page.press(inputAt(pointer), 'Tab')
    await saved(page)
    const stored = await contentOf(id)
    expect(stored['clinical']).to.deep.equal({ ohp17BasalNmolL: 364.6 })
    expect(stored['asReported']).to.deep.equal({ [pointer]: { value: 120.5, unit: 'ng/mL' } })

    await page.selectOption(`${questionAt(pointer)} select.unit`, 'nmol/L')
    await page.click(`${questionAt(pointer)} button:has-text("清空")`)
    expect(await page.inputValue(inputAt(pointer))).to.equal('')
    await saved(page)
    expect(await contentOf(id)).to.have.all.keys('disease', 'formVersion')
  })

  it('keeps a warning from submission until it is verified with a reason', async () => {
    const id = await aDraft(aReportDocument({ clinical: { weightKg: 250 } }))
    const page = await open(`/case-reports/${id}`)
    await page.click('#submit button')
    await page.waitForSelector('.submit-check:has-text("1 条提醒")')
    expect(await page.locator('button:has-text("确认提交")').count()).to.equal(0)
    await page.click('.submit-check .place')
    await page.waitForSelector(`${inputAt('/clinical/weightKg')}:focus`)
    await page.click(`${questionAt('/clinical/weightKg')} button:has-text("已核实")`)
    await page.keyboard.type('与病历一致')
    await page.keyboard.press('Enter')
    await page.click('button:has-text("确认提交")')
    await page.waitForSelector('#receipt')
    const { body } = await registrar.get(`/case-reports/${id}`)
    expect(body.verified).to.deep.equal([{ check: 'soft.range', pointer: '#/clinical/weightKg', reason: '与病历一致' }])
  })

  it('finds the report that the own hospital has of the person, by keyboard, and opens it instead of typing again', async () => {
    const identity = anIdentity({ name: '欧阳示例' })
    const known = await aDraft(aReportDocument({ identity }))
    const { body } = await registrar.move(known, 'submit')
    const page = await open(`/case-reports/${await aDraft({ identity })}`)
    const { pathname } = new URL(page.url())
    await page.focus('.known-person button')
    await page.keyboard.press('Enter')
    const status = page.locator('.known-person [role=status]')
    await status.locator('a').waitFor()
    expect(await status.textContent())
      .to.contain(body.number)
      .and.contain('很可能是同一人')
      .and.contain('证件号码：相同且有效')
      .and.contain('提交后由登记处核对')
    expect(await status.textContent()).not.to.contain((identity['idDocument'] as { number: string }).number)
    await page.setViewportSize({ width: 360, height: 740 })
    expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(360)
    await page.click('.languages button:has-text("English")')
    expect(await status.textContent())
      .to.contain('Very likely the same person')
      .and.contain('Document number: equal')
    await status.locator('a').focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/case-reports/${known}`)
    expect(pathname).not.to.contain(known)
    await page.waitForSelector(`.report-head:has-text("${body.number}")`)
  })

  it('says what is missing to ask by, and forgets the answer when the person is another', async () => {
    const page = await open(`/case-reports/${await aDraft({ identity: { name: '王' } })}`)
    await page.click('.known-person button')
    const problem = page.locator('.known-person .problem')
    await problem.waitFor()
    expect(await problem.textContent())
      .to.contain('至少两个字')
      .and.contain('出生日期')
    await page.fill(inputAt('/identity/name'), '欧阳示例')
    await problem.waitFor({ state: 'detached' })
    await page.fill(inputAt('/identity/birthDate'), '1987-06-05')
    await page.press(inputAt('/identity/birthDate'), 'Tab')
    await page.fill(inputAt('/identity/phone'), '13912345687')
    await page.click('.known-person button')
    await page.waitForSelector('.known-person .beyond')
    expect(await page.textContent('.known-person')).to.contain('本院没有相符的报告卡')
    expect(await page.evaluate('location.href')).not.to.match(/1987|139|%E6/)
    await saved(page)
  })

  it('has saved by itself what was typed before a reload', async () => {
    const id = await aDraft({})
    const page = await open(`/case-reports/${id}`)
    await page.fill(inputAt('/identity/name'), '欧阳示例')
    await page.fill(inputAt('/identity/residence/address'), '示例路1号（虚构）')
    await saved(page)
    await page.reload()
    await page.waitForSelector('.section-nav')
    expect(await page.inputValue(inputAt('/identity/name'))).to.equal('欧阳示例')
    expect(
      await page.evaluate('[Object.keys(localStorage), Object.keys(sessionStorage), location.href.includes("示例")]'),
    ).to.deep.equal([[], [], false])
  })

  it('loses nothing when the network fails, and shows both versions when somebody else has saved', async () => {
    const id = await aDraft({})
    const page = await open(`/case-reports/${id}`)
    await page.route('**/draft', (route) => route.abort())
    await page.fill(inputAt('/identity/name'), '欧阳示例')
    await page.waitForSelector('#save-state.unreachable')
    opened = { ...opened, complaints: opened.complaints.filter((complaint) => !complaint.includes('ERR_FAILED')) }
    const theirs = { identity: { name: '欧阳他人' } }
    const { status } = await registrar.put(`/case-reports/${id}/draft`, { content: theirs }, { 'If-Match': '"1"' })
    expect(status).to.equal(200)
    await page.unroute('**/draft')
    await page.waitForSelector('.banner.warn:has-text("姓名")')
    expect(await contentOf(id)).to.have.nested.property('identity.name', '欧阳他人')
    await page.click('button:has-text("保留本页内容")')
    await saved(page)
    expect(await contentOf(id)).to.have.nested.property('identity.name', '欧阳示例')
  })

  it('goes on after the session has ended, with what was typed', async () => {
    const id = await aDraft({})
    registry.setNow(new Date(Date.now() - 20 * 60_000))
    const page = await open(`/case-reports/${id}`)
    registry.setNow(new Date())
    await page.context().clearCookies()
    await page.fill(inputAt('/identity/name'), '欧阳示例')
    await page.waitForSelector('#username')
    expect(await page.textContent('main')).to.contain('登录已失效')
    await enterAs('registrar-a')
    await saved(page)
    expect(await contentOf(id)).to.have.nested.property('identity.name', '欧阳示例')
  })

  it('shows the next person in the same tab nothing of the report of the one before', async () => {
    const id = await aDraft({ identity: { name: '欧阳示例' } })
    registry.setNow(new Date(Date.now() - 20 * 60_000))
    const page = await open(`/case-reports/${id}`)
    await page.waitForSelector('.report-head')
    registry.setNow(new Date())
    await page.context().clearCookies()
    await page.fill(inputAt('/identity/phone'), '13805310000')
    await page.waitForSelector('#username')
    await enterAs('registrar-b')
    await page.waitForSelector('.problem')
    expect(await page.locator('.report-head').count()).to.equal(0)
    expect(await page.content()).not.to.contain('欧阳示例')
  })

  it('opens a returned report with the query at its place, and sends it back answered', async () => {
    const id = await aDraft(aReportDocument())
    const reviewer = await signIn(registry.url, 'reviewer-a')
    for (const [person, transition] of [
      [registrar, 'submit'],
      [reviewer, 'claim-for-hospital'],
    ] as const)
      expect((await person.move(id, transition)).status).to.equal(200)
    const query = { pointer: '/clinical/heightCm', kind: 'implausible', text: '请核对身高' }
    expect((await reviewer.post(`/case-reports/${id}/queries`, query)).status).to.equal(201)
    const returned = await reviewer.move(id, 'return-for-hospital', {
      reasonCode: await aReturnReason(),
      reasonText: '请核对',
    })
    expect(returned.status).to.equal(200)

    const page = await open(`/case-reports/${id}`)
    await page.click('.query button.place')
    await page.waitForSelector(`${inputAt('/clinical/heightCm')}:focus`)
    await page.selectOption('.query-answer select', 'verified')
    await page.fill('.query-answer input', '与病历一致')
    await page.click('.query-answer button')
    await page.waitForSelector('.query:has-text("已答复")')
    await page.click('#submit button')
    await page.click('button:has-text("确认提交")')
    await page.waitForSelector('#receipt')
    expect((await registrar.get(`/case-reports/${id}`)).body).to.include({ state: 'SUBMITTED', versionNumber: 2 })
  })

  async function aReturnReason(): Promise<string> {
    const reply = await fetch(`${registry.url}/api/v1/value-sets/return-reason`)
    const { items } = (await reply.json()) as { items: { code: string }[] }
    return items[0]?.code ?? ''
  }

  it('shows a reviewer the whole report and lets him change nothing', async () => {
    const id = await aDraft(aReportDocument({ treatment: [{ code: 'losartan', from: '2020' }] }))
    const page = await open(`/case-reports/${id}`, 'reviewer-a')
    expect(await page.locator('.sections input:enabled, .sections select:enabled').count()).to.equal(0)
    expect(await page.textContent('.sections')).to.contain('氯沙坦')
    expect(await page.locator('#submit button').count()).to.equal(0)
  })

  it('speaks English, fits 360 pixels, and is reached by keyboard', async () => {
    const id = await aDraft(aReportDocument())
    const page = await open(`/case-reports/${id}`)
    await page.click('.languages button:has-text("English")')
    expect(await page.getAttribute('html', 'lang')).to.equal('en')
    expect(await page.textContent('h1')).to.equal('Case report · Marfan syndrome')
    expect(await page.textContent('#save-state')).to.equal('Saved')
    for (const fold of await page.locator('details > summary').all()) await fold.click()
    await page.setViewportSize({ width: 360, height: 740 })
    expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(360)
    const unlabelled = await page.evaluate(`[...document.querySelectorAll('main input, main select')]
      .filter((input) => !input.labels?.length && !input.getAttribute('aria-label') && !input.getAttribute('aria-labelledby'))
      .map((input) => input.id || input.outerHTML)`)
    expect(unlabelled).to.deep.equal([])
    await page.focus(inputAt('/identity/name'))
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.name')).to.equal('/identity/sex')
  })

  it('says what is to be done where the report does not exist', async () => {
    await opened.page.goto('/case-reports/00000000-0000-7000-8000-000000000000')
    await enterAs('registrar-a')
    await opened.page.waitForSelector('.problem')
    expect(await opened.page.textContent('.problem')).to.match(/\p{Script=Han}/u)
  })

  it('allows scripts of its own alone, and styles by a nonce that is new each time', async () => {
    const policies = await Promise.all(
      [1, 2].map(
        async () => (await fetch(`${registry.url}/case-reports/new`)).headers.get('content-security-policy') ?? '',
      ),
    )
    for (const policy of policies) expect(policy).to.contain("script-src 'self';").and.not.contain('unsafe')
    expect(policies[0]).not.to.equal(policies[1])
    const asset = /src="(\/assets\/app\/[^"]+)"/.exec(
      await (await fetch(`${registry.url}/case-reports/new`)).text(),
    )?.[1]
    const { status, headers } = await fetch(`${registry.url}${asset ?? ''}`)
    expect([status, headers.get('cache-control')]).to.deep.equal([200, 'public, max-age=31536000, immutable'])
  })

  it('is offered on the first page to those who may write reports', async () => {
    const { page } = opened
    await page.goto('/')
    await page.fill('#username', 'registrar-a')
    await page.fill('#password', testPassword)
    await page.click('#sign-in-form button')
    await page.click('#reports a[href^="/case-reports/"] >> nth=0')
    await page.waitForSelector('.section-nav')
    await page.click('.top-links a[href="/case-reports/new"]')
    await page.waitForSelector('#disease')
  })
})
