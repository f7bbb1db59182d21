import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { Finding } from '#registry-rules/finding.ts'
import { isPartialDate } from '#registry-rules/dates/partial-date.ts'
import { findUnstorable } from './storable-json.ts'

/** Checks a body or query; gives every fault at once, none when all is well. */
export type SchemaCheck = (value: unknown) => Finding[]

/** A compiler of request schemas. Query parameters arrive as text, so there `coerce` turns `"50"` into 50. */
export function createSchemaCompiler({ coerce }: { coerce: boolean }): (schema: object) => SchemaCheck {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    coerceTypes: coerce,
    useDefaults: true,
    allowUnionTypes: true,
  })
  addFormats.default(ajv, ['uuid'])
  ajv.addFormat('date', { type: 'string', validate: isCalendarDate })
  ajv.addFormat('date-time', { type: 'string', validate: isInstant })
  ajv.addFormat('partial-date', { type: 'string', validate: isPartialDate })
  const compiled = new Map<object, ValidateFunction>()
  return (schema) => {
    const validate = compiled.get(schema) ?? ajv.compile(schema)
    compiled.set(schema, validate)
    return (value) => {
      const unstorable = findUnstorable(value)
      if (unstorable.length > 0) return unstorable
      return validate(value) ? [] : (validate.errors ?? []).map(findingOf)
    }
  }
}

/** A day of the calendar in the years that a date of the registry may name; PostgreSQL has no year 0. */
const isCalendarDate = (text: string): boolean => text.length === 10 && isPartialDate(text)

/** An instant that JavaScript and PostgreSQL both read; `ajv-formats` takes leap seconds and offsets that they refuse. */
const isInstant = (text: string): boolean =>
  isCalendarDate(text.slice(0, 10)) &&
  /^[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-](?:0\d|1[0-4]):[0-5]\d)$/.test(text.slice(10)) &&
  !Number.isNaN(Date.parse(text))

const uuidLike = /^[A-Za-z][A-Za-z0-9_-]{0,40}$/

/** Says what is wrong and where, never the value; an unknown key is named only where it looks like a key. */
function findingOf(error: ErrorObject): Finding {
  const params = error.params as Record<string, unknown>
  const at = error.instancePath
  const name = String(params['missingProperty'] ?? params['additionalProperty'] ?? '')
  const finding = (check: string, zh: string, en: string, pointer = at): Finding => ({
    check: `schema.${check}`,
    severity: 'block',
    pointer,
    zh,
    en,
  })
  switch (error.keyword) {
    case 'required':
      return finding('required', `缺少 ${name}。`, `${name} is missing.`, `${at}/${name}`)
    case 'additionalProperties':
      return uuidLike.test(name)
        ? finding('unknown-key', `没有名为 ${name} 的字段。`, `There is no field ${name}.`, `${at}/${name}`)
        : finding('unknown-key', '有未知的字段。', 'There is an unknown field.')
    case 'type':
      return finding('type', `类型应为 ${String(params['type'])}。`, `It must be of type ${String(params['type'])}.`)
    case 'enum':
      return finding(
        'choice',
        `应为以下之一：${(params['allowedValues'] as unknown[]).join('、')}。`,
        `It must be one of: ${(params['allowedValues'] as unknown[]).join(', ')}.`,
      )
    case 'format':
      return finding(
        'format',
        `格式应为 ${String(params['format'])}。`,
        `It must have the format ${String(params['format'])}.`,
      )
    case 'minLength':
      return finding(
        'range',
        `至少 ${String(params['limit'])} 个字。`,
        `It needs at least ${String(params['limit'])} characters.`,
      )
    case 'maxLength':
      return finding(
        'range',
        `至多 ${String(params['limit'])} 个字。`,
        `It takes at most ${String(params['limit'])} characters.`,
      )
    case 'minimum':
    case 'maximum':
      return finding(
        'range',
        `数值应 ${String(params['comparison'])} ${String(params['limit'])}。`,
        `It must be ${String(params['comparison'])} ${String(params['limit'])}.`,
      )
    case 'maxItems':
    case 'minItems':
      return finding(
        'range',
        `条数限制为 ${String(params['limit'])}。`,
        `The limit is ${String(params['limit'])} entries.`,
      )
    default:
      return finding(error.keyword, '不符合接口格式。', 'It does not fit the schema.')
  }
}
