import { compareIdentities, type Comparison, type Levels } from './compare.ts'
import { isAtLeast, type NameAgreement } from './compare-names.ts'
import { guardsAgainst, type GuardedPair } from './guards.ts'
import type { Identity } from './identity.ts'
import type { Explanation, Guard, Parameters } from './parameters/parameters.ts'
import { weigh, type FieldWeight, type Weighing } from './weigh.ts'

/** A patient that shares a blocking key, with every identity that was ever recorded for him. */
export type Candidate = { readonly patientId: string; readonly identities: readonly Identity[] }

/** What the registry as a whole says; nothing of it identifies anybody. */
export type DecisionContext = {
  readonly patientCount: number
  readonly parameters: Parameters
  /** How many patients use a telephone number, or carry a document number. */
  readonly phoneUsers: (phone: string) => number
  readonly numberHolders: (number: string) => number
}

/**
 * Why a person must decide: a guard stood against the link, another patient fits as well (`several-candidates`), a
 * relative explains it nearly as well (`possible-relative`), or the evidence is simply not enough (`uncertain`).
 * `patient-with-history` is the caller's: a link that would join two patients who each have reports of their own.
 */
export type PossibleReason = Guard | 'several-candidates' | 'possible-relative' | 'uncertain' | 'patient-with-history'

/** The best explanation besides "the same person", as it is shown: probably a twin of …. */
export type OtherExplanation = Exclude<Explanation, 'same'>

/** A candidate with all that is kept of the comparison: levels and weights by field, never a value. */
export type WeighedCandidate = {
  readonly patientId: string
  /** Posterior probability of being the same person, among all candidates. */
  readonly score: number
  readonly explanation: readonly FieldWeight[]
  readonly bestOther: OtherExplanation
  /** Same birth date, and the surname, parents, telephone or address of one family: perhaps twins. */
  readonly isFamilyPattern: boolean
  readonly parametersVersion: string
}

/** A candidate that a reviewer must decide on, and why. */
export type PossibleMatch = WeighedCandidate & { readonly reason: PossibleReason }

/** What becomes of the incoming identity: linked to a patient, put before a reviewer, or a new patient. */
export type Decision =
  | ({ readonly decision: 'link' } & WeighedCandidate)
  | { readonly decision: 'possible'; readonly candidates: readonly PossibleMatch[] }
  | { readonly decision: 'new' }

/** One patient judged: the identity of his that speaks most for him, and what stands against a link. */
type Judgement = {
  readonly patientId: string
  readonly identities: readonly Identity[]
  readonly levels: Levels
  readonly weighing: Weighing
  readonly guards: readonly Guard[]
  readonly isNewborn: boolean
}

/** Odds below this change no posterior that is shown. */
const negligibleOdds = 0.001

/**
 * Decides about an identity among the patients that share a blocking key: posterior by candidate, odds / (1 + sum of
 * the odds), a link from the upper threshold on where no guard stands against it, a review from the lower one on.
 * Two candidates that are themselves probably one person do not compete. Pure; the order of candidates does not matter.
 */
export function decide(incoming: Identity, candidates: readonly Candidate[], context: DecisionContext): Decision {
  const { thresholds, limits } = context.parameters
  const judgements = candidates
    .map((candidate) => judge(incoming, candidate, context))
    .filter((judgement) => judgement.weighing.odds >= negligibleOdds)
    .toSorted((a, b) => b.weighing.odds - a.weighing.odds || (a.patientId < b.patientId ? -1 : 1))
  const strongest = judgements.slice(0, limits.shown)
  const ofTheRest = judgements.slice(limits.shown).reduce((sum, { weighing }) => sum + weighing.odds, 0)
  const scored = strongest
    .map((judgement) => ({ judgement, score: posteriorOf(judgement, { strongest, ofTheRest }, context) }))
    .filter(({ score }) => score >= thresholds.review)
  const [best] = scored
  if (!best) return { decision: 'new' }
  if (best.score >= thresholds.link && best.judgement.guards.length === 0) {
    return { decision: 'link', ...present(best.judgement, best.score, context) }
  }
  return {
    decision: 'possible',
    candidates: scored.map(({ judgement, score }) => ({
      ...present(judgement, score, context),
      reason: reasonOf(judgement, score, context),
    })),
  }
}

/** One patient weighed alone, however unlike: what a reviewer sees who puts two records together by hand (M1). */
export function weighCandidate(incoming: Identity, candidate: Candidate, context: DecisionContext): WeighedCandidate {
  const judgement = judge(incoming, candidate, context)
  return present(judgement, probabilityOf(judgement.weighing.odds), context)
}

function judge(incoming: Identity, { patientId, identities }: Candidate, context: DecisionContext): Judgement {
  const compared = latest(identities, context).map((known) => {
    const comparison = compareIdentities(incoming, known)
    return { known, comparison, weighing: weighPair(incoming, known, comparison, context) }
  })
  const [first, ...rest] = compared
  if (!first) throw new RangeError('A candidate has an identity.')
  const best = rest.reduce((found, each) => (each.weighing.odds > found.weighing.odds ? each : found), first)
  const contradicted = withContradictions(
    best.comparison,
    compared.map(({ comparison }) => comparison),
  )
  const weighing =
    contradicted === best.comparison ? best.weighing : weighPair(incoming, best.known, contradicted, context)
  const pair: GuardedPair = {
    levels: contradicted.levels,
    isNewborn: incoming.newborn !== undefined || best.known.newborn !== undefined,
    isOfMultipleBirth: [incoming, ...identities].some(({ isOfMultipleBirth }) => isOfMultipleBirth),
    isNumberDoubtful: [incoming, best.known].some(({ ownNumber }) => ownNumber?.isDoubtful === true),
    isOnlyNamed: [incoming, best.known].some(isOnlyNamed),
    phoneUsers: contradicted.sharedPhone === undefined ? 0 : context.phoneUsers(contradicted.sharedPhone),
    posterior: probabilityOf(weighing.odds),
  }
  return {
    patientId,
    identities,
    levels: contradicted.levels,
    weighing,
    guards: guardsAgainst(pair, context.parameters),
    isNewborn: pair.isNewborn,
  }
}

