import type { ErrorObject } from 'ajv'
import type { Finding } from '#registry-rules/finding.ts'
import type { CaseForm } from './form.ts'
import { below, pointerKeys, valueAt } from './json-pointer.ts'
import { findNode, nearestTitle, titleOf, type SchemaNode } from './schema-node.ts'
import { unknownReportedItem } from './unit-findings.ts'
import { suggestKey } from './suggest-key.ts'
import { choiceText, formatText, rangeText, typeText, type Text } from './value-texts.ts'

type Judged = { findings: Finding[]; unsound: string[]; unknown: string[] }

/**
 * Turns the errors of ajv into one finding a problem, in the words of the form. Later rules
 * must see neither the `unsound` values nor the `unknown` keys, both given as pointers.
 */
export function schemaFindings(document: unknown, form: CaseForm): Judged {
  if (form.hasValidStructure(document)) return { findings: [], unsound: [], unknown: [] }
  const errors = (form.hasValidStructure.errors ?? []).filter((error) => isReal(error, form))
  const wrongType = new Set(errors.filter(({ keyword }) => keyword === 'type').map(({ instancePath }) => instancePath))
  const findings = new Map<string, Finding>()
  const unsound = new Set<string>()
  const unknown = new Set<string>()
  for (const error of errors) {
    if (error.keyword !== 'type' && wrongType.has(error.instancePath)) continue
    const finding = schemaFinding(error, document, form)
    const identity = `${finding.check} ${finding.pointer}`
    if (!findings.has(identity)) findings.set(identity, finding)
    const key = unknownKey(error)
    if (key === undefined) for (const pointer of unsoundPointers(error)) unsound.add(pointer)
    else unknown.add(below(error.instancePath, key))
  }
  return { findings: [...findings.values()], unsound: [...unsound], unknown: [...unknown] }
}

/**
 * ajv forgets what a section evaluated once the section has an error, and then calls its known keys
 * unevaluated. The errors of a property name come twice.
 */
function isReal({ keyword, params, instancePath, propertyName }: ErrorObject, form: CaseForm): boolean {
  if (propertyName !== undefined) return false
  if (keyword !== 'unevaluatedProperties') return true
  const node = findNode(form.root, pointerKeys(instancePath))
  return !node?.properties.has(String(params['unevaluatedProperty']))
}

const removedKeywords = [
  'type',
  'enum',
  'const',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'format',
  'pattern',
  'minLength',
  'maxLength',
  'maxItems',
]

function unknownKey({ params }: ErrorObject): string | undefined {
  const key: unknown = params['additionalProperty'] ?? params['unevaluatedProperty'] ?? params['propertyName']
  return typeof key === 'string' ? key : undefined
}

function unsoundPointers({ keyword, instancePath }: ErrorObject): string[] {
  // An entry that lacks a part goes as a whole, so that no rule meets half an entry of a list.
  if (keyword === 'required') return /\/\d+$/.test(instancePath) ? [instancePath] : []
  return removedKeywords.includes(keyword) && instancePath !== '' ? [instancePath] : []
}

