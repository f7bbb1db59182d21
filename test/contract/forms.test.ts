import { expect } from 'chai'
import { loadFormSources } from '#api/forms/load-forms.ts'
import { checkContext } from '#registry-rules/edit-checks/check-context.ts'
import type { EditCheck } from '#registry-rules/edit-checks/compile-check.ts'
import { compileForms } from '#registry-rules/forms/compile-forms.ts'
import type { CaseForm } from '#registry-rules/forms/form.ts'
import { isObject, pointerKeys, type JsonObject } from '#registry-rules/forms/json-pointer.ts'
import { findNode, titleOf, type SchemaNode } from '#registry-rules/forms/schema-node.ts'
import { isKnownUnit } from '#registry-rules/forms/unit-text.ts'
import { validate } from '#registry-rules/forms/validate.ts'
import { aForm, diseaseFolders, failingDocument, readExamples } from '#test/support/forms.ts'

const forms = compileForms(loadFormSources())
const core = aForm()

function holdsForExample({ passes }: EditCheck, example: object): boolean {
  const { today = '2026-01-31', previous } = example as { today?: string; previous?: unknown }
  return passes(checkContext(example, today, previous))
}

function allNodes(node: SchemaNode): SchemaNode[] {
  return [node, ...[...node.properties.values(), ...(node.entry ? [node.entry] : [])].flatMap(allNodes)]
}

/** The names of sources that annotations of a form use: S1, S2, … */
function usedSources(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(usedSources)
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    (key === 'x-source' || key === 'source') && typeof inner === 'string'
      ? inner.split(/[,;，；、\s]+/).filter((word) => /^S\d+$/.test(word))
      : usedSources(inner),
  )
}

const hanzi = /\p{Script=Han}/u

function describeChecks(checks: readonly EditCheck[], form: CaseForm): void {
  for (const check of checks) {
    it(`check ${check.id} passes and fails its examples`, () => {
      for (const example of check.examples.pass)
        expect(holdsForExample(check, example), JSON.stringify(example)).to.equal(true)
      for (const example of check.examples.fail)
        expect(holdsForExample(check, example), JSON.stringify(example)).to.equal(false)
    })

    it(`check ${check.id} points into the form and speaks both languages`, () => {
      expect(findNode(form.root, pointerKeys(check.pointer)), check.pointer).not.to.equal(undefined)
      expect(check.message.zh).to.match(hanzi)
      expect(check.message.en)
        .to.match(/[A-Za-z]/)
        .and.not.to.match(hanzi)
    })
  }
}

describe('core of the case report', () => {
  describeChecks(core.checks, core)

  it('expects at most 30 answers: required or expected, optional ones are folded away', () => {
    expect(core.items.filter(({ need }) => need !== 'optional').length).to.be.at.most(30)
  })

  it('has a title in both languages for everything that is asked', () => {
    for (const node of core.items.map(({ pointer }) => findNode(core.root, pointerKeys(pointer)))) {
      const { zh, en } = node ? titleOf(node) : { zh: '', en: '' }
      expect(zh, node?.pointer).to.match(hanzi)
      expect(en, node?.pointer).not.to.equal('')
    }
  })
})

describe('every disease folder', () => {
  it('has a form', () => {
    expect(new Set(forms.all().map(({ disease }) => disease))).to.deep.equal(new Set(diseaseFolders()))
  })
})

