import { expect } from 'chai'
import { checkContext } from '#registry-rules/edit-checks/check-context.ts'
import { CheckFault } from '#registry-rules/edit-checks/check-fault.ts'
import { createConditionCompiler } from '#registry-rules/edit-checks/compile-condition.ts'
import { isPlausiblePersonName, isPlausiblePhone } from '#registry-rules/edit-checks/plausible-text.ts'
import { waitsFor } from '#registry-rules/edit-checks/waits-for.ts'
import { validate } from '#registry-rules/forms/validate.ts'
import { aDocument, aForm } from '#test/support/forms.ts'

const compile = createConditionCompiler()
const document = {
  identity: { birthDate: '2010', sex: '1', idDocument: { type: '01', number: '370102201005041235' } },
  clinical: { heightCm: 150, grade: 2, name: 'x', signs: ['a', 'b'], echo: { done: true } },
  phenotype: [
    { hpo: 'HP:0000098', status: 'present' },
    { hpo: 'HP:0001166', status: 'absent' },
  ],
  genetics: {
    variants: [{ gene: 'fbn1', acmg: '5' }, { gene: 'TGFBR1', acmg: '3' }, { gene: 'c9ORF72' }],
  },
  treatment: [{ code: 'losartan' }, { code: 'atenolol', from: '2020', to: '2021' }],
}
const holds = (rule: string, today = '2026-01-31', previous?: unknown) =>
  compile(rule, 'a-check').holds(checkContext(document, today, previous))

const table: readonly [rule: string, result: boolean | undefined][] = [
  ['notAfter("2010", "2010-05-01")', true],
  ['notAfter("2010-05-02", "2010-05-01")', false],
  ['certainlyBefore("2010", "2010-05-01")', false],
  ['certainlyBefore("2009-12", "2010")', true],
  // Born in 2010: fifteen or sixteen on 31 January 2026.
  ['ageAtLeast(identity.birthDate, today, 15)', true],
  ['ageAtLeast(identity.birthDate, today, 16)', false],
  ['ageAtMost(identity.birthDate, today, 15)', false],
  ['ageAtMost(identity.birthDate, today, 16)', true],
  // From some day of 2010 to 31 January 2026: 181 to 192 completed months.
  ['monthsAtLeast(identity.birthDate, today, 182)', false],
  ['monthsAtLeast(identity.birthDate, today, 181)', true],
  ['monthsAtMost(identity.birthDate, today, 192)', true],
  ['monthsAtMost(identity.birthDate, today, 191)', false],
  ['daysAtLeast("2026-01-01", today, 30)', true],
  ['daysAtLeast("2026-01-01", today, 31)', false],
  ['daysAtMost("2026-01", today, 30)', true],
  ['daysAtMost("2026-01", today, clinical.grade)', false],
  // The document has it as `fbn1` and as `c9ORF72`.
  ['genetics.variants.exists(v, v.gene == "FBN1")', true],
  ['genetics.variants.exists(v, v.gene == "C9orf72")', true],
  ['takes(treatment, "losartan")', true],
  ['takes(treatment, "atenolol")', false],
  ['treatedWith(treatment, "atenolol")', true],
  ['agePossiblyAtLeast(identity.birthDate, today, 16)', true],
  ['agePossiblyAtLeast(identity.birthDate, today, 17)', false],
  ['agePossiblyAtMost(identity.birthDate, today, 15)', true],
  ['agePossiblyAtMost(identity.birthDate, today, 14)', false],
  ['ageAtLeast(identity.birthDate, today, clinical.grade)', true],
  ["present(phenotype, 'HP:0000098')", true],
  ["present(phenotype, 'HP:0001166')", false],
  ["absent(phenotype, 'HP:0001166')", true],
  ["absent(phenotype, 'HP:0000098')", false],
  ["hasGene(genetics, 'FBN1')", true],
  ["hasGene(genetics, 'FBN2')", false],
  ["hasVariant(genetics, 'FBN1')", true],
  ["hasVariant(genetics, 'TGFBR1')", false],
  ["treatedWith(treatment, 'losartan')", true],
  ["treatedWith(treatment, 'riluzole')", false],
  ['between(clinical.heightCm, 150, 200.0)', true],
  ['between(clinical.heightCm, 150.5, 200)', false],
  ['residentIdValid(identity.idDocument.number)', true],
  ["residentIdValid('370102201005041236')", false],
  ["residentIdBirthDate(identity.idDocument.number) == '2010-05-04'", true],
  ["residentIdBirthDate('1') == ''", true],
  ['residentIdSex(identity.idDocument.number) == identity.sex', true],
  ["placeholderNumber('无')", true],
  ["sameNumber(identity.idDocument.number, '370102 20100504 1235')", true],
  // What cel-js makes of numbers and of missing keys.
  ['clinical.grade == 2', true],
  ['clinical.grade == 2.0', true],
  ['clinical.grade > 1', true],
  ['clinical.grade + 1.0 == 3.0', true],
  ['clinical.grade in [1.0, 2.0]', true],
  ['size(clinical.signs) == 2', true],
  ["'a' in clinical.signs", true],
  ['has(clinical.nothing)', false],
  ['has(clinical.echo.nothing)', false],
  ['has(clinical.nothing.more)', undefined],
  ['clinical.nothing == 1.0', undefined],
  ['clinical.nothing.more > 1.0', undefined],
  ["clinical.signs[5] == 'a'", undefined],
  ['clinical.nothing == 1.0 || true', true],
  ['clinical.nothing == 1.0 && false', false],
  ['clinical.nothing == 1.0 || false', undefined],
]

