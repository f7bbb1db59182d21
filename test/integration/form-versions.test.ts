import { expect } from 'chai'
import { loadFormSources } from '#api/forms/load-forms.ts'
import { compileForms } from '#registry-rules/forms/compile-forms.ts'
import type { Forms } from '#registry-rules/forms/form.ts'
import type { JsonObject } from '#registry-rules/forms/json-pointer.ts'
import { aCaseReport, aReportDocument, expectStatus, signInStaff, type Staff } from '#test/support/a-case-report.ts'
import { expectProblem } from '#test/support/api-client.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'

const slug = 'marfan-syndrome'

/** The forms of the repository and a second version of one: an item less, a choice less, an item renamed. */
function withSecondVersion(): Forms {
  const sources = loadFormSources(undefined, [slug])
  const second = structuredClone(sources.diseases[0]) as JsonObject & {
    properties: { formVersion: JsonObject; clinical: { properties: Record<string, JsonObject> } }
  }
  second['$id'] = `registry:/diseases/${slug}/v2`
  second.properties.formVersion['const'] = 2
  second['x-checks'] = []
  second['x-follow-up'] = { intervalMonths: 12, items: [] }
  const { lvefPercent, cobbAngleDegrees: _cobb, ...items } = second.properties.clinical.properties
  const lens = items['slitLamp'] as JsonObject & { oneOf: JsonObject[] }
  second.properties.clinical.properties = {
    ...items,
    slitLamp: { ...lens, oneOf: lens.oneOf.filter((choice) => choice['const'] !== 'ectopia-both') },
    ejectionFractionPercent: { ...lvefPercent, 'x-was': '/clinical/lvefPercent' },
  }
  return compileForms({ ...sources, diseases: [...sources.diseases, second] })
}

