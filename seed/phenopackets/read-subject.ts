import type { Account } from './account.ts'
import { PhenopacketProblem } from './phenopacket-problem.ts'
import type { Individual, OntologyClass } from './phenopacket.ts'
import { readAge } from './read-age.ts'
import { readTime } from './read-phenotype.ts'

/**
 * What the packet says about the person, beside the report document. Sex and vital status are codes of schemas/codes;
 * ages are ISO 8601 durations. `survivalDays` counts from the diagnosis to death; `isUnborn` says that the last
 * examination was before birth.
 */
export type Subject = {
  sex: '0' | '1' | '2' | '9'
  ageAtLastEncounter?: string
  isUnborn?: true
  ageAtOnset?: string
  vitalStatus?: '1' | '2' | '9'
  timeOfDeath?: string
  survivalDays?: number
}

/** `OTHER_SEX` cannot be told as male or female (0 of GB/T 2261.1), `UNKNOWN_SEX` was not stated (9). */
const sexes = new Map<string, Subject['sex']>([
  ['MALE', '1'],
  ['FEMALE', '2'],
  ['OTHER_SEX', '0'],
  ['UNKNOWN_SEX', '9'],
])

const vitalStatuses = new Map<string, '1' | '2' | '9'>([
  ['ALIVE', '1'],
  ['DECEASED', '2'],
  ['UNKNOWN_STATUS', '9'],
])

/** NCBI Taxonomy; the store knows model organisms too. */
const human = 'NCBITaxon:9606'

/** As long as schemas/core/v1.schema.json holds. */
const longestCause = 200

/**
 * The person and, where death is recorded, its cause.
 *
 * @throws PhenopacketProblem where the subject is no human.
 */
export function readSubject(
  subject: Individual,
  pointer: string,
  account: Account,
): { subject: Subject; cause?: string } {
  if (subject.taxonomy && subject.taxonomy.id !== human) {
    throw new PhenopacketProblem(`${pointer}/taxonomy/id`, '不是人的病例', `is not ${human}: the case of a human`)
  }
  account.held(`${pointer}/id`, `${pointer}/sex`, `${pointer}/taxonomy`)
  if (subject.dateOfBirth) account.notHeld(`${pointer}/dateOfBirth`, 'real-birth-date')
  if (subject.gender) account.notHeld(`${pointer}/gender`, 'gender')
  if (subject.karyotypicSex === 'UNKNOWN_KARYOTYPE') account.held(`${pointer}/karyotypicSex`)
  else if (subject.karyotypicSex) account.notHeld(`${pointer}/karyotypicSex`, 'karyotype')
  const books = { account, dateOfBirth: subject.dateOfBirth }
  const encounter = subject.timeAtLastEncounter
  const ageAtLastEncounter = encounter && readTime(encounter, `${pointer}/timeAtLastEncounter`, books)
  const { cause, ...life } = readVitalStatus(subject.vitalStatus, `${pointer}/vitalStatus`, books)
  return {
    subject: {
      sex: sexes.get(subject.sex ?? 'UNKNOWN_SEX') ?? '9',
      ...(ageAtLastEncounter === undefined ? {} : { ageAtLastEncounter }),
      ...(encounter && readAge(encounter, subject.dateOfBirth).reason === 'before-birth' ? { isUnborn: true } : {}),
      ...life,
    },
    ...(cause === undefined ? {} : { cause }),
  }
}

function readVitalStatus(
  status: Individual['vitalStatus'],
  pointer: string,
  books: { account: Account; dateOfBirth: string | undefined },
): Pick<Subject, 'vitalStatus' | 'timeOfDeath' | 'survivalDays'> & {
  cause?: string
} {
  if (!status) return {}
  const { account } = books
  account.held(`${pointer}/status`)
  const vitalStatus = vitalStatuses.get(status.status ?? 'UNKNOWN_STATUS') ?? '9'
  if (vitalStatus !== '2') {
    if (status.timeOfDeath) account.notHeld(`${pointer}/timeOfDeath`, 'time-of-death')
    if (status.causeOfDeath) account.notHeld(`${pointer}/causeOfDeath`, 'cause-of-death')
    if (status.survivalTimeInDays) account.notHeld(`${pointer}/survivalTimeInDays`, 'survival-time')
    else account.held(`${pointer}/survivalTimeInDays`)
    return { vitalStatus }
  }
  const timeOfDeath = status.timeOfDeath && readTime(status.timeOfDeath, `${pointer}/timeOfDeath`, books)
  const cause = readCause(status.causeOfDeath, `${pointer}/causeOfDeath`, account)
  account.held(`${pointer}/survivalTimeInDays`)
  return {
    vitalStatus,
    ...(timeOfDeath === undefined ? {} : { timeOfDeath }),
    // Zero is what protobuf writes for *not said*.
    ...(status.survivalTimeInDays ? { survivalDays: status.survivalTimeInDays } : {}),
    ...(cause === undefined ? {} : { cause }),
  }
}

function readCause(cause: OntologyClass | undefined, pointer: string, account: Account): string | undefined {
  if (!cause) return undefined
  const text = (cause.label?.trim() || cause.id).trim()
  if (text === '' || text.length > longestCause) {
    account.notHeld(pointer, 'cause-of-death')
    return undefined
  }
  account.held(pointer)
  return text
}
