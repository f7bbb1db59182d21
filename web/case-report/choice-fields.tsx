import { Checkbox, Radio, Select } from 'antd'
import type { Choice } from '#registry-rules/forms/form.ts'
import { isDrawnOpen, type Question } from './drawable-form.ts'
import { idsOf } from './editing.tsx'
import { useInputAttributes, useStatus, type AnswerProps } from './field.tsx'
import { useLanguage } from './language.tsx'

/** Choices beyond this number are searched in a list instead of being ticked. */
const mostBoxes = 14

/** The choices of a form, and one that is no longer offered where it is the answer. */
function useOptions({ choices }: Question, value: unknown) {
  const { language } = useLanguage()
  const given: readonly unknown[] = Array.isArray(value) ? value : [value]
  const wordsOf = ({ titleZh, titleEn }: Choice) => (language === 'zh' ? titleZh : titleEn)
  const known = choices
    .filter(({ code, isOffered }) => isOffered || given.includes(code))
    .map((choice) => ({
      value: choice.code,
      label: wordsOf(choice),
      search: `${choice.titleZh} ${choice.titleEn} ${String(choice.code)}`,
    }))
  // An answer that is no choice is shown as it is; the finding says what is wrong with it.
  const unknown = given
    .filter((code) => code !== undefined && !choices.some((choice) => choice.code === code))
    .map((code) => ({ value: code as string, label: String(code), search: String(code) }))
  return [...known, ...unknown]
}

/** One of some choices: side by side where they are few, else in a list that can be searched. */
export function ChoiceAnswer({ asked, title, value, onChange, disabled }: AnswerProps) {
  const { say } = useLanguage()
  const attributes = useInputAttributes(asked)
  const status = useStatus(asked)
  const options = useOptions(asked, value)
  if (isDrawnOpen(asked)) return <RadioAnswer {...{ asked, title, value, disabled, onChange }} options={options} />
  return (
    <Select
      {...attributes}
      {...status}
      className="full"
      allowClear
      showSearch={{ optionFilterProp: 'search' }}
      placeholder={say('choose')}
      value={value ?? null}
      disabled={disabled}
      onChange={(code: unknown) => onChange(code ?? undefined)}
      options={options as { value: string; label: string; search: string }[]}
    />
  )
}

/** Yes or no. */
export function BooleanAnswer(props: AnswerProps) {
  const { say } = useLanguage()
  return (
    <RadioAnswer
      {...props}
      options={[
        { value: true, label: say('yes') },
        { value: false, label: say('no') },
      ]}
    />
  )
}

type RadioAnswerProps = AnswerProps & { readonly options: readonly { value: unknown; label: string }[] }

function RadioAnswer({ asked, title, value, onChange, disabled, options }: RadioAnswerProps) {
  const { say } = useLanguage()
  return (
    <div className="radios">
      <Radio.Group
        id={idsOf(asked.pointer).control}
        aria-labelledby={idsOf(asked.pointer).label}
        name={asked.pointer}
        value={value ?? null}
        disabled={disabled}
        onChange={({ target }) => onChange(target.value as unknown)}
        options={options as { value: string; label: string }[]}
      />
      {value !== undefined && !disabled && (
        <button
          type="button"
          className="clear"
          aria-label={say('clearItem', { title })}
          title={say('clear')}
          onClick={() => onChange(undefined)}
        >
          ×
        </button>
      )}
    </div>
  )
}

/** Several of some choices. *None* is an answer of its own: the empty list. */
export function ChoicesAnswer({ asked, title, value, onChange, disabled }: AnswerProps) {
  const { say } = useLanguage()
  const attributes = useInputAttributes(asked)
  const options = useOptions(asked, value)
  const chosen: readonly unknown[] = Array.isArray(value) ? value : []
  const isNone = Array.isArray(value) && value.length === 0
  const mayBeNone = isNone || !(Number(asked.node.keywords['minItems']) >= 1)
  // The order of the form, whatever the order of the clicks.
  const inOrder = (codes: readonly unknown[]) =>
    options.map((option) => option.value).filter((code) => codes.includes(code))
  const take = (codes: readonly unknown[]) => onChange(codes.length === 0 ? undefined : inOrder(codes))
  return (
    <div className="boxes">
      {options.length <= mostBoxes ? (
        options.map((option) => (
          <Checkbox
            key={String(option.value)}
            checked={chosen.includes(option.value)}
            disabled={disabled}
            onChange={({ target }) =>
              take(target.checked ? [...chosen, option.value] : chosen.filter((code) => code !== option.value))
            }
          >
            {option.label}
          </Checkbox>
        ))
      ) : (
        <Select
          {...attributes}
          className="full"
          mode="multiple"
          showSearch={{ optionFilterProp: 'search' }}
          aria-label={title}
          placeholder={say('choose')}
          value={chosen as string[]}
          disabled={disabled}
          onChange={take}
          options={options as { value: string; label: string; search: string }[]}
        />
      )}
      {mayBeNone && (
        <Checkbox
          className="none"
          checked={isNone}
          disabled={disabled || chosen.length > 0}
          onChange={({ target }) => onChange(target.checked ? [] : undefined)}
        >
          {say('noneOfList')}
        </Checkbox>
      )}
    </div>
  )
}
