import { Button, Checkbox, Input, Select } from 'antd'
import { useMemo, useState } from 'react'
import { below, isObject } from '#registry-rules/forms/json-pointer.ts'
import { inner } from './drawable-form.ts'
import { idsOf } from './editing.tsx'
import type { AnswerProps } from './field.tsx'
import { useLanguage } from './language.tsx'
import { QuestionsForm } from './questions-form.tsx'

/** An answer of several parts, such as a document with type and number. */
export function GroupAnswer({ asked }: AnswerProps) {
  const questions = useMemo(() => inner(asked.node, asked.pointer), [asked])
  return (
    <div className="nested">
      <QuestionsForm questions={questions} />
    </div>
  )
}

/** A scale: its parts with their anchors, and the total as it stands. */
export function ScaleAnswer({ asked, value }: AnswerProps) {
  const { say, language } = useLanguage()
  const scale = asked.node.keywords['x-scale']
  const totalKey = isObject(scale) ? String(scale['total']) : ''
  const { parts, total } = useMemo(() => {
    const all = inner(asked.node, asked.pointer)
    const place = below(asked.pointer, totalKey)
    return {
      parts: all.filter(({ pointer }) => pointer !== place),
      total: all.find(({ pointer }) => pointer === place),
    }
  }, [asked, totalKey])
  const answers = isObject(value) ? value : {}
  const open = parts.filter(({ pointer }) => answers[pointer.slice(asked.pointer.length + 1)] === undefined).length
  const title = total === undefined ? say('total') : language === 'zh' ? total.titleZh : total.titleEn
  const sum = answers[totalKey]
  return (
    <div className="nested">
      <QuestionsForm questions={parts} />
      <p className="total" id={idsOf(below(asked.pointer, totalKey)).frame} tabIndex={-1} aria-live="polite">
        {typeof sum === 'number' ? say('totalOf', { title, total: sum }) : say('totalOpen', { title, open })}
      </p>
    </div>
  )
}

/** Entries of several answers each: variants, treatments. The empty list says that there is none. */
export function EntriesAnswer({ asked, title, value, onChange, disabled }: AnswerProps) {
  const { say } = useLanguage()
  const entries: readonly unknown[] = Array.isArray(value) ? value : []
  return (
    <div className="entries" id={idsOf(asked.pointer).control}>
      {entries.map((_, index) => (
        // An entry has no name of its own but its place.
        <fieldset className="entry" key={index}>
          <legend>{say('entry', { title, index: index + 1 })}</legend>
          {!disabled && (
            <Button
              className="remove"
              size="small"
              aria-label={say('removeEntry', { title, index: index + 1 })}
              onClick={() =>
                onChange(entries.length === 1 ? undefined : entries.filter((__, place) => place !== index))
              }
            >
              {say('remove')}
            </Button>
          )}
          <Entry asked={asked} index={index} />
        </fieldset>
      ))}
      <div className="entry-actions">
        {!disabled && <Button onClick={() => onChange([...entries, {}])}>{say('addEntry', { title })}</Button>}
        <Checkbox
          checked={Array.isArray(value) && value.length === 0}
          disabled={disabled || entries.length > 0}
          onChange={({ target }) => onChange(target.checked ? [] : undefined)}
        >
          {say('none', { title })}
        </Checkbox>
      </div>
    </div>
  )
}

function Entry({ asked, index }: { readonly asked: AnswerProps['asked']; readonly index: number }) {
  const questions = useMemo(
    () => (asked.node.entry ? inner(asked.node.entry, below(asked.pointer, index)) : []),
    [asked, index],
  )
  return <QuestionsForm questions={questions} />
}

/** A list of texts or of choices that may repeat, one after the other. */
export function RowsAnswer({ asked, title, value, onChange, disabled }: AnswerProps) {
  const { say, language } = useLanguage()
  const [typed, setTyped] = useState('')
  const rows: readonly unknown[] = Array.isArray(value) ? value : []
  const wordsOf = (row: unknown) => {
    const choice = asked.choices.find(({ code }) => code === row)
    return choice ? (language === 'zh' ? choice.titleZh : choice.titleEn) : String(row)
  }
  const add = (row: unknown): void => {
    if (typeof row === 'string' && row.trim() === '') return
    onChange([...rows, row])
    setTyped('')
  }
  return (
    <div className="rows">
      {rows.map((row, index) => (
        <span className="row" key={index}>
          {wordsOf(row)}
          {!disabled && (
            <button
              type="button"
              className="link"
              aria-label={say('removeEntry', { title, index: index + 1 })}
              onClick={() => onChange(rows.length === 1 ? undefined : rows.filter((_, place) => place !== index))}
            >
              {say('remove')}
            </button>
          )}
        </span>
      ))}
      {!disabled &&
        (asked.choices.length > 0 ? (
          <Select
            id={idsOf(asked.pointer).control}
            className="row-input"
            aria-label={say('addEntry', { title })}
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={say('addEntry', { title })}
            value={null}
            onChange={(code: unknown) => add(code)}
            options={asked.choices
              .filter(({ isOffered }) => isOffered)
              .map(({ code }) => ({ value: code as string, label: wordsOf(code) }))}
          />
        ) : (
          <Input
            id={idsOf(asked.pointer).control}
            className="row-input"
            aria-label={say('addEntry', { title })}
            placeholder={say('addEntry', { title })}
            value={typed}
            maxLength={100}
            onChange={({ target }) => setTyped(target.value)}
            onPressEnter={() => add(typed.trim())}
            // Leaving the field with something in it means that it belongs to the list.
            onBlur={() => add(typed.trim())}
          />
        ))}
      <Checkbox
        checked={Array.isArray(value) && value.length === 0}
        disabled={disabled || rows.length > 0}
        onChange={({ target }) => onChange(target.checked ? [] : undefined)}
      >
        {say('noneOfList')}
      </Checkbox>
    </div>
  )
}
