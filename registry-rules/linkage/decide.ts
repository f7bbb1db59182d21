import { namesOf } from './blocking-keys.ts'
import { compareIdentities, type FieldAgreement } from './compare.ts'
import type { IdentityFields } from './identity-fields.ts'
import { isMultipleBirthName, isNewbornName } from './newborn-name.ts'

/** A patient that shares a blocking key, with every identity that was ever recorded for him. */
export type Candidate = { patientId: string; fields: readonly IdentityFields[] }

/**
 * Why a person must decide:
 * - `same-number-contradiction`: same number, but name, birth date or sex differs, or two recorded identities disagree;
 * - `same-number-incomplete`: same number, nothing differs, but something is missing or known in part;
 * - `number-of-relative`: everything equal, but the number is not the patient's own;
 * - `multiple-birth`, `newborn-name`: everything equal, but a twin would look the same;
 * - `same-number-two-patients`: everything equal, and another patient has the number, too;
 * - `same-document`: a passport or another document with the same number;
 * - `same-name-birth-date-sex`, `same-name-birth-date-sex-unknown`: no number speaks for or against it.
 */
export type PossibleReason =
  | 'same-number-contradiction'
  | 'same-number-incomplete'
  | 'number-of-relative'
  | 'multiple-birth'
  | 'newborn-name'
  | 'same-number-two-patients'
  | 'same-document'
  | 'same-name-birth-date-sex'
  | 'same-name-birth-date-sex-unknown'

/** A candidate that a reviewer must decide on, and why. */
export type PossibleMatch = { patientId: string; reason: PossibleReason; explanation: FieldAgreement[] }

/** What becomes of the incoming identity: linked to a patient, put before a reviewer, or a new patient. */
export type Decision =
  | { decision: 'link'; patientId: string; explanation: FieldAgreement[] }
  | { decision: 'possible'; candidates: PossibleMatch[] }
  | { decision: 'new' }

/** Strongest first: a patient's identities are judged one by one, the strongest finding speaks for the patient. */
const findings = [
  'link',
  'same-number-two-patients',
  'number-of-relative',
  'multiple-birth',
  'newborn-name',
  'same-number-incomplete',
  'same-number-contradiction',
  'same-document',
  'same-name-birth-date-sex',
  'same-name-birth-date-sex-unknown',
] as const satisfies readonly ('link' | PossibleReason)[]

type Finding = (typeof findings)[number]

type Judgement = { patientId: string; finding: Finding; explanation: FieldAgreement[] }

/**
 * First form of matching: link on the same valid resident number with equal name, birth date (to the day) and sex;
 * a possible match on the same number with a contradiction, or on the same name, birth date and sex without numbers
 * of their own on both sides; else new. Two different valid numbers of their own are two persons, whatever else agrees.
 *
 * Never a link: on a relative's number, with a newborn's name, with any sign of a multiple birth, or where several
 * patients have the number. Candidates come strongest first, then by patient id; the order given does not matter.
 */
export function decide(incoming: IdentityFields, candidates: readonly Candidate[]): Decision {
  const judgements = candidates
    .map((candidate) => judge(incoming, candidate))
    .filter((judgement) => judgement !== undefined)
    .toSorted(
      (a, b) => findings.indexOf(a.finding) - findings.indexOf(b.finding) || (a.patientId < b.patientId ? -1 : 1),
    )
  const [best] = judgements
  if (!best) return { decision: 'new' }
  const withSameNumber = judgements.filter(({ explanation }) => hasSameNumber(explanation))
  if (best.finding === 'link' && withSameNumber.length === 1) {
    return { decision: 'link', patientId: best.patientId, explanation: best.explanation }
  }
  return {
    decision: 'possible',
    candidates: judgements.map(({ patientId, finding, explanation }) => ({
      patientId,
      reason: finding === 'link' ? 'same-number-two-patients' : finding,
      explanation,
    })),
  }
}

function judge(incoming: IdentityFields, { patientId, fields }: Candidate): Judgement | undefined {
  const compared = fields.map((known) => compareIdentities(incoming, known))
  const guard = guardAgainstLink([incoming, ...fields])
  const [best] = compared
    .map((explanation) => ({ patientId, finding: findingOf(explanation), explanation }))
    .filter((judgement): judgement is Judgement => judgement.finding !== undefined)
    .toSorted((a, b) => findings.indexOf(a.finding) - findings.indexOf(b.finding))
  if (!best) return undefined
  const isOfName = best.finding.startsWith('same-name')
  // A number that any recorded identity carries counts against those that are recorded without one.
  if (isOfName && compared.some((each) => levelOf(each, 'idNumber') === 'both-valid-different')) return undefined
  if (best.finding !== 'link') return best
  if (compared.some(isContradicted)) return { ...best, finding: 'same-number-contradiction' }
  // A relative's number may be known as such from another identity of the patient only.
  if (compared.some((explanation) => levelOf(explanation, 'idNumber') === 'equal-relative')) {
    return { ...best, finding: 'number-of-relative' }
  }
  return guard ? { ...best, finding: guard } : best
}

function findingOf(explanation: FieldAgreement[]): Finding | undefined {
  const number = levelOf(explanation, 'idNumber')
  const name = levelOf(explanation, 'name')
  const birthDate = levelOf(explanation, 'birthDate')
  const sex = levelOf(explanation, 'sex')
  const isEqual = name === 'equal' && birthDate === 'equal' && sex === 'equal'

  if (hasSameNumber(explanation)) {
    if (name === 'different' || birthDate === 'different' || sex === 'different') return 'same-number-contradiction'
    if (!isEqual) return 'same-number-incomplete'
    return number === 'equal-valid' ? 'link' : 'number-of-relative'
  }
  if (number === 'equal-document') return 'same-document'
  if (number === 'both-valid-different') return undefined
  const isSameName = name === 'equal' || name === 'equal-former-name'
  const isSameBirthDate = birthDate === 'equal' || birthDate === 'agrees-as-far-as-known'
  if (!isSameName || !isSameBirthDate || sex === 'different') return undefined
  return sex === 'equal' ? 'same-name-birth-date-sex' : 'same-name-birth-date-sex-unknown'
}

function levelOf(explanation: FieldAgreement[], field: FieldAgreement['field']): FieldAgreement['level'] | undefined {
  return explanation.find((agreement) => agreement.field === field)?.level
}

function hasSameNumber(explanation: FieldAgreement[]): boolean {
  const level = levelOf(explanation, 'idNumber')
  return level === 'equal-valid' || level === 'equal-relative'
}

/** An earlier name may differ, people are renamed; an earlier number, birth date or sex that differs is a question. */
function isContradicted(explanation: FieldAgreement[]): boolean {
  return (
    levelOf(explanation, 'idNumber') === 'both-valid-different' ||
    levelOf(explanation, 'birthDate') === 'different' ||
    levelOf(explanation, 'sex') === 'different'
  )
}

function guardAgainstLink(identities: readonly IdentityFields[]): 'multiple-birth' | 'newborn-name' | undefined {
  const isOfMultipleBirth = identities.some(
    (fields) =>
      (fields.multipleBirthCount ?? 1) > 1 ||
      fields.multipleBirthOrder !== undefined ||
      namesOf(fields).some(isMultipleBirthName),
  )
  if (isOfMultipleBirth) return 'multiple-birth'
  // A newborn's name that an identity has left behind no longer describes anyone, so only the name that is equal counts.
  const [incoming] = identities
  return incoming?.name !== undefined && isNewbornName(incoming.name) ? 'newborn-name' : undefined
}
