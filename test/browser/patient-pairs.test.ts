import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import type { JsonObject } from '#registry-rules/forms/json-pointer.ts'
import { anIdentity } from '#test/support/a-case-report.ts'
import { signInForPairs, withoutNumber, type PairWork } from '#test/support/a-pair.ts'
import { openBrowser, openPage, type WatchedPage } from '#test/support/browser.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'
import { testPassword } from '#test/support/test-accounts.ts'

describe('the pages of the duplicate review', function () {
  this.timeout(120_000)
  let registry: TestRegistry
  let work: PairWork
  let browser: Browser
  let opened: WatchedPage

  before(async () => {
    registry = await openTestRegistry()
    work = await signInForPairs(registry)
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    await registry.stop()
  })
  beforeEach(async () => {
    opened = await openPage(browser, registry.url)
    await opened.page.setViewportSize({ width: 1280, height: 900 })
  })
  afterEach(async () => {
    const { complaints } = opened
    await opened.close()
    expect(complaints).to.deep.equal([])
  })

  const open = async (path: string, username: string): Promise<Page> => {
    const { page } = opened
    await page.context().clearCookies()
    await page.goto(path)
    await page.fill('#username', username)
    await page.fill('#password', testPassword)
    await page.click('main form button')
    return page
  }

  /** The newest pair that waits: one record with a number, and the same person on a paper card at the other hospital. */
  const aPair = async (state: 'SUBMITTED' | 'ACCEPTED' = 'SUBMITTED', who: JsonObject = {}) => {
    const person = anIdentity(who)
    await work.report(work.a, person, state)
    await work.report(work.b, withoutNumber(person), 'SUBMITTED')
    const [pair] = (await work.pairs()).toReversed()
    return { person, id: String(pair.id) }
  }

  const numberOf = (identity: JsonObject): string => (identity['idDocument'] as { number: string }).number

  const tabTo = async (page: Page, selector: string): Promise<void> => {
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab')
      if ((await page.locator(`${selector}:focus`).count()) > 0) return
    }
    throw new Error(`No way to ${selector} by keyboard`)
  }

  const chooseReason = (page: Page, label = '判定依据') => page.getByLabel(label).selectOption({ index: 1 })

  it('lead a reviewer from the list to a decision by keyboard alone, with each field in words and the numbers masked', async () => {
    const { person, id } = await aPair()
    const page = await open('/patient-pairs', 'office')
    await page.waitForSelector(`.pair-list a[href="/patient-pairs/${id}"]`)
    expect(await page.title()).to.contain('疑似重复')
    expect(await page.textContent('.pair-list')).to.contain('相符的独立证据不足三类')
    await tabTo(page, `a[href="/patient-pairs/${id}"]`)
    await page.keyboard.press('Enter')
    await page.waitForSelector('#pair-title:focus')
    const comparison = await page.locator('.comparison').innerText()
    expect(comparison).to.match(/姓名\s+\S+\s+\S+\s+相同\s+＋＋ 强烈支持/)
    expect(comparison)
      .to.contain('无证件号码')
      .and.contain('说明属于哪个家庭')
      .and.contain(`${numberOf(person).slice(0, 3)}***********${numberOf(person).slice(-4)}`)
    expect(await page.content()).not.to.contain(numberOf(person))
    expect(await page.content()).not.to.contain(String(person['phone']))
    expect(await page.textContent('.pair-summary')).to.match(/同一人的可能性：.*可能是/)

    await tabTo(page, 'input[name=outcome]')
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowDown')
    await tabTo(page, '.decision select')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForSelector('[role=status]:focus:has-text("已保存")')
    expect(await page.textContent('.decided'))
      .to.contain('已判定为：不同人')
      .and.contain('已核对身份证件')
    expect((await work.pairs('DIFFERENT')).map((pair) => pair.id)).to.include(id)
  })

  it('fit a telephone in both languages and say what is not chosen yet', async () => {
    const { id } = await aPair()
    const page = await open(`/patient-pairs/${id}`, 'office')
    await page.setViewportSize({ width: 360, height: 740 })
    for (const [language, decide, incomplete] of [
      ['中文', '提交判定', '请先选择'],
      ['English', 'Decide', 'Choose the decision'],
    ] as const) {
      await page.click(`.languages button:has-text("${language}")`)
      expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(360)
      await page.click(`.decision button:has-text("${decide}")`)
      await page.waitForSelector(`.problem:focus:has-text("${incomplete}")`)
    }
    expect(await page.textContent('.comparison'))
      .to.contain('speaks strongly for it')
      .and.contain('One person rather than relatives')
    await page.click('label:has-text("Decide as relatives")')
    await page.getByLabel('Relation').selectOption('parent-child')
    await page.click('fieldset label:has-text("Record B")')
    await chooseReason(page, 'Based on')
    await page.click('.decision button:has-text("Decide")')
    await page.waitForSelector('.decided:has-text("Relation: Parent and child")')
    const [link] = await work.rows<{ relation: string }>(
      `select l.relation from family_link l join patient_pair p on p.id = l.patient_pair_id
       where p.id = ? and l.patient_id = p.patient_b_id`,
      [id],
    )
    expect(link?.relation).to.equal('child')
    await page.click('.languages button:has-text("中文")')
  })

  it('tell what was asked of the hospitals while a pair cannot be decided, and open it again by two persons', async () => {
    const { id } = await aPair()
    const page = await open(`/patient-pairs/${id}`, 'office')
    await page.click('label:has-text("暂不能判定")')
    await page.getByLabel('缺少什么信息').selectOption('identity-document')
    await page.fill('#due-date', new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10))
    await chooseReason(page)
    await page.click('.decision button:has-text("提交判定")')
    await page.waitForSelector('.decided:has-text("等待：身份证件")')
    expect(await page.locator('.decided li').allInnerTexts()).to.have.length(2)
    await chooseReason(page)
    await page.click('.decision button:has-text("重新判定")')
    await page.waitForSelector('.flag:has-text("已提出重新判定")')

    await open(`/patient-pairs/${id}`, 'lead')
    await page.waitForSelector('.flag:has-text("已提出重新判定")')
    await chooseReason(page)
    await page.click('.decision button:has-text("重新判定")')
    await page.waitForSelector('.flag:has-text("曾判定为：暂不能判定")')
    expect((await work.pairs()).find((pair) => pair.id === id)).to.include({ decidedBefore: 'DEFERRED' })
  })

  it('merge by two persons with a preview, and take the merge back with each later report assigned', async () => {
    const { person, id } = await aPair('ACCEPTED', { name: '欧阳静怡', birthDate: '1979-07-21' })
    const page = await open(`/patient-pairs/${id}`, 'office')
    const decideSame = async (): Promise<void> => {
      await page.click('label:has-text("判定为同一人")')
      await page.waitForSelector('.preview:has-text("移入的报告卡")')
      await chooseReason(page)
      await page.click('.decision button:has-text("提交判定")')
    }
    await decideSame()
    expect(await page.textContent('.preview'))
      .to.contain('建议')
      .and.contain('须两人判定')
    await page.waitForSelector('.flag:has-text("已提出判定为同一人")')
    await open(`/patient-pairs/${id}`, 'lead')
    await decideSame()
    const takeBack = page.locator('a:has-text("撤销合并")')
    await takeBack.waitFor()
    const later = await work.report(work.b, person, 'SUBMITTED')
    const patients = await work.rows<{ a: string; b: string }>(
      'select patient_a_id as a, patient_b_id as b from patient_pair where id = ?',
      [id],
    )

    await takeBack.click()
    await page.waitForSelector('#propose-title')
    await page.getByLabel('撤销后，双方是').selectOption('different')
    await chooseReason(page)
    await page.click('.decision button:has-text("提出撤销")')
    await page.waitForSelector('.problem:has-text("每张报告卡")')
    await page.click('fieldset label:has-text("分出的记录")')
    await page.click('.decision button:has-text("提出撤销")')
    await page.waitForSelector('.notice:has-text("等待另一人确认")')
    const { pathname } = new URL(page.url())
    await open(pathname, 'office')
    await page.waitForSelector('#confirm-title')
    expect(await page.textContent('.decision'))
      .to.contain(later.body.number)
      .and.contain('分出的记录')
    await page.click('button:has-text("确认撤销合并")')
    await page.waitForSelector('h1:focus:has-text("合并已撤销")')
    expect(await work.patientOf(later)).to.be.oneOf([patients[0]?.a, patients[0]?.b])
    const records = await work.rows<{ record_state: string }>('select record_state from patient where id in (?, ?)', [
      patients[0]?.a,
      patients[0]?.b,
    ])
    expect(records.map(({ record_state }) => record_state)).to.not.include('MERGED')
  })

  it('take two records that a reviewer names', async () => {
    const ids = [
      await work.patientOf(await work.report(work.a, anIdentity(), 'SUBMITTED')),
      await work.patientOf(await work.report(work.b, anIdentity({ birthDate: '1968-02-09' }), 'SUBMITTED')),
    ]
    const page = await open('/patient-pairs', 'office')
    await page.getByLabel('患者编号一').fill(ids[0] ?? '')
    await page.getByLabel('患者编号二').fill('P-0000')
    await page.click('.by-hand button')
    await page.waitForSelector('.problem:has-text("没有此患者")')
    await page.getByLabel('患者编号二').fill(ids[1] ?? '')
    await page.click('.by-hand button')
    await page.waitForSelector('.pair-summary:has-text("审核员提出")')
    expect(await page.textContent('.comparison')).to.contain('均有效，不同')
  })
})
