import type { Progress } from './answers.ts'
import type { Section } from './drawable-form.ts'
import { useLanguage } from './language.tsx'
import { sectionTitle } from './section-title.ts'

type SectionNavProps = { readonly sections: readonly { readonly section: Section; readonly progress: Progress }[] }

/** The sections with how much of each is answered. */
export function SectionNav({ sections }: SectionNavProps) {
  const { say, pick } = useLanguage()
  const answered = sections.reduce((sum, { progress }) => sum + progress.answered, 0)
  const asked = sections.reduce((sum, { progress }) => sum + progress.asked, 0)
  return (
    <nav className="section-nav card" aria-label={say('sections')}>
      <p className="quiet" id="progress">
        {say('progress', { answered, asked })}
      </p>
      <progress max={Math.max(asked, 1)} value={answered} aria-labelledby="progress" />
      <ol>
        {sections.map(({ section, progress }) => (
          <li key={section.key}>
            <a href={`#section-${section.key}`} className={progress.answered === progress.asked ? 'complete' : ''}>
              <span>{pick(sectionTitle(section))}</span>
              {progress.asked > 0 && (
                <span className="count" aria-label={say('sectionProgress', progress)}>
                  {progress.answered}/{progress.asked}
                </span>
              )}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  )
}
