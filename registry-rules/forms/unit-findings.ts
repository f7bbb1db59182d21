import type { Finding } from '#registry-rules/finding.ts'
import type { CaseForm } from './form.ts'
import { isObject, valueAt } from './json-pointer.ts'
import { agreesWithReported, convertReported, isWholeNumber, reportedEntries, unitsOf } from './reported-units.ts'
import { unitText } from './unit-text.ts'

/** Findings about values reported in another unit: `given` is the document with derived values, without what breaks the schema. */
export function unitFindings(given: unknown, form: CaseForm): Finding[] {
  const section = isObject(given) ? given['asReported'] : undefined
  if (!isObject(section)) return []
  const hasChoice = (pointer: string) =>
    form.items.some((item) => item.pointer === pointer && item.otherUnits.length > 0)
  return [
    ...Object.keys(section)
      .filter((pointer) => section[pointer] !== undefined && !hasChoice(pointer))
      .map(() => unknownReportedItem)
      .slice(0, 1),
    ...reportedEntries(given, form).flatMap((entry): Finding[] => {
      const { item, reported, unit } = entry
      const { pointer, titleZh, titleEn } = item
      if (unit === undefined) {
        const offered = unitsOf(item).map((offer) => unitText(offer.unit))
        return [
          {
            check: 'unit.not-offered',
            severity: 'block',
            pointer,
            zh: `“${titleZh}”的单位只能是 ${offered.map(({ zh }) => zh).join('、')}。`,
            en: `${titleEn}: the unit can only be ${offered.map(({ en }) => en).join(', ')}.`,
          },
        ]
      }
      const value = valueAt(given, pointer)
      const isWhole = isWholeNumber(item, form)
      if (typeof value !== 'number' || agreesWithReported(value, reported.value, unit, isWhole)) return []
      return [
        {
          check: 'unit.converted',
          severity: 'block',
          pointer,
          zh: `“${titleZh}”与检验单原值换算的结果不符（1 ${unitText(unit.unit).zh} 相当于 ${convertReported(1, unit)} ${unitText(item.unit ?? '').zh}），请核对原值、单位和换算值。`,
          en: `${titleEn} is not what the reported value converts to (1 ${unitText(unit.unit).en} is ${convertReported(1, unit)} ${unitText(item.unit ?? '').en}); check value, unit and conversion.`,
        },
      ]
    }),
  ]
}

/** A value as reported for something that has no choice of units. */
export const unknownReportedItem: Finding = {
  check: 'unit.unknown-item',
  severity: 'block',
  pointer: '/asReported',
  zh: '检验单原值所指的项目不在此表单中，或没有其他单位可选。',
  en: 'A value as reported is given for an item that this form does not have or that has no other unit.',
}
