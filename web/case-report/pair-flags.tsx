import { patientPairStates, type PatientPairState } from '#registry-rules/workflow/patient-pair.ts'
import type { PairList } from './api-types.ts'
import { useLanguage } from './language.tsx'

type Flagged = Pick<PairList['items'][number], 'decidedBefore' | 'proposedBy' | 'reopeningProposedBy' | 'state'>

/** What a reviewer should see at once of a pair: what was decided before, and who waits for a second person. */
export function PairFlags({ pair }: { readonly pair: Flagged }) {
  const { say, pick } = useLanguage()
  return (
    <>
      {pair.decidedBefore !== undefined && (
        <span className="flag">
          {say('pairDecidedBefore', { state: pick(patientPairStates[pair.decidedBefore as PatientPairState]) })}
        </span>
      )}
      {pair.proposedBy !== undefined && pair.state === 'OPEN' && (
        <span className="flag">{say('proposedSame', { person: pair.proposedBy })}</span>
      )}
      {pair.reopeningProposedBy !== undefined && (
        <span className="flag">{say('proposedReopening', { person: pair.reopeningProposedBy })}</span>
      )}
    </>
  )
}
