import type { SchemaNode } from './schema-node.ts'
import { unitText } from './unit-text.ts'

/** A sentence or a title in both languages. */
export type Text = { zh: string; en: string }

/** What is wrong with the type of a value, in words that help to type it again; never the value itself. */
export function typeText(title: Text, node: SchemaNode | undefined, value: unknown): Text {
  const { zh, en } = title
  const types = node?.types ?? []
  if (value === null) {
    return {
      zh: `“${zh}”没有内容时请不要填写该项（不用 null），原因写入缺失原因。`,
      en: `${en}: leave the item out where nothing is known (no null) and give the reason for the gap.`,
    }
  }
  if (types.includes('number') || types.includes('integer')) return numberText(title, node, value)
  if (types.includes('boolean'))
    return { zh: `“${zh}”应填是（true）或否（false）。`, en: `${en}: must be true or false.` }
  if (types.includes('array'))
    return { zh: `“${zh}”应为列表，即使只有一项。`, en: `${en}: must be a list, even of one.` }
  if (types.includes('object')) return { zh: `“${zh}”应由若干小项组成。`, en: `${en}: must be a group of items.` }
  return typeof value === 'number'
    ? { zh: `“${zh}”应填文字（加引号），不能填数字。`, en: `${en}: must be text (in quotes), not a number.` }
    : { zh: `“${zh}”应填文字。`, en: `${en}: must be text.` }
}

function numberText({ zh, en }: Text, node: SchemaNode | undefined, value: unknown): Text {
  const whole = node?.types.includes('number') !== true
  const kindZh = whole ? '整数' : '数字'
  const kindEn = whole ? 'a whole number' : 'a number'
  if (typeof value !== 'string') return { zh: `“${zh}”应填${kindZh}。`, en: `${en}: must be ${kindEn}.` }
  const unit = unitSuffix(node)
  const text = value.normalize('NFKC').trim()
  if (/^[<>≤≥~≈约]/.test(text)) {
    return {
      zh: `“${zh}”应填${kindZh}，不能带大于、小于或约数符号。`,
      en: `${en}: must be ${kindEn}, without signs for more, less or about.`,
    }
  }
  if (unit.zh !== '' && /^[-+]?\d+([.,]\d+)?\s*[^\d\s.,]/.test(text)) {
    return {
      zh: `“${zh}”应填${kindZh}，单位${unit.zh} 不要写入。`,
      en: `${en}: must be ${kindEn}; leave out the unit, it is${unit.en}.`,
    }
  }
  if (text !== value.trim()) {
    return {
      zh: `“${zh}”应填${kindZh}，请用半角数字，不加引号。`,
      en: `${en}: must be ${kindEn}, in half-width digits and without quotes.`,
    }
  }
  return {
    zh: `“${zh}”应填${kindZh}，不加引号或其他文字。`,
    en: `${en}: must be ${kindEn}, without quotes or other text.`,
  }
}

/** The unit in the words of a screen, with a space before it; empty where the item has none. */
export function unitSuffix(node: SchemaNode | undefined): Text {
  const unit = node?.keywords['x-unit']
  if (typeof unit !== 'string') return { zh: '', en: '' }
  const { zh, en } = unitText(unit)
  return { zh: ` ${zh}`, en: ` ${en}` }
}

/** The limits of a number with its unit. */
export function rangeText({ zh, en }: Text, node: SchemaNode | undefined): Text {
  const low = node?.minimum ?? exclusive(node, 'exclusiveMinimum')
  const high = node?.maximum ?? exclusive(node, 'exclusiveMaximum')
  const unit = unitSuffix(node)
  const step = node?.keywords['multipleOf']
  const stepZh = typeof step === 'number' ? `，且为 ${step} 的倍数` : ''
  const stepEn = typeof step === 'number' ? ` and a multiple of ${step}` : ''
  if (low !== undefined && high !== undefined) {
    return {
      zh: `“${zh}”应在 ${low}～${high}${unit.zh} 之间${stepZh}。`,
      en: `${en}: must be between ${low} and ${high}${unit.en}${stepEn}.`,
    }
  }
  if (low !== undefined)
    return {
      zh: `“${zh}”不得小于 ${low}${unit.zh}${stepZh}。`,
      en: `${en}: must be at least ${low}${unit.en}${stepEn}.`,
    }
  if (high !== undefined)
    return {
      zh: `“${zh}”不得大于 ${high}${unit.zh}${stepZh}。`,
      en: `${en}: must be at most ${high}${unit.en}${stepEn}.`,
    }
  return { zh: `“${zh}”应为 ${String(step)} 的倍数。`, en: `${en}: must be a multiple of ${String(step)}.` }
}

function exclusive(node: SchemaNode | undefined, keyword: string): number | undefined {
  const limit = node?.keywords[keyword]
  return typeof limit === 'number' ? limit : undefined
}

/** That an answer is none of the choices. A single choice is a constant such as the version of the form. */
export function choiceText({ zh, en }: Text, node: SchemaNode | undefined): Text {
  if (node?.keywords['const'] !== undefined && node.keywords['oneOf'] === undefined) {
    return { zh: `“${zh}”与此表单不符。`, en: `${en}: not as this form has it.` }
  }
  return { zh: `“${zh}”的答案不在选项中。`, en: `${en}: the answer is none of the choices.` }
}

const formatTexts: { [format: string]: (title: Text) => Text } = {
  'partial-date': ({ zh, en }) => ({
    zh: `“${zh}”应为真实存在的日期，写成 2019、2019-05 或 2019-05-07。`,
    en: `${en}: must be a date that exists, written 2019, 2019-05 or 2019-05-07.`,
  }),
  hgvs: ({ zh, en }) => ({
    zh: `“${zh}”应按 HGVS 书写，如 NM_000138.5:c.4282C>T；不能用 HGVS 表示的写入变异描述。`,
    en: `${en}: must be written by HGVS, such as NM_000138.5:c.4282C>T; what HGVS cannot say goes into the description.`,
  }),
}

const vocabularyTexts: { [vocabulary: string]: (title: Text) => Text } = {
  hpo: ({ zh, en }) => ({
    zh: `“${zh}”应为 HPO 编号，即 HP: 加七位数字。`,
    en: `${en}: must be an HPO id, HP: and seven digits.`,
  }),
  region: ({ zh, en }) => ({
    zh: `“${zh}”应为六位行政区划代码。`,
    en: `${en}: must be a division code of six digits.`,
  }),
  nationality: ({ zh, en }) => ({
    zh: `“${zh}”应为三位国家代码，如 CHN。`,
    en: `${en}: must be a country code of three letters, such as CHN.`,
  }),
}

/** How a text has to be written. */
export function formatText(title: Text, node: SchemaNode | undefined): Text {
  const text = formatTexts[String(node?.keywords['format'])] ?? vocabularyTexts[String(node?.keywords['x-vocabulary'])]
  return text?.(title) ?? { zh: `“${title.zh}”的写法不对。`, en: `${title.en}: not written as it has to be.` }
}
