import { Registry } from './202611240100-registry.ts'
import { MatchingAmongAll } from './202611250300-matching-among-all.ts'
import { PairsAndUnmerge } from './202611250900-pairs-and-unmerge.ts'
import { PairsByRule } from './202611251001-pairs-by-rule.ts'
import { NightlyMatching } from './202611251002-nightly-matching.ts'
import { AccessJournal } from './202611251003-access-journal.ts'

/** Every migration in order; a name is never changed once merged. */
export const migrations = [
  { name: '202611240100-registry', class: Registry },
  { name: '202611250300-matching-among-all', class: MatchingAmongAll },
  { name: '202611250900-pairs-and-unmerge', class: PairsAndUnmerge },
  { name: '202611251001-pairs-by-rule', class: PairsByRule },
  { name: '202611251002-nightly-matching', class: NightlyMatching },
  { name: '202611251003-access-journal', class: AccessJournal },
] as const
