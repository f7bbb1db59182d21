import { whereGiven } from '#api/http/where-given.ts'
import type { QueryView } from './view-query.ts'

/** A query as the API shows it. */
export const presentQuery = ({ query, question, answer }: QueryView) => ({
  id: query.id,
  number: query.number,
  level: query.level,
  pointer: `#${query.pointer}`,
  kind: query.kind,
  state: query.state,
  text: question.text,
  openedAt: query.openedAt.toISOString(),
  version: query.version,
  ...whereGiven({
    suggestedValue: question.suggestedValue,
    answerKind: query.answerKind,
    answer: answer?.text,
    missingReason: answer?.missingReason,
    waitingUntil: answer?.waitingUntil,
    dueDate: query.dueDate,
    answeredAt: query.answeredAt?.toISOString(),
    closedAt: query.closedAt?.toISOString(),
  }),
})
