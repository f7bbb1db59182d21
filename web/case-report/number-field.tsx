import { Button, Input } from 'antd'
import { useState } from 'react'
import { isObject } from '#registry-rules/forms/json-pointer.ts'
import { unitText } from '#registry-rules/forms/unit-text.ts'
import { withAnswer, withReportedValue, withoutReportedValue } from './answers.ts'
import { useEditing, useReported } from './editing.tsx'
import { useInputAttributes, useStatus, type AnswerProps } from './field.tsx'
import { useLanguage } from './language.tsx'
import { readNumber } from './typed-number.ts'

/**
 * A number in the unit of the item, or in another unit in which laboratories report it: then what was typed is kept as
 * reported, and the conversion stands beside it.
 */
export function NumberAnswer({ asked, title, value, onChange, disabled }: AnswerProps) {
  const { pick, say } = useLanguage()
  const { keeper, form } = useEditing()
  const attributes = useInputAttributes(asked)
  const status = useStatus(asked)
  const reported = useReported(asked.pointer)
  const [typed, setTyped] = useState<string>()
  const [chosenUnit, setChosenUnit] = useState<string>()
  const [isLeavingUnit, setLeavingUnit] = useState(false)

  const { pointer, unit: ownUnit, otherUnits } = asked
  const reportedUnit = isObject(reported) && typeof reported['unit'] === 'string' ? reported['unit'] : undefined
  const unit = reportedUnit ?? chosenUnit ?? ownUnit
  const isOther = unit !== ownUnit
  const given: unknown = isOther ? (isObject(reported) ? reported['value'] : undefined) : value
  const shown = typed ?? (given === undefined ? '' : String(given))
  const wordsOf = (code: string | undefined) => (code === undefined ? '' : pick(unitText(code)))

  const take = (text: string): void => {
    setTyped(text)
    const isEmpty = text.trim() === ''
    // What is no number stays as it was typed: the finding says so, and nothing is lost.
    const answer = isEmpty ? undefined : (readNumber(text) ?? text)
    if (!isOther) return onChange(answer)
    keepReported(unit ?? '', answer)
  }
  const keepReported = (inUnit: string, answer: unknown): void =>
    keeper.change((document) =>
      answer === undefined
        ? withAnswer(withoutReportedValue(document, pointer), pointer, undefined, form)
        : withReportedValue(document, pointer, { value: answer, unit: inUnit }, form),
    )
  const leaveUnit = (answer: unknown): void => {
    keeper.change((document) => withAnswer(withoutReportedValue(document, pointer), pointer, answer, form))
    setChosenUnit(undefined)
    setLeavingUnit(false)
  }
  const chooseUnit = (chosen: string): void => {
    if (chosen === unit) return
    if (chosen === ownUnit && typeof given === 'number') return setLeavingUnit(true)
    if (chosen === ownUnit) return leaveUnit(undefined)
    setChosenUnit(chosen === ownUnit ? undefined : chosen)
    if (chosen !== ownUnit && given !== undefined) keepReported(chosen, given)
  }

  return (
    <div className="number">
      <div className="number-line">
        <Input
          {...attributes}
          {...status}
          inputMode="decimal"
          autoComplete="off"
          maxLength={30}
          value={shown}
          disabled={disabled}
          onChange={({ target }) => {
            // Another number is another question.
            setLeavingUnit(false)
            take(target.value)
          }}
          onBlur={() => setTyped(undefined)}
        />
        {otherUnits.length === 0 ? (
          ownUnit !== undefined && <span className="unit">{wordsOf(ownUnit)}</span>
        ) : (
          <select
            className="unit"
            aria-label={say('unitOf', { title })}
            value={unit}
            disabled={disabled}
            onChange={({ target }) => chooseUnit(target.value)}
          >
            {[ownUnit ?? '', ...otherUnits.map((other) => other.unit)].map((code) => (
              <option key={code} value={code}>
                {wordsOf(code)}
              </option>
            ))}
          </select>
        )}
      </div>
      {isOther && (
        <p className="conversion" aria-live="polite">
          {typeof value === 'number'
            ? say('converted', { value, unit: wordsOf(ownUnit) })
            : say('notConverted', { unit: wordsOf(ownUnit) })}
        </p>
      )}
      {isLeavingUnit && (
        <div className="inline-question" role="group">
          <p>{say('backToOwnUnit', { unit: wordsOf(ownUnit), value: String(given) })}</p>
          <Button size="small" autoFocus onClick={() => leaveUnit(undefined)}>
            {say('emptyField')}
          </Button>
          <Button size="small" onClick={() => leaveUnit(given)}>
            {say('keepNumber', { value: String(given), unit: wordsOf(ownUnit) })}
          </Button>
          <Button size="small" type="text" onClick={() => setLeavingUnit(false)}>
            {say('keepUnit')}
          </Button>
        </div>
      )}
    </div>
  )
}