for (const form of forms.all()) {
  const { disease, version } = form
  const isLatest = forms.latest(disease) === form

  describe(`form of ${disease}, version ${version}`, () => {
    const schema = form.bundle as JsonObject
    const { $defs: _shared, ...own } = schema
    const ownIds = new Set(((schema['x-checks'] ?? []) as { id: string }[]).map(({ id }) => id))
    describeChecks(
      form.checks.filter(({ id }) => ownIds.has(id)),
      form,
    )

    it('has a title in both languages for everything that is asked and every choice', () => {
      expect(form.titleZh).to.match(hanzi)
      expect(form.titleEn).not.to.equal('')
      for (const node of allNodes(form.root)) {
        const { zh, en } = titleOf(node)
        if (node.keywords['x-need'] !== undefined || node.pointer.startsWith('/clinical')) {
          // Entries of a list of choices are shown under the title of the list.
          if (node.pointer.endsWith('/*')) continue
          expect(zh, node.pointer).not.to.equal('')
          expect(en, node.pointer).to.match(/\S/).and.not.to.match(hanzi)
        }
      }
      for (const { pointer, choices } of form.items) {
        for (const { titleZh, titleEn } of choices) expect(titleZh && titleEn, pointer).not.to.equal('')
      }
    })

    it('names its sources, and every source that it uses is named', () => {
      const sources = schema['x-sources']
      const unknown = usedSources(own).filter((source) => !isObject(sources) || !(source in sources))
      expect(unknown).to.deep.equal([])
    })

    it('has certainties, features that HPO knows, and a follow-up plan that points into the form', () => {
      expect(form.certainties.size).to.be.greaterThan(0)
      for (const { hpo } of form.features) expect(form.vocabularies.hpo(hpo), hpo).to.equal('phenotype')
      expect(new Set(form.features.map(({ hpo }) => hpo)).size).to.equal(form.features.length)
      for (const pointer of form.followUp?.items ?? [])
        expect(findNode(form.root, pointerKeys(pointer)), pointer).not.to.equal(undefined)
    })

    it('has scales whose range is what their parts can give, and soft ranges inside the hard ones', () => {
      for (const node of allNodes(form.root)) {
        const soft = node.keywords['x-soft']
        if (Array.isArray(soft)) {
          expect(soft[0], node.pointer).to.be.at.least(node.minimum ?? -Infinity)
          expect(soft[1], node.pointer).to.be.at.most(node.maximum ?? Infinity)
        }
        const scale = node.keywords['x-scale']
        if (isObject(scale))
          expect(
            node.properties.has(String(scale['total'])),
            `${node.pointer} has no ${String(scale['total'])}`,
          ).to.equal(true)
      }
    })

    it('names every unit by a code that the screen has words for', () => {
      for (const { pointer, unit, otherUnits } of form.items) {
        for (const code of [...(unit === undefined ? [] : [unit]), ...otherUnits.map((other) => other.unit)])
          expect(isKnownUnit(code), `${pointer}: ${code}`).to.equal(true)
        if (otherUnits.length > 0) expect(unit, pointer).to.be.a('string')
        expect(otherUnits.map((other) => other.unit)).not.to.include(unit)
      }
    })

    it('asks for what can be answered in ten minutes: at most 70 items, of which 20 are required', () => {
      expect(form.items.length).to.be.at.most(70)
      expect(form.items.filter(({ need }) => need === 'required').length).to.be.at.most(20)
    })

    it('leaves nothing to be done', () => {
      expect(JSON.stringify(own)).not.to.match(/TODO|\$todo|FIXME/i)
    })

    if (isLatest) {
      const examples = readExamples(disease)

      it('has two full reports, a minimal one and six that must fail, with names that are told apart', () => {
        const names = [...examples.pass, ...examples.fail].map(({ name }) => name)
        expect(names.filter((name, index) => names.indexOf(name) !== index)).to.deep.equal([])
        expect(examples.pass.filter(({ minimal }) => !minimal).length).to.be.at.least(2)
        expect(examples.pass.filter(({ minimal }) => minimal).length).to.be.at.least(1)
        expect(examples.fail.length).to.be.at.least(6)
      })

      for (const { name, document } of examples.pass) {
        it(`accepts ${name}`, () => {
          const findings = validate(document, { form, today: examples.today })
          expect(findings.filter(({ severity }) => severity !== 'note')).to.deep.equal([])
        })
      }

      for (const example of examples.fail) {
        it(`finds ${example.expect.join(', ')} in ${example.name}`, () => {
          const findings = validate(failingDocument(examples, example), { form, today: examples.today })
          expect(findings.map(({ check }) => check)).to.include.members(example.expect)
        })
      }
    }
  })
}
