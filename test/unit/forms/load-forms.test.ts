import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { loadForms } from '#api/forms/load-forms.ts'
import { FormError } from '#registry-rules/forms/form-error.ts'
import { aDiseaseSchema } from '#test/support/forms.ts'

describe('loading forms', () => {
  let folder = ''
  const disease = (slug: string, file: string, content: string) => {
    mkdirSync(join(folder, 'diseases', slug), { recursive: true })
    writeFileSync(join(folder, 'diseases', slug, file), content)
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'schemas-'))
    const schemas = fileURLToPath(new URL('../../../schemas/', import.meta.url))
    for (const part of ['core', 'codes', 'vocabularies'])
      cpSync(join(schemas, part), join(folder, part), { recursive: true })
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('reads every disease folder', () => {
    disease('test-disease', 'v1.schema.json', JSON.stringify(aDiseaseSchema()))
    disease('test-disease', 'examples.json', '{}')
    expect(
      loadForms(folder)
        .all()
        .map(({ disease: slug }) => slug),
    ).to.deep.equal(['test-disease'])
  })

  it('has no forms where there are no diseases', () => {
    expect(loadForms(folder).all()).to.deep.equal([])
  })

  it('refuses a folder whose name is not the slug of its form', () => {
    disease('other-disease', 'v1.schema.json', JSON.stringify(aDiseaseSchema()))
    expect(() => loadForms(folder)).to.throw(FormError, 'other-disease/v1.schema.json')
  })

  it('refuses a file whose version is not that of its form', () => {
    disease('test-disease', 'v2.schema.json', JSON.stringify(aDiseaseSchema()))
    expect(() => loadForms(folder)).to.throw(FormError, 'test-disease/v2.schema.json')
  })

  it('names a file that is not JSON', () => {
    disease('test-disease', 'v1.schema.json', '{')
    expect(() => loadForms(folder)).to.throw(FormError, 'v1.schema.json')
  })
})
