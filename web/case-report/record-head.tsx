import { caseReportStates, type CaseReportState } from '#registry-rules/workflow/case-report.ts'
import type { PairView } from './api-types.ts'
import { useLanguage } from './language.tsx'
import type { TextKey } from './texts.ts'

/** Which record this is, and the reports that it stands on. */
export function RecordHead({ side, label }: { readonly side: PairView['a']; readonly label: string }) {
  const { say, pick } = useLanguage()
  return (
    <>
      {label} <span className="code">{side.pseudonym}</span>{' '}
      <span className="quiet">{say(`record${side.recordState}` as TextKey)}</span>
      <ul className="record-reports">
        {side.reports.map(({ id, number, state }) => (
          <li key={id}>
            <a href={`/case-reports/${id}`} className="code">
              {number}
            </a>{' '}
            <span className="quiet">{pick(caseReportStates[state as CaseReportState])}</span>
          </li>
        ))}
      </ul>
    </>
  )
}
