import { Button, Radio, Select } from 'antd'
import { useEffect, useState } from 'react'
import { findNode } from '#registry-rules/forms/schema-node.ts'
import { isObject } from '#registry-rules/forms/json-pointer.ts'
import { DateInput } from './date-input.tsx'
import { idsOf, useEditing } from './editing.tsx'
import type { AnswerProps } from './field.tsx'
import { useLanguage } from './language.tsx'
import { featureAnswers, withFeature, withRestAbsent, type FeatureAnswer } from './phenotype.ts'
import { useHpoTerms } from './queries.ts'

/** The features that the disease asks for, three answers each, and other HPO terms by search. */
export function PhenotypeAnswer({ asked, value, onChange, disabled }: AnswerProps) {
  const { say, language } = useLanguage()
  const { form } = useEditing()
  const answers = featureAnswers(value)
  const asksFor = new Set(form.features.map(({ hpo }) => hpo))
  const answered = answers.filter(({ hpo }) => asksFor.has(hpo)).length
  const others = answers.filter(({ hpo }) => !asksFor.has(hpo))
  const take = (hpo: string, answer: Omit<FeatureAnswer, 'hpo'> | undefined): void =>
    onChange(withFeature(answers, hpo, answer))
  const answerOf = (hpo: string) => answers.find((answer) => answer.hpo === hpo)

  return (
    <div className="phenotype" id={idsOf(asked.pointer).control}>
      <div className="phenotype-head">
        <h3>{say('features')}</h3>
        <span className="quiet">{say('featuresAnswered', { answered, all: form.features.length })}</span>
        {!disabled && (
          <RestAbsent
            count={form.features.length - answered}
            onConfirm={() => onChange(withRestAbsent(answers, form.features))}
          />
        )}
      </div>
      <ul className="features">
        {form.features.map(({ hpo, titleZh, titleEn }) => (
          <FeatureRow
            key={hpo}
            hpo={hpo}
            title={language === 'zh' ? titleZh : titleEn}
            answer={answerOf(hpo)}
            disabled={disabled}
            onChange={(answer) => take(hpo, answer)}
          />
        ))}
      </ul>
      <h3>{say('otherFeatures')}</h3>
      <ul className="features">
        {others.map((answer) => (
          <OtherRow
            key={answer.hpo}
            answer={answer}
            disabled={disabled}
            onChange={(changed) => take(answer.hpo, changed)}
          />
        ))}
      </ul>
      {!disabled && (
        <HpoSearch known={answers.map(({ hpo }) => hpo)} onChoose={(hpo) => take(hpo, { status: 'present' })} />
      )}
    </div>
  )
}

function RestAbsent({ count, onConfirm }: { readonly count: number; readonly onConfirm: () => void }) {
  const { say } = useLanguage()
  const [isAsking, setAsking] = useState(false)
  if (count === 0) return null
  if (!isAsking)
    return (
      <Button size="small" onClick={() => setAsking(true)}>
        {say('restAbsent', { count })}
      </Button>
    )
  return (
    <div className="inline-question" role="group">
      <p>{say('restAbsentSure', { count })}</p>
      <Button
        size="small"
        type="primary"
        autoFocus
        onClick={() => {
          setAsking(false)
          onConfirm()
        }}
      >
        {say('confirm')}
      </Button>
      <Button size="small" onClick={() => setAsking(false)}>
        {say('cancel')}
      </Button>
    </div>
  )
}

type FeatureRowProps = {
  readonly hpo: string
  readonly title: string
  readonly answer: FeatureAnswer | undefined
  readonly disabled: boolean
  readonly onChange: (answer: Omit<FeatureAnswer, 'hpo'> | undefined) => void
  /** A term that the disease does not ask for goes with its answer. */
  readonly isOther?: boolean
}

