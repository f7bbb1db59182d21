import { expect } from 'chai'
import fc from 'fast-check'
import { isHgvs } from '#registry-rules/genetics/hgvs.ts'

describe('HGVS', () => {
  const written = [
    'NM_000138.4:c.4282C>T',
    'NM_000138.5(FBN1):c.4282C>T',
    'NM_000138.5(FBN1):c.4282C>T (p.Arg1428Cys)',
    'FBN1:c.4282C>T',
    'NM_000454.5:c.320dup',
    'm.3243A>G',
    'NC_012920.1:m.8993T>G',
    'NM_004006.2:c.1129-1G>A',
    'c.76_77insG',
    'c.(10+1_11-1)del',
    'c.(?_-127)_(*1_?)del',
    'c.-128GGC[79]',
    'c.-128_-69GGC[10]GGA[1]GGC[9]',
    'c.52CAG[42]',
    'c.*87dup',
    'c.1521_1523del',
    'c.1521_1523delCTT',
    'c.2311_2312delinsAG',
    'c.5208_5209delTCinsA',
    'c.123_456inv',
    'c.[76A>C;88G>T]',
    'c.[1521_1523del];[350G>A]',
    'c.76=',
    'c.?',
    'NC_000023.11:g.33038255C>A',
    'g.(32057077_32364056)_(32381076_32456089)del',
    'NC_000005.10:g.70951946_70951947ins[NC_000004.12:g.1_20]',
    'n.36G>A',
    'r.76a>c',
    'r.(?)',
    'r.spl',
    'p.(Ser108LeufsTer15)',
    'p.Ser108Leufs*15',
    'p.Trp24Ter',
    'p.Trp24*',
    'p.R1428C',
    'p.Lys23_Val25del',
    'p.Lys2_Gly3insGlnSerLys',
    'p.Cys28delinsTrpVal',
    'p.(Met1?)',
    'p.Ter110GlnextTer17',
    'p.Met1ext-5',
    'p.0?',
    'p.(=)',
    'NP_000129.3:p.(Arg1428Cys)',
  ]
  for (const variant of written) it(`knows ${variant}`, () => expect(isHgvs(variant)).to.equal(true))

  const nonsense = [
    '',
    'FBN1',
    '4282C>T',
    'c.4282',
    'c.4282C>',
    'c.4282C>J',
    'c.4282c>t',
    'c.0A>G',
    'c.76insG',
    'c.77_76insG',
    'c.C4282T',
    'C.4282C>T',
    'c. 4282C>T',
    'NM_000138.4 c.4282C>T',
    'NM_000138.4:4282C>T',
    'c.4282C>T;张三',
    'p.Foo12Bar',
    'p.Arg1428',
    'p.Arg0Cys',
    'p.Arg1428Cys)',
    'x.76A>C',
    'exon 7 deletion',
    '第7外显子缺失',
    'c.[76A>C;88G>T',
    'm.3243A>G (p.Foo)',
  ]
  for (const variant of nonsense)
    it(`refuses ${JSON.stringify(variant)}`, () => expect(isHgvs(variant)).to.equal(false))

  it('answers any text, also one made to be slow', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof isHgvs(text) === 'boolean'))
    expect(isHgvs(`c.[${'1_1['.repeat(100_000)}`)).to.equal(false)
    expect(isHgvs(`c.1${'A[1]'.repeat(45)}x`)).to.equal(false)
  })
})
