import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { documentTypes } from '#api/forms/document-types.ts'
import { loadFormSources } from '#api/forms/load-forms.ts'

describe('types of the report document', () => {
  it('are those that the core schema gives (node api/forms/generate-types.ts)', async () => {
    const committed = readFileSync(new URL('../../../schemas/core/case-report-document.ts', import.meta.url), 'utf8')
    expect(committed).to.equal(await documentTypes(loadFormSources(undefined, [])))
  }).timeout(10_000)
})
