import { askableNodes, findNode, nearestTitle, type SchemaNode } from './schema-node.ts'
import type { CaseForm } from './form.ts'
import { below, isObject, pointerKeys, valueAt, type JsonObject } from './json-pointer.ts'

/** Why an answer cannot be taken into another version of the form. */
export type LossReason = 'item-removed' | 'choice-removed' | 'type-changed' | 'unit-changed'

/** An answer that the new version has no place for, with the title it had. */
export type LostAnswer = { pointer: string; titleZh: string; titleEn: string; reason: LossReason }

/** A document under another version of its form, and what did not carry over. */
export type Upgrade = {
  document: JsonObject
  carried: number
  lost: readonly LostAnswer[]
  /** Where an item of the old version stands in the new one; the same place unless it was renamed. */
  placeOf: (pointer: string) => string
}

/**
 * Takes a document into another version of its form (WORKFLOW R29). Items and choices that were renamed (`x-was`) are
 * followed. What the new version does not have, offers no longer, or asks in another unit is lost, and named; nothing
 * is converted or guessed. What was wrong under the old version already stays as it is, for the findings to speak about.
 */
export function upgradeDocument(document: JsonObject, from: CaseForm, to: CaseForm): Upgrade {
  const moved = withMoves(document, to)
  const carry: Carry = { from: from.root, lost: [], originOf: followed(moved.origins) }
  const { missing, asReported, ...sections } = moved.document
  const kept = (carryValue(sections, to.root, '', carry) ?? {}) as JsonObject
  const isGone = (pointer: string): boolean => {
    const origin = carry.originOf(pointer)
    return (
      findNode(to.root, pointerKeys(pointer)) === undefined ||
      carry.lost.some((answer) => answer.pointer === origin || origin.startsWith(`${answer.pointer}/`))
    )
  }
  return {
    document: {
      ...kept,
      disease: to.disease,
      formVersion: to.version,
      ...entriesKept('missing', missing, isGone),
      ...entriesKept('asReported', asReported, isGone),
    },
    carried: countAnswers(kept),
    placeOf: followed(moved.renamed),
    lost: carry.lost,
  }
}

/** `originOf` leads from a place of the new version to the place that its answer had in the old one. */
type Carry = { from: SchemaNode; lost: LostAnswer[]; originOf: (pointer: string) => string }

/** Single answers; disease and form version, which every document has, are none. */
function countAnswers({ disease: _disease, formVersion: _version, ...sections }: JsonObject): number {
  const count = (value: unknown): number =>
    typeof value === 'object' && value !== null
      ? Object.values(value).reduce((sum: number, inner) => sum + count(inner), 0)
      : 1
  return count(sections)
}

/** The entries of a section whose keys are pointers, without those of answers that are gone. */
function entriesKept(section: string, value: unknown, isGone: (pointer: string) => boolean): JsonObject {
  if (value === undefined) return {}
  if (!isObject(value)) return { [section]: value }
  const entries = Object.entries(value).filter(([pointer]) => !isGone(pointer))
  return entries.length === 0 ? {} : { [section]: Object.fromEntries(entries) }
}

/** `undefined` where nothing of the value carries over. */
function carryValue(value: unknown, node: SchemaNode, pointer: string, carry: Carry): unknown {
  if (isObject(value) && node.types.includes('object')) return carryObject(value, node, pointer, carry)
  if (Array.isArray(value) && node.types.includes('array')) return carryList(value, node, pointer, carry)
  const old = findNode(carry.from, pointerKeys(carry.originOf(pointer)))
  const renamed = renamedChoice(node, value)
  const reason = rejection(node, renamed, old)
  if (reason === undefined || old === undefined || rejection(old, value, undefined) !== undefined) return renamed
  lose(carry, pointer, reason)
  return undefined
}

function carryObject(value: JsonObject, node: SchemaNode, pointer: string, carry: Carry): JsonObject | undefined {
  const old = findNode(carry.from, pointerKeys(carry.originOf(pointer)))
  const entries = Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
    const place = below(pointer, key)
    const next = node.properties.get(key)
    if (!next && !node.isOpen && old?.properties.has(key)) {
      lose(carry, place, 'item-removed')
      return []
    }
    const kept = next ? carryValue(inner, next, place, carry) : inner
    return kept === undefined ? [] : [[key, kept]]
  })
  return entries.length === 0 && Object.keys(value).length > 0 ? undefined : Object.fromEntries(entries)
}

