import { Button } from 'antd'
import { diffDocuments } from '#registry-rules/documents/diff-documents.ts'
import { placeWords, useDraft, useEditing } from './editing.tsx'
import { timeInChina, useLanguage } from './language.tsx'

/** Shown when the report was saved elsewhere meanwhile: what differs, and the choice between the two. */
export function ConflictBanner() {
  const { say, pick, language } = useLanguage()
  const { keeper, form } = useEditing()
  const status = useDraft((state) => state.status)
  const document = useDraft((state) => state.document)
  if (status.kind !== 'conflict') return null
  const { theirs } = status
  const places = diffDocuments(document, theirs.content ?? {}).map(({ pointer }) => {
    // Reasons and values as reported are keyed by the pointer of their item.
    const [, section, key] = /^\/(missing|asReported)\/([^/]+)/.exec(pointer) ?? []
    const place = section === undefined ? pointer : (key ?? '').replaceAll('~1', '/').replaceAll('~0', '~')
    const words = placeWords(form, place)
    return words ? pick(words) : say('wholeReport')
  })
  return (
    <section className="card banner warn" role="alert">
      <h2>{say('conflictTitle')}</h2>
      <p>
        {say('conflictDetail', {
          time: timeInChina(theirs.changedAt, language),
          version: theirs.version,
          author: theirs.author,
        })}
      </p>
      {places.length > 0 && (
        <p>
          {say('conflictDiffers')}
          {[...new Set(places)].join(language === 'zh' ? '、' : ', ')}
        </p>
      )}
      <div className="actions">
        <Button type="primary" onClick={() => keeper.keepMine()}>
          {say('keepMine')}
        </Button>
        <Button onClick={() => keeper.adopt(theirs)}>{say('loadTheirs')}</Button>
      </div>
    </section>
  )
}
