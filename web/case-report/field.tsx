import type { FieldProps } from '@rjsf/utils'
import type { ComponentType } from 'react'
import type { Question } from './drawable-form.ts'
import { idsOf, useFindings, useQuestion } from './editing.tsx'
import { useLanguage } from './language.tsx'

/** What one of our fields gets: the question, its answer, and where to put another. */
export type AnswerProps = {
  readonly asked: Question
  readonly title: string
  readonly value: unknown
  readonly onChange: (value: unknown) => void
  readonly disabled: boolean
}

/** Makes a field of rjsf from a component that answers one question. */
export function field(Answer: ComponentType<AnswerProps>) {
  return function Field({ uiSchema, formData, onChange, fieldPathId, disabled }: FieldProps) {
    const pointer = (uiSchema?.['ui:options'] as { pointer?: string } | undefined)?.pointer ?? ''
    const asked = useQuestion(pointer)
    const { language } = useLanguage()
    if (!asked) return null
    return (
      <Answer
        asked={asked}
        title={language === 'zh' ? asked.titleZh : asked.titleEn}
        value={formData as unknown}
        onChange={(value) => onChange(value, fieldPathId.path)}
        disabled={disabled === true}
      />
    )
  }
}

/** Id and ARIA attributes of the input that answers a question. */
export function useInputAttributes(asked: Question) {
  const ids = idsOf(asked.pointer)
  const findings = useFindings(asked.pointer)
  const help = asked.helpZh === '' ? [] : [ids.help]
  return {
    id: ids.control,
    'aria-describedby': [...help, ids.findings].join(' '),
    'aria-required': asked.need === 'required',
    'aria-invalid': findings.some(({ severity }) => severity === 'block'),
  }
}

/** Status of antd inputs by the worst finding at the question. */
export function useStatus(asked: Question): { status?: 'error' | 'warning' } {
  const severities = useFindings(asked.pointer).map(({ severity }) => severity)
  if (severities.includes('block')) return { status: 'error' }
  return severities.includes('warn') ? { status: 'warning' } : {}
}
