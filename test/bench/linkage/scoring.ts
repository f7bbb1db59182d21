import type { PersonLine, ReportLine, TruthLine } from './report-line.ts'

/** One line that the benchmark command prints. */
export type DecisionLine = {
  recordId: string
  decision: 'new' | 'link' | 'review'
  patientId: string
  candidates: readonly { patientId: string; score: number }[]
}

export const wrongLinkKinds = ['twin', 'sibling', 'parent-child', 'namesake', 'other'] as const
export type WrongLinkKind = (typeof wrongLinkKinds)[number]

/** Of the duplicates with something in common: how many there are, were linked right, and were linked right or shown. */
export type Found = { duplicates: number; linked: number; withReview: number }

export type WrongLink = { recordId: string; patientId: string; personId: string; linkedTo: string; kind: WrongLinkKind }

/** Shares are null where there is nothing to divide by. */
export type Score = {
  reports: number
  persons: number
  patients: number
  links: { total: number; right: number; precision: number | null }
  duplicates: Found & {
    linkedShare: number | null
    withReviewShare: number | null
    missed: number
    wrongLinked: number
    reviewedWithoutTrue: number
  }
  reviews: {
    total: number
    per1000Reports: number
    ofDuplicates: number
    ofFirstReports: number
    truePatientFirst: number
  }
  wrongLinks: Record<WrongLinkKind, number> & { total: number; relatives: number }
  wrongLinksPer100000Patients: Record<WrongLinkKind, number> & { total: number; relatives: number }
  /** By what is wrong in the report itself; `none` has no error. */
  byErrorOfReport: Record<string, Found>
  /** By what was wrong in the person's first report, which is what most duplicates are compared with. */
  byErrorOfFirstReport: Record<string, Found>
  calibration: readonly { from: number; to: number; candidates: number; meanScore: number; trueShare: number }[]
  problems: readonly string[]
  wrong: readonly WrongLink[]
}

export type Scorer = {
  /** @throws Error for a line that does not belong to the report: then nothing can be measured. */
  add(report: Pick<ReportLine, 'recordId'>, truth: TruthLine, decision: DecisionLine): void
  finish(): Score
}

/** Edges of the bins of candidate scores. */
const binEdges = [0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1]
/** As many candidates of a review as a reviewer is taken to look at (notes on the benchmark). */
const shownCandidates = 5
const mostCandidates = 8

/**
 * Compares decisions with the truth, line by line. A patient stands for the person of the report that opened it (`new`
 * or `review`); a link is right if the report's person is that one. One person may so have several patients, all right.
 */
