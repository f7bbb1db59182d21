import type { JsonObject } from '#registry-rules/forms/json-pointer.ts'
import type { CaseReportView, Problem } from './api-types.ts'

/** What became of one attempt to save. */
export type SaveOutcome =
  | { readonly kind: 'saved'; readonly view: CaseReportView }
  | { readonly kind: 'conflict'; readonly theirs: CaseReportView }
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'unreachable' }

/** Whether what was typed is on the server; everything but `saved` means that it is in this page's memory only. */
export type DraftStatus =
  | { readonly kind: 'saved'; readonly at: Date | undefined }
  | { readonly kind: 'unsaved' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'conflict'; readonly theirs: CaseReportView }
  | { readonly kind: 'refused'; readonly problem: Problem }

/** The draft as typed, the report as the server knows it, and how far they agree. */
export type DraftState = {
  readonly document: JsonObject
  readonly view: CaseReportView
  readonly status: DraftStatus
}

/** Keeps what is typed until the server has it. */
export type DraftKeeper = {
  getState: () => DraftState
  subscribe: (listener: () => void) => () => void
  /** Takes a new document and saves it a moment after the last change. */
  change: (next: (document: JsonObject) => JsonObject) => void
  /** Saves at once what is not saved; true when the server has everything. */
  flush: () => Promise<boolean>
  /** Takes over what the server says, document included: after a transition, or when the other version is chosen. */
  adopt: (view: CaseReportView) => void
  /** Saves one's own document over the version that was found to be there, which the person has seen. */
  keepMine: () => void
  stop: () => void
}

export type DraftKeeperOptions = {
  readonly view: CaseReportView
  readonly save: (document: JsonObject, version: number) => Promise<SaveOutcome>
  readonly now: () => Date
  readonly delayMilliseconds?: number
  /** Longest time that something typed waits while the typing goes on. */
  readonly longestMilliseconds?: number
  /** Waiting times after the first, second … failure; the last one repeats. */
  readonly retryMilliseconds?: readonly number[]
}

/** Saves a draft by itself. One request at a time; what is typed meanwhile follows in the next. */
export function createDraftKeeper({
  view,
  save,
  now,
  delayMilliseconds = 1200,
  longestMilliseconds = 6000,
  retryMilliseconds = [2000, 5000, 10_000, 30_000],
}: DraftKeeperOptions): DraftKeeper {
  const listeners = new Set<() => void>()
  let state: DraftState = { document: view.content ?? {}, view, status: { kind: 'saved', at: undefined } }
  let savedDocument = state.document
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> | undefined
  let failures = 0
  let unsavedSince: number | undefined

  const set = (next: Partial<DraftState>): void => {
    state = { ...state, ...next }
    for (const listener of listeners) listener()
  }
  const isSaved = (): boolean => state.document === savedDocument
  // Saving again would overwrite somebody, or be refused for want of a session: the person decides. What was refused
  // otherwise is tried again with the next change.
  const waitsForPerson = (): boolean => state.status.kind === 'conflict' || state.status.kind === 'signed-out'

  const schedule = (milliseconds: number): void => {
    clearTimeout(timer)
    timer = setTimeout(() => void attempt(), milliseconds)
  }

  const attempt = (): Promise<void> => {
    clearTimeout(timer)
    running ??= saveOnce().finally(() => {
      running = undefined
      if (!isSaved() && state.status.kind === 'unsaved') schedule(delayMilliseconds)
    })
    return running
  }

  const saveOnce = async (): Promise<void> => {
    if (isSaved() || waitsForPerson()) return
    const { document } = state
    unsavedSince = undefined
    set({ status: { kind: 'saving' } })
    const outcome = await save(document, state.view.version)
    switch (outcome.kind) {
      case 'saved':
        failures = 0
        savedDocument = document
        set({
          view: outcome.view,
          status: isSaved() ? { kind: 'saved', at: now() } : { kind: 'unsaved' },
        })
        return
      case 'unreachable':
        set({ status: outcome })
        schedule(retryMilliseconds[Math.min(failures, retryMilliseconds.length - 1)] ?? delayMilliseconds)
        failures += 1
        return
      case 'conflict':
      case 'refused':
      case 'signed-out':
        set({ status: outcome })
    }
  }

  return {
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    change: (next) => {
      const document = next(state.document)
      if (document === state.document) return
      // While a request is under way or the network is gone, the state says so until that is over.
      const keepsStatus = ['saving', 'unreachable', 'conflict', 'signed-out'].includes(state.status.kind)
      set({ document, ...(keepsStatus ? {} : { status: { kind: 'unsaved' } }) })
      unsavedSince ??= now().getTime()
      const waited = now().getTime() - unsavedSince
      if (!keepsStatus) schedule(Math.max(0, Math.min(delayMilliseconds, longestMilliseconds - waited)))
    },
    flush: async () => {
      if (state.status.kind === 'signed-out') set({ status: { kind: 'unsaved' } })
      // What was typed while the first request was under way needs a second one.
      for (let round = 0; round < 3 && !isSaved() && !waitsForPerson(); round += 1) await attempt()
      return isSaved()
    },
    adopt: (adopted) => {
      clearTimeout(timer)
      savedDocument = adopted.content ?? {}
      failures = 0
      set({ document: savedDocument, view: adopted, status: { kind: 'saved', at: now() } })
    },
    keepMine: () => {
      if (state.status.kind !== 'conflict') return
      set({ view: state.status.theirs, status: { kind: 'unsaved' } })
      void attempt()
    },
    stop: () => {
      clearTimeout(timer)
      listeners.clear()
    },
  }
}
