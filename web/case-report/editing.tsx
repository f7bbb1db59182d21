import { createContext, use, useRef, useSyncExternalStore } from 'react'
import type { CaseForm, FormItem } from '#registry-rules/forms/form.ts'
import { isObject, pointerKeys, valueAt, type JsonObject } from '#registry-rules/forms/json-pointer.ts'
import { findNode, titleOf } from '#registry-rules/forms/schema-node.ts'
import { reasonAt } from './answers.ts'
import type { CaseReportView, ReportFinding, VerifiedFinding } from './api-types.ts'
import type { DraftKeeper, DraftState } from './draft-keeper.ts'
import { answersAt, type Question } from './drawable-form.ts'
import type { Words } from './texts.ts'

/** What every question needs of the report around it. */
export type Editing = {
  readonly keeper: DraftKeeper
  readonly form: CaseForm
  readonly items: ReadonlyMap<string, FormItem>
  readonly isEditable: boolean
  /** Whether the person may be asked for: while the report is a draft. */
  readonly asksForPerson: boolean
  /** Whether what is not answered yet is shown as a finding: not before the registrar wants to submit. */
  readonly showsGaps: boolean
  readonly showGaps: () => void
}

const EditingContext = createContext<Editing | undefined>(undefined)
export const EditingProvider = EditingContext

/** The report that is filled in. */
export function useEditing(): Editing {
  const editing = use(EditingContext)
  if (!editing) throw new Error('Questions stand inside a report.')
  return editing
}

/** Warnings that the registrar lets stand, with his reasons; they go with the submission. */
export type Verifying = {
  readonly verified: readonly VerifiedFinding[]
  readonly verify: (finding: ReportFinding, reason: string | undefined) => void
}

const VerifyingContext = createContext<Verifying>({ verified: [], verify: () => undefined })
export const VerifyingProvider = VerifyingContext
export const useVerifying = (): Verifying => use(VerifyingContext)

const QuestionsContext = createContext<ReadonlyMap<string, Question>>(new Map())
export const QuestionsProvider = QuestionsContext

/** The question at a pointer, inside the form that asks it. */
export const useQuestion = (pointer: string): Question | undefined => use(QuestionsContext).get(pointer)

/** A part of the draft; the component draws again only when that part is another one. */
export function useDraft<Part>(select: (state: DraftState) => Part): Part {
  const { keeper } = useEditing()
  return useSyncExternalStore(keeper.subscribe, () => select(keeper.getState()))
}

/** The answers to some questions, by pointer; the same object until one of them changes. */
export function useAnswers(questions: readonly Question[]): JsonObject {
  const last = useRef<JsonObject>({})
  return useDraft(({ document }) => {
    const answers = answersAt(questions.map(({ pointer }) => [pointer, valueAt(document, pointer)]))
    if (!hasSameEntries(last.current, answers)) last.current = answers
    return last.current
  })
}

function hasSameEntries(a: JsonObject, b: JsonObject): boolean {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key])
}

/** The reason why an item has no answer. */
export const useReason = (pointer: string): string | undefined =>
  useDraft(({ document }) => reasonAt(document, pointer))

/** The entry of `asReported` of an item. */
export const useReported = (pointer: string): unknown =>
  useDraft(({ document }) => (isObject(document['asReported']) ? document['asReported'][pointer] : undefined))

const noFindings: readonly ReportFinding[] = []
const findingsByPlace = new WeakMap<CaseReportView, Map<string, ReportFinding[]>>()

/** The pointer of a finding as the document has it; the API writes it as a URI fragment. */
export const placeOf = ({ pointer }: Pick<ReportFinding, 'pointer'>): string => pointer.replace(/^#/, '')

/** Whether a finding says no more than that something is not answered yet. */
export const isGap = ({ check }: Pick<ReportFinding, 'check'>): boolean =>
  check === 'need.required' || check === 'need.reason'

function findingsAt(view: CaseReportView, pointer: string): readonly ReportFinding[] {
  let byPlace = findingsByPlace.get(view)
  if (!byPlace) {
    byPlace = Map.groupBy(view.findings, placeOf)
    findingsByPlace.set(view, byPlace)
  }
  return byPlace.get(pointer) ?? noFindings
}

/** What the last save found at a question. */
export function useFindings(pointer: string): readonly ReportFinding[] {
  const { showsGaps } = useEditing()
  const findings = useDraft(({ view }) => findingsAt(view, pointer))
  return showsGaps ? findings : findings.filter((finding) => !isGap(finding))
}

/** What the last save found at a question or anywhere below it. */
export function useFindingsBelow(pointer: string): readonly ReportFinding[] {
  const { showsGaps } = useEditing()
  const findings = useDraft(({ view }) => view.findings)
  return findings.filter(
    (finding) => `${placeOf(finding)}/`.startsWith(`${pointer}/`) && (showsGaps || !isGap(finding)),
  )
}

/** The words for a place of the document: titles on the way from its section, entries of lists by number. */
export function placeWords(form: CaseForm, pointer: string): Words | undefined {
  const keys = pointerKeys(pointer)
  const titles = keys.flatMap((key, depth) => {
    if (/^\d+$/.test(key)) return [{ zh: String(Number(key) + 1), en: String(Number(key) + 1) }]
    const node = findNode(form.root, keys.slice(0, depth + 1))
    return node ? [titleOf(node)] : [{ zh: key, en: key }]
  })
  const shown = titles.length > 1 ? titles.slice(1) : titles
  if (shown.length === 0) return undefined
  const join = (language: keyof Words) =>
    shown
      .map((title) => title[language])
      .filter((title) => title !== '')
      .join(' · ')
  return { zh: join('zh'), en: join('en') }
}

/** Ids of the parts of a question in the page. */
export const idsOf = (pointer: string) => ({
  control: `q${pointer}`,
  label: `label${pointer}`,
  help: `help${pointer}`,
  findings: `findings${pointer}`,
  frame: `frame${pointer}`,
})

/** Moves the focus to the question of a place, or to the nearest one around it; unfolds what it stands in. */
export function jumpTo(pointer: string): void {
  const keys = pointerKeys(pointer)
  for (let depth = keys.length; depth > 0; depth -= 1) {
    const place = `/${keys.slice(0, depth).join('/')}`
    const frame = document.getElementById(idsOf(place).frame) ?? document.getElementById(`section-${place.slice(1)}`)
    if (!frame) continue
    const fold = frame.closest('details')
    if (fold) fold.open = true
    const control =
      document.getElementById(idsOf(place).control) ??
      frame.querySelector<HTMLElement>('.control input, .control select, .control textarea, .control button')
    frame.scrollIntoView({ block: 'center' })
    const isFocusable = control?.matches('input, select, textarea, button') === true
    const target = isFocusable
      ? control
      : (control?.querySelector<HTMLElement>('input, select, textarea, button') ?? frame)
    target.focus({ preventScroll: true })
    return
  }
}
