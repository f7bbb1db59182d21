import { expect } from 'chai'
import fc from 'fast-check'
import type { Finding } from '#registry-rules/finding.ts'
import { validate } from '#registry-rules/forms/validate.ts'
import { aDocument, aForm } from '#test/support/forms.ts'

const form = aForm({
  clinical: {
    fvcPercentPredicted: {
      type: 'number',
      minimum: 0,
      maximum: 200,
      title: '用力肺活量占预计值',
      'x-title-en': 'FVC',
      'x-unit': '%',
      'x-need': 'optional',
    },
    doseMg: { type: 'number', minimum: 0, title: '剂量', 'x-title-en': 'Dose', 'x-unit': 'mg', 'x-need': 'optional' },
    visits: { type: 'integer', title: '就诊次数', 'x-title-en': 'Visits', 'x-need': 'optional' },
    signs: {
      type: 'array',
      uniqueItems: true,
      title: '体征',
      'x-title-en': 'Signs',
      'x-need': 'optional',
      items: {
        type: 'string',
        oneOf: [
          { const: 'a', title: '甲', 'x-title-en': 'A' },
          { const: 'b', title: '乙', 'x-title-en': 'B' },
        ],
      },
    },
  },
})

const judge = (document: unknown): Finding[] => validate(document, { form, today: '2026-01-31' })
const problems = (set: object, remove: string[] = []) =>
  judge(aDocument({ set: { ...set }, remove })).filter(({ severity }) => severity !== 'note')
const places = (findings: Finding[]) => findings.map(({ check, pointer }) => `${check} ${pointer}`)

