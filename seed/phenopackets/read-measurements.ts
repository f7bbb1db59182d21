import type { FormItem } from '#registry-rules/forms/form.ts'
import { below, isObject, pointerKeys } from '#registry-rules/forms/json-pointer.ts'
import { unitsOf } from '#registry-rules/forms/reported-units.ts'
import { findNode } from '#registry-rules/forms/schema-node.ts'
import type { Account } from './account.ts'
import type { Answer } from './read-answers.ts'
import type { FormOfPacket } from './read-phenopacket.ts'

/** Values as `asReported` of a report document keeps them, by pointer of the item. */
export type Reported = Record<string, { value: number; unit: string }>

/**
 * Measurements as answers to the items that carry their LOINC number (`x-loinc`). A value in another unit of the item
 * goes to `asReported`. Not held is what no item asks for, or more than one, or only under a condition; and a value in a
 * unit that the item does not offer, or beyond its range.
 */
export function readMeasurements(
  measurements: readonly unknown[],
  pointer: string,
  { account, form }: { account: Account; form: Pick<FormOfPacket, 'items' | 'root'> },
): { answers: Answer[]; reported: Reported } {
  const answers: Answer[] = []
  const reported: Reported = {}
  measurements.forEach((measurement, index) => {
    const here = below(pointer, index)
    const said = readQuantity(measurement)
    const [item, ...more] = said === undefined ? [] : itemsOf(said.assay, form)
    if (!said || !item || more.length > 0) return account.notHeld(here, 'measurement')
    const unit = unitsOf(item).find((offered) => offered.unit === said.unit)
    if (!unit) return account.notHeld(here, 'measurement-value')
    const isOwnUnit = unit.unit === item.unit
    if (!fits(isOwnUnit ? said.value : said.value * unit.factor + (unit.offset ?? 0), item, form, isOwnUnit))
      return account.notHeld(here, 'measurement-value')
    if (item.pointer in reported || answers.some((answer) => answer.pointer === item.pointer))
      return account.notHeld(here, 'measurement-twice')
    account.held(`${here}/assay`, `${here}/value/quantity/unit`, `${here}/value/quantity/value`)
    for (const detail of ['description', 'value/quantity/referenceRange', 'timeObserved', 'procedure'])
      if (isSaid(measurement, detail)) account.notHeld(`${here}/${detail}`, 'measurement-detail')
    if (isOwnUnit) answers.push({ pointer: item.pointer, value: said.value })
    else reported[item.pointer] = { value: said.value, unit: said.unit }
  })
  return { answers, reported }
}

function readQuantity(measurement: unknown): { assay: string; value: number; unit: string } | undefined {
  const assay = at(measurement, 'assay/id')
  const value = at(measurement, 'value/quantity/value')
  const unit = at(measurement, 'value/quantity/unit/id')
  if (typeof assay !== 'string' || typeof value !== 'number' || typeof unit !== 'string') return undefined
  return { assay, value, unit: unit.replace(/^UCUM:/, '') }
}

function itemsOf(assay: string, form: Pick<FormOfPacket, 'items' | 'root'>): FormItem[] {
  const number = /^LOINC:(\S+)$/.exec(assay)?.[1]
  if (number === undefined) return []
  return form.items.filter(
    ({ pointer, conditions }) =>
      conditions.length === 0 && findNode(form.root, pointerKeys(pointer))?.keywords['x-loinc'] === number,
  )
}

function fits(value: number, { pointer }: FormItem, { root }: Pick<FormOfPacket, 'root'>, isExact: boolean): boolean {
  const node = findNode(root, pointerKeys(pointer))
  if (!node) return false
  const { minimum = -Infinity, maximum = Infinity, types } = node
  const isWhole = !types.includes('number') && types.includes('integer')
  return value >= minimum && value <= maximum && (!isWhole || !isExact || Number.isInteger(value))
}

function isSaid(measurement: unknown, path: string): boolean {
  const part = at(measurement, path)
  return part !== undefined && part !== ''
}

function at(value: unknown, path: string): unknown {
  return path.split('/').reduce<unknown>((part, key) => (isObject(part) ? part[key] : undefined), value)
}