const isOnlyNamed = ({ birthDate, ownNumber }: Identity): boolean => birthDate === undefined && ownNumber === undefined

/** A patient with hundreds of reports is told well enough by the latest of them. */
function latest(identities: readonly Identity[], { parameters }: DecisionContext): readonly Identity[] {
  return identities.slice(-parameters.limits.identitiesOfPatient)
}

function weighPair(incoming: Identity, known: Identity, comparison: Comparison, context: DecisionContext): Weighing {
  return weigh(
    comparison,
    {
      patientCount: context.patientCount,
      phoneUsers: comparison.sharedPhone === undefined ? 1 : context.phoneUsers(comparison.sharedPhone),
      numberHolders: comparison.sharedNumber === undefined ? 1 : context.numberHolders(comparison.sharedNumber),
      isOfMultipleBirth: incoming.isOfMultipleBirth || known.isOfMultipleBirth,
    },
    context.parameters,
  )
}

const contradictingNumbers: readonly Levels['idNumber'][] = ['different-valid', 'same-county-and-date']

/**
 * What another recorded identity of the patient contradicts: his number or birth order is not this one. The number
 * counts where the best identity says nothing of it or was mistyped; one that agrees has been his, whatever else was.
 */
function withContradictions(best: Comparison, all: readonly Comparison[]): Comparison {
  const agrees = best.levels.idNumber === 'equal-valid' || best.levels.idNumber === 'equal-document'
  const number = agrees ? undefined : all.find(({ levels }) => contradictingNumbers.includes(levels.idNumber))
  const order =
    best.levels.multipleBirthOrder === 'equal'
      ? undefined
      : all.find(({ levels }) => levels.multipleBirthOrder === 'different')
  if (!number && !order) return best
  return {
    ...best,
    levels: {
      ...best.levels,
      ...(number ? { idNumber: number.levels.idNumber } : {}),
      ...(order ? { multipleBirthOrder: 'different' as const } : {}),
    },
  }
}

/** Who competes with a candidate: the strongest of all, looked at one by one, and the odds of the rest together. */
type Competitors = { readonly strongest: readonly Judgement[]; readonly ofTheRest: number }

function posteriorOf(judgement: Judgement, { strongest, ofTheRest }: Competitors, context: DecisionContext): number {
  const competing = strongest.reduce(
    (sum, other) => (other === judgement || areOnePerson(judgement, other, context) ? sum : sum + other.weighing.odds),
    ofTheRest,
  )
  const { odds } = judgement.weighing
  return odds === Number.POSITIVE_INFINITY ? 1 : odds / (1 + odds + competing)
}

/** Of two patients with hundreds of reports not every pair is compared. */
const identitiesCompared = 5

/** Whether two candidates are probably two records of one person that nobody has joined yet; never newborns. */
function areOnePerson(a: Judgement, b: Judgement, context: DecisionContext): boolean {
  if (a.isNewborn || b.isNewborn) return false
  const { oneOfTwoRecords } = context.parameters.thresholds
  const strongest = Math.max(
    ...a.identities
      .slice(-identitiesCompared)
      .flatMap((one) =>
        b.identities
          .slice(-identitiesCompared)
          .map((other) => weighPair(one, other, compareIdentities(one, other), context).odds),
      ),
  )
  return probabilityOf(strongest) >= oneOfTwoRecords
}

const probabilityOf = (odds: number): number => (odds === Number.POSITIVE_INFINITY ? 1 : odds / (1 + odds))

function present(judgement: Judgement, score: number, { parameters }: DecisionContext): WeighedCandidate {
  const { patientId, levels, weighing } = judgement
  return {
    patientId,
    score,
    explanation: weighing.weights,
    bestOther: weighing.bestOther,
    isFamilyPattern: isFamilyPattern(levels),
    parametersVersion: parameters.version,
  }
}

const surnameAtLeast = (level: Levels['name']): boolean =>
  level.startsWith('newborn') || level === 'both-newborn' || isAtLeast(level as NameAgreement, 'surname')

/** Same birth date, surname and household (WORKFLOW M1): twins look so, and one person reported twice. */
function isFamilyPattern({ name, birthDate, parents, phone, address }: Levels): boolean {
  const isHousehold = parents === 'equal-number' || parents === 'equal-name' || phone === 'equal' || address === 'equal'
  return birthDate === 'equal' && isHousehold && name !== 'missing' && surnameAtLeast(name)
}

function reasonOf({ guards, weighing }: Judgement, score: number, { parameters }: DecisionContext): PossibleReason {
  const own = probabilityOf(weighing.odds)
  if (score < parameters.thresholds.link && own >= parameters.thresholds.link) return 'several-candidates'
  const [guard] = guards
  if (guard !== undefined) return guard
  return weighing.bestOther === 'unrelated' || weighing.bestOther === 'namesake' ? 'uncertain' : 'possible-relative'
}