/** An entry that loses a part without which it says nothing (`required`) is lost as a whole, and named as that. */
function carryList(value: unknown[], node: SchemaNode, pointer: string, carry: Carry): unknown[] {
  const { entry } = node
  if (!entry) return value
  const needed = Array.isArray(entry.keywords['required']) ? entry.keywords['required'] : []
  return value.flatMap((inner: unknown, index) => {
    const place = below(pointer, index)
    const before = carry.lost.length
    const kept = carryValue(inner, entry, place, carry)
    if (!isObject(inner)) return kept === undefined ? [] : [kept]
    const isWhole = isObject(kept) && needed.every((key) => !(String(key) in inner) || String(key) in kept)
    if (isWhole) return [kept]
    const [first] = carry.lost.splice(before)
    lose(carry, place, first?.reason ?? 'item-removed')
    return []
  })
}

function lose(carry: Carry, place: string, reason: LossReason): void {
  const pointer = carry.originOf(place)
  const { zh, en } = nearestTitle(carry.from, pointerKeys(pointer))
  carry.lost.push({ pointer, titleZh: zh, titleEn: en, reason })
}

/** What of the structure refuses a single answer; ranges and formats do not: they are findings, not losses. */
function rejection(node: SchemaNode, value: unknown, old: SchemaNode | undefined): LossReason | undefined {
  if (node.types.length > 0 && !node.types.some((type) => isOfType(value, type))) return 'type-changed'
  const choices = node.keywords['oneOf']
  if (Array.isArray(choices) && !choices.some((choice) => isObject(choice) && choice['const'] === value))
    return 'choice-removed'
  if (old && typeof value === 'number' && old.keywords['x-unit'] !== node.keywords['x-unit']) return 'unit-changed'
  return undefined
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value)
    case 'array':
      return Array.isArray(value)
    case 'object':
      return isObject(value)
    default:
      return typeof value === type
  }
}

function renamedChoice(node: SchemaNode, value: unknown): unknown {
  const choices = node.keywords['oneOf']
  if (!Array.isArray(choices)) return value
  const isChoice = choices.some((choice) => isObject(choice) && choice['const'] === value)
  if (isChoice) return value
  const successor = choices.find(
    (choice) => isObject(choice) && Array.isArray(choice['x-was']) && choice['x-was'].includes(value),
  ) as JsonObject | undefined
  return successor ? successor['const'] : value
}

/** Moves answers, reasons and reported values of renamed items; `origins` leads from the new place to the old one. */
function withMoves(
  document: JsonObject,
  to: CaseForm,
): { document: JsonObject; origins: ReadonlyMap<string, string>; renamed: ReadonlyMap<string, string> } {
  const origins = new Map<string, string>()
  const copy = structuredClone(document)
  const moves = askableNodes(to.root).flatMap(({ pointer, keywords }) =>
    typeof keywords['x-was'] === 'string' ? [{ pointer, was: keywords['x-was'] }] : [],
  )
  // Innermost first: an item that left its group before the group itself got another name.
  for (const { pointer, was } of moves.toSorted((a, b) => b.was.split('/').length - a.was.split('/').length)) {
    if (valueAt(copy, pointer) !== undefined) continue
    const value = take(copy, pointerKeys(was))
    if (value !== undefined) {
      put(copy, pointerKeys(pointer), value)
      origins.set(pointer, was)
    }
    for (const section of [copy['missing'], copy['asReported']]) {
      if (!isObject(section) || section[was] === undefined) continue
      section[pointer] = section[was]
      Reflect.deleteProperty(section, was)
    }
  }
  return { document: copy, origins, renamed: new Map(moves.map(({ pointer, was }) => [was, pointer])) }
}

/** By the longest part of the pointer that was moved; places inside a moved group or list are found, too. */
function followed(moves: ReadonlyMap<string, string>): (pointer: string) => string {
  return (pointer) => {
    const moved = [...moves]
      .filter(([place]) => pointer === place || pointer.startsWith(`${place}/`))
      .toSorted(([a], [b]) => b.length - a.length)[0]
    return moved ? moved[1] + pointer.slice(moved[0].length) : pointer
  }
}

/** Takes a value out, with the groups that are empty without it. */
function take(document: JsonObject, keys: readonly string[]): unknown {
  const last = keys.at(-1)
  const above = keys.slice(0, -1)
  const parent = valueAt(document, above.reduce(below, ''))
  if (last === undefined || !isObject(parent)) return undefined
  const value = parent[last]
  Reflect.deleteProperty(parent, last)
  if (above.length > 0 && Object.keys(parent).length === 0) take(document, above)
  return value
}

function put(document: JsonObject, keys: readonly string[], value: unknown): void {
  const [key, ...rest] = keys
  if (key === undefined) return
  if (rest.length === 0) document[key] = value
  else {
    const inner = isObject(document[key]) ? document[key] : {}
    document[key] = inner
    put(inner, rest, value)
  }
}
