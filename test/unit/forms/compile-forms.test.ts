import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { loadFormSources } from '#api/forms/load-forms.ts'
import { CheckFault } from '#registry-rules/edit-checks/check-fault.ts'
import { compileBundle } from '#registry-rules/forms/compile-bundle.ts'
import { compileForms } from '#registry-rules/forms/compile-forms.ts'
import { FormError } from '#registry-rules/forms/form-error.ts'
import { isObject, type JsonObject } from '#registry-rules/forms/json-pointer.ts'
import { aDiseaseSchema, aDocument, aForm, type FormParts } from '#test/support/forms.ts'

const height = {
  type: 'number',
  minimum: 20,
  maximum: 300,
  title: '身高',
  'x-title-en': 'Height',
  'x-need': 'optional',
}
const formOf = (schema: JsonObject) => compileForms({ ...loadFormSources(undefined, []), diseases: [schema] })
const hash = (parts: FormParts) => createHash('sha256').update(aForm(parts).structure).digest('hex')

describe('compiling forms', () => {
  it('gives the form of a version, and the newest without one', () => {
    const forms = compileForms({
      ...loadFormSources(undefined, []),
      diseases: [aDiseaseSchema(), aDiseaseSchema({ version: 2 })],
    })
    expect(forms.get('test-disease', 1)?.version).to.equal(1)
    expect(forms.get('test-disease')?.version).to.equal(2)
    expect(forms.latest('test-disease')?.version).to.equal(2)
    expect(forms.get('test-disease', 3)).to.equal(undefined)
    expect(forms.latest('other-disease')).to.equal(undefined)
    expect(forms.all()).to.have.length(2)
  })

  it('keeps the structure when texts, soft ranges and checks change', () => {
    const reworded = {
      ...height,
      title: '身长',
      description: '赤足',
      'x-soft': [100, 200],
      'x-source': 'S1',
      'x-group': '体格',
    }
    expect(
      hash({ clinical: { height: reworded }, keywords: { 'x-sources': { S1: 'a book' }, $comment: 'why' } }),
    ).to.equal(hash({ clinical: { height } }))
  })

  it('changes the structure with a limit, an item, a need or a condition', () => {
    const frozen = hash({ clinical: { height } })
    for (const changed of [
      { ...height, maximum: 301 },
      { ...height, 'x-need': 'expected' },
      { ...height, 'x-when': 'has(identity.sex)' },
      { ...height, 'x-unit': 'cm' },
    ]) {
      expect(hash({ clinical: { height: changed } })).not.to.equal(frozen)
    }
    expect(hash({ clinical: { title: height } })).not.to.equal(hash({ clinical: {} }))
  })

  it('bundles all that a client needs, with references inside the bundle only', () => {
    const { bundle } = aForm({ clinical: { height } })
    const references = [...JSON.stringify(bundle).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference = '']) => reference)
    expect(references.length).to.be.greaterThan(20)
    for (const reference of references) {
      const keys = reference.split('/')
      expect(keys.shift()).to.equal('#')
      expect(
        keys.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), bundle),
        reference,
      ).to.be.an('object')
    }
    const judge = new Ajv2020({ strict: false, validateFormats: false }).compile(bundle)
    expect(judge(aDocument())).to.equal(true)
    expect(judge(aDocument({ set: { '/identity/sex': 'x' } }))).to.equal(false)
    expect(judge(aDocument({ set: { '/clinical/x': 1 } }))).to.equal(false)
  })

  it('compiles a bundle to the same form, which leaves the structure to the server', () => {
    const form = aForm({ clinical: { height: { ...height, 'x-when': 'has(identity.sex)' } } })
    const ofBundle = compileBundle(form.bundle, form.vocabularies)
    const said = ({ items, checks }: typeof form) => ({
      items: items.map(({ conditions, isAsked: _isAsked, ...item }) => ({
        ...item,
        conditions: conditions.map(({ rule }) => rule),
      })),
      checks: checks.map(({ id, rule }) => ({ id, rule })),
    })
    expect(said(ofBundle)).to.deep.equal(said(form))
    expect(() => ofBundle.hasValidStructure(aDocument())).to.throw(FormError, 'server')
  })

  it('reads sections that all forms share once', () => {
    const forms = compileForms({
      ...loadFormSources(undefined, []),
      diseases: [aDiseaseSchema(), aDiseaseSchema({ version: 2, clinical: { height } })],
    })
    const [second, first] = forms.all()
    expect(second?.root.properties.get('family')).to.equal(first?.root.properties.get('family'))
    expect(second?.root.properties.get('clinical')).not.to.equal(first?.root.properties.get('clinical'))
    expect(second?.hasValidStructure(aDocument({ set: { '/formVersion': 2, '/clinical': { height: 170 } } }))).to.equal(
      true,
    )
    expect(first?.hasValidStructure(aDocument({ set: { '/clinical': { height: 170 } } }))).to.equal(false)
  })

  it('says where an annotation has the wrong shape', () => {
    expect(() => aForm({ clinical: { height: { ...height, 'x-soft': [1] } } })).to.throw(
      FormError,
      '#/properties/clinical/properties/height/x-soft',
    )
  })

  it('refuses a keyword whose value has another type', () => {
    expect(() => aForm({ clinical: { height: { ...height, minimum: '20' } } })).to.throw(FormError, 'minimum')
    expect(() => aForm({ clinical: { height: { ...height, type: 'nummer' } } })).to.throw(FormError, 'type')
  })

  it('refuses a misspelt keyword and an annotation of the wrong shape', () => {
    for (const keywords of [
      { 'x-ned': 'required' },
      { 'x-need': 'sometimes' },
      { 'x-soft': [1] },
      { minimun: 1 },
      { format: 'date-ish' },
    ]) {
      expect(() => aForm({ clinical: { height: { ...height, ...keywords } } })).to.throw(FormError, 'test-disease')
    }
  })

  it('refuses a choice without a title in both languages, and a certainty without x-case', () => {
    expect(() =>
      aForm({
        clinical: {
          item: {
            type: 'string',
            title: '甲',
            'x-title-en': 'A',
            'x-need': 'optional',
            oneOf: [{ const: 'a', title: '甲' }],
          },
        },
      }),
    ).to.throw(FormError)
    const schema = structuredClone(aDiseaseSchema()) as {
      properties: { diagnosis: { properties: { certainty: { oneOf: { 'x-case'?: string }[] } } } }
    }
    delete schema.properties.diagnosis.properties.certainty.oneOf[0]?.['x-case']
    expect(() => formOf(schema).latest('test-disease')?.hasValidStructure).to.throw(FormError, 'x-case')
  })

  it('refuses an object that lets unknown keys pass', () => {
    const open = { type: 'object', title: '组', 'x-title-en': 'Group', properties: { height } }
    expect(() => aForm({ clinical: { open } })).to.throw(FormError, '/clinical/open')
  })

  it('refuses a reference that leads nowhere and one that leads to itself', () => {
    expect(() => aForm({ clinical: { item: { $ref: 'registry:/codes/no-such-set' } } })).to.throw(
      FormError,
      'no-such-set',
    )
    expect(() =>
      formOf({
        ...aDiseaseSchema({ clinical: { item: { $ref: '#/$defs/loop' } } }),
        $defs: { loop: { $ref: '#/$defs/loop' } },
      }),
    ).to.throw(FormError, 'circle')
  })

  it('refuses a rule that is not CEL, and names it', () => {
    expect(() => aForm({ clinical: { height: { ...height, 'x-when': 'clinical.a ==' } } })).to.throw(
      CheckFault,
      '/clinical/height',
    )
  })

  it('refuses two checks of one name', () => {
    const check = {
      id: 'birth-not-in-future',
      severity: 'warn',
      source: 'x',
      pointer: '/identity/birthDate',
      rule: 'true',
      message: { zh: '甲', en: 'a' },
      examples: { pass: [{}], fail: [{}] },
    }
    expect(() => aForm({ keywords: { 'x-checks': [check] } })).to.throw(FormError, 'birth-not-in-future')
  })
})
