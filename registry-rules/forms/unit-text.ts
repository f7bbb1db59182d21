import units from '#schemas/codes/unit.schema.json' with { type: 'json' }
import type { Text } from './value-texts.ts'

const texts = new Map(
  units.oneOf.map((unit): [string, Text] => [unit.const, { zh: unit.title, en: unit['x-title-en'] }]),
)

/** The words of a screen for a UCUM unit (`schemas/codes/unit`): `mm[Hg]` is mmHg, `a` is 岁 or years. */
export function unitText(unit: string): Text {
  return texts.get(unit) ?? { zh: unit, en: unit }
}

/** Whether the value set of units has this UCUM code. */
export function isKnownUnit(unit: string): boolean {
  return texts.has(unit)
}
