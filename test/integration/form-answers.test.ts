import { expect } from 'chai'
import { withValueAt } from '#registry-rules/documents/with-value-at.ts'
import type { JsonObject } from '#registry-rules/forms/json-pointer.ts'
import { anIdentity, expectStatus, signInStaff, type Staff } from '#test/support/a-case-report.ts'
import { readExamples } from '#test/support/forms.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'

/** The examples are right as of this day: their patients grow older. */
const asOfTheExamples = new Date('2026-01-31T04:00:00Z')

const hormone = '/clinical/ohp17BasalNmolL'

/** A full example of a disease with an identity that nobody else has; the person stays as old as the example says. */
function anExample(disease: string): JsonObject {
  const [example] = readExamples(disease).pass
  if (!example) throw new Error(`${disease} has an example.`)
  const { identity, ...rest } = structuredClone(example.document)
  const { birthDate, sex } = identity as JsonObject
  const { idDocument: _number, ...person } = anIdentity({ birthDate, sex })
  return { ...rest, identity: { ...(identity as JsonObject), ...person } }
}

describe('answers of a form through the API', () => {
  let registry: TestRegistry
  let staff: Staff
  before(async () => {
    registry = await openTestRegistry()
    registry.setNow(asOfTheExamples)
    staff = await signInStaff(registry.url)
  })
  after(() => registry.stop())
  beforeEach(async () => {
    await registry.begin()
    registry.setNow(asOfTheExamples)
  })
  afterEach(() => registry.rollback())

  const findingsOf = async (content: JsonObject): Promise<string[]> => {
    const { body } = expectStatus(
      await staff.registrar.post('/case-reports', { disease: content['disease'], content }),
      201,
    )
    return body.findings
      .filter(({ severity }: { severity: string }) => severity !== 'note')
      .map(
        ({ severity, check, pointer }: { severity: string; check: string; pointer: string }) =>
          `${severity} ${check} ${pointer}`,
      )
  }

  it('stores what the laboratory reported beside the value in the unit of the form', async () => {
    const disease = '21-hydroxylase-deficiency'
    const example = anExample(disease)
    const { ohp17BasalNmolL: _converted, ...clinical } = example['clinical'] as JsonObject
    const content = { ...example, clinical, asReported: { [hormone]: { value: 120.5, unit: 'ng/mL' } } }
    const created = expectStatus(await staff.registrar.post('/case-reports', { disease, content }), 201).body
    // What was sent is kept as sent until it is submitted.
    expect(created.content.clinical).not.to.have.property('ohp17BasalNmolL')
    const { body } = expectStatus(await staff.registrar.move(created.id, 'submit'), 200)
    expect(body.content.clinical.ohp17BasalNmolL).to.equal(364.6)
    expect(body.content.asReported).to.deep.equal({ [hormone]: { value: 120.5, unit: 'ng/mL' } })
  })

  it('adds up a scale on the server, and refuses a total that is not the sum', async () => {
    const disease = 'spinal-muscular-atrophy'
    const example = readExamples(disease).pass.find(({ document }) => 'chopIntend' in (document['clinical'] as object))
    if (!example) throw new Error('An example has the scale.')
    const { total, ...parts } = (example.document['clinical'] as { chopIntend: JsonObject }).chopIntend
    const content = { ...structuredClone(example.document), identity: example.document['identity'] } as JsonObject
    const without = withValueAt(content, '/clinical/chopIntend', parts)
    const created = expectStatus(await staff.registrar.post('/case-reports', { disease, content: without }), 201).body
    const { body } = expectStatus(await staff.registrar.move(created.id, 'submit'), 200)
    expect(body.content.clinical.chopIntend.total).to.equal(total)
    const wrong = withValueAt(content, '/clinical/chopIntend/total', Number(total) - 1)
    expect(await findingsOf(wrong)).to.include('block scale.total #/clinical/chopIntend/total')
  })

  const badInput: readonly (readonly [what: string, pointer: string, value: unknown, finding: string])[] = [
    ['an unknown key', '/clinical/aorticRootDiametr', 45, 'block schema.unknown-key #/clinical/aorticRootDiametr'],
    ['a unit as text', '/clinical/heightCm', '193 cm', 'block schema.type #/clinical/heightCm'],
    ['a number as text', '/clinical/heightCm', '193', 'block schema.type #/clinical/heightCm'],
    ['full-width digits', '/clinical/heightCm', '１９３', 'block schema.type #/clinical/heightCm'],
    ['an HPO id that does not exist', '/phenotype/0/hpo', 'HP:9999999', 'block vocabulary.hpo #/phenotype/0/hpo'],
    ['an HPO id that is no phenotype', '/phenotype/0/hpo', 'HP:0000006', 'block vocabulary.hpo #/phenotype/0/hpo'],
    [
      'a gene that is no HGNC symbol',
      '/genetics/variants/0/gene',
      'FIBRILLIN',
      'warn vocabulary.gene #/genetics/variants/0/gene',
    ],
    [
      'HGVS that does not parse',
      '/genetics/variants/0/hgvs',
      'c.4282C-T',
      'block schema.format #/genetics/variants/0/hgvs',
    ],
    [
      'a reason for what is present',
      '/missing',
      { '/clinical/heightCm': 'not-done' },
      'block missing.present #/clinical/heightCm',
    ],
    [
      'a date after the diagnosis',
      '/diagnosis/onsetDate',
      '2025-12-31',
      'block onset-not-after-diagnosis #/diagnosis/onsetDate',
    ],
  ]
  for (const [what, pointer, value, finding] of badInput) {
    it(`keeps a draft with ${what} and says where it is wrong`, async () => {
      const content = withValueAt(anExample('marfan-syndrome'), pointer, value)
      expect(await findingsOf(content)).to.include(finding)
    })
  }

  it('finds a gene by whatever case it was typed in', async () => {
    const content = anExample('primary-carnitine-deficiency')
    const { variants = [] } = content['genetics'] as { variants?: JsonObject[] }
    const small = variants.map((variant) => ({ ...variant, gene: String(variant['gene']).toLowerCase() }))
    expect(await findingsOf(withValueAt(content, '/genetics/variants', small))).to.deep.equal([])
  })

  it('takes no diagnosis without a basis', async () => {
    const content = withValueAt(anExample('marfan-syndrome'), '/diagnosis/basis', [])
    expect(await findingsOf(content)).to.include('block schema.length #/diagnosis/basis')
  })

  it('lets the value of the laboratory go when another value that a reviewer proposed is taken', async () => {
    const disease = '21-hydroxylase-deficiency'
    const content = anExample(disease)
    const { id } = expectStatus(await staff.registrar.post('/case-reports', { disease, content }), 201).body
    expectStatus(await staff.registrar.move(id, 'submit'), 200)
    expectStatus(await staff.reviewer.move(id, 'claim-for-hospital'), 200)
    const query = expectStatus(
      await staff.reviewer.post(`/case-reports/${id}/queries`, {
        pointer: hormone,
        kind: 'implausible',
        text: '请核对单位',
        suggestedValue: 400,
      }),
      201,
    ).body
    expectStatus(await staff.reviewer.move(id, 'return-for-hospital', { reasonCode: '03' }), 200)
    const answer = { transition: 'answer', answerKind: 'accepted-suggestion' }
    expectStatus(await staff.registrar.post(`/queries/${query.id}/transitions`, answer, { 'If-Match': '"1"' }), 200)
    const { body } = expectStatus(await staff.registrar.move(id, 'resubmit'), 200)
    expect(body.content.clinical.ohp17BasalNmolL).to.equal(400)
    expect(body.content.asReported ?? {}).not.to.have.property(hormone)
  })

  it('does not call dates wrong whose precision leaves it open', async () => {
    const content = anExample('marfan-syndrome')
    const { diagnosisDate } = content['diagnosis'] as { diagnosisDate: string }
    const year = withValueAt(content, '/diagnosis/onsetDate', diagnosisDate.slice(0, 4))
    expect((await findingsOf(year)).filter((finding) => finding.includes('onset'))).to.deep.equal([])
  })
})
