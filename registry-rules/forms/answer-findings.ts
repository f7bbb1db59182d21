import { ageRangeYears, certainlyBefore } from '#registry-rules/dates/partial-date.ts'
import type { Finding } from '#registry-rules/finding.ts'
import type { CaseForm, Vocabularies } from './form.ts'
import { below, isObject, pointerKeys, valueAt } from './json-pointer.ts'
import { scalesOf, sumOf } from './scales.ts'
import { nearestTitle, titleOf, type SchemaNode } from './schema-node.ts'
import { unitFindings } from './unit-findings.ts'
import { unitSuffix, type Text } from './value-texts.ts'

/**
 * What is wrong or unusual about single answers: soft ranges, vocabularies, totals of scales, features, age
 * at onset. `sound` has `undefined` where the schema was broken, and lists keep their index.
 */
export function answerFindings(sound: unknown, form: CaseForm): Finding[] {
  return [
    ...valueFindings(form.root, sound, '', form.vocabularies),
    ...scaleFindings(sound, form),
    ...featureFindings(sound, form),
    ...onsetFindings(sound, form),
    ...unitFindings(sound, form),
  ]
}

function valueFindings(node: SchemaNode, value: unknown, pointer: string, vocabularies: Vocabularies): Finding[] {
  if (typeof value === 'number') return softFindings(node, value, pointer)
  if (typeof value === 'string') return vocabularyFindings(node, value, pointer, vocabularies)
  const { entry } = node
  if (Array.isArray(value)) {
    return entry
      ? value.flatMap((inner, index) => valueFindings(entry, inner, below(pointer, index), vocabularies))
      : []
  }
  if (!isObject(value)) return []
  return [...node.properties].flatMap(([key, inner]) =>
    value[key] === undefined ? [] : valueFindings(inner, value[key], below(pointer, key), vocabularies),
  )
}

function softFindings(node: SchemaNode, value: number, pointer: string): Finding[] {
  const soft = node.keywords['x-soft']
  if (!Array.isArray(soft)) return []
  const [low, high] = soft as [number, number]
  if (value >= low && value <= high) return []
  const { zh, en } = titleOf(node)
  const unit = unitSuffix(node)
  return [
    {
      check: 'soft.range',
      severity: 'warn',
      pointer,
      zh: `“${zh}”通常在 ${low}～${high}${unit.zh} 之间，请核对数值和单位。`,
      en: `${en} is usually between ${low} and ${high}${unit.en}; check the value and the unit.`,
    },
  ]
}

function vocabularyFindings(node: SchemaNode, value: string, pointer: string, vocabularies: Vocabularies): Finding[] {
  const vocabulary = node.keywords['x-vocabulary']
  const found = typeof vocabulary === 'string' ? vocabularyProblem(vocabulary, value, vocabularies) : undefined
  if (!found) return []
  return [
    {
      check: `vocabulary.${String(vocabulary)}`,
      severity: vocabulary === 'gene' ? 'warn' : 'block',
      pointer,
      ...found,
    },
  ]
}

function vocabularyProblem(
  vocabulary: string,
  value: string,
  { hpo, gene, region, nationality }: Vocabularies,
): Text | undefined {
  switch (vocabulary) {
    case 'hpo': {
      const kind = hpo(value)
      if (kind === 'phenotype') return undefined
      return kind === 'other'
        ? {
            zh: '该 HPO 术语不是临床表型（如遗传方式、起病年龄、修饰语）。',
            en: 'This HPO term is no phenotype (but a mode of inheritance, an age of onset, a modifier).',
          }
        : { zh: 'HPO 中没有这个编号。', en: 'HPO has no term with this id.' }
    }
    case 'gene':
      return gene(value)
        ? undefined
        : {
            zh: '该基因符号不在罕见病基因名单中，请核对是否为 HGNC 现用符号。',
            en: 'This gene symbol is not in the list of genes of rare diseases; check that it is the approved HGNC symbol.',
          }
    case 'region':
      return region(value)
        ? undefined
        : {
            zh: '没有这个行政区划代码，请从列表中选择县（市、区）。',
            en: 'There is no division with this code; choose the county from the list.',
          }
    case 'nationality':
      return nationality(value)
        ? undefined
        : {
            zh: '没有这个国家代码，请从列表中选择。',
            en: 'There is no country with this code; choose it from the list.',
          }
    default:
      return undefined
  }
}

function scaleFindings(sound: unknown, form: CaseForm): Finding[] {
  return scalesOf(form).flatMap((scale): Finding[] => {
    const pointer = `${scale.pointer}/${scale.total}`
    const total = valueAt(sound, pointer)
    const sum = sumOf(scale, sound)
    if (typeof total !== 'number' || sum === undefined || total === sum) return []
    const scaleTitle = nearestTitle(form.root, pointerKeys(scale.pointer))
    const { zh, en } = scale.totalNode ? titleOf(scale.totalNode) : { zh: '总分', en: 'Total' }
    return [
      {
        check: 'scale.total',
        severity: 'block',
        pointer,
        zh: `“${scaleTitle.zh}”的“${zh}”与各分项之和不符。`,
        en: `${scaleTitle.en}: ${en.toLowerCase()} is not the sum of the parts.`,
      },
    ]
  })
}

function featureFindings(sound: unknown, form: CaseForm): Finding[] {
  const phenotype = valueAt(sound, '/phenotype')
  if (!Array.isArray(phenotype)) return []
  const terms = phenotype.map((feature: unknown) => valueAt(feature, '/hpo'))
  const twice = terms.flatMap((term, index): Finding[] =>
    term !== undefined && terms.indexOf(term) < index
      ? [
          {
            check: 'phenotype.twice',
            severity: 'block',
            pointer: `/phenotype/${index}/hpo`,
            zh: '同一表型填写了两次，请保留一条。',
            en: 'The same feature is answered twice; keep one.',
          },
        ]
      : [],
  )
  const open = form.features.filter(({ hpo }) => !terms.includes(hpo)).length
  return [...twice, ...(open > 0 ? [unanswered(open, form.features.length)] : [])]
}

function unanswered(open: number, all: number): Finding {
  return {
    check: 'phenotype.unanswered',
    severity: 'note',
    pointer: '/phenotype',
    zh: `本病的 ${all} 项表型中还有 ${open} 项未回答。`,
    en: `${open} of the ${all} features of this disease are not answered.`,
  }
}

function onsetFindings(sound: unknown, form: CaseForm): Finding[] {
  const birth = valueAt(sound, '/identity/birthDate')
  const onset = valueAt(sound, '/diagnosis/onsetDate')
  const plausible = form.plausibleOnsetAgeYears
  if (!plausible || typeof birth !== 'string' || typeof onset !== 'string' || certainlyBefore(onset, birth)) return []
  const [low, high] = plausible
  const { min, max } = ageRangeYears(birth, onset)
  // Completed years: somebody of 59 is not beyond 59.5 yet.
  if (max >= low && min <= high) return []
  return [
    {
      check: 'onset.plausible',
      severity: 'warn',
      pointer: '/diagnosis/onsetDate',
      zh: `本病发病年龄通常在 ${low}～${high} 岁之间，请核对出生日期和发病日期。`,
      en: `Onset of this disease is expected between ${low} and ${high} years of age; check the dates of birth and onset.`,
    },
  ]
}
