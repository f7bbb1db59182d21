import { expect } from 'chai'
import type { JsonObject } from '#registry-rules/forms/json-pointer.ts'
import type { CaseReportView } from '#web/case-report/api-types.ts'
import { createDraftKeeper, type DraftKeeper, type SaveOutcome } from '#web/case-report/draft-keeper.ts'

const view = (version: number, content: JsonObject = {}) => ({ version, content }) as unknown as CaseReportView
const typed =
  (name: string) =>
  (document: JsonObject): JsonObject => ({ ...document, name })
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

describe('the keeping of a draft', () => {
  let keeper: DraftKeeper
  let saves: { document: JsonObject; version: number }[]
  let answer: (document: JsonObject, version: number) => SaveOutcome | Promise<SaveOutcome>

  beforeEach(() => {
    saves = []
    answer = (_document, version) => ({ kind: 'saved', view: view(version + 1) })
    keeper = createDraftKeeper({
      view: view(1),
      save: async (document, version) => {
        saves.push({ document, version })
        return answer(document, version)
      },
      now: () => new Date('2026-01-31T02:32:05Z'),
      delayMilliseconds: 5,
      retryMilliseconds: [5],
    })
  })
  afterEach(() => {
    keeper.stop()
  })

  it('saves once, a moment after the last change, over the version it was made from', async () => {
    keeper.change(typed('a'))
    keeper.change(typed('ab'))
    expect(keeper.getState().status.kind).to.equal('unsaved')
    await pause(30)
    expect(saves).to.deep.equal([{ document: { name: 'ab' }, version: 1 }])
    expect(keeper.getState().status).to.deep.equal({ kind: 'saved', at: new Date('2026-01-31T02:32:05Z') })
    expect(keeper.getState().view.version).to.equal(2)
  })

  it('does not wait for the end of a typing that goes on', async () => {
    let milliseconds = 0
    keeper.stop()
    keeper = createDraftKeeper({
      view: view(1),
      save: (document, version) => {
        saves.push({ document, version })
        return Promise.resolve({ kind: 'saved', view: view(version + 1) })
      },
      now: () => new Date((milliseconds += 400)),
      delayMilliseconds: 10_000,
      longestMilliseconds: 1000,
    })
    for (const name of ['a', 'ab', 'abc']) keeper.change(typed(name))
    await pause(20)
    expect(saves.map(({ document }) => document['name'])).to.deep.equal(['abc'])
  })

  it('sends what is typed during a save in the next one, never two at a time', async () => {
    let finish = (): void => undefined
    answer = (_document, version) =>
      new Promise((resolve) => {
        finish = () => {
          resolve({ kind: 'saved', view: view(version + 1) })
        }
      })
    keeper.change(typed('a'))
    const first = keeper.flush()
    keeper.change(typed('ab'))
    expect(saves).to.have.length(1)
    expect(keeper.getState().status.kind).to.equal('saving')
    answer = (_document, version) => ({ kind: 'saved', view: view(version + 1) })
    finish()
    expect(await first).to.equal(true)
    expect(saves.map(({ document, version }) => [document['name'], version])).to.deep.equal([
      ['a', 1],
      ['ab', 2],
    ])
  })

  it('loses nothing without a network: says so, goes on taking what is typed, and saves it when it can', async () => {
    answer = () => ({ kind: 'unreachable' })
    keeper.change(typed('a'))
    expect(await keeper.flush()).to.equal(false)
    expect(keeper.getState().status.kind).to.equal('unreachable')
    keeper.change(typed('ab'))
    expect(keeper.getState().status.kind).to.equal('unreachable')
    answer = (_document, version) => ({ kind: 'saved', view: view(version + 1) })
    await pause(40)
    expect(saves.at(-1)?.document).to.deep.equal({ name: 'ab' })
    expect(keeper.getState().status.kind).to.equal('saved')
  })

  it('overwrites nobody: two versions wait for the choice', async () => {
    answer = () => ({ kind: 'conflict', theirs: view(7, { name: 'theirs' }) })
    keeper.change(typed('mine'))
    await keeper.flush()
    keeper.change(typed('mine still'))
    await pause(30)
    expect(saves).to.have.length(1)
    expect(keeper.getState().status.kind).to.equal('conflict')
    expect(keeper.getState().document).to.deep.equal({ name: 'mine still' })
  })

  it('saves one’s own version over the other when that is chosen', async () => {
    answer = () => ({ kind: 'conflict', theirs: view(7, { name: 'theirs' }) })
    keeper.change(typed('mine'))
    await keeper.flush()
    answer = (_document, version) => ({ kind: 'saved', view: view(version + 1) })
    keeper.keepMine()
    await pause(20)
    expect(saves.at(-1)).to.deep.equal({ document: { name: 'mine' }, version: 7 })
    expect(keeper.getState().status.kind).to.equal('saved')
  })

  it('takes the other version over when that is chosen', async () => {
    answer = () => ({ kind: 'conflict', theirs: view(7, { name: 'theirs' }) })
    keeper.change(typed('mine'))
    await keeper.flush()
    keeper.adopt(view(7, { name: 'theirs' }))
    await pause(20)
    expect(keeper.getState().document).to.deep.equal({ name: 'theirs' })
    expect(saves).to.have.length(1)
  })

  it('waits with what was typed until the person has signed in again', async () => {
    answer = () => ({ kind: 'signed-out' })
    keeper.change(typed('a'))
    await keeper.flush()
    await pause(20)
    expect(saves).to.have.length(1)
    answer = (_document, version) => ({ kind: 'saved', view: view(version + 1) })
    expect(await keeper.flush()).to.equal(true)
    expect(saves.at(-1)?.document).to.deep.equal({ name: 'a' })
  })

  it('says why the registry refused, and tries again after the next change', async () => {
    answer = () => ({ kind: 'refused', problem: { title: 'submitted already' } })
    keeper.change(typed('a'))
    await pause(30)
    expect(keeper.getState().status).to.deep.equal({ kind: 'refused', problem: { title: 'submitted already' } })
    expect(saves).to.have.length(1)
    keeper.change(typed('ab'))
    await pause(30)
    expect(saves).to.have.length(2)
  })
})
