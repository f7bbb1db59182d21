import { useState } from 'react'
import { Button, Input } from 'antd'
import { valueAt } from '#registry-rules/forms/json-pointer.ts'
import { withAnswer } from './answers.ts'
import type { ReportFinding } from './api-types.ts'
import { placeOf, placeWords, useDraft, useEditing, useVerifying } from './editing.tsx'
import { useLanguage } from './language.tsx'

/** Findings as sentences, each with what can be done about it. */
export function FindingLines({ id, findings }: { readonly id: string; readonly findings: readonly ReportFinding[] }) {
  return (
    <ul className="finding-lines" id={id}>
      {findings.map((finding) => (
        <FindingLine key={`${finding.check} ${finding.pointer}`} finding={finding} />
      ))}
    </ul>
  )
}

function FindingLine({ finding }: { readonly finding: ReportFinding }) {
  const { pick, say } = useLanguage()
  return (
    <li className={`finding ${finding.severity}`}>
      <span className="severity">{say(finding.severity)}</span> <span>{pick(finding)}</span>
      <FindingAction finding={finding} />
    </li>
  )
}

/** What the registrar can do about a finding besides changing the answer: remove what is not asked, verify a warning. */
export function FindingAction({ finding }: { readonly finding: ReportFinding }) {
  const { isEditable } = useEditing()
  if (finding.check === 'when.not-asked' || finding.check === 'schema.unknown-key')
    return isEditable ? <RemoveValue finding={finding} /> : null
  return finding.severity === 'warn' ? <Verify finding={finding} /> : null
}

function RemoveValue({ finding }: { readonly finding: ReportFinding }) {
  const { keeper, form } = useEditing()
  const { say, pick } = useLanguage()
  const pointer = placeOf(finding)
  const isThere = useDraft(({ document }) => valueAt(document, pointer) !== undefined)
  const words = placeWords(form, pointer)
  if (!isThere) return null
  return (
    <button
      type="button"
      className="link"
      aria-label={say('removeValueOf', { title: words ? pick(words) : pointer })}
      onClick={() => keeper.change((document) => withAnswer(document, pointer, undefined, form))}
    >
      {say('removeValue')}
    </button>
  )
}

function Verify({ finding }: { readonly finding: ReportFinding }) {
  const { say, pick } = useLanguage()
  const { form, isEditable } = useEditing()
  const { verified, verify } = useVerifying()
  const [isOpen, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  if (finding.answeredBy !== undefined) return <span className="answered">{say('answeredByReason')}</span>

  const words = placeWords(form, placeOf(finding))
  const title = words ? pick(words) : say('wholeReport')
  const answer = verified.find(({ check, pointer }) => check === finding.check && pointer === finding.pointer)
  if (answer)
    return (
      <span className="answered">
        {say('verifiedAs', { reason: answer.reason })}{' '}
        {isEditable && (
          <button type="button" className="link" onClick={() => verify(finding, undefined)}>
            {say('verifyUndo')}
          </button>
        )}
      </span>
    )
  if (!isEditable) return null
  if (!isOpen)
    return (
      <button type="button" className="link" aria-label={say('verifyOf', { title })} onClick={() => setOpen(true)}>
        {say('verify')}
      </button>
    )
  return (
    <span className="verify">
      <Input
        size="small"
        autoFocus
        aria-label={`${say('verifyReason')}：${title}`}
        placeholder={say('verifyReason')}
        maxLength={500}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
        onPressEnter={() => reason.trim().length >= 2 && verify(finding, reason.trim())}
      />
      <Button size="small" disabled={reason.trim().length < 2} onClick={() => verify(finding, reason.trim())}>
        {say('verifySave')}
      </Button>
      <Button size="small" type="text" onClick={() => setOpen(false)}>
        {say('cancel')}
      </Button>
    </span>
  )
}
