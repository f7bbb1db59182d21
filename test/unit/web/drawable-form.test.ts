import { expect } from 'chai'
import { compileBundle } from '#registry-rules/forms/compile-bundle.ts'
import { testForms } from '#test/support/test-forms.ts'
import { drawableSchema, inner, sectionsOf, type Question, type Section } from '#web/case-report/drawable-form.ts'

const permissive = { hpo: () => 'phenotype' as const, gene: () => true, region: () => true, nationality: () => true }

describe('a form as the page draws it', () => {
  const forms = testForms()
  const marfan = forms.latest('marfan-syndrome')
  if (!marfan) throw new Error('There is a Marfan form.')
  const sections = sectionsOf(marfan)
  const all = ({ questions, more }: Section): readonly Question[] => [...questions, ...more]
  const find = (pointer: string): Question => {
    const asked = sections.flatMap(all).find((question) => question.pointer === pointer)
    if (!asked) throw new Error(`The page does not ask ${pointer}.`)
    return asked
  }

  it('follows the order of the screen, with the clinical data one section a group', () => {
    expect(sections.map(({ key }) => key)).to.deep.equal([
      'identity',
      'diagnosis',
      'phenotype',
      'genetics',
      'family',
      'clinical-family',
      'clinical-examination',
      'clinical-severity',
      'clinical-imaging',
      'clinical-ophthalmology',
      'clinical-genetics',
      'clinical-complication',
      'treatment',
      'outcome',
      'report',
    ])
  })

  it('asks every item of every form once, from the bundle that the API serves as from the files', () => {
    for (const form of forms.all()) {
      const fromBundle = compileBundle(form.bundle, permissive)
      const asked = sectionsOf(fromBundle).flatMap(all)
      const places = asked.map(({ pointer }) => pointer)
      expect(new Set(places).size, form.disease).to.equal(places.length)
      const isReached = (pointer: string): boolean =>
        places.some((place) => pointer === place || pointer.startsWith(`${place}/`))
      expect(
        form.items.filter(({ pointer }) => !isReached(pointer)).map(({ pointer }) => pointer),
        form.disease,
      ).to.deep.equal([])
    }
  })

  it('draws each kind of answer by its own control', () => {
    const controls = {
      '/identity/name': 'text',
      '/identity/formerNames': 'rows',
      '/identity/birthDate': 'date',
      '/identity/sex': 'choice',
      '/identity/idDocument': 'group',
      '/identity/nationality': 'nationality',
      '/identity/residence/region': 'region',
      '/diagnosis/diagnosingHospital': 'hospital',
      '/diagnosis/basis': 'choices',
      '/phenotype': 'phenotype',
      '/genetics/variants': 'entries',
      '/family/relatives': 'rows',
      '/clinical/familyHistoryGhent': 'boolean',
      '/clinical/heightCm': 'number',
      '/clinical/ghentSystemicScore': 'scale',
      '/treatment': 'entries',
    }
    expect(Object.fromEntries(Object.keys(controls).map((pointer) => [pointer, find(pointer).control]))).to.deep.equal(
      controls,
    )
  })

  it('folds optional items of the core, but none that decides what else is asked', () => {
    const [identity] = sections
    expect(identity?.more.map(({ pointer }) => pointer)).to.include('/identity/formerNames')
    expect(identity?.questions.map(({ pointer }) => pointer)).to.include('/identity/noIdReason')
    expect(sections.filter(({ group }) => group !== undefined).flatMap(({ more }) => more)).to.deep.equal([])
  })

  it('says whose document is asked for where two are', () => {
    expect(find('/identity/guardian/idDocument').titleZh).to.equal('监护人 · 身份证件')
    expect(find('/identity/name').titleZh).to.equal('姓名')
  })

  it('puts the questions of a list entry at its place in the list', () => {
    const { node } = find('/genetics/variants')
    const questions = node.entry ? inner(node.entry, '/genetics/variants/2') : []
    expect(questions.map(({ pointer, control }) => [pointer, control])).to.deep.include([
      '/genetics/variants/2/gene',
      'gene',
    ])
  })

  it('gives rjsf one flat object in the language asked for, and no type that would make empty lists', () => {
    const questions = [find('/clinical/heightCm'), find('/diagnosis/basis'), find('/identity/idDocument')]
    const { schema, uiSchema } = drawableSchema(questions, 'en')
    expect(schema).to.deep.equal({
      type: 'object',
      properties: {
        '/clinical/heightCm': {
          title: 'Height',
          description: 'At the time of the aortic measurement; used for the Z-score and the arm span ratio.',
          type: 'number',
          minimum: 30,
          maximum: 260,
        },
        '/diagnosis/basis': { title: 'Basis of the diagnosis' },
        '/identity/idDocument': { title: 'Identity document' },
      },
    })
    expect(uiSchema['/clinical/heightCm']).to.deep.equal({
      'ui:field': 'number',
      'ui:options': { pointer: '/clinical/heightCm' },
    })
  })
})
