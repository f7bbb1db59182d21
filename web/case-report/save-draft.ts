import type { JsonObject } from '#registry-rules/forms/json-pointer.ts'
import type { CaseReportView } from './api-types.ts'
import type { SaveOutcome } from './draft-keeper.ts'
import { call } from './session.ts'

/** Saves the whole document over the version that it was made from; a newer one is read, never overwritten. */
export async function saveDraft(id: string, content: JsonObject, version: number): Promise<SaveOutcome> {
  try {
    const reply = await call<CaseReportView>('PUT', `/case-reports/${id}/draft`, {
      body: { content },
      headers: { 'If-Match': `"${version}"` },
    })
    if (reply.ok) return { kind: 'saved', view: reply.body }
    if (reply.status === 401) return { kind: 'signed-out' }
    if (reply.status >= 500 || reply.status === 429) return { kind: 'unreachable' }
    if (reply.status !== 412) return { kind: 'refused', problem: reply.problem }
    const theirs = await call<CaseReportView>('GET', `/case-reports/${id}`)
    return theirs.ok ? { kind: 'conflict', theirs: theirs.body } : { kind: 'refused', problem: theirs.problem }
  } catch {
    return { kind: 'unreachable' }
  }
}
