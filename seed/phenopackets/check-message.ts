import { below, isObject } from '#registry-rules/forms/json-pointer.ts'
import { messages, type Kind, type Message, type MessageName } from './phenopacket-messages.ts'
import { PhenopacketProblem } from './phenopacket-problem.ts'

const kindNames: Record<string, { zh: string; en: string }> = {
  string: { zh: '文本', en: 'a text' },
  boolean: { zh: 'true 或 false', en: 'true or false' },
  number: { zh: '不小于 0 的整数', en: 'a whole number, not negative' },
  'number-or-digits': {
    zh: '不小于 0 的整数',
    en: 'a whole number, not negative',
  },
  object: { zh: '对象', en: 'an object' },
  list: { zh: '列表', en: 'a list' },
}

function refuse(pointer: string, kind: string): never {
  const { zh, en } = kindNames[kind] ?? { zh: kind, en: kind }
  throw new PhenopacketProblem(pointer, `应为${zh}`, `should be ${en}`)
}

/**
 * Types of all known fields, below one message. Null counts as absent, as in the JSON form of protobuf; keys that the
 * schema does not know are left to the reader, which reports them as not held.
 *
 * @throws PhenopacketProblem at the first field of another type, or without a required field.
 */
export function checkMessage(name: MessageName, value: unknown, pointer: string): void {
  if (!isObject(value)) refuse(pointer, 'object')
  const message: Message = messages[name]
  for (const key of message.required ?? []) {
    if (!Object.hasOwn(value, key) || value[key] === null || value[key] === '') {
      throw new PhenopacketProblem(below(pointer, key), '缺少此项', 'is missing')
    }
  }
  for (const [key, kind] of Object.entries(message.fields)) {
    if (Object.hasOwn(value, key) && value[key] !== null) checkKind(kind, value[key], below(pointer, key))
  }
}

function checkKind(kind: Kind, value: unknown, pointer: string): void {
  if (typeof kind === 'string') {
    if (!isOfKind(kind, value)) refuse(pointer, kind)
  } else if ('message' in kind) {
    checkMessage(kind.message, value, pointer)
  } else if ('choice' in kind) {
    if (typeof value !== 'string' || !kind.choice.includes(value)) {
      const choices = kind.choice.join(', ')
      throw new PhenopacketProblem(pointer, `应为以下之一：${choices}`, `should be one of ${choices}`)
    }
  } else {
    if (!Array.isArray(value)) refuse(pointer, 'list')
    value.forEach((entry, index) => checkKind(kind.list, entry, below(pointer, index)))
  }
}

function isOfKind(kind: string, value: unknown): boolean {
  switch (kind) {
    case 'number':
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    case 'number-or-digits':
      return isOfKind('number', value) || (typeof value === 'string' && /^[0-9]+$/.test(value))
    case 'object':
      return isObject(value)
    case 'anything':
      return true
    default:
      return typeof value === kind
  }
}

/** Deeper than any field that the reader looks at; what lies below is reported whole, so a bomb of brackets stays one. */
const deepestField = 40

/** A copy without keys that are null, so that absent has one form only; list entries keep their place. */
export function withoutNulls(value: unknown, depth = deepestField): unknown {
  if (depth === 0) return value
  if (Array.isArray(value)) return value.map((entry) => withoutNulls(entry, depth - 1))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== null)
      .map(([key, entry]) => [key, withoutNulls(entry, depth - 1)]),
  )
}
