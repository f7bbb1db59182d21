import { readdirSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { texts, type Words } from '#web/case-report/texts.ts'

const folder = new URL('../../../web/case-report/', import.meta.url)
const lossReasons = ['item-removed', 'choice-removed', 'type-changed', 'unit-changed']
const placeholders = (sentence: string): string[] =>
  [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort()

describe('the words of the case report page', () => {
  const all: readonly (readonly [string, Words])[] = Object.entries(texts)

  it('are there in both languages, with the same values to fill in', () => {
    const wrong = all.filter(
      ([, { zh, en }]) => zh.trim() === '' || en.trim() === '' || placeholders(zh).join() !== placeholders(en).join(),
    )
    expect(wrong.map(([key]) => key)).to.deep.equal([])
  })

  it('are Chinese in Chinese, and not in English', () => {
    const bilingual = ['languages']
    const wrong = Object.entries(texts).filter(
      ([key, { zh, en }]) =>
        !bilingual.includes(key) &&
        (/\p{Script=Han}/u.test(en) || !(/\p{Script=Han}/u.test(zh) || zh.startsWith('{') || zh.startsWith('='))),
    )
    expect(wrong.map(([key]) => key)).to.deep.equal([])
  })

  it('are all said somewhere', () => {
    const sources = readdirSync(folder)
      .filter((name) => name.endsWith('.tsx') || (name.endsWith('.ts') && name !== 'texts.ts'))
      .map((name) => readFileSync(new URL(name, folder), 'utf8'))
      .join('\n')
    // Severities, needs, reasons and states of a record are said by their code.
    const recordStates = ['PROVISIONAL', 'ACTIVE', 'INACTIVE', 'MERGED', 'ERASED'].map((state) => `record${state}`)
    const byCode = ['block', 'warn', 'note', 'required', 'expected'].concat(lossReasons, recordStates)
    const unsaid = Object.keys(texts).filter((key) => !byCode.includes(key) && !sources.includes(`'${key}'`))
    expect(unsaid).to.deep.equal([])
  })
})
