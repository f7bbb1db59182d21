import { expect } from 'chai'
import { readFileSync } from 'node:fs'
import { CatalogueProblem } from '#seed/catalogue/catalogue-problem.ts'
import { parseCatalogue, readCatalogue, type CatalogueFiles } from '#seed/catalogue/read-catalogue.ts'

const folder = new URL('../../../seed/catalogue/', import.meta.url)
const files: CatalogueFiles = {
  'diseases.yaml': readFileSync(new URL('diseases.yaml', folder), 'utf8'),
  'regions.yaml': readFileSync(new URL('regions.yaml', folder), 'utf8'),
  'hospitals.yaml': readFileSync(new URL('hospitals.yaml', folder), 'utf8'),
}

/** The problems of the lists with one passage of one file written otherwise. */
function problemsWith(file: keyof CatalogueFiles, from: string, to: string): readonly string[] {
  expect(files[file]).to.include(from)
  try {
    parseCatalogue({ ...files, [file]: files[file].replace(from, () => to) })
    return []
  } catch (error) {
    if (error instanceof CatalogueProblem) return error.problems
    throw error
  }
}

describe('the catalogue', () => {
  const catalogue = readCatalogue()

  it('has the diseases with their codes, and says that it is a reconstruction', () => {
    expect(catalogue.version).to.equal('2026.1')
    expect(catalogue.official).to.equal(false)
    expect(catalogue.diseases.filter(({ listing }) => listing === 'published')).to.have.length(3)
    expect(catalogue.diseases.find(({ code }) => code === 'SDRD-001')).to.deep.include({
      slug: 'amyotrophic-lateral-sclerosis',
      nameZh: '肌萎缩侧索硬化',
      category: 'neuromuscular',
      orpha: ['803'],
      omim: ['105400', '608030', '612069'],
      inheritance: ['sporadic', 'AD', 'AR'],
      nationalList: { catalogue: 1, number: 4 },
      icd11Match: 'exact',
    })
  })

  it('keeps the notes on where each list comes from and what it lacks', () => {
    expect(catalogue.notes.map(({ file }) => file)).to.deep.equal(['diseases.yaml', 'regions.yaml', 'hospitals.yaml'])
    expect(catalogue.notes[0]?.text).to.include('DO NOT present this file as the official list').and.not.match(/^#/m)
    for (const { validFrom } of catalogue.notes) expect(validFrom).to.match(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/)
  })

  it('has province, cities and counties in use, each under the one above', () => {
    const levels = Map.groupBy(
      catalogue.regions.filter(({ retired }) => !retired),
      ({ level }) => level,
    )
    expect([...levels].map(([level, regions]) => [level, regions.length])).to.have.deep.members([
      ['province', 1],
      ['city', 16],
      ['county', 136],
    ])
    expect(catalogue.regions.find(({ code }) => code === '370102')).to.deep.equal({
      code: '370102',
      parent: '370100',
      level: 'county',
      nameZh: '历下区',
      nameEn: 'Lixia District',
      pinyin: 'Lixia Qu',
      population2020: 819139,
      retired: false,
    })
  })

  it('knows codes that are no longer given out, and what became of them', () => {
    const laiwu = catalogue.regions.find(({ code }) => code === '371200')
    expect(laiwu).to.deep.include({ level: 'city', parent: '370000', retired: true, replacedBy: '370100' })
    expect(catalogue.regions.find(({ code }) => code === '370125')).to.deep.include({ parent: '370100', retired: true })
  })

  it('has hospitals with the county only where it is known', () => {
    expect(catalogue.hospitals[0]).to.deep.equal({
      code: 'H370101',
      nameZh: '山东大学齐鲁医院',
      nameEn: 'Qilu Hospital of Shandong University',
      alsoKnownAs: [],
      type: 'general',
      grade: '三级甲等',
      cityCode: '370100',
      countyCode: '370102',
      basis: 'list',
    })
  })
})

describe('a malformed catalogue', () => {
  for (const [title, file, from, to, problem] of [
    [
      'a code twice',
      'diseases.yaml',
      'code: SDRD-002',
      'code: SDRD-001',
      /^diseases\.yaml, SDRD-001: this code stands there twice$/,
    ],
    [
      'a slug twice',
      'diseases.yaml',
      'slug: osteogenesis-imperfecta',
      'slug: amyotrophic-lateral-sclerosis',
      /this slug stands there twice/,
    ],
    ['another count', 'diseases.yaml', 'count: 68', 'count: 67', /^diseases\.yaml: count says 67, the list has 68$/],
    [
      'no name',
      'diseases.yaml',
      'name_zh: 成骨不全症',
      'name_zh: null',
      /^diseases\.yaml, SDRD-002: name_zh is missing$/,
    ],
    [
      'an unknown group',
      'diseases.yaml',
      'category: neuromuscular',
      'category: neuro',
      /^diseases\.yaml, SDRD-001: category neuro is not/,
    ],
    [
      'an unknown onset',
      'diseases.yaml',
      'usual_onset: [adult]',
      'usual_onset: [old]',
      /^diseases\.yaml, SDRD-001: usual_onset old/,
    ],
    [
      'a list that is none',
      'diseases.yaml',
      'icd10: [G12.2]',
      'icd10: G12.2',
      /^diseases\.yaml, SDRD-001: icd10 should be a list$/,
    ],
    ['no version', 'diseases.yaml', "version: '2026.1'", "edition: '2026.1'", /^diseases\.yaml: version is missing$/],
    [
      'a version as a number',
      'regions.yaml',
      "version: '2026.1'",
      'version: 2026.1',
      /^regions\.yaml: version should be a text/,
    ],
    [
      'a slip in a population',
      'regions.yaml',
      'population_2020: 819139',
      'population_2020: 819138',
      /^regions\.yaml, 370100: population_2020/,
    ],
    [
      'a successor that is not there',
      'regions.yaml',
      "now: '370115'",
      "now: '370199'",
      /^regions\.yaml, 370125: now 370199 is no region/,
    ],
    [
      'a hospital in no city',
      'hospitals.yaml',
      "city: '370100'",
      "city: '370102'",
      /^hospitals\.yaml, H370101: city 370102 is no city/,
    ],
    [
      'a kind of hospital',
      'hospitals.yaml',
      'type: general',
      'type: eye',
      /^hospitals\.yaml, H370101: type should be one of/,
    ],
    ['broken YAML', 'hospitals.yaml', 'hospitals:', 'hospitals: [', /^hospitals\.yaml, line [0-9]+: is no valid YAML/],
  ] as const) {
    it(`is refused with file and entry: ${title}`, () => {
      expect(problemsWith(file, from, to).join('\n')).to.match(new RegExp(problem.source, 'm'))
    })
  }

  it('is refused once with all faults', () => {
    const problems = problemsWith('hospitals.yaml', "city: '370100'\n  county: '370102'", "city: '379900'\n  county: 5")
    expect(problems).to.have.length(2)
  })

  it('may be any other number of diseases, if the file says so', () => {
    const [first = ''] = files['diseases.yaml'].split('\n  - code: SDRD-002')
    const one = first.replace('count: 68', 'count: 1')
    expect(parseCatalogue({ ...files, 'diseases.yaml': one }).diseases).to.have.length(1)
  })

  it('is refused where a file is not there', () => {
    expect(() => readCatalogue(new URL('./nowhere/', folder))).to.throw(
      CatalogueProblem,
      /regions\.yaml: cannot be opened/,
    )
  })
})
