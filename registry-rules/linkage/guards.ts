import { isAtLeast, type NameAgreement } from './compare-names.ts'
import type { Levels } from './compare.ts'
import type { Guard, Parameters } from './parameters/parameters.ts'

/** What the guards look at. */
export type GuardedPair = {
  readonly levels: Levels
  /** One of the two identities goes by a newborn's name. */
  readonly isNewborn: boolean
  readonly isOfMultipleBirth: boolean
  /** A number in question is of the other sex than stated. */
  readonly isNumberDoubtful: boolean
  /** One of the two says neither when the person was born nor a number of his own. */
  readonly isOnlyNamed: boolean
  readonly phoneUsers: number
  /** Of this candidate alone, without competitors. */
  readonly posterior: number
}

/** A telephone that more patients use than a large family has proves nothing about one of them. */
const largeFamily = 8

/** Guards that give way to a posterior of their own. */
type MeasuredGuard = 'neither-date-nor-number' | 'three-independent-groups'

/** The guards that stand against an automatic link, the gravest first. */
export function guardsAgainst(pair: GuardedPair, { guards, thresholds }: Parameters): Guard[] {
  return guards.filter((guard) => {
    if (guard === 'neither-date-nor-number') return pair.isOnlyNamed && pair.posterior < thresholds.onlyNamed
    if (guard !== 'three-independent-groups') return stands[guard](pair)
    return agreeingGroups(pair) < thresholds.independentGroups && pair.posterior < thresholds.fewerGroups
  })
}

const stands: Readonly<Record<Exclude<Guard, MeasuredGuard>, (pair: GuardedPair) => boolean>> = {
  'different-valid-numbers': ({ levels }) =>
    ['different-valid', 'same-county-and-date', 'one-edit-valid'].includes(levels.idNumber),
  'newborn-of-multiple-birth': ({ isNewborn, isOfMultipleBirth }) => isNewborn && isOfMultipleBirth,
  // Two babies of one mother look like one, before they have names and numbers.
  'both-newborn': ({ levels }) => levels.name === 'both-newborn' && levels.idNumber !== 'equal-valid',
  'doubtful-number': ({ isNumberDoubtful, levels }) =>
    isNumberDoubtful &&
    levels.idNumber === 'equal-valid' &&
    (!isNameAgreeing(levels.name) || levels.name === 'partial'),
  // A number can be the twin's or a sibling's: it does not make two given names one. Who changed his name is asked about.
  'given-name-differs': ({ levels }) => isGivenNameOther(levels.name),
  // Of twins and siblings nothing else but a number tells which of them it is.
  'given-name-unknown': ({ levels }) =>
    (levels.name === 'missing' || levels.name === 'surname-rest-unknown') && !isNumberEqual(levels.idNumber),
}

const isNumberEqual = (level: Levels['idNumber']): boolean => level === 'equal-valid' || level === 'equal-document'

function isGivenNameOther(level: Levels['name']): boolean {
  return level === 'surname-and-one-given' || level === 'surname' || level === 'different' || level === 'given'
}

/**
 * How many of the independent kinds of evidence agree: name, birth date, own number, parents, telephone, address.
 * County and disease are left out, because hundreds share them.
 */
export function agreeingGroups({ levels, phoneUsers }: GuardedPair): number {
  const agreeing = [
    isNameAgreeing(levels.name),
    ['equal', 'equal-in-number', 'lunar', 'month-day-swapped', 'one-digit'].includes(levels.birthDate),
    ['equal-valid', 'equal-document', 'equal-invalid', 'one-edit'].includes(levels.idNumber),
    ['equal-number', 'equal-name', 'same-sound'].includes(levels.parents),
    levels.phone === 'equal' && phoneUsers <= largeFamily,
    levels.address === 'equal' || (levels.address === 'similar' && levels.region === 'county'),
  ]
  return agreeing.filter(Boolean).length
}

function isNameAgreeing(level: Levels['name']): boolean {
  if (level === 'equal-former-name') return true
  return level !== 'missing' && !level.includes('newborn') && isAtLeast(level as NameAgreement, 'partial')
}