function schemaFinding(error: ErrorObject, document: unknown, form: CaseForm): Finding {
  const { keyword, instancePath, params } = error
  const place = placeOf(instancePath, form)
  const finding = (check: string, { zh, en }: Text, pointer = place.pointer): Finding => ({
    check,
    severity: 'block',
    pointer,
    zh,
    en,
  })
  const { zh, en } = place.title
  switch (keyword) {
    case 'type':
      return finding('schema.type', typeText(place.title, place.node, valueAt(document, instancePath)))
    case 'enum':
    case 'const':
      return finding('schema.choice', choiceText(place.title, place.node))
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
    case 'multipleOf':
      return finding('schema.range', rangeText(place.title, place.node))
    case 'format':
    case 'pattern':
      return finding('schema.format', formatText(place.title, place.node))
    case 'minLength':
    case 'maxLength':
      return finding('schema.length', {
        zh: `“${zh}”${keyword === 'maxLength' ? '最多' : '至少'} ${String(params['limit'])} 个字符。`,
        en: `${en}: at ${keyword === 'maxLength' ? 'most' : 'least'} ${String(params['limit'])} characters.`,
      })
    case 'minItems':
    case 'maxItems':
      return finding('schema.length', {
        zh: `“${zh}”${keyword === 'maxItems' ? '最多' : '至少'} ${String(params['limit'])} 项。`,
        en: `${en}: at ${keyword === 'maxItems' ? 'most' : 'least'} ${String(params['limit'])} entries.`,
      })
    case 'uniqueItems':
      return finding('schema.repeated', { zh: `“${zh}”有重复的选项。`, en: `${en}: an answer is given twice.` })
    case 'required':
      return requiredFinding(place, String(params['missingProperty']), form)
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return unknownKeyFinding(place, unknownKey(error) ?? '', form)
    case 'propertyNames':
      return instancePath === '/asReported' ? unknownReportedItem : unknownMissingItem('/missing')
    default:
      return finding('schema.other', { zh: `“${zh}”不符合表单的规定。`, en: `${en} does not fit the form.` })
  }
}

/** A reason in `missing` for something that the form does not ask. */
export function unknownMissingItem(pointer: string): Finding {
  return {
    check: 'missing.unknown-item',
    severity: 'block',
    pointer,
    zh: '缺失原因所指的项目不在此表单中。',
    en: 'A reason for a gap is given for an item that this form does not have.',
  }
}

/** Sections whose keys are pointers of items; what is wrong there is shown at the item. */
const sectionsByPointer: { readonly [section: string]: Text | undefined } = {
  missing: { zh: '缺失原因', en: 'reason for the gap' },
  asReported: { zh: '检验单原值', en: 'value as reported' },
}

type Place = { pointer: string; node: SchemaNode | undefined; title: Text }

/** Where a finding is shown. A wrong reason or reported value is shown at the item that it is about. */
function placeOf(instancePath: string, form: CaseForm): Place {
  const keys = pointerKeys(instancePath)
  const [section = ''] = keys
  const about = sectionsByPointer[section]
  if (about && keys[1] !== undefined) {
    const node = findNode(form.root, pointerKeys(keys[1]))
    const item = node ? titleOf(node) : undefined
    return {
      pointer: node ? keys[1] : `/${section}`,
      node: findNode(form.root, [section, '*', ...keys.slice(2)]),
      title: item ? { zh: `${item.zh}（${about.zh}）`, en: `${item.en} (${about.en})` } : about,
    }
  }
  const node = findNode(form.root, keys)
  return { pointer: instancePath, node, title: nearestTitle(form.root, keys) }
}

function requiredFinding({ pointer, node, title }: Place, key: string, form: CaseForm): Finding {
  const part = node?.properties.get(key)
  const { zh, en } = part ? titleOf(part) : { zh: key, en: key }
  const isRoot = node === form.root
  return {
    check: 'schema.required',
    severity: 'block',
    pointer: below(pointer, key),
    zh: isRoot ? `请填写“${zh}”。` : `“${title.zh}”中缺少“${zh}”。`,
    en: isRoot ? `${en} is missing.` : `${title.en}: ${en} is missing.`,
  }
}

/** Only what looks like an identifier is repeated: a name or a number may have been pasted as a key. */
const identifier = /^[A-Za-z][A-Za-z0-9_-]{0,40}$/

function unknownKeyFinding({ pointer, node, title }: Place, key: string, form: CaseForm): Finding {
  const suggestion = identifier.test(key) ? suggestKey(key, node, form) : undefined
  return {
    check: 'schema.unknown-key',
    severity: 'block',
    pointer: identifier.test(key) ? below(pointer, key) : pointer,
    zh: `“${title.zh}”没有这一项${suggestion === undefined ? '。' : `；是否为 ${suggestion}？`}`,
    en: `${title.en} has no such item${suggestion === undefined ? '.' : `; did you mean ${suggestion}?`}`,
  }
}
