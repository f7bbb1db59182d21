import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { loadForms } from '#api/forms/load-forms.ts'
import { publishForms } from '#api/forms/publish-forms.ts'
import { readCatalogueFiles, type CatalogueFiles } from '#seed/catalogue/read-catalogue.ts'
import { anIdentity, expectStatus, signInStaff } from '#test/support/a-case-report.ts'
import { call } from '#test/support/api-client.ts'
import { aDiseaseSchema, aDocument } from '#test/support/forms.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'

/** A row like those of the catalogue. */
const row = `
  - code: SDRD-069
    slug: test-disease
    name_zh: 测试病
    aliases_zh: []
    name_en: Test disease
    aliases_en: []
    category: immunology
    listing: reconstructed
    national_list: null
    icd10: [M34.0]
    icd11: [4A42]
    orpha: [90291]
    omim: []
    genes: []
    inheritance: [unknown]
    sex_restricted: null
    usual_onset: [adult]
    prevalence: unknown
    specialties_zh: []
    unverified: []
`

function withRow(files: CatalogueFiles): CatalogueFiles {
  const as = (text: string): string => text.replace(/^version: .*$/m, "version: '2026.69'")
  const diseases = as(files['diseases.yaml']).replace(/^count: 68$/m, 'count: 69')
  const [before = '', after = ''] = diseases.split('  - code: SDRD-068')
  return {
    'diseases.yaml': `${before}${row.trimStart().replace(/^/, '  ')}  - code: SDRD-068${after}`,
    'regions.yaml': as(files['regions.yaml']),
    'hospitals.yaml': as(files['hospitals.yaml']),
  }
}

describe('a 69th disease', () => {
  let folder: string
  let registry: TestRegistry

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'registry-schemas-'))
    await cp(fileURLToPath(new URL('../../schemas', import.meta.url)), folder, { recursive: true })
    const disease = join(folder, 'diseases', 'test-disease')
    await mkdir(disease)
    await writeFile(join(disease, 'v1.schema.json'), JSON.stringify(aDiseaseSchema()))
    const forms = loadForms(folder)
    registry = await openTestRegistry({ forms, catalogue: withRow(readCatalogueFiles()) })
    await publishForms(registry.deps.em(), forms, new Date())
  })
  after(async () => {
    await registry.stop()
    await rm(folder, { recursive: true })
  })

  it('is added by its folder and its catalogue row alone, and goes the whole way to a counted case', async () => {
    const { registrar, reviewer, office } = await signInStaff(registry.url)
    const listed = (await call(registry.url, 'GET', '/api/v1/diseases/SDRD-069')).body
    expect(listed).to.include({ slug: 'test-disease', nameZh: '测试病', active: true })
    expect(listed.formVersions).to.deep.equal([1])
    const content = { ...aDocument(), identity: anIdentity() }
    const created = expectStatus(await registrar.post('/case-reports', { disease: 'test-disease', content }), 201)
    const { id, number } = created.body
    expect(created.body.findings.filter(({ severity }: { severity: string }) => severity === 'block')).to.deep.equal([])
    expectStatus(await registrar.move(id, 'submit'), 200)
    expectStatus(await reviewer.move(id, 'claim-for-hospital'), 200)
    expectStatus(await reviewer.move(id, 'forward'), 200)
    expectStatus(await office.move(id, 'claim-for-office'), 200)
    expectStatus(await office.move(id, 'accept'), 200)
    const cases = (await office.get('/cases')).body.items
    expect(cases).to.have.length(1)
    expect(cases[0]).to.include({ diseaseCode: 'SDRD-069', state: 'CONFIRMED' })
    expect(cases[0].reports).to.deep.equal([number])
  })
})
