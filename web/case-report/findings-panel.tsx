import type { ReportFinding } from './api-types.ts'
import { isGap, jumpTo, placeOf, placeWords, useDraft, useEditing } from './editing.tsx'
import { FindingAction } from './finding-lines.tsx'
import { useLanguage } from './language.tsx'
import { QueryAnswer } from './query-answer.tsx'

const severities = ['block', 'warn', 'note'] as const

/** Everything the last save found, the worst first, and the open queries; each leads to its place. */
export function FindingsPanel() {
  const { say } = useLanguage()
  const { showsGaps, isEditable } = useEditing()
  const reportId = useDraft(({ view }) => view.id)
  const all = useDraft(({ view }) => view.findings)
  const findings = all.filter((finding) => !isGap(finding))
  const gaps = all.filter(isGap)
  const queries = useDraft(({ view }) => view.queries)
  const count = (severity: ReportFinding['severity']) =>
    findings.filter((finding) => finding.severity === severity).length
  const open = queries.filter(({ closedAt }) => closedAt === undefined)
  return (
    <aside className="findings-panel card" aria-labelledby="findings-title">
      {open.length > 0 && (
        <>
          <h2>{say('queries')}</h2>
          <ul>
            {open.map((query) => {
              const { id, number, pointer, text, answer } = query
              return (
                <li className="finding query" key={id}>
                  <span className="severity">{say('query', { number })}</span>{' '}
                  <Place pointer={pointer.replace(/^#/, '')} />
                  <p>{text}</p>
                  {answer !== undefined && <p className="answered">{answer}</p>}
                  {isEditable && query.state === 'OPEN' && <QueryAnswer query={query} reportId={reportId} />}
                  {query.state === 'ANSWERED' && <p className="answered">{say('answered')}</p>}
                </li>
              )
            })}
          </ul>
        </>
      )}
      <h2 id="findings-title">{say('findings')}</h2>
      <p className="quiet" role="status">
        {findings.length === 0
          ? say('findingsNone')
          : say('findingsCount', { block: count('block'), warn: count('warn'), note: count('note') })}
        <br />
        {say('findingsAsOf')}
      </p>
      <ul>
        {severities.flatMap((severity) =>
          findings
            .filter((finding) => finding.severity === severity)
            .map((finding) => <Line key={`${finding.check} ${finding.pointer}`} finding={finding} />),
        )}
      </ul>
      {gaps.length > 0 && (
        // Opened once the registrar wants to submit; the key makes it open then, and leaves it to him afterwards.
        <details key={String(showsGaps)} open={showsGaps}>
          <summary>{say('gaps', { count: gaps.length })}</summary>
          <ul>
            {gaps.map((finding) => (
              <li className={`finding gap${showsGaps ? ' block' : ''}`} key={finding.pointer}>
                <Place pointer={placeOf(finding)} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </aside>
  )
}

function Line({ finding }: { readonly finding: ReportFinding }) {
  const { say, pick } = useLanguage()
  return (
    <li className={`finding ${finding.severity}`}>
      <span className="severity">{say(finding.severity)}</span> <Place pointer={placeOf(finding)} />
      <p>{pick(finding)}</p>
      <FindingAction finding={finding} />
    </li>
  )
}

function Place({ pointer }: { readonly pointer: string }) {
  const { say, pick } = useLanguage()
  const { form } = useEditing()
  const words = placeWords(form, pointer)
  if (!words) return <b>{say('wholeReport')}</b>
  return (
    <button
      type="button"
      className="link place"
      aria-label={say('goTo', { title: pick(words) })}
      onClick={() => jumpTo(pointer)}
    >
      {pick(words)}
    </button>
  )
}
