import { memo } from 'react'
import { isObject } from '#registry-rules/forms/json-pointer.ts'
import type { Question, Section } from './drawable-form.ts'
import { useEditing } from './editing.tsx'
import { KnownPerson } from './known-person.tsx'
import { useLanguage } from './language.tsx'
import { QuestionsForm } from './questions-form.tsx'
import { sectionTitle } from './section-title.ts'

type SectionCardProps = {
  readonly section: Section
  readonly questions: readonly Question[]
  readonly more: readonly Question[]
}

/** One section with its questions; rarely used ones are folded away. */
export const SectionCard = memo(function SectionCard({ section, questions, more }: SectionCardProps) {
  const { say, pick } = useLanguage()
  const { asksForPerson } = useEditing()
  // Its title stands above it already.
  const isOneQuestion = questions.length === 1 && questions[0]?.titleZh === section.titleZh
  const titleId = `title-${section.key}`
  return (
    <section
      className={`card section${isOneQuestion ? ' one-question' : ''}`}
      id={`section-${section.key}`}
      aria-labelledby={titleId}
      tabIndex={-1}
    >
      <h2 id={titleId}>{pick(sectionTitle(section))}</h2>
      {section.key === 'diagnosis' && <Criteria />}
      <QuestionsForm questions={questions} />
      {section.key === 'identity' && asksForPerson && <KnownPerson />}
      {more.length > 0 && (
        <details>
          <summary>{say('more', { count: more.length })}</summary>
          <QuestionsForm questions={more} />
        </details>
      )}
    </section>
  )
})

/** The criteria in use, beside the certainty that they decide. */
function Criteria() {
  const { say, language } = useLanguage()
  const { form } = useEditing()
  const criteria = form.root.keywords['x-criteria']
  if (!isObject(criteria) || criteria[language] === undefined) return null
  return (
    <details className="criteria">
      <summary>{say('criteria')}</summary>
      <p>{String(criteria[language])}</p>
    </details>
  )
}
