import exceljs from 'exceljs'
import { expect } from 'chai'
import { call, expectProblem } from '#test/support/api-client.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'

describe('the data dictionary', () => {
  let registry: TestRegistry
  before(async () => {
    registry = await openTestRegistry()
  })
  after(() => registry.stop())

  const open = async (path: string): Promise<exceljs.Workbook> => {
    const response = await fetch(`${registry.url}/api/v1${path}`)
    expect(response.status).to.equal(200)
    expect(response.headers.get('content-type')).to.contain('spreadsheetml')
    const workbook = new exceljs.Workbook()
    await workbook.xlsx.load(await response.arrayBuffer())
    return workbook
  }
  const texts = (sheet: exceljs.Worksheet | undefined): string =>
    (sheet?.getSheetValues() ?? []).flat().map(String).join('\n')

  it('says of an item its type, range, unit, choices, source and when it is asked', async () => {
    const { status, body } = await call(registry.url, 'GET', '/api/v1/data-dictionary/marfan-syndrome')
    expect(status).to.equal(200)
    const item = (pointer: string) => body.items.find((entry: { pointer: string }) => entry.pointer === pointer)
    expect(item('/clinical/aorticRootDiameterMm')).to.deep.include({
      type: 'number',
      need: 'expected',
      minimum: 4,
      maximum: 130,
      usualRange: [10, 80],
      unit: { code: 'mm', zh: 'mm', en: 'mm' },
      source: 'S1',
    })
    expect(item('/clinical/zMethod').askedWhen).to.deep.equal(['has(clinical.aorticRootZ)'])
    expect(item('/clinical/ghentSystemicScore/pectus')).to.include({ partOf: '/clinical/ghentSystemicScore' })
    expect(item('/diagnosis/certainty').choices[0]).to.include({ code: 'definite', meaning: 'confirmed' })
    expect(body.checks.map(({ id }: { id: string }) => id)).to.include.members(['mfs-02', 'onset-not-in-future'])
  })

  it('is there for every disease that has a form, and for no other', async () => {
    for (const { disease } of registry.deps.forms.all())
      expect((await call(registry.url, 'GET', `/api/v1/data-dictionary/${disease}`)).status, disease).to.equal(200)
    expectProblem(await call(registry.url, 'GET', '/api/v1/data-dictionary/nothing'), 404, 'form-not-found')
    expectProblem(
      await call(registry.url, 'GET', '/api/v1/data-dictionary/nothing/workbook.xlsx'),
      404,
      'form-not-found',
    )
  })

  it('is there for the version that is asked for', async () => {
    const ask = (version: string) =>
      call(registry.url, 'GET', `/api/v1/data-dictionary/marfan-syndrome?version=${version}`)
    expect((await ask('1')).body.version).to.equal(1)
    expectProblem(await ask('7'), 404, 'form-not-found')
    expectProblem(await ask('new'), 400, 'query-breaks-schema')
  })

  it('is a page that anyone can read, with a way to each disease', async () => {
    const list = await (await fetch(`${registry.url}/data-dictionary`)).text()
    for (const { disease } of registry.deps.forms.all()) expect(list).to.contain(`href="/data-dictionary/${disease}"`)
    const page = await (await fetch(`${registry.url}/data-dictionary/marfan-syndrome`)).text()
    expect(page).to.contain('主动脉窦部最大内径').and.contain('/clinical/aorticRootDiameterMm').and.contain('mfs-02')
    // What is written in a form is text on the page.
    expect(page).to.contain('clinical.aorticRootDiameterMm &#62;= 45.0').and.not.contain('aorticRootDiameterMm >= 45.0')
    expect((await fetch(`${registry.url}/data-dictionary/nothing`)).status).to.equal(404)
  })

  it('is not made again for who has it already', async () => {
    const path = `${registry.url}/api/v1/data-dictionary/marfan-syndrome/workbook.xlsx`
    const first = await fetch(path)
    await first.arrayBuffer()
    const etag = first.headers.get('etag') ?? ''
    expect(etag).to.contain(registry.deps.ruleSet)
    const again = await fetch(path, { headers: { 'If-None-Match': etag } })
    expect(again.status).to.equal(304)
    expect((await again.arrayBuffer()).byteLength).to.equal(0)
  })

  it('is a workbook for one disease: its own items on one sheet, what all share on another', async () => {
    const workbook = await open('/data-dictionary/marfan-syndrome/workbook.xlsx')
    expect(workbook.worksheets.map(({ name }) => name)).to.deep.equal([
      '目录',
      'SDRD-050 马凡综合征',
      '公共部分',
      '值域',
    ])
    const own = texts(workbook.getWorksheet('SDRD-050 马凡综合征'))
    expect(own).to.contain('/clinical/aorticRootZ').and.contain('mfs-02').and.contain('HP:0001166')
    expect(own).not.to.contain('/identity/name')
    expect(texts(workbook.getWorksheet('公共部分')))
      .to.contain('/identity/name')
      .and.contain('onset-not-in-future')
    expect(texts(workbook.getWorksheet('值域'))).to.contain('汉族')
  })

  it('is a workbook for all diseases with one sheet each, in the order of the catalogue', async () => {
    const workbook = await open('/data-dictionary.xlsx')
    const names = workbook.worksheets.map(({ name }) => name)
    const diseases = new Set(registry.deps.forms.all().map(({ disease }) => disease))
    expect(names).to.have.length(diseases.size + 3)
    const sheets = names.filter((name) => name.startsWith('SDRD-'))
    expect(sheets).to.have.length(diseases.size)
    expect(sheets).to.deep.equal(sheets.toSorted())
  })
})
