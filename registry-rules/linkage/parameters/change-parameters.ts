import { isObject } from '#registry-rules/forms/json-pointer.ts'
import { fields } from '#registry-rules/linkage/compare.ts'
import { levelWords } from '#registry-rules/linkage/explanation-words.ts'
import { explanations, type Guard, type Parameters } from './parameters.ts'

/** Reads one changed value; `before` is what stood there. Undefined takes a line out of a table. */
type Reader = (value: unknown, at: string, before: unknown) => unknown
type Shape = Reader | { readonly [key: string]: Shape }

const guards = {
  'different-valid-numbers': true,
  'newborn-of-multiple-birth': true,
  'doubtful-number': true,
  'three-independent-groups': true,
  'given-name-differs': true,
  'both-newborn': true,
  'neither-date-nor-number': true,
  'given-name-unknown': true,
} as const satisfies Record<Guard, true>

const shape: Shape = {
  version: readVersion,
  priors: {
    perPatient: { same: share, twin: share, sibling: share, parentChild: share, namesake: share },
    twinOfMultipleBirth: share,
    fewestPatients: wholeNumber,
  },
  levels: Object.fromEntries(
    fields.map((field) => [
      field,
      Object.fromEntries(Object.keys(levelWords[field]).map((level) => [level, readColumn])),
    ]),
  ),
  thresholds: {
    link: probability,
    review: probability,
    independentGroups: wholeNumber,
    fewerGroups: probability,
    onlyNamed: probability,
    oneOfTwoRecords: probability,
  },
  guards: readGuards,
  limits: { holdersOfKey: wholeNumber, candidates: wholeNumber, shown: wholeNumber, identitiesOfPatient: wholeNumber },
}

/**
 * Parameters with some numbers changed: `change` has the form of `Parameters` and names only what differs, a level with
 * `null` where it shall say nothing. What is changed has the version named there, or that of before with "changed".
 *
 * @throws RangeError that names the place and what belongs there.
 */
export function changeParameters(before: Parameters, change: unknown): Parameters {
  // What is read by the shape of parameters into parameters is some.
  const changed = mergeBy(shape, change, '', before) as Parameters
  const { link, review } = changed.thresholds
  if (review > link) throw new RangeError(`thresholds.review (${review}) must not be above thresholds.link (${link})`)
  const isRenamed = changed.version !== before.version || differencesBetween(before, changed).length === 0
  return isRenamed ? changed : { ...changed, version: versionWhenChanged(before) }
}

/** The name of what differs from a version without being one. */
export const versionWhenChanged = ({ version }: Parameters): string => `${version.replace(/ changed$/, '')} changed`

/** What one set of parameters says otherwise than another, a line each; the names of the versions aside. */
export function differencesBetween(one: Parameters, other: Parameters): string[] {
  const [left, right] = [flat(one), flat(other)]
  const places = [...new Set([...left.keys(), ...right.keys()])].filter((place) => place !== 'version')
  return places
    .filter((place) => left.get(place) !== right.get(place))
    .map((place) => `${place}: ${left.get(place) ?? 'none'} → ${right.get(place) ?? 'none'}`)
}

function mergeBy(expected: Shape, value: unknown, at: string, before: unknown): unknown {
  if (typeof expected === 'function') return expected(value, at, before)
  if (!isObject(value)) throw new RangeError(`${at === '' ? 'the parameters' : at} must be an object`)
  const merged: Record<string, unknown> = isObject(before) ? { ...before } : {}
  for (const [key, each] of Object.entries(value)) {
    const place = at === '' ? key : `${at}.${key}`
    const inside = Object.hasOwn(expected, key) ? expected[key] : undefined
    if (!inside) throw new RangeError(`${place} is unknown; known: ${Object.keys(expected).join(', ')}`)
    const read = mergeBy(inside, each, place, merged[key])
    if (read === undefined) Reflect.deleteProperty(merged, key)
    else merged[key] = read
  }
  return merged
}

function readVersion(value: unknown, at: string): string {
  if (typeof value === 'string' && /^[\w. -]{1,40}$/.test(value)) return value
  throw new RangeError(`${at} must be a text of up to 40 letters and digits`)
}

/** From 0, which leaves an explanation out, to 1. */
function share(value: unknown, at: string): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value
  throw new RangeError(`${at} must be a number from 0 to 1`)
}

function probability(value: unknown, at: string): number {
  if (typeof value === 'number' && value > 0 && value <= 1) return value
  throw new RangeError(`${at} must be a number above 0, at most 1`)
}

function wholeNumber(value: unknown, at: string): number {
  if (Number.isSafeInteger(value) && (value as number) > 0) return value as number
  throw new RangeError(`${at} must be a whole number above 0`)
}

function readGuards(value: unknown, at: string): readonly Guard[] {
  const known = Object.keys(guards) as readonly Guard[]
  const isGuard = (each: unknown): each is Guard => known.some((guard) => guard === each)
  if (Array.isArray(value) && value.every(isGuard) && new Set(value).size === value.length) return value
  throw new RangeError(`${at} must be a list of some of ${known.join(', ')}`)
}

/** One line of a table: six probabilities, of which those that stood there may be left out. */
function readColumn(value: unknown, at: string, before: unknown): unknown {
  if (value === null) return undefined
  const column = Object.fromEntries(explanations.map((explanation) => [explanation, chanceOrProbability]))
  const read = mergeBy(column, value, at, before)
  const missing = explanations.filter((explanation) => !isObject(read) || read[explanation] === undefined)
  if (missing.length > 0) throw new RangeError(`${at} must say ${missing.join(', ')}`)
  return read
}

function chanceOrProbability(value: unknown, at: string): unknown {
  if (!isObject(value)) return probability(value, at)
  const { chance, ...more } = value
  if (typeof chance === 'number' && chance > 0 && Object.keys(more).length === 0) return { chance }
  throw new RangeError(`${at} must be a number above 0, at most 1, or {"chance": factor}`)
}

function flat(parameters: Parameters): Map<string, string> {
  const places = new Map<string, string>()
  const walk = (value: unknown, at: string): void => {
    if (Array.isArray(value)) {
      for (const each of value) places.set(`${at}.${String(each)}`, 'on')
      return
    }
    if (!isObject(value)) {
      places.set(at, String(value))
      return
    }
    for (const [key, each] of Object.entries(value)) walk(each, at === '' ? key : `${at}.${key}`)
  }
  walk(parameters, '')
  return places
}
