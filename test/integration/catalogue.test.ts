import { expect } from 'chai'
import { DiseaseEntity, HospitalEntity } from '#api/catalogue/catalogue.entity.ts'
import { CatalogueProblem } from '#seed/catalogue/catalogue-problem.ts'
import { readCatalogueFiles, type CatalogueFiles } from '#seed/catalogue/read-catalogue.ts'
import { loadCatalogue } from '#seed/load-catalogue.ts'
import { call } from '#test/support/api-client.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'

describe('the catalogue', () => {
  let registry: TestRegistry
  before(async () => {
    registry = await openTestRegistry()
  })
  after(() => registry.stop())
  beforeEach(() => registry.begin())
  afterEach(() => registry.rollback())

  const changed = (version: string, change: (text: string) => string): CatalogueFiles => {
    const files = readCatalogueFiles()
    const as = (text: string): string => text.replace(/^version: .*$/m, `version: '${version}'`)
    return {
      'diseases.yaml': change(as(files['diseases.yaml'])),
      'regions.yaml': as(files['regions.yaml']),
      'hospitals.yaml': as(files['hospitals.yaml']),
    }
  }
  const load = (files: CatalogueFiles): Promise<string> => loadCatalogue(registry.deps.em(), files, new Date())

  it('is served with its version, every disease, and the honest note that it is not official', async () => {
    const { body } = await call(registry.url, 'GET', '/api/v1/diseases')
    expect(body.catalogue).to.include({ version: registry.deps.catalogueVersion, official: false })
    expect(body.items).to.have.length(68)
    expect(
      body.items.filter(({ entry }: { entry: { listing: string } }) => entry.listing === 'published'),
    ).to.have.length(3)
  })

  it('is replaced as data: a new version stands beside the old one, whose names old reports keep', async () => {
    const rename = (text: string): string => text.replace('name_zh: 马凡综合征', 'name_zh: 马方综合征')
    expect(await load(changed('2026.2', rename))).to.equal('2026.2')
    const name = async (version: string): Promise<string | undefined> =>
      (await registry.deps.em().findOne(DiseaseEntity, { catalogueVersion: version, code: 'SDRD-050' }))?.nameZh
    expect(await name('2026.2')).to.equal('马方综合征')
    expect(await name(registry.deps.catalogueVersion)).to.equal('马凡综合征')
    expect(await registry.deps.em().count(HospitalEntity, { active: true })).to.equal(65)
  })

  it('is loaded once: the same files change nothing', async () => {
    const before = await registry.deps.em().count(DiseaseEntity)
    expect(await load(readCatalogueFiles())).to.equal(registry.deps.catalogueVersion)
    expect(await registry.deps.em().count(DiseaseEntity)).to.equal(before)
  })

  it('refuses files that were changed under a version that is loaded', async () => {
    const files = changed(registry.deps.catalogueVersion, (text) => text.replace('马凡综合征', '马方综合征'))
    const failure = await load(files).then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(failure).to.be.instanceOf(CatalogueProblem)
  })

  it('serves regions, hospitals and value sets', async () => {
    const sizes: number[] = []
    for (const list of ['regions', 'hospitals', 'value-sets']) {
      sizes.push((await call(registry.url, 'GET', `/api/v1/${list}`)).body.items.length)
    }
    expect(sizes[0]).to.be.greaterThan(152)
    expect(sizes.slice(1)).to.deep.equal([65, registry.deps.valueSets.size])
  })
})