describe('edit checks', () => {
  for (const [rule, result] of table) it(`finds ${rule} ${String(result)}`, () => expect(holds(rule)).to.equal(result))

  it('sees every section of an empty document, and an earlier version only where there is one', () => {
    const empty = checkContext({}, '2026-01-31')
    const rule =
      "has(identity.name) || size(phenotype) > 0 || treatedWith(treatment, 'x') || hasGene(genetics, 'X') || has(previous.clinical)"
    expect(compile(rule, 'a-check').holds(empty)).to.equal(false)
    expect(holds('previous.clinical.heightCm <= clinical.heightCm')).to.equal(undefined)
    expect(
      holds('previous.clinical.heightCm <= clinical.heightCm', '2026-01-31', { clinical: { heightCm: 160 } }),
    ).to.equal(false)
  })

  for (const rule of [
    'clinical.x ==',
    'nowhere.x == 1.0',
    'unheardOf(clinical)',
    '"text"',
    'ageAtLeast(today, today)',
  ]) {
    it(`does not compile ${rule}`, () => expect(() => compile(rule, 'a-check')).to.throw(CheckFault, 'a-check'))
  }

  for (const rule of [
    'clinical.name > 2.0',
    'notAfter(clinical.heightCm, today)',
    'clinical.grade + 1 > 2',
    'clinical.name',
    'notAfter(clinical.name, today)',
  ]) {
    it(`calls ${rule} a fault of the rule and repeats no value`, () => {
      expect(() => holds(rule))
        .to.throw(CheckFault)
        .that.satisfies((fault: CheckFault) => fault.check === 'a-check' && !/150|"x"/.test(fault.message))
    })
  }

  it('runs the checks of the disease after those of the core, with the earlier version', () => {
    const check = {
      id: 'height-does-not-shrink',
      severity: 'warn',
      source: 'test',
      pointer: '/clinical/heightCm',
      rule: 'previous.clinical.heightCm <= clinical.heightCm',
      message: { zh: '身高变矮，请核对。', en: 'The height shrinks; check.' },
      examples: { pass: [{}], fail: [{}] },
    }
    const form = aForm({
      keywords: { 'x-checks': [check] },
      clinical: { heightCm: { type: 'number', title: '身高', 'x-title-en': 'Height', 'x-need': 'optional' } },
    })
    const now = aDocument({ set: { '/clinical/heightCm': 150 } })
    const judge = (previous?: unknown) =>
      validate(now, { form, today: '2026-01-31', previous }).filter(({ severity }) => severity === 'warn')
    expect(judge()).to.deep.equal([])
    expect(judge(aDocument({ set: { '/clinical/heightCm': 149 } }))).to.deep.equal([])
    expect(judge(aDocument({ set: { '/clinical/heightCm': 160 } })).map(({ check: id }) => id)).to.deep.equal([
      'height-does-not-shrink',
    ])
    // An earlier version of the wrong type is no reason to fail.
    expect(judge(aDocument({ set: { '/clinical/heightCm': 'tall' } }))).to.deep.equal([])
  })

  it('lets a rule wait for an answer that breaks the schema', () => {
    expect(waitsFor('has(clinical.x)', ['/clinical/x'])).to.equal(true)
    expect(waitsFor('has(clinical.xy) && has(identity.x)', ['/clinical/x'])).to.equal(false)
    expect(waitsFor("hasGene(genetics, 'FBN1')", ['/genetics/variants/0/hgvs'])).to.equal(true)
    expect(waitsFor('genetics.tested == "done"', ['/genetics/variants/0/hgvs'])).to.equal(false)
  })

  for (const name of ['王秀英', '买买提·艾力', '王秀英之子', '司馬', "Anna O'Neill", '𠮷田'])
    it(`takes ${name} for a name`, () => expect(isPlausiblePersonName(name)).to.equal(true))
  for (const name of ['李', '张3', '张３', '张某', '张某某', '王某之女', '李**', '不详', '王😀', '张?'])
    it(`doubts the name ${name}`, () => expect(isPlausiblePersonName(name)).to.equal(false))
  for (const phone of [
    '13805310000',
    '138 0531 0000',
    '１３８０５３１００００',
    '+86 13805310000',
    '0531-86012345',
    '(0531)86012345转801',
    '+82 2 1234 5678',
  ])
    it(`takes ${phone} for a telephone`, () => expect(isPlausiblePhone(phone)).to.equal(true))
  for (const phone of ['1380531000', '12805310000', '00000000000', '13888888888', '无', '86012345'])
    it(`doubts the telephone ${phone}`, () => expect(isPlausiblePhone(phone)).to.equal(false))
})
