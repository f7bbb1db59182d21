import type { CaseReportState } from '../workflow/case-report.ts'

/** States in which a report keeps nobody's record alive. */
const ended: readonly CaseReportState[] = ['DISCARDED', 'REJECTED', 'DUPLICATE', 'WITHDRAWN']

/** What a patient record is by its reports (WORKFLOW 3.8: P1, P2, P13), and since when it is active. */
export function recordStateOf(
  reports: readonly { readonly state: CaseReportState; readonly acceptedAt: Date | undefined }[],
): { readonly state: 'PROVISIONAL' | 'ACTIVE' | 'INACTIVE'; readonly activatedAt: Date | undefined } {
  const accepted = reports.filter(({ state }) => state === 'ACCEPTED')
  const times = accepted.flatMap(({ acceptedAt }) => (acceptedAt ? [acceptedAt.getTime()] : []))
  const activatedAt = times.length > 0 ? new Date(Math.min(...times)) : undefined
  if (accepted.length > 0) return { state: 'ACTIVE', activatedAt }
  return { state: reports.every(({ state }) => ended.includes(state)) ? 'INACTIVE' : 'PROVISIONAL', activatedAt }
}
