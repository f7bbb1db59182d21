import type { Finding } from '#registry-rules/finding.ts'
import type { CaseForm } from './form.ts'
import { askItems, type Answer, type Asked } from './gaps.ts'
import { isObject, pointerKeys } from './json-pointer.ts'
import { unknownMissingItem } from './schema-findings.ts'
import { findNode, titleOf } from './schema-node.ts'

/** Findings about gaps, reasons for gaps, and answers to what is not asked. */
export function gapFindings(asked: Asked, form: CaseForm): Finding[] {
  return [...askItems(asked, form).flatMap(answerFindings), ...unknownReasons(asked.given, form)]
}

function answerFindings(answer: Answer): Finding[] {
  const { pointer } = answer
  const { zh, en } = titleOf(answer.node)
  switch (answer.kind) {
    case 'answered':
      return []
    case 'not-asked':
      return [
        {
          check: 'when.not-asked',
          severity: 'block',
          pointer,
          zh: `按其他项目的填写，“${zh}”不需填写，请删除或更正。`,
          en: `${en} is not asked with the other answers as they are; remove it or correct them.`,
        },
      ]
    case 'needless-reason':
      return [
        {
          check: 'missing.present',
          severity: 'block',
          pointer,
          zh: `“${zh}”已填写，又给出了缺失原因，请保留其一。`,
          en: `${en} has an answer and a reason for a gap; keep one of them.`,
        },
      ]
    case 'gap':
      return gapFinding(answer, zh, en)
  }
}

function gapFinding({ pointer, need, reason }: Answer & { kind: 'gap' }, zh: string, en: string): Finding[] {
  if (need === 'required') {
    return reason === undefined
      ? [{ check: 'need.required', severity: 'block', pointer, zh: `请填写“${zh}”。`, en: `${en} is missing.` }]
      : [
          {
            check: 'need.gap',
            severity: 'warn',
            pointer,
            zh: `必填项“${zh}”未填写，已说明原因，将由审核人员决定是否接受。`,
            en: `${en} is required and is missing with a reason; the reviewer decides whether to accept this.`,
            answeredBy: 'missing-reason',
          },
        ]
  }
  if (need === 'optional' || reason !== undefined) return []
  return [
    {
      check: 'need.reason',
      severity: 'block',
      pointer,
      zh: `请填写“${zh}”，或选择缺失原因。`,
      en: `${en} is missing; answer it or give the reason for the gap.`,
    },
  ]
}

/** Keys that are no pointers at all have been found by the schema. */
function unknownReasons(given: unknown, form: CaseForm): Finding[] {
  const missing = isObject(given) ? given['missing'] : undefined
  if (!isObject(missing)) return []
  return Object.keys(missing)
    .filter(
      (pointer) => /^(\/[A-Za-z0-9-]+)+$/.test(pointer) && findNode(form.root, pointerKeys(pointer)) === undefined,
    )
    .map(() => unknownMissingItem('/missing'))
    .slice(0, 1)
}
