import { relativeKinds, type RelativeKind } from '#registry-rules/workflow/family.ts'
import { useLanguage } from './language.tsx'
import { WordSelect } from './word-select.tsx'

/** What a reviewer has said so far of two relatives. */
export type RelativeDraft = { readonly kind?: RelativeKind | undefined; readonly parentId?: string | undefined }

type RelativeFieldsProps = {
  readonly value: RelativeDraft
  readonly onChange: (value: RelativeDraft) => void
  /** Both records: id, and how the page calls it. */
  readonly records: readonly { readonly id: string; readonly label: string }[]
}

/** How two patients are related (M5), and of parent and child, which is the parent. */
export function RelativeFields({ value, onChange, records }: RelativeFieldsProps) {
  const { say } = useLanguage()
  return (
    <>
      <WordSelect
        label={say('relativeKind')}
        words={relativeKinds}
        value={value.kind}
        onChange={(kind) => onChange({ kind })}
      />
      {value.kind === 'parent-child' && (
        <fieldset className="choices">
          <legend>{say('relativeParent')}</legend>
          {records.map(({ id, label }) => (
            <label key={id}>
              <input
                type="radio"
                name="parent"
                checked={value.parentId === id}
                onChange={() => onChange({ ...value, parentId: id })}
              />{' '}
              {label}
            </label>
          ))}
        </fieldset>
      )}
    </>
  )
}

/** The statement as the API takes it; `undefined` while it is not complete. */
export function relativeOf({ kind, parentId }: RelativeDraft): object | undefined {
  if (kind === undefined || (kind === 'parent-child' && parentId === undefined)) return undefined
  return kind === 'parent-child' ? { kind, parentId } : { kind }
}
