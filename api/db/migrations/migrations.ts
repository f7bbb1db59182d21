import { Registry } from './202611240100-registry.ts'
import { MatchingAmongAll } from './202611250300-matching-among-all.ts'

/** Every migration in order; a name is never changed once merged. */
export const migrations = [
  { name: '202611240100-registry', class: Registry },
  { name: '202611250300-matching-among-all', class: MatchingAmongAll },
] as const
