import { expect } from 'chai'
import { loadFormSources } from '#api/forms/load-forms.ts'
import { compileForms } from '#registry-rules/forms/compile-forms.ts'
import { dataDictionary } from '#registry-rules/forms/data-dictionary.ts'
import { groupText } from '#registry-rules/forms/group-text.ts'
import { pointerKeys } from '#registry-rules/forms/json-pointer.ts'
import { findNode } from '#registry-rules/forms/schema-node.ts'

const forms = compileForms(loadFormSources())

describe('the data dictionary of every form', () => {
  for (const form of forms.all()) {
    it(`of ${form.disease} has every item of the form once, in both languages, with its checks and sources`, () => {
      const { items, checks, features, sources } = dataDictionary(form)
      const asked = items.filter(({ partOf, need }) => partOf === undefined && need !== undefined)
      const inForm = form.items.map(({ pointer }) => pointer)
      expect(inForm).to.include.members(asked.map(({ pointer }) => pointer))
      expect(items.map(({ pointer }) => pointer)).to.include.members(inForm)
      expect(new Set(items.map(({ pointer }) => pointer)).size).to.equal(items.length)
      expect(checks).to.have.length(form.checks.length)
      expect(features).to.have.length(form.features.length)
      expect(sources).not.to.deep.equal([])
      for (const { pointer, title, section } of items) {
        expect(title.zh && title.en && section.zh && section.en, pointer).not.to.equal('')
        expect(findNode(form.root, pointerKeys(pointer)), pointer).not.to.equal(undefined)
      }
    })

    it(`of ${form.disease} names its headings as the value set does`, () => {
      for (const { pointer, group } of form.items)
        if (group !== undefined) expect(groupText(group), `${pointer}: ${group}`).not.to.equal(undefined)
    })
  }
})
