import { expect } from 'chai'
import type { PersonLine, TruthLine } from '#test/bench/linkage/report-line.ts'
import { createScorer, type DecisionLine, type Score } from '#test/bench/linkage/scoring.ts'

const aPerson = (personId: string, changes: Partial<PersonLine> = {}): PersonLine => ({
  personId,
  familyId: `F-${personId}`,
  relation: 'single',
  twinOf: [],
  siblingOf: [],
  parentOf: [],
  childOf: [],
  namesakeOf: [],
  name: `name of ${personId}`,
  sex: '1',
  birthDate: '2010-01-01',
  reports: 1,
  ...changes,
})

type Line = [
  personId: string,
  decision: DecisionLine['decision'],
  patientId: string,
  candidates?: [string, number][],
  errors?: TruthLine['errors'],
]

function scoreOf(persons: readonly PersonLine[], lines: readonly Line[]): Score {
  const scorer = createScorer(new Map(persons.map((person) => [person.personId, person])))
  lines.forEach(([personId, decision, patientId, candidates = [], errors = []], index) => {
    const recordId = `R${index + 1}`
    scorer.add(
      { recordId },
      { recordId, personId, kind: 'single', errors },
      { recordId, decision, patientId, candidates: candidates.map(([id, score]) => ({ patientId: id, score })) },
    )
  })
  return scorer.finish()
}

describe('scorer of the linkage benchmark', () => {
  it('counts links, duplicates and reviews of a hand-made example', () => {
    const score = scoreOf(
      [aPerson('A'), aPerson('B'), aPerson('C')],
      [
        ['A', 'new', 'P1'],
        ['B', 'new', 'P2'],
        ['A', 'link', 'P1', [['P1', 0.999]]],
        [
          'A',
          'review',
          'P3',
          [
            ['P2', 0.6],
            ['P1', 0.3],
          ],
        ],
        ['B', 'new', 'P4'],
        ['C', 'link', 'P2', [['P2', 0.99]]],
        ['C', 'new', 'P5'],
        ['C', 'review', 'P6', [['P1', 0.2]]],
      ],
    )
    expect(score.links).to.deep.equal({ total: 2, right: 1, precision: 0.5 })
    expect(score.duplicates).to.deep.include({
      duplicates: 5,
      linked: 1,
      withReview: 2,
      missed: 2,
      reviewedWithoutTrue: 1,
      wrongLinked: 0,
      linkedShare: 0.2,
      withReviewShare: 0.4,
    })
    expect(score.reviews).to.deep.include({
      total: 2,
      per1000Reports: 250,
      ofDuplicates: 2,
      ofFirstReports: 0,
      truePatientFirst: 0,
    })
    expect(
      score.wrong.map(({ recordId, personId, linkedTo, kind }) => [recordId, personId, linkedTo, kind]),
    ).to.deep.equal([['R6', 'C', 'B', 'other']])
    expect(score.wrongLinksPer100000Patients.other).to.be.closeTo(33_333.3, 0.1)
  })

  it('takes a link to the provisional patient of a review for right, if it is the same person', () => {
    const score = scoreOf(
      [aPerson('A')],
      [
        ['A', 'new', 'P1'],
        ['A', 'review', 'P2', [['P1', 0.5]]],
        ['A', 'link', 'P2'],
        ['A', 'review', 'P3', [['P2', 0.5]]],
      ],
    )
    expect(score.links).to.deep.include({ total: 1, right: 1 })
    expect(score.duplicates).to.deep.include({ duplicates: 3, linked: 1, withReview: 3 })
  })

  it('counts the true patient only among the first five candidates', () => {
    const others: [string, number][] = ['P1', 'P2', 'P3', 'P4', 'P5'].map((id) => [id, 0.1])
    const first: Line[] = ['A', 'B', 'C', 'D', 'E', 'F'].map((id, index) => [id, 'new', `P${index + 1}`])
    const persons = ['A', 'B', 'C', 'D', 'E', 'F'].map((id) => aPerson(id))
    expect(
      scoreOf(persons, [...first, ['F', 'review', 'P7', [...others, ['P6', 0.1]]]]).duplicates.withReview,
    ).to.equal(0)
    expect(
      scoreOf(persons, [...first, ['F', 'review', 'P7', [...others.slice(1), ['P6', 0.1]]]]).duplicates.withReview,
    ).to.equal(1)
  })

  it('tells twin, sibling, parent, namesake and stranger apart among wrong links', () => {
    const persons = [
      aPerson('A', { twinOf: ['T'], siblingOf: ['S'], childOf: ['M'] }),
      aPerson('T', { twinOf: ['A'] }),
      aPerson('S', { siblingOf: ['A'] }),
      aPerson('M', { parentOf: ['A'] }),
      aPerson('N', { name: 'name of A' }),
      aPerson('X'),
    ]
    const lines: Line[] = ['T', 'S', 'M', 'N', 'X'].map((id) => [id, 'link', 'P1'])
    const score = scoreOf(persons, [['A', 'new', 'P1'], ...lines])
    expect(score.wrongLinks).to.deep.equal({
      twin: 1,
      sibling: 1,
      'parent-child': 1,
      namesake: 1,
      other: 1,
      total: 5,
      relatives: 3,
    })
  })

  it('groups duplicates by the errors of the report and of the first report', () => {
    const score = scoreOf(
      [aPerson('A')],
      [
        ['A', 'new', 'P1', [], ['newborn-name', 'number-missing']],
        ['A', 'link', 'P1', [], ['homophone']],
        ['A', 'new', 'P2'],
      ],
    )
    expect(score.byErrorOfReport).to.deep.equal({
      homophone: { duplicates: 1, linked: 1, withReview: 1 },
      none: { duplicates: 1, linked: 0, withReview: 0 },
    })
    expect(score.byErrorOfFirstReport['newborn-name']).to.deep.equal({ duplicates: 2, linked: 1, withReview: 1 })
  })

  it('compares scores with how often they are right', () => {
    const score = scoreOf(
      [aPerson('A'), aPerson('B')],
      [
        ['A', 'new', 'P1'],
        ['B', 'review', 'P2', [['P1', 0.5]]],
        [
          'A',
          'review',
          'P3',
          [
            ['P1', 0.625],
            ['P2', 0.02],
          ],
        ],
      ],
    )
    expect(score.calibration).to.deep.equal([
      { from: 0.01, to: 0.05, candidates: 1, meanScore: 0.02, trueShare: 0 },
      { from: 0.5, to: 0.75, candidates: 2, meanScore: 0.5625, trueShare: 0.5 },
    ])
  })

  it('names lines against the format and stops at answers to another report', () => {
    const score = scoreOf(
      [aPerson('A')],
      [
        ['A', 'new', 'P1'],
        ['A', 'new', 'P1'],
        ['A', 'link', 'P9'],
      ],
    )
    expect(score.problems).to.have.length(2)
    expect(score.links).to.deep.include({ total: 1, right: 0 })
    const scorer = createScorer(new Map())
    const decision: DecisionLine = { recordId: 'R2', decision: 'new', patientId: 'P1', candidates: [] }
    expect(() =>
      scorer.add({ recordId: 'R1' }, { recordId: 'R1', personId: 'A', kind: 'single', errors: [] }, decision),
    ).to.throw('line 1')
  })
})
