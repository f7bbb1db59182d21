import { useId } from 'react'
import { useLanguage } from './language.tsx'
import type { Words } from './texts.ts'

type WordSelectProps<Code extends string> = {
  readonly label: string
  readonly words: Readonly<Record<Code, Words>>
  readonly value: Code | undefined
  readonly onChange: (code: Code | undefined) => void
}

/** A labelled list of codes with their words; nothing is chosen for the person beforehand. */
export function WordSelect<Code extends string>({ label, words, value, onChange }: WordSelectProps<Code>) {
  const { say, pick } = useLanguage()
  const id = useId()
  const codes = Object.keys(words) as Code[]
  return (
    <p className="line">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value ?? ''}
        onChange={({ target }) => onChange(codes.find((code) => code === target.value))}
      >
        <option value="">{say('choose')}</option>
        {codes.map((code) => (
          <option key={code} value={code}>
            {pick(words[code])}
          </option>
        ))}
      </select>
    </p>
  )
}
