import type { FieldTemplateProps, ObjectFieldTemplateProps } from '@rjsf/utils'
import { isGiven } from '#registry-rules/forms/is-given.ts'
import { withReason } from './answers.ts'
import { isDrawnOpen, type Question } from './drawable-form.ts'
import { idsOf, useEditing, useFindings, useFindingsBelow, useQuestion, useReason } from './editing.tsx'
import { FindingLines } from './finding-lines.tsx'
import { useLanguage } from './language.tsx'
import { useValueSet } from './queries.ts'

/** The questions of a form one after the other; simple ones two in a row where there is room. */
export function QuestionList({ properties }: ObjectFieldTemplateProps) {
  return <div className="questions">{properties.map(({ content }) => content)}</div>
}

const wide = new Set<Question['control']>(['choices', 'rows', 'entries', 'scale', 'phenotype', 'group'])

/** Whether the label of a question names one input, or a group of them. */
const hasOneInput = (asked: Question): boolean =>
  !wide.has(asked.control) && asked.control !== 'boolean' && !(asked.control === 'choice' && isDrawnOpen(asked))

/** A question with all that stands around its answer: label, help, reason why it is missing, findings. */
export function QuestionFrame({ uiSchema, formData, children }: FieldTemplateProps) {
  const pointer = (uiSchema?.['ui:options'] as { pointer?: string } | undefined)?.pointer
  const asked = useQuestion(pointer ?? '')
  if (!asked) return children
  return (
    <Framed asked={asked} value={formData as unknown}>
      {children}
    </Framed>
  )
}

type FramedProps = { readonly asked: Question; readonly value: unknown; readonly children: React.ReactElement }

function Framed({ asked, value, children }: FramedProps) {
  const { say, language } = useLanguage()
  const { pointer, need, control } = asked
  const ids = idsOf(pointer)
  const title = language === 'zh' ? asked.titleZh : asked.titleEn
  const help = language === 'zh' ? asked.helpZh : asked.helpEn
  const Label = hasOneInput(asked) ? 'label' : 'span'
  return (
    <div
      className={`question${wide.has(control) ? ' wide' : ''}`}
      id={ids.frame}
      tabIndex={-1}
      role={hasOneInput(asked) ? undefined : 'group'}
      aria-labelledby={hasOneInput(asked) ? undefined : ids.label}
      aria-describedby={hasOneInput(asked) ? undefined : `${ids.help} ${ids.findings}`}
    >
      <div className="question-head">
        <Label className="question-title" id={ids.label} {...(Label === 'label' ? { htmlFor: ids.control } : {})}>
          {title}
        </Label>
        {need !== undefined && need !== 'optional' && <span className={`need ${need}`}>{say(need)}</span>}
        {need !== undefined && need !== 'optional' && !isGiven(value) && (
          <ReasonChoice pointer={pointer} title={title} />
        )}
      </div>
      {help !== '' && (
        <p className="help" id={ids.help}>
          {help}
        </p>
      )}
      <div className="control">{children}</div>
      {control === 'phenotype' ? <FindingsBelow pointer={pointer} /> : <FindingsHere pointer={pointer} />}
    </div>
  )
}

const FindingsHere = ({ pointer }: { readonly pointer: string }) => (
  <FindingLines id={idsOf(pointer).findings} findings={useFindings(pointer)} />
)

const FindingsBelow = ({ pointer }: { readonly pointer: string }) => (
  <FindingLines id={idsOf(pointer).findings} findings={useFindingsBelow(pointer)} />
)

/** Why an item has no answer; gone as soon as it has one. */
function ReasonChoice({ pointer, title }: { readonly pointer: string; readonly title: string }) {
  const { say, language } = useLanguage()
  const { keeper, isEditable } = useEditing()
  const reason = useReason(pointer)
  const reasons = useValueSet('missing-reason')
  return (
    <select
      className={`reason${reason === undefined ? '' : ' given'}`}
      aria-label={say('noReasonOf', { title })}
      disabled={!isEditable}
      value={reason ?? ''}
      onChange={({ target }) =>
        keeper.change((document) => withReason(document, pointer, target.value === '' ? undefined : target.value))
      }
    >
      <option value="">{say('noReason')}</option>
      {reasons.data?.items.map(({ code, zh, en }) => (
        <option key={code} value={code}>
          {language === 'zh' ? zh : en}
        </option>
      ))}
    </select>
  )
}
