import groups from '#schemas/codes/item-group.schema.json' with { type: 'json' }
import type { Text } from './value-texts.ts'

const texts = new Map(
  groups.oneOf.map((group): [string, Text] => [group.const, { zh: group.title, en: group['x-title-en'] }]),
)

/** The heading of a group of clinical items (`x-group`); `undefined` where the value set has none. */
export function groupText(group: string): Text | undefined {
  return texts.get(group)
}

/** Every group in the order of the screen. */
export const itemGroups: readonly string[] = [...texts.keys()]
