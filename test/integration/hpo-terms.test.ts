import { expect } from 'chai'
import { call, expectProblem } from '#test/support/api-client.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'

describe('the search of phenotype terms', () => {
  let registry: TestRegistry
  before(async () => {
    registry = await openTestRegistry()
  })
  after(() => registry.stop())

  const find = async (search: string, more = ''): Promise<string[]> => {
    const { status, body } = await call(
      registry.url,
      'GET',
      `/api/v1/hpo-terms?search=${encodeURIComponent(search)}${more}`,
    )
    expect(status).to.equal(200)
    return body.items.map(({ id }: { id: string }) => id)
  }

  it('finds a term by its Chinese or English label, by part of it, or by its id', async () => {
    for (const search of [
      '身材矮小',
      'short stature',
      'SHORT  stat',
      'HP:0004322',
      '0004322',
      '4322',
      'ｓｈｏｒｔ ｓｔａｔｕｒｅ',
    ])
      expect(await find(search), search).to.include('HP:0004322')
    expect((await find('身材矮小'))[0]).to.equal('HP:0004322')
  })

  it('finds a term by the words of clinicians, which the forms use', async () => {
    expect((await find('蜘蛛指'))[0]).to.equal('HP:0001166')
  })

  it('gives both labels and the notice that the licence asks for', async () => {
    const { body } = await call(registry.url, 'GET', '/api/v1/hpo-terms/HP:0001166')
    expect(body).to.include({ id: 'HP:0001166', labelEn: 'Arachnodactyly', labelZh: '细长指(趾)' })
    expect(body.alsoZh.join()).to.contain('蜘蛛指')
    expect(body.attribution.zh).to.contain('HPO')
  })

  it('offers nothing that is no phenotype, and nothing for no question', async () => {
    expect(await find('HP:0000005')).to.deep.equal([])
    expect(await find('Autosomal dominant inheritance')).to.deep.equal([])
    for (const nothing of ['？', 'a', '1', '%', '\\', '😀']) expect(await find(nothing), nothing).to.deep.equal([])
    expect(await find('痛')).not.to.deep.equal([])
    expectProblem(await call(registry.url, 'GET', '/api/v1/hpo-terms/HP:0000005'), 404, 'hpo-term-not-found')
  })

  it('gives as many as asked for, and refuses a question that is none', async () => {
    expect(await find('seizure', '&limit=3')).to.have.length(3)
    expectProblem(await call(registry.url, 'GET', '/api/v1/hpo-terms'), 400, 'query-breaks-schema')
    expectProblem(await call(registry.url, 'GET', '/api/v1/hpo-terms?search='), 400, 'query-breaks-schema')
    expectProblem(await call(registry.url, 'GET', '/api/v1/hpo-terms?search=a&limit=1000'), 400, 'query-breaks-schema')
  })
})
