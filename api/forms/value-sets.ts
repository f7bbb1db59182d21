import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** One code of a value set; `offered: false` is accepted from other systems but not shown in a form. */
export type ValueSetItem = {
  readonly code: string
  readonly zh: string
  readonly en: string
  readonly offered: boolean
  readonly local: boolean
  readonly mapsTo?: string
}

/** A list of codes with the standard it follows and how sure its values are. */
export type ValueSet = {
  readonly id: string
  readonly version: number
  readonly titleZh: string
  readonly titleEn: string
  readonly standard?: string
  readonly basis: string
  readonly note?: string
  readonly items: readonly ValueSetItem[]
}

/** Every value set by its id. */
export type ValueSets = ReadonlyMap<string, ValueSet>

type ValueSetFile = {
  title: string
  'x-title-en': string
  'x-value-set': { id: string; version: number; standard: string | null; basis: string }
  $comment?: string
  oneOf: {
    const: string
    title: string
    'x-title-en': string
    'x-offer'?: boolean
    'x-local'?: boolean
    'x-maps-to'?: string
  }[]
}

const codesFolder = fileURLToPath(import.meta.resolve('#schemas/codes/sex.schema.json')).replace(
  /sex\.schema\.json$/,
  '',
)

/** Reads every value set of `schemas/codes`; a file whose name is not its id stops the start. */
export function loadValueSets(folder: string = codesFolder): ValueSets {
  const sets = readdirSync(folder)
    .filter((name) => name.endsWith('.schema.json'))
    .sort()
    .map((name) => {
      const file = JSON.parse(readFileSync(join(folder, name), 'utf8')) as ValueSetFile
      const { id, version, standard, basis } = file['x-value-set']
      if (`${id}.schema.json` !== name)
        throw new Error(`The value set ${id} stands in ${name}; its file must be named ${id}.schema.json.`)
      return {
        id,
        version,
        titleZh: file.title,
        titleEn: file['x-title-en'],
        basis,
        ...(standard === null ? {} : { standard }),
        ...(file.$comment === undefined ? {} : { note: file.$comment }),
        items: file.oneOf.map((item) => ({
          code: item.const,
          zh: item.title,
          en: item['x-title-en'],
          offered: item['x-offer'] !== false,
          local: item['x-local'] === true,
          ...(item['x-maps-to'] === undefined ? {} : { mapsTo: item['x-maps-to'] }),
        })),
      }
    })
  return new Map(sets.map((set) => [set.id, set]))
}

/** Whether a value set has the code. */
export function hasCode(sets: ValueSets, id: string, code: string): boolean {
  return sets.get(id)?.items.some((item) => item.code === code) ?? false
}
