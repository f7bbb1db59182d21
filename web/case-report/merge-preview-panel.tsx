import type { MergePreview } from './api-types.ts'
import { useLanguage } from './language.tsx'

type MergePreviewPanelProps = {
  readonly preview: MergePreview
  /** Both records: id, and how the page calls it. */
  readonly records: readonly { readonly id: string; readonly label: string }[]
  readonly hasProposal: boolean
  readonly onChooseSurvivor: (patientId: string) => void
}

/** What a merge would do (P4), and which record stays. */
export function MergePreviewPanel({ preview, records, hasProposal, onChooseSurvivor }: MergePreviewPanelProps) {
  const { say } = useLanguage()
  const { survivor, proposedSurvivor, moves } = preview
  return (
    <div className="preview">
      <h3>{say('mergeTitle')}</h3>
      <fieldset className="choices">
        <legend>{say('mergeKeeps')}</legend>
        {records.map(({ id, label }) => (
          <label key={id}>
            <input type="radio" name="survivor" checked={survivor === id} onChange={() => onChooseSurvivor(id)} />{' '}
            {label}
            {id === proposedSurvivor && <span className="flag">{say('mergeProposed')}</span>}
          </label>
        ))}
      </fieldset>
      {survivor !== proposedSurvivor && <p className="notice">{say('mergeSwapped')}</p>}
      <ul className="dots">
        <li>{say('mergeReports', { numbers: moves.caseReports.join('、') })}</li>
        {moves.cases.map(({ number, becomes }) => (
          <li key={number}>
            {becomes === number ? say('mergeCaseMoves', { number }) : say('mergeCaseJoins', { number, into: becomes })}
          </li>
        ))}
        {moves.openPairs > 0 && <li>{say('mergePairs', { count: moves.openPairs })}</li>}
        <li>{say('mergeBoth')}</li>
      </ul>
      {preview.needsSecondPerson && !hasProposal && <p className="notice">{say('twoPersons')}</p>}
    </div>
  )
}
