import { useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react'
import type { CaseForm } from '#registry-rules/forms/form.ts'
import { mayBeSaved, type CaseReportState } from '#registry-rules/workflow/case-report.ts'
import { askedItems, progressOf } from './answers.ts'
import type { Account, CaseReportView, ReportFinding, VerifiedFinding } from './api-types.ts'
import { ConflictBanner } from './conflict-banner.tsx'
import { createDraftKeeper } from './draft-keeper.ts'
import { sectionsOf, type Section } from './drawable-form.ts'
import { EditingProvider, useDraft, useEditing, VerifyingProvider, type Editing } from './editing.tsx'
import { FindingsPanel } from './findings-panel.tsx'
import { todayInChina, useLanguage } from './language.tsx'
import { ReportHead } from './report-head.tsx'
import { SectionCard } from './section-card.tsx'
import { SectionNav } from './section-nav.tsx'
import { saveDraft } from './save-draft.ts'
import { may } from './session.ts'
import { SubmitPanel } from './submit-panel.tsx'
import { UpgradeBanner } from './upgrade-banner.tsx'
import { useSavingOnLeave } from './use-saving-on-leave.ts'

type ReportEditorProps = {
  readonly view: CaseReportView
  readonly form: CaseForm
  readonly account: Account
  readonly isSignedIn: boolean
  /** The report has another version of its form now and is to be read again. */
  readonly onFormChanged: () => void
}

/** One report with everything around it: what is typed is kept, saved and judged while the person goes on. */
export function ReportEditor({ view, form, account, isSignedIn, onFormChanged }: ReportEditorProps) {
  const [keeper] = useState(() =>
    createDraftKeeper({
      view,
      save: (document, version) => saveDraft(view.id, document, version),
      now: () => new Date(),
    }),
  )
  const [verified, setVerified] = useState<readonly VerifiedFinding[]>(view.verified)
  const [state, setState] = useState(view.state)
  // A report that came back was complete once: what is missing in it is what it came back for.
  const [showsGaps, setShowsGaps] = useState(view.state === 'RETURNED')
  useEffect(() => keeper.subscribe(() => setState(keeper.getState().view.state)), [keeper])
  useSavingOnLeave(keeper)
  useEffect(() => {
    // Back after the session had ended: what waited is saved.
    if (isSignedIn && keeper.getState().status.kind === 'signed-out') void keeper.flush()
  }, [isSignedIn, keeper])
  useEffect(() => {
    performance.mark('report-drawn')
  }, [])

  const isOwn = account.hospitalCode === view.hospital.code
  const isEditable =
    mayBeSaved(state as CaseReportState) && may(account, 'case-report.save') && isOwn && !view.contentWithheld
  const editing = useMemo(
    (): Editing => ({
      keeper,
      form,
      items: new Map(form.items.map((item) => [item.pointer, item])),
      isEditable,
      asksForPerson: isEditable && state === 'DRAFT' && may(account, 'patient.search'),
      showsGaps,
      showGaps: () => setShowsGaps(true),
    }),
    [keeper, form, isEditable, state, account, showsGaps],
  )
  const verify = useCallback((finding: ReportFinding, reason: string | undefined): void => {
    setVerified((before) => {
      const others = before.filter(({ check, pointer }) => check !== finding.check || pointer !== finding.pointer)
      return reason === undefined ? others : [...others, { check: finding.check, pointer: finding.pointer, reason }]
    })
  }, [])
  const verifying = useMemo(() => ({ verified, verify }), [verified, verify])

  return (
    <EditingProvider value={editing}>
      <VerifyingProvider value={verifying}>
        <ReportHead />
        <ConflictBanner />
        {isEditable && <UpgradeBanner onUpgraded={onFormChanged} />}
        {view.contentWithheld ? <Withheld /> : <Sections />}
      </VerifyingProvider>
    </EditingProvider>
  )
}

function Withheld() {
  const { say } = useLanguage()
  return <p className="card">{say('contentWithheld')}</p>
}

/** Sections that are drawn at once; the others follow while the person can type already. */
const firstSections = 3

/** What is asked, how much of it is answered, and the questions themselves. */
function Sections() {
  const { keeper, form } = useEditing()
  const today = useMemo(todayInChina, [])
  const document = useDraft((state) => state.document)
  const all = useMemo(() => sectionsOf(form), [form])
  const itemPointers = useMemo(() => new Set(form.items.map(({ pointer }) => pointer)), [form])
  const asked = useMemo(() => askedItems(form, document, today), [form, document, today])
  // What is no item of the form is asked wherever it stands.
  const isShown = ({ pointer }: { pointer: string }) => asked.has(pointer) || !itemPointers.has(pointer)

  const shown = all.flatMap((section) => {
    const questions = section.questions.filter(isShown)
    const more = section.more.filter(isShown)
    const items = form.items.filter(({ pointer }) =>
      [...section.questions, ...section.more].some((question) => isAtOrBelow(pointer, question.pointer)),
    )
    // Nothing is asked here with the answers as they are.
    if (questions.length + more.length === 0) return []
    return [{ section, questions, more, progress: progressOf(items, document, asked) }]
  })

  const drawn = useDeferredValue(shown.length, firstSections)

  return (
    <div
      className="editor"
      onBlur={({ currentTarget, relatedTarget }) => {
        // From one question to the next nothing hurries; on the way out it does.
        if (!currentTarget.contains(relatedTarget)) void keeper.flush()
      }}
    >
      <SectionNav sections={shown.map(({ section, progress }) => ({ section, progress }))} />
      <div className="sections">
        {shown.slice(0, drawn).map(({ section, questions, more }) => (
          <StableSection key={section.key} section={section} questions={questions} more={more} />
        ))}
        {drawn > firstSections && <SubmitPanel />}
      </div>
      <FindingsPanel />
    </div>
  )
}

type StableSectionProps = Pick<Section, 'questions' | 'more'> & { readonly section: Section }

/** Hands on the same lists until other questions are asked, so that the section does not draw at each key. */
function StableSection({ section, questions, more }: StableSectionProps) {
  const stableQuestions = useSameWhileEqual(questions)
  const stableMore = useSameWhileEqual(more)
  return <SectionCard section={section} questions={stableQuestions} more={stableMore} />
}

function useSameWhileEqual<Item>(list: readonly Item[]): readonly Item[] {
  const [kept, setKept] = useState(list)
  if (kept.length === list.length && kept.every((item, index) => item === list[index])) return kept
  setKept(list)
  return list
}

const isAtOrBelow = (pointer: string, place: string) => pointer === place || pointer.startsWith(`${place}/`)
