import { below } from '#registry-rules/forms/json-pointer.ts'
import type { Account } from './account.ts'
import type { NotHeldReason } from './not-held-reasons.ts'
import type { PhenotypicFeature, TimeElement } from './phenopacket.ts'
import { readAge } from './read-age.ts'

/** One entry of `phenotype` in a report document. */
export type PhenotypeEntry = { hpo: string; status: 'present' | 'absent' }

/** As many as schemas/core/v1.schema.json holds. */
const mostFeatures = 200

type Candidate = {
  feature: PhenotypicFeature
  pointer: string
  isPresent: boolean
  onsetAge?: string
}

/**
 * Features as HPO terms with their status; the onset goes to `ages` by pointer of the report document.
 *
 * A term that is recorded several times becomes one entry: present before absent, with onset before without, then
 * the first. The label is not compared: the id says what is meant, and labels change between HPO releases.
 */
export function readPhenotype(
  features: PhenotypicFeature[],
  pointer: string,
  {
    account,
    ages,
    dateOfBirth,
    kindOf,
  }: {
    account: Account
    ages: Record<string, string>
    dateOfBirth: string | undefined
    kindOf: (hpo: string) => 'phenotype' | 'other' | undefined
  },
): PhenotypeEntry[] {
  const candidates = features.flatMap((feature, index): Candidate[] => {
    const here = below(pointer, index)
    const refusal = refuseTerm(feature.type.id, kindOf)
    if (refusal) {
      account.notHeld(here, refusal)
      return []
    }
    account.held(`${here}/type`, `${here}/excluded`)
    const isPresent = feature.excluded !== true
    const onsetAge = readOnset(feature.onset, isPresent, `${here}/onset`)
    reportRest(feature, here, account)
    return [
      {
        feature,
        pointer: here,
        isPresent,
        ...(onsetAge === undefined ? {} : { onsetAge }),
      },
    ]
  })
  const chosen = new Map<string, Candidate>()
  for (const candidate of candidates) {
    const other = chosen.get(candidate.feature.type.id)
    if (!other || rank(candidate) > rank(other)) chosen.set(candidate.feature.type.id, candidate)
  }
  for (const candidate of candidates) {
    const kept = chosen.get(candidate.feature.type.id)
    if (kept === candidate || !kept) continue
    account.notHeld(
      candidate.pointer,
      kept.isPresent === candidate.isPresent ? 'feature-twice' : 'feature-contradiction',
    )
  }
  const kept = [...chosen.values()]
  for (const candidate of kept.slice(mostFeatures)) account.notHeld(candidate.pointer, 'too-many')
  return kept.slice(0, mostFeatures).map(({ feature, isPresent, onsetAge }, index) => {
    if (onsetAge !== undefined) ages[`/phenotype/${index}/onset`] = onsetAge
    return { hpo: feature.type.id, status: isPresent ? 'present' : 'absent' }
  })

  function readOnset(onset: TimeElement | undefined, isPresent: boolean, here: string): string | undefined {
    if (!onset || Object.keys(onset).length === 0) return undefined
    if (!isPresent) {
      account.notHeld(here, 'absent-onset')
      return undefined
    }
    return readTime(onset, here, { account, dateOfBirth })
  }
}

/** Age of a time element with its entry in the books: held, held in part or not held. */
export function readTime(
  time: TimeElement,
  pointer: string,
  { account, dateOfBirth }: { account: Account; dateOfBirth: string | undefined },
): string | undefined {
  const [said, ...more] = Object.keys(time)
  if (said === undefined) return undefined
  const { age, reason } = readAge(time, dateOfBirth)
  // A second way of saying when, or an unknown one, is not looked at; the books then show it field by field.
  if (more.length === 0 && (age !== undefined || reason !== undefined)) {
    if (reason) account.notHeld(pointer, reason)
    else account.held(pointer)
    return age
  }
  const read = timeFields.find((field) => field in time)
  if (read === undefined) return undefined
  if (reason) account.notHeld(below(pointer, read), reason)
  else account.held(below(pointer, read))
  return age
}

/** In the order in which `readAge` looks at them. */
const timeFields = ['age', 'ageRange', 'ontologyClass', 'gestationalAge', 'timestamp', 'interval'] as const

function rank({ isPresent, onsetAge }: Candidate): number {
  return (isPresent ? 2 : 0) + (onsetAge === undefined ? 0 : 1)
}

function refuseTerm(id: string, kindOf: (hpo: string) => 'phenotype' | 'other' | undefined): NotHeldReason | undefined {
  if (!/^HP:[0-9]{7}$/.test(id)) return 'not-hpo'
  const kind = kindOf(id)
  if (kind === undefined) return 'hpo-unknown'
  return kind === 'phenotype' ? undefined : 'not-a-phenotype'
}

function reportRest(feature: PhenotypicFeature, pointer: string, account: Account): void {
  const said = (part: unknown) => part !== undefined && part !== '' && Object.keys(part as object).length > 0
  if (said(feature.severity)) account.notHeld(`${pointer}/severity`, 'severity')
  if (said(feature.resolution)) account.notHeld(`${pointer}/resolution`, 'resolution')
  if (feature.description) account.notHeld(`${pointer}/description`, 'feature-text')
  if (said(feature.evidence)) account.notHeld(`${pointer}/evidence`, 'evidence')
  feature.modifiers?.forEach((_, index) => account.notHeld(`${pointer}/modifiers/${index}`, 'modifier'))
}
