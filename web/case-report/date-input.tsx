import { Input, type InputProps } from 'antd'
import { useState } from 'react'
import { readPartialDate } from './partial-date-text.ts'

type DateInputProps = Omit<InputProps, 'value' | 'onChange'> & {
  readonly value: unknown
  readonly onChange: (value: string | undefined) => void
}

/** A date known to the year, the month or the day; read from the ways in which people write it. */
export function DateInput({ value, onChange, ...props }: DateInputProps) {
  const [typed, setTyped] = useState<string>()
  return (
    <Input
      {...props}
      value={typed ?? (value === undefined ? '' : String(value))}
      autoComplete="off"
      maxLength={20}
      onChange={({ target }) => {
        setTyped(target.value)
        // What is no date stays as it was typed: the finding says so, and nothing is lost.
        onChange(target.value.trim() === '' ? undefined : (readPartialDate(target.value) ?? target.value))
      }}
      onBlur={() => setTyped(undefined)}
    />
  )
}
