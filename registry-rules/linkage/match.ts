import type { BlockingKey } from './blocking-keys.ts'
import { decide, type Candidate, type Decision } from './decide.ts'
import type { Identity } from './identity.ts'
import type { Parameters } from './parameters/parameters.ts'

/**
 * Where the known patients are: the database behind keyed hashes, or the maps of the benchmark. It sees keys only in
 * the form it hashes them to.
 */
export interface PatientStore {
  /** How many patients are known, an estimate is enough. */
  count(): number | Promise<number>
  /** How many patients hold each of the keys, in their order. */
  holders(keys: readonly BlockingKey[]): readonly number[] | Promise<readonly number[]>
  /** The patients that hold at least one of the keys, those with most of them first, no more than `limit`. */
  candidates(keys: readonly BlockingKey[], limit: number): readonly Candidate[] | Promise<readonly Candidate[]>
}

/**
 * The whole of matching, the same for a submission and for the benchmark: keys, those held by too many left out,
 * candidates, decision.
 */
export async function matchAmong(
  incoming: Identity,
  keys: readonly BlockingKey[],
  store: PatientStore,
  parameters: Parameters,
): Promise<Decision> {
  const holders = await store.holders(keys)
  const holdersOf = new Map(keys.map(({ family, value }, index) => [`${family} ${value}`, holders[index] ?? 0]))
  const usable = keys.filter((_key, index) => {
    const count = holders[index] ?? 0
    return count > 0 && count <= parameters.limits.holdersOfKey
  })
  const candidates = usable.length === 0 ? [] : await store.candidates(usable, parameters.limits.candidates)
  return decide(incoming, candidates, {
    patientCount: await store.count(),
    parameters,
    phoneUsers: (phone) => holdersOf.get(`phone ${phone}`) ?? 1,
    numberHolders: (number) => holdersOf.get(`resident-id ${number}`) ?? 1,
  })
}
