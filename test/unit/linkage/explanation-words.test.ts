import { expect } from 'chai'
import { fields } from '#registry-rules/linkage/compare.ts'
import {
  fieldWords,
  inWords,
  levelWords,
  otherExplanationWords,
  pairReasonWords,
  strengthOf,
} from '#registry-rules/linkage/explanation-words.ts'

describe('an explanation in words', () => {
  it('has a word of its own for each level of a field, in both languages', () => {
    for (const field of fields)
      for (const language of ['zh', 'en'] as const) {
        const said = Object.values<{ zh: string; en: string }>(levelWords[field]).map((words) => words[language])
        expect(new Set(said).size, `${field} ${language}`).to.equal(said.length)
        expect(said.every((word) => word.trim() !== '')).to.equal(true)
        expect(/\p{Script=Han}/u.test(said.join(''))).to.equal(language === 'zh')
      }
    for (const words of [fieldWords, otherExplanationWords, pairReasonWords].flatMap((each) => Object.values(each)))
      expect([/\p{Script=Han}/u.test(words.zh), /\p{Script=Han}/u.test(words.en)]).to.deep.equal([true, false])
  })

  it('says how much a weight speaks for an explanation or against it, the same way in both directions', () => {
    const signs = [18, 5, 4.9, 1.5, 1.4, 0, -1.4, -1.5, -4.9, -5, -18].map((weight) => strengthOf(weight).sign)
    expect(signs).to.deep.equal(['＋＋', '＋＋', '＋', '＋', '○', '○', '○', '－', '－', '－－', '－－'])
  })

  it('names the field and how its values stand to each other', () => {
    expect(inWords('name', 'same-sound')).to.deep.equal({ zh: '姓名：同音', en: 'Name: sounds the same' })
  })
})
