import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'chai'
import { diseaseFolders } from '#test/support/forms.ts'

const schemas = new URL('../../../schemas/', import.meta.url)
const folders = ['core', 'codes', ...diseaseFolders().map((slug) => `diseases/${slug}`)]
const files = folders.flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, schemas))
    .filter((name) => name.endsWith('.schema.json'))
    .map((name) => `${folder}/${name}`),
)
// The registry itself does not do this when it starts: it would take a tenth of a second.
const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false })

describe('schema files', () => {
  for (const file of files) {
    it(`${file} is JSON Schema 2020-12`, () => {
      const schema = JSON.parse(readFileSync(new URL(file, schemas), 'utf8')) as { $schema?: string }
      expect(schema.$schema).to.equal('https://json-schema.org/draft/2020-12/schema')
      expect(ajv.validateSchema(schema), ajv.errorsText()).to.equal(true)
    })
  }

  it('a keyword with a value of another type than the standard says is found', () => {
    expect(ajv.validateSchema({ type: 'number', minimum: '20' })).to.equal(false)
    expect(ajv.validateSchema({ properties: { a: { required: 'b' } } })).to.equal(false)
  })
})