export function createScorer(persons: ReadonlyMap<string, PersonLine>): Scorer {
  const personOf = new Map<string, string>()
  const firstErrors = new Map<string, readonly string[]>()
  const byReport = new Map<string, Found>()
  const byFirst = new Map<string, Found>()
  const bins = binEdges
    .slice(1)
    .map((to, index) => ({ from: binEdges[index] ?? 0, to, candidates: 0, sum: 0, right: 0 }))
  const wrong: WrongLink[] = []
  const problems: string[] = []
  let reports = 0
  const links = { total: 0, right: 0 }
  const found = { duplicates: 0, linked: 0, withReview: 0, missed: 0, wrongLinked: 0, reviewedWithoutTrue: 0 }
  const reviews = { total: 0, ofDuplicates: 0, ofFirstReports: 0, truePatientFirst: 0 }

  return { add, finish }

  function add(report: Pick<ReportLine, 'recordId'>, truth: TruthLine, decision: DecisionLine): void {
    if (report.recordId !== truth.recordId || report.recordId !== decision.recordId) {
      throw new Error(
        `line ${reports + 1}: report ${report.recordId}, truth ${truth.recordId}, decision ${decision.recordId}`,
      )
    }
    reports += 1
    const { personId } = truth
    const first = firstErrors.get(personId)
    if (decision.candidates.length > mostCandidates) problem(decision, 'more than eight candidates')
    const isTrue = decision.candidates.map(({ patientId }) => personOf.get(patientId) === personId)
    count(decision, isTrue)
    const linkedRight = decision.decision === 'link' && judgeLink(decision, personId)
    const shown = decision.decision === 'review' && isTrue.slice(0, shownCandidates).includes(true)
    if (first) {
      found.duplicates += 1
      if (linkedRight) found.linked += 1
      if (linkedRight || shown) found.withReview += 1
      else if (decision.decision === 'link') found.wrongLinked += 1
      else if (decision.decision === 'review') found.reviewedWithoutTrue += 1
      else found.missed += 1
      note(byReport, truth.errors, linkedRight, shown)
      note(byFirst, first, linkedRight, shown)
    } else firstErrors.set(personId, truth.errors)
    if (decision.decision === 'review') {
      reviews.total += 1
      if (first) reviews.ofDuplicates += 1
      else reviews.ofFirstReports += 1
      if (isTrue[0] === true) reviews.truePatientFirst += 1
    }
    if (decision.decision !== 'link') {
      if (personOf.has(decision.patientId)) problem(decision, 'opens a patient that is there already')
      else personOf.set(decision.patientId, personId)
    }
  }

  function judgeLink(decision: DecisionLine, personId: string): boolean {
    links.total += 1
    const linkedTo = personOf.get(decision.patientId)
    if (linkedTo === undefined) problem(decision, 'links to a patient that no earlier line opened')
    if (linkedTo === personId) {
      links.right += 1
      return true
    }
    wrong.push({
      recordId: decision.recordId,
      patientId: decision.patientId,
      personId,
      linkedTo: linkedTo ?? '',
      kind: kindOf(personId, linkedTo),
    })
    return false
  }

  function kindOf(personId: string, linkedTo: string | undefined): WrongLinkKind {
    const one = persons.get(personId)
    const other = linkedTo === undefined ? undefined : persons.get(linkedTo)
    if (!one || !other) return 'other'
    if (one.twinOf.includes(other.personId)) return 'twin'
    if (one.siblingOf.includes(other.personId) || other.siblingOf.includes(one.personId)) return 'sibling'
    if (one.parentOf.includes(other.personId) || one.childOf.includes(other.personId)) return 'parent-child'
    return one.name === other.name && one.sex === other.sex && one.birthDate === other.birthDate ? 'namesake' : 'other'
  }

  function note(groups: Map<string, Found>, errors: readonly string[], linked: boolean, shown: boolean): void {
    for (const kind of errors.length > 0 ? errors : ['none']) {
      let group = groups.get(kind)
      if (!group) groups.set(kind, (group = { duplicates: 0, linked: 0, withReview: 0 }))
      group.duplicates += 1
      if (linked) group.linked += 1
      if (linked || shown) group.withReview += 1
    }
  }

  function count(decision: DecisionLine, isTrue: readonly boolean[]): void {
    decision.candidates.forEach(({ score }, index) => {
      if (!(score >= 0 && score <= 1)) problem(decision, 'a score outside 0 to 1')
      const bin = bins.find(({ to }) => score < to) ?? bins.at(-1)
      if (!bin) return
      bin.candidates += 1
      bin.sum += score
      if (isTrue[index] === true) bin.right += 1
    })
  }

  function problem({ recordId }: DecisionLine, text: string): void {
    problems.push(`${recordId}: ${text}`)
  }

  function finish(): Score {
    const counts = Object.fromEntries(
      wrongLinkKinds.map((kind) => [kind, wrong.filter((each) => each.kind === kind).length]),
    ) as Record<WrongLinkKind, number>
    const relatives = counts.twin + counts.sibling + counts['parent-child']
    const wrongLinks = { ...counts, total: wrong.length, relatives }
    const per100000 = (value: number): number => (value * 100_000) / Math.max(1, firstErrors.size)
    return {
      reports,
      persons: firstErrors.size,
      patients: personOf.size,
      links: { ...links, precision: share(links.right, links.total) },
      duplicates: {
        ...found,
        linkedShare: share(found.linked, found.duplicates),
        withReviewShare: share(found.withReview, found.duplicates),
      },
      reviews: { ...reviews, per1000Reports: (1000 * reviews.total) / Math.max(1, reports) },
      wrongLinks,
      wrongLinksPer100000Patients: Object.fromEntries(
        Object.entries(wrongLinks).map(([kind, value]) => [kind, per100000(value)]),
      ) as Score['wrongLinks'],
      byErrorOfReport: Object.fromEntries([...byReport].sort()),
      byErrorOfFirstReport: Object.fromEntries([...byFirst].sort()),
      calibration: bins
        .filter(({ candidates }) => candidates > 0)
        .map(({ from, to, candidates, sum, right }) => ({
          from,
          to,
          candidates,
          meanScore: sum / candidates,
          trueShare: right / candidates,
        })),
      problems,
      wrong,
    }
  }
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