function FeatureRow({ hpo, title, answer, disabled, isOther = false, onChange }: FeatureRowProps) {
  const { say } = useLanguage()
  const statuses = useStatuses()
  const id = `feature-${hpo}`
  return (
    <li className="feature" role="group" aria-labelledby={id}>
      <span className="feature-title" id={id}>
        {title} <span className="code">{hpo}</span>
      </span>
      <Radio.Group
        size="small"
        optionType="button"
        buttonStyle="solid"
        aria-labelledby={id}
        name={hpo}
        value={answer?.status ?? null}
        disabled={disabled}
        options={statuses}
        onChange={({ target }) => {
          const status = target.value as string
          // Only what is there has begun at some time.
          onChange(status === 'present' && answer?.onset !== undefined ? { status, onset: answer.onset } : { status })
        }}
      />
      {answer?.status === 'present' && (
        <DateInput
          size="small"
          className="onset"
          aria-label={say('onsetOf', { title })}
          placeholder={say('onset')}
          value={answer.onset}
          disabled={disabled}
          onChange={(onset) => onChange({ status: 'present', ...(onset === undefined ? {} : { onset }) })}
        />
      )}
      {answer !== undefined && !disabled && (
        <button
          type="button"
          className="clear"
          aria-label={say(isOther ? 'removeTerm' : 'clearItem', { title })}
          title={say(isOther ? 'remove' : 'clear')}
          onClick={() => onChange(undefined)}
        >
          ×
        </button>
      )}
    </li>
  )
}

/** The answers that the form has for a feature, in its words. */
function useStatuses(): { value: string; label: string }[] {
  const { form } = useEditing()
  const { language } = useLanguage()
  const choices = findNode(form.root, ['phenotype', '*', 'status'])?.keywords['oneOf']
  return (Array.isArray(choices) ? choices.filter(isObject) : []).map((choice) => ({
    value: String(choice['const']),
    label: String(choice[language === 'zh' ? 'title' : 'x-title-en']),
  }))
}

type OtherRowProps = Pick<FeatureRowProps, 'disabled' | 'onChange'> & { readonly answer: FeatureAnswer }

/** A term that was searched for; its words come from the vocabulary, since the document has the id only. */
function OtherRow({ answer, disabled, onChange }: OtherRowProps) {
  const words = useHpoTerms(answer.hpo, 1).data?.items.find(({ id }) => id === answer.hpo)
  const { language } = useLanguage()
  const title = words === undefined ? '' : language === 'zh' ? words.labelZh : words.labelEn
  return <FeatureRow hpo={answer.hpo} title={title} answer={answer} disabled={disabled} onChange={onChange} isOther />
}

const rootOfPhenotypes = 'HP:0000118'

type HpoSearchProps = { readonly known: readonly string[]; readonly onChoose: (hpo: string) => void }

function HpoSearch({ known, onChoose }: HpoSearchProps) {
  const { say, pick, language } = useLanguage()
  const [typed, setTyped] = useState('')
  const search = useSettled(typed.trim())
  const terms = useHpoTerms(search)
  // The licence wants the origin named wherever terms are shown, found or not.
  const attribution = useHpoTerms(rootOfPhenotypes, 1).data?.attribution
  const words = terms.isError ? say('hpoFailed') : terms.isFetching ? say('hpoSearching') : say('hpoNone')
  return (
    <div className="hpo-search">
      <label htmlFor="hpo-search">{say('searchHpo')}</label>
      <Select
        id="hpo-search"
        className="full"
        aria-describedby="hpo-attribution"
        showSearch={{ filterOption: false, searchValue: typed, onSearch: setTyped }}
        placeholder={say('searchHpoPlaceholder')}
        notFoundContent={[...search].length < 2 ? null : words}
        value={null}
        onChange={(hpo: string) => {
          setTyped('')
          onChoose(hpo)
        }}
        options={(terms.data?.items ?? []).map(({ id, labelZh, labelEn }) => ({
          value: id,
          disabled: known.includes(id),
          label: [...(language === 'zh' ? [labelZh, labelEn] : [labelEn, labelZh]), id].join(' · '),
        }))}
      />
      <p className="quiet" id="hpo-attribution">
        {attribution && pick(attribution)}
      </p>
    </div>
  )
}

/** A text once it has not changed for a quarter of a second. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), 250)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
