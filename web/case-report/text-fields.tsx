import { Input } from 'antd'
import { DateInput } from './date-input.tsx'
import { useInputAttributes, useStatus, type AnswerProps } from './field.tsx'
import { useLanguage } from './language.tsx'

const shown = (value: unknown): string => (value === undefined ? '' : String(value))

/** Free text, as long as the form takes it. */
export function TextAnswer({ asked, value, onChange, disabled }: AnswerProps) {
  return (
    <Input
      {...useInputAttributes(asked)}
      {...useStatus(asked)}
      value={shown(value)}
      disabled={disabled}
      autoComplete="off"
      spellCheck={false}
      {...(asked.maxLength === undefined ? {} : { maxLength: asked.maxLength })}
      onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
    />
  )
}

/** A date known to the year, the month or the day. */
export function DateAnswer({ asked, value, onChange, disabled }: AnswerProps) {
  const { say } = useLanguage()
  return (
    <DateInput
      {...useInputAttributes(asked)}
      {...useStatus(asked)}
      value={value}
      disabled={disabled}
      placeholder={say('dateHint')}
      onChange={onChange}
    />
  )
}
