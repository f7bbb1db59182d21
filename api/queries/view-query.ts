import { seal, unseal } from '#api/crypto/sealing.ts'
import { maskDocumentNumber, maskPhone } from '#registry-rules/identity/mask-identity.ts'
import type { QueryEntity } from './query.entity.ts'

/** What a query asks, sealed under the report's key. */
export type Question = { readonly text: string; readonly suggestedValue?: unknown }
/** What was answered, sealed under the report's key. */
export type QueryAnswer = {
  readonly text?: string | undefined
  readonly missingReason?: string | undefined
  readonly waitingUntil?: string | undefined
}

/** A query in clear for those who may read the report. */
export type QueryView = {
  readonly query: QueryEntity
  readonly question: Question
  readonly answer: QueryAnswer | undefined
}

/** People quote names in what they ask. */
export const sealQuestion = (key: Buffer, queryId: string, question: Question): Buffer =>
  seal(key, question, `query-question:${queryId}`)
/** …and in what they answer. */
export const sealAnswer = (key: Buffer, queryId: string, answer: QueryAnswer): Buffer =>
  seal(key, answer, `query-answer:${queryId}`)

/** Opens a query; `masked` hides a suggested value that is a document or telephone number. */
export function viewQuery(query: QueryEntity, key: Buffer, { masked }: { masked: boolean }): QueryView {
  const question = unseal<Question>(key, query.question, `query-question:${query.id}`)
  return {
    query,
    question: masked
      ? {
          ...question,
          ...('suggestedValue' in question
            ? { suggestedValue: maskedValue(query.pointer, question.suggestedValue) }
            : {}),
        }
      : question,
    answer: query.answer ? unseal<QueryAnswer>(key, query.answer, `query-answer:${query.id}`) : undefined,
  }
}

function maskedValue(pointer: string, value: unknown): unknown {
  if (typeof value !== 'string' || !pointer.startsWith('/identity/')) return value
  if (pointer.endsWith('/number') || pointer.endsWith('/medicalRecordNumber')) return maskDocumentNumber(value)
  return pointer.endsWith('/phone') ? maskPhone(value) : value
}
