import type { Field } from '#registry-rules/linkage/compare.ts'
import { fieldWords, levelWords, strengthOf } from '#registry-rules/linkage/explanation-words.ts'
import type { PairView } from './api-types.ts'
import { useLanguage } from './language.tsx'
import { familyFields, personalFields, valuesOf } from './pair-values.ts'
import { RecordHead } from './record-head.tsx'
import { useNames } from './use-names.ts'

/** Both records field by field: what each says, how they agree, and what that speaks for. */
export function PairComparison({ pair }: { readonly pair: PairView }) {
  const { say } = useLanguage()
  return (
    <>
      <table className="comparison" role="table" aria-label={say('pairAgreement')}>
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader">
              {say('pairField')}
            </th>
            <th scope="col" role="columnheader">
              <RecordHead side={pair.a} label={say('pairSideA')} />
            </th>
            <th scope="col" role="columnheader">
              <RecordHead side={pair.b} label={say('pairSideB')} />
            </th>
            <th scope="col" role="columnheader">
              {say('pairLevel')}
            </th>
            <th scope="col" role="columnheader">
              {say('pairAgainstUnrelated')}
            </th>
            <th scope="col" role="columnheader">
              {say('pairAgainstRelative')}
            </th>
          </tr>
        </thead>
        <FieldGroup title={say('pairPersonal')} fields={personalFields} pair={pair} />
        <FieldGroup title={say('pairFamilyEvidence')} fields={familyFields} pair={pair} />
      </table>
      <p className="quiet">{say('pairWeightNote')}</p>
    </>
  )
}

type FieldGroupProps = { readonly title: string; readonly fields: readonly Field[]; readonly pair: PairView }

function FieldGroup({ title, fields, pair }: FieldGroupProps) {
  return (
    <tbody role="rowgroup">
      <tr role="row" className="group">
        <th scope="rowgroup" role="rowheader" colSpan={6}>
          {title}
        </th>
      </tr>
      {fields.map((field) => (
        <FieldRow key={field} field={field} pair={pair} />
      ))}
    </tbody>
  )
}

function FieldRow({ field, pair }: { readonly field: Field; readonly pair: PairView }) {
  const { say, pick } = useLanguage()
  const names = useNames()
  const agreement = pair.explanation.find((each) => each.field === field)
  const values = [pair.a, pair.b].map((side) => valuesOf(field, side, names, say))
  if (!agreement || (agreement.level === 'missing' && values.every((each) => each.length === 0))) return null
  const levels: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = levelWords[field]
  // What is missing says nothing, and is not called little.
  const isKnown = agreement.level !== 'missing'
  const isAgreeing = (agreement.weight ?? 0) >= 1.5
  return (
    <tr role="row">
      <th scope="row" role="rowheader">
        {pick(fieldWords[field])}
      </th>
      <Values values={values[0] ?? []} heading={say('pairSideA')} />
      <Values values={values[1] ?? []} heading={say('pairSideB')} />
      <td role="cell" data-heading={say('pairLevel')}>
        <span className={`agreement ${isAgreeing ? 'agreeing' : (agreement.weight ?? 0) <= -1.5 ? 'against' : ''}`}>
          {pick(levels[agreement.level] ?? { zh: agreement.zh, en: agreement.en })}
        </span>
      </td>
      <Weight weight={isKnown ? agreement.weight : undefined} heading={say('pairAgainstUnrelated')} />
      <Weight weight={isKnown ? agreement.weightAgainstRelative : undefined} heading={say('pairAgainstRelative')} />
    </tr>
  )
}

function Values({ values, heading }: { readonly values: readonly string[]; readonly heading: string }) {
  const { say } = useLanguage()
  return (
    <td role="cell" data-heading={heading} className="value">
      {values.length === 0 ? (
        <span className="quiet">{say('pairNotSaid')}</span>
      ) : (
        values.map((value) => (
          <div key={value} lang="zh">
            {value}
          </div>
        ))
      )}
    </td>
  )
}

function Weight({ weight, heading }: { readonly weight: number | undefined; readonly heading: string }) {
  const { say, pick } = useLanguage()
  return (
    <td role="cell" data-heading={heading} className="weight">
      {weight === undefined
        ? '—'
        : say('pairWeight', { sign: strengthOf(weight).sign, words: pick(strengthOf(weight)), weight: signed(weight) })}
    </td>
  )
}

/** With its sign, to one digit: the model is no finer than that. */
function signed(weight: number): string {
  const rounded = Math.abs(weight).toFixed(1)
  if (rounded === '0.0') return '0'
  return weight < 0 ? `−${rounded}` : `+${rounded}`
}