describe('structure of a report', () => {
  it('finds nothing in a report that is right', () => {
    expect(problems({})).to.deep.equal([])
  })

  it('says once what is not an object', () => {
    for (const document of [null, 3, 'text', [], undefined])
      expect(places(judge(document))).to.deep.equal(['schema.type '])
  })

  it('names a number written as text, and says how to write it', () => {
    const [quoted] = problems({ '/clinical/doseMg': '3.5' })
    const [withUnit] = problems({ '/clinical/doseMg': '3.5 mg' })
    const [fullWidth] = problems({ '/clinical/doseMg': '３５' })
    const [about] = problems({ '/clinical/doseMg': '＜5' })
    const [broken] = problems({ '/clinical/visits': 2.5 })
    expect(quoted).to.include({ check: 'schema.type', severity: 'block', pointer: '/clinical/doseMg' })
    expect(quoted?.zh).to.equal('“剂量”应填数字，不加引号或其他文字。')
    expect(withUnit?.zh).to.equal('“剂量”应填数字，单位 mg 不要写入。')
    expect(fullWidth?.zh).to.contain('半角')
    expect(about?.zh).to.contain('不能带大于、小于')
    expect(broken?.zh).to.equal('“就诊次数”应填整数。')
  })

  it('asks to leave out what is null', () => {
    expect(problems({ '/clinical/doseMg': null })[0]?.zh).to.contain('不用 null')
  })

  it('gives the limits and the unit of a number out of range', () => {
    const found = problems({ '/clinical/fvcPercentPredicted': 300 })
    expect(places(found)).to.deep.equal(['schema.range /clinical/fvcPercentPredicted'])
    expect(found[0]?.zh).to.equal('“用力肺活量占预计值”应在 0～200 % 之间。')
    expect(found[0]?.en).to.contain('between 0 and 200 %')
    expect(problems({ '/clinical/fvcPercentPredicted': 200 })).to.deep.equal([])
  })

  it('makes one finding of an answer that is none of many choices', () => {
    expect(places(problems({ '/identity/ethnicGroup': '77' }))).to.deep.equal(['schema.choice /identity/ethnicGroup'])
    expect(places(problems({ '/diagnosis/certainty': 'sure' }))).to.deep.equal(['schema.choice /diagnosis/certainty'])
    expect(places(problems({ '/clinical/signs': ['a', 'c'] }))).to.deep.equal(['schema.choice /clinical/signs/1'])
    expect(places(problems({ '/disease': 'other-disease' }))).to.deep.equal(['schema.choice /disease'])
  })

  it('finds an answer given twice', () => {
    expect(places(problems({ '/clinical/signs': ['a', 'a'] }))).to.deep.equal(['schema.repeated /clinical/signs'])
  })

  it('suggests the key that was meant', () => {
    const misspelt = problems({ '/clinical/fvcPercentPredcited': 80 })
    expect(places(misspelt)).to.deep.equal(['schema.unknown-key /clinical/fvcPercentPredcited'])
    expect(misspelt[0]?.zh).to.contain('；是否为 fvcPercentPredicted？')
    expect(problems({ '/clinical/fvc_percent_predicted': 80 })[0]?.zh).to.contain('是否为 fvcPercentPredicted？')
    expect(problems({ '/clinical/onsetDate': '2015' })[0]?.zh).to.contain('是否为 /diagnosis/onsetDate？')
    expect(problems({ '/clinical/weather': 1 })[0]?.zh).to.equal('“专科信息”没有这一项。')
  })

  it('finds unknown keys in every section and at the top, and calls no known key unknown', () => {
    expect(
      places(problems({ '/extra': 1, '/diagnosis/extra': 1, '/identity/extra': 1, '/diagnosis/onsetDate': 5 })),
    ).to.have.members([
      'schema.unknown-key /extra',
      'schema.unknown-key /diagnosis/extra',
      'schema.unknown-key /identity/extra',
      'schema.type /diagnosis/onsetDate',
    ])
  })

  it('does not repeat a key that may be a name or a number', () => {
    const found = problems({ '/clinical/王秀英': 1, '/clinical/37010219820910124X': 2, '/clinical/two words': 3 })
    expect(places(found)).to.deep.equal(['schema.unknown-key /clinical'])
  })

  it('refuses a date that does not exist', () => {
    expect(places(problems({ '/diagnosis/onsetDate': '2015-02-29' }))).to.deep.equal([
      'schema.format /diagnosis/onsetDate',
    ])
    expect(problems({ '/diagnosis/onsetDate': '2015-02' })).to.deep.equal([])
  })

  it('refuses a variant that is not HGVS', () => {
    const genetics = (hgvs: string) => ({ tested: 'done', method: 'wes', variants: [{ gene: 'FBN1', hgvs }] })
    expect(places(problems({ '/genetics': genetics('4282C到T') }))).to.deep.equal([
      'schema.format /genetics/variants/0/hgvs',
    ])
    expect(problems({ '/genetics': genetics('NM_000138.5:c.4282C>T') })).to.deep.equal([])
  })

  it('names what an entry of a list lacks', () => {
    const found = problems({ '/treatment': [{ from: '2020' }] })
    expect(places(found)).to.deep.equal(['schema.required /treatment/0/code'])
    expect(found[0]?.zh).to.equal('“治疗”中缺少“治疗”。')
  })

  it('shows no edit check a value of the wrong type', () => {
    const found = places(
      problems({ '/identity/birthDate': 1982, '/treatment': { code: 'drug' }, '/identity/idDocument/number': 5 }),
    )
    expect(found).to.have.members([
      'schema.type /identity/birthDate',
      'schema.type /treatment',
      'schema.type /identity/idDocument/number',
    ])
  })

  it('asks for nothing more because of an answer that is wrong itself', () => {
    const genetics = { tested: 'perhaps', method: 'wes', variants: [] }
    expect(places(problems({ '/genetics': genetics }))).to.deep.equal(['schema.choice /genetics/tested'])
  })

  it('never repeats a value', () => {
    const secret = 'S3cr3tValue'
    const everywhere = {
      '/identity/name': [secret],
      '/identity/sex': secret,
      '/identity/birthDate': secret,
      '/identity/phone': secret,
      '/identity/nationality': secret,
      '/identity/residence/region': secret,
      '/identity/idDocument/number': secret,
      '/diagnosis/certainty': secret,
      '/diagnosis/basis': secret,
      '/clinical/doseMg': secret,
      '/clinical/visits': secret,
      '/clinical/signs': [secret, secret],
      '/genetics/tested': secret,
      '/outcome/date': secret,
      '/missing': { '/clinical/doseMg': secret },
      '/phenotype': [{ hpo: secret, status: secret }],
    }
    const found = problems(everywhere)
    expect(found.length).to.be.greaterThan(12)
    expect(JSON.stringify(found)).not.to.contain(secret)
  })

  it('answers a hostile document at once', () => {
    const deep = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) as unknown
    const long = Array.from({ length: 200_000 }, () => 1)
    const wide = Object.fromEntries(Array.from({ length: 50_000 }, (_, key) => [`k${key}`, key]))
    const document = {
      ...aDocument(),
      clinical: { signs: long, unknown: deep },
      phenotype: long,
      genetics: wide,
      identity: { formerNames: deep },
    }
    const started = performance.now()
    const found = judge(document)
    expect(performance.now() - started).to.be.lessThan(1000)
    expect(found.length).to.be.lessThan(50)
    expect(places(found)).to.include.members([
      'schema.size /clinical/signs',
      'schema.size /phenotype',
      'schema.size /genetics',
      'schema.unknown-key /clinical/unknown',
    ])
  })

  it('answers any JSON and changes none', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 5 }),
        fc.constantFrom(
          '',
          '/identity',
          '/clinical',
          '/phenotype',
          '/genetics/variants',
          '/missing',
          '/treatment',
          '/identity/idDocument/type',
          '/diagnosis/basis',
        ),
        (value, pointer) => {
          const document = pointer === '' ? value : aDocument({ set: { [pointer]: value } })
          const before = structuredClone(document)
          expect(judge(document)).to.be.an('array')
          expect(document).to.deep.equal(before)
        },
      ),
      { numRuns: 300 },
    )
  }).timeout(20_000)

  it('gives the same findings in the same order each time', () => {
    const document = aDocument({
      set: { '/clinical/x': 1, '/identity/birthDate': '2030', '/diagnosis/onsetDate': 'x' },
      remove: ['/identity/name'],
    })
    expect(judge(document)).to.deep.equal(judge(structuredClone(document)))
  })
})
