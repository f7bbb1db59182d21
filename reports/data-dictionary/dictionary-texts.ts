import type { DictionaryItem, DictionaryType } from '#registry-rules/forms/data-dictionary.ts'
import type { Need } from '#registry-rules/forms/form.ts'
import type { Severity } from '#registry-rules/finding.ts'
import type { Text } from '#registry-rules/forms/value-texts.ts'

/** How an item is answered, in words. */
export const typeTexts: Readonly<Record<DictionaryType, Text>> = {
  integer: { zh: '整数', en: 'whole number' },
  number: { zh: '数值', en: 'number' },
  text: { zh: '文字', en: 'text' },
  'yes-no': { zh: '是/否', en: 'yes or no' },
  date: { zh: '日期（可只填年或年月）', en: 'date (year or month is enough)' },
  choice: { zh: '单选', en: 'one choice' },
  choices: { zh: '多选', en: 'several choices' },
  scale: { zh: '量表', en: 'scale' },
  list: { zh: '列表', en: 'list' },
  group: { zh: '组合', en: 'group' },
}

/** What is asked of an answer, in words. */
export const needTexts: Readonly<Record<Need, Text>> = {
  required: { zh: '必填', en: 'required' },
  expected: { zh: '应填（缺失须说明原因）', en: 'expected (a gap needs a reason)' },
  optional: { zh: '选填', en: 'optional' },
}

/** What a finding of a check does, in words. */
export const severityTexts: Readonly<Record<Severity, Text>> = {
  block: { zh: '必须更正', en: 'must be corrected' },
  warn: { zh: '更正或核实', en: 'correct or verify' },
  note: { zh: '提示', en: 'note' },
}

/** Lists longer than this stand on the sheet of value sets. */
export const mostChoicesInCell = 24

/** The choices of an item, one a line; a long value set is only named. */
export function choicesText({ choices, valueSet, vocabulary }: DictionaryItem): string {
  if (vocabulary !== undefined) return `词表 ${vocabulary}`
  if (valueSet !== undefined && choices.length > mostChoicesInCell) return `值域 ${valueSet}（${choices.length} 项）`
  return choices.map(({ code, zh, en }) => `${code}　${zh}　${en}`).join('\n')
}

/** Hard limits of a number. */
export function rangeText({ minimum, maximum }: DictionaryItem): string {
  if (minimum === undefined && maximum === undefined) return ''
  return `${minimum ?? ''}～${maximum ?? ''}`
}

/** The unit in words with its UCUM code, and the units that may be reported instead with their factors. */
export function unitText({ unit, otherUnits }: DictionaryItem): string {
  if (unit === undefined) return ''
  const own = unit.zh === unit.code ? unit.zh : `${unit.zh}（UCUM ${unit.code}）`
  const others = otherUnits.map(
    ({ zh, factor, offset }) => `也可报 ${zh}（×${factor}${offset === undefined ? '' : ` ＋ ${offset}`}）`,
  )
  return [own, ...others].join('\n')
}
