import { CaseReportEntity } from '#api/case-reports/case-report.entity.ts'
import { createCaseReport } from '#api/case-reports/create-case-report.ts'
import { getCaseReport } from '#api/case-reports/get-case-report.ts'
import { saveDraft } from '#api/case-reports/save-draft.ts'
import { transitionCaseReport } from '#api/case-reports/transition-case-report.ts'
import type { Audited } from '#api/db/unit-of-work.ts'
import type { ReportDocument } from '#api/documents/sealed-parts.ts'
import type { Context } from '#api/http/context.ts'
import { decidePair } from '#api/patients/decide-pair.ts'
import { previewMerge } from '#api/patients/preview-merge.ts'
import { PatientPairEntity } from '#api/patients/patient.entity.ts'
import { openQuery } from '#api/queries/open-query.ts'
import { QueryEntity } from '#api/queries/query.entity.ts'
import { transitionQuery } from '#api/queries/transition-query.ts'
import type { TransitionRequest } from '#registry-rules/workflow/case-report.ts'
import type { PairOutcome, pairReasons } from '#registry-rules/workflow/patient-pair.ts'
import type { QueryRequest } from '#registry-rules/workflow/query.ts'
import type { Permission } from '#registry-rules/workflow/roles.ts'
import { verifyWarnings } from '../verify-warnings.ts'

/** Who does a step: somebody of the report's hospital, or of the office. */
export type Part = 'registrar' | 'hospital-reviewer' | 'office-reviewer' | 'office-lead'

/** How long a step lets wait: done at the desk within minutes, or after some days. */
export type Wait = 'minutes' | readonly [leastDays: number, mostDays: number]

/** One thing that one person does, by the command behind a route. */
export type Step = {
  readonly what: string
  readonly by: Part
  readonly permission: Permission
  readonly wait: Wait
  /** `reportId` is empty for the step that creates the report. */
  readonly run: (context: Context, reportId: string) => Promise<Audited<unknown>>
}

/** What a report says at a step; written when it is needed. */
export type Draft = () => ReportDocument

type Question = Parameters<typeof openQuery>[2]

const atTheDesk: Wait = 'minutes'
const reasonOfWarnings = '已与原始病历核对，属实。'

/** A registrar begins a report; later steps speak of this one. */
export const create = (disease: string, draft: Draft): Step => ({
  what: 'create',
  by: 'registrar',
  permission: 'case-report.create',
  wait: atTheDesk,
  run: (context) => createCaseReport(context, { disease, content: draft() }),
})

/** The registrar changes the draft. */
export const save = (draft: Draft, wait: Wait = atTheDesk): Step => ({
  what: 'save',
  by: 'registrar',
  permission: 'case-report.save',
  wait,
  run: async (context, id) => saveDraft(await atPresentVersion(context, id), id, draft()),
})

/** Submits or submits again; every warning is answered as checked. */
export const submit = (transition: 'submit' | 'resubmit' = 'submit', wait: Wait = atTheDesk): Step => ({
  what: transition,
  by: 'registrar',
  permission: 'case-report.transition',
  wait,
  run: async (context, id) => {
    const verified = await verifyWarnings(context, await getCaseReport(context, id), reasonOfWarnings)
    return transitionCaseReport(await atPresentVersion(context, id), id, { transition, verified })
  },
})

/** A transition that needs nothing of the demonstration but its request. */
export const move = (
  by: Part,
  transition: string,
  { wait = atTheDesk, ...request }: Omit<TransitionRequest, 'transition'> & { wait?: Wait } = {},
): Step => ({
  what: transition,
  by,
  permission: 'case-report.transition',
  wait,
  run: async (context, id) =>
    transitionCaseReport(await atPresentVersion(context, id), id, { transition, verifiedValuesSeen: true, ...request }),
})

/** Opens a query; the suggested value may depend on what the report says. */
export const ask = (by: Part, question: () => Question): Step => ({
  what: 'ask',
  by,
  permission: 'query.open',
  wait: atTheDesk,
  run: (context, id) => openQuery(context, id, question()),
})

/** The registrar answers the open query at a place. */
export const answer = (pointer: string, request: Omit<QueryRequest, 'transition'>, wait: Wait): Step => ({
  what: 'answer',
  by: 'registrar',
  permission: 'query.transition',
  wait,
  run: (context, id) => moveQuery(context, id, pointer, { transition: 'answer', ...request }),
})

/** The asking side closes the answered query at a place. */
export const close = (by: Part, pointer: string): Step => ({
  what: 'close',
  by,
  permission: 'query.transition',
  wait: atTheDesk,
  run: (context, id) => moveQuery(context, id, pointer, { transition: 'close' }),
})

/** Decides the pair that is open for the patient of the report, or proposes to; as the page does, after the preview. */
export const decide = (
  by: Part,
  outcome: PairOutcome,
  reasonCode: keyof typeof pairReasons,
  wait: Wait = [1, 3],
): Step => ({
  what: 'decide',
  by,
  permission: 'pair.decide',
  wait,
  run: async (context, id) => {
    const patientId = (await getCaseReport(context, id)).patientId ?? ''
    const pair = await context.em.findOneOrFail(PatientPairEntity, {
      state: 'OPEN',
      $or: [{ patientAId: patientId }, { patientBId: patientId }],
    })
    const { previewToken } = await previewMerge(context, pair.id)
    return decidePair({ ...context, expectedVersion: pair.version }, pair.id, { outcome, reasonCode, previewToken })
  },
})

async function moveQuery(
  context: Context,
  reportId: string,
  pointer: string,
  request: QueryRequest,
): Promise<Audited<unknown>> {
  const state = request.transition === 'answer' ? 'OPEN' : 'ANSWERED'
  const query = await context.em.findOneOrFail(QueryEntity, { caseReportId: reportId, pointer, state })
  return transitionQuery({ ...context, expectedVersion: query.version }, query.id, request)
}

async function atPresentVersion(context: Context, id: string): Promise<Context> {
  const { version } = await context.em.findOneOrFail(CaseReportEntity, { id })
  return { ...context, expectedVersion: version }
}