describe('a new version of a form', () => {
  let first: Forms
  let second: Forms
  let registry: TestRegistry
  let staff: Staff

  before(async () => {
    second = withSecondVersion()
    first = compileForms(loadFormSources(undefined, [slug]))
    // What is in force while a test prepares, and after the new version was published.
    let published = false
    const forms: Forms & { publish: (isOut: boolean) => void } = {
      get: (disease, version) => (published ? second : first).get(disease, version),
      latest: (disease) => (published ? second : first).latest(disease),
      all: () => (published ? second : first).all(),
      publish: (isOut) => {
        published = isOut
      },
    }
    publish = forms.publish
    registry = await openTestRegistry({ forms })
    staff = await signInStaff(registry.url)
  })
  let publish: (isOut: boolean) => void
  after(() => registry.stop())
  beforeEach(async () => {
    publish(false)
    await registry.begin()
  })
  afterEach(() => registry.rollback())

  const content = (): JsonObject =>
    aReportDocument({ clinical: { lvefPercent: 61, cobbAngleDegrees: 24, slitLamp: 'ectopia-both' } })

  it('is offered to a draft with the answers that do not carry over, and to nobody without a newer version', async () => {
    const draft = (await aCaseReport(staff, { content: content() })).body
    expect(draft).not.to.have.property('formUpgrade')
    const refused = await staff.registrar.move(draft.id, 'upgrade-form')
    expectProblem(refused, 409, 'form-up-to-date')
    publish(true)
    const { body } = await staff.registrar.get(`/case-reports/${draft.id}`)
    expect(body.formVersion).to.equal(1)
    expect(body.formUpgrade.toVersion).to.equal(2)
    expect(
      body.formUpgrade.lost.map(({ pointer, reason, value }: JsonObject) => [pointer, reason, value]),
    ).to.have.deep.members([
      ['#/clinical/cobbAngleDegrees', 'item-removed', 24],
      ['#/clinical/slitLamp', 'choice-removed', 'ectopia-both'],
    ])
  })

  it('takes a draft only after the losses were seen, keeps the rest and the old head in the journal', async () => {
    const draft = (await aCaseReport(staff, { content: content() })).body
    publish(true)
    expectProblem(await staff.registrar.move(draft.id, 'upgrade-form'), 422, 'losses-unseen')
    const { body } = expectStatus(await staff.registrar.move(draft.id, 'upgrade-form', { lossesSeen: true }), 200)
    expect(body).to.include({ state: 'DRAFT', formVersion: 2 })
    expect(body).not.to.have.property('formUpgrade')
    expect(body.content.formVersion).to.equal(2)
    expect(body.content.clinical).to.include({ ejectionFractionPercent: 61 })
    expect(body.content.clinical).not.to.have.any.keys('lvefPercent', 'cobbAngleDegrees', 'slitLamp')
    expect(body.content.identity).to.deep.equal(draft.content.identity)
    const journal = await staff.registrar.get(`/case-reports/${draft.id}/journal`)
    const event = journal.body.items.at(-1)
    expect(event).to.include({ event: 'case-report.form-upgraded', from: 'DRAFT', to: 'DRAFT' })
    expect(event.detail).to.deep.include({ fromVersion: 1, toVersion: 2 })
    expect(event.detail.lost).to.have.members(['/clinical/cobbAngleDegrees', '/clinical/slitLamp'])
    const [row] = await registry.deps
      .em()
      .execute<{ sealed: boolean }[]>(
        "select sealed is not null as sealed from audit_event where event = 'case-report.form-upgraded'",
      )
    expect(row?.sealed).to.equal(true)
  })

  it('leaves a returned report on its version until the author agrees (hard case 8)', async () => {
    const report = (await aCaseReport(staff, { content: content(), state: 'HOSPITAL_REVIEW' })).body
    publish(true)
    expectStatus(
      await staff.reviewer.move(report.id, 'return-for-hospital', { reasonCode: '03', reasonText: '请补充' }),
      200,
    )
    const returned = (await staff.registrar.get(`/case-reports/${report.id}`)).body
    expect(returned).to.include({ state: 'RETURNED', formVersion: 1 })
    expect(returned.formUpgrade.toVersion).to.equal(2)
    const upgraded = expectStatus(await staff.registrar.move(report.id, 'upgrade-form', { lossesSeen: true }), 200).body
    expect(upgraded).to.include({ state: 'RETURNED', formVersion: 2 })
    const versions = (await staff.registrar.get(`/case-reports/${report.id}/versions`)).body.items
    expect(versions.map(({ formVersion }: JsonObject) => formVersion)).to.deep.equal([1])
  })

  it('takes the open queries along: to the place of a renamed item, and no proposal that no longer fits', async () => {
    const report = (await aCaseReport(staff, { content: content(), state: 'HOSPITAL_REVIEW' })).body
    const ask = async (pointer: string, suggestedValue: unknown): Promise<string> => {
      const query = { pointer, kind: 'implausible', text: '请核对', suggestedValue }
      return String(expectStatus(await staff.reviewer.post(`/case-reports/${report.id}/queries`, query), 201).body.id)
    }
    const renamed = await ask('/clinical/lvefPercent', 58)
    const removed = await ask('/clinical/cobbAngleDegrees', 30)
    const choiceGone = await ask('/clinical/slitLamp', 'ectopia-both')
    expectStatus(await staff.reviewer.move(report.id, 'return-for-hospital', { reasonCode: '03' }), 200)
    publish(true)
    const { body } = expectStatus(await staff.registrar.move(report.id, 'upgrade-form', { lossesSeen: true }), 200)
    expect(body.queries.map(({ pointer }: JsonObject) => pointer)).to.include('#/clinical/ejectionFractionPercent')
    const take = async (id: string) => {
      const version = body.queries.find((query: JsonObject) => query['id'] === id).version
      const answer = { transition: 'answer', answerKind: 'accepted-suggestion' }
      return staff.registrar.post(`/queries/${id}/transitions`, answer, { 'If-Match': `"${version}"` })
    }
    expectStatus(await take(renamed), 200)
    expectProblem(await take(removed), 422, 'suggestion-unfit')
    expectProblem(await take(choiceGone), 422, 'suggestion-unfit')
    const after = (await staff.registrar.get(`/case-reports/${report.id}`)).body
    expect(after.content.clinical).to.include({ ejectionFractionPercent: 58 })
    expect(after.content.clinical).not.to.have.any.keys('lvefPercent', 'cobbAngleDegrees', 'slitLamp')
  })

  it('does not touch submitted and accepted reports, which stay on their version', async () => {
    const report = (await aCaseReport(staff, { content: content(), state: 'ACCEPTED' })).body
    publish(true)
    const { body } = await staff.registrar.get(`/case-reports/${report.id}`)
    expect(body).to.include({ state: 'ACCEPTED', formVersion: 1 })
    expect(body).not.to.have.property('formUpgrade')
    expect(body.findings).to.deep.equal(report.findings)
    expectProblem(await staff.registrar.move(report.id, 'upgrade-form', { lossesSeen: true }), 409, 'wrong-state')
  })

  it('is what a new report is filled with, and both versions are served', async () => {
    publish(true)
    const created = expectStatus(await staff.registrar.post('/case-reports', { disease: slug }), 201)
    expect(created.body.formVersion).to.equal(2)
    const disease = (await staff.registrar.get(`/diseases/${slug}`)).body
    expect(disease.formVersions).to.deep.equal([2, 1])
    expectStatus(await staff.registrar.get(`/forms/${slug}/1`), 200)
    expectStatus(await staff.registrar.get(`/forms/${slug}/2`), 200)
  })

  it('is not offered to the office, nor may a reviewer take it', async () => {
    const report = (await aCaseReport(staff, { content: content(), state: 'OFFICE_REVIEW' })).body
    const draft = (await aCaseReport(staff, { content: content() })).body
    publish(true)
    expect((await staff.office.get(`/case-reports/${report.id}`)).body).not.to.have.property('formUpgrade')
    expectProblem(await staff.reviewer.move(draft.id, 'upgrade-form', { lossesSeen: true }), 403, 'role-missing')
  })
})
