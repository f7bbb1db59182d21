import { below, isObject } from '#registry-rules/forms/json-pointer.ts'
import { findNode } from '#registry-rules/forms/schema-node.ts'
import type { Account } from './account.ts'
import type { FormOfPacket } from './read-phenopacket.ts'

/** One entry of `treatment` in a report document. */
export type TreatmentEntry = { code: string }

/** As many as schemas/core/v1.schema.json holds. */
const mostTreatments = 50

/**
 * Medical actions whose agent or procedure is one choice of the form's `treatment.code`, by its ATC code
 * (`x-treatment`) or by its English name. All else about them, and all other actions, is not held.
 */
export function readTreatment(
  actions: readonly unknown[],
  pointer: string,
  { account, form }: { account: Account; form: Pick<FormOfPacket, 'root'> },
): TreatmentEntry[] {
  const entries: TreatmentEntry[] = []
  actions.forEach((action, index) => {
    const here = below(pointer, index)
    const said = readAction(action)
    const code = said && codeOf(said, form)
    if (!said || code === undefined) return account.notHeld(here, 'medical-action')
    if (entries.some((entry) => entry.code === code)) return account.notHeld(here, 'medical-action-twice')
    if (entries.length === mostTreatments) return account.notHeld(here, 'too-many')
    account.held(`${here}/${said.path}`)
    reportRest(action, here, said.path)
    entries.push({ code })
  })
  return entries

  function reportRest(value: unknown, here: string, path: string): void {
    if (!isObject(value)) return
    const [key = '', ...deeper] = path.split('/')
    for (const [field, part] of Object.entries(value)) {
      if (field === key && deeper.length > 0) reportRest(part, below(here, field), deeper.join('/'))
      else if (field !== key && isSaid(part)) account.notHeld(below(here, field), 'medical-action-detail')
    }
  }
}

type Said = { path: string; id: string; label: string }

function readAction(action: unknown): Said | undefined {
  for (const path of ['treatment/agent', 'procedure/code']) {
    const term = path.split('/').reduce<unknown>((part, key) => (isObject(part) ? part[key] : undefined), action)
    if (isObject(term) && typeof term['id'] === 'string') {
      return { path, id: term['id'], label: typeof term['label'] === 'string' ? term['label'] : '' }
    }
  }
  return undefined
}

function codeOf({ id, label }: Said, { root }: Pick<FormOfPacket, 'root'>): string | undefined {
  const choices = findNode(root, ['treatment', '*', 'code'])?.keywords['oneOf']
  const found = (Array.isArray(choices) ? choices.filter(isObject) : []).filter((choice) => {
    const details = choice['x-treatment']
    const atc = isObject(details) ? details['atc'] : undefined
    const name = plain(label)
    return (
      (typeof atc === 'string' && id === `ATC:${atc}`) ||
      (name !== '' && [choice['const'], choice['x-title-en']].some((title) => plain(String(title)) === name))
    )
  })
  return found.length === 1 ? String(found[0]?.['const']) : undefined
}

const plain = (name: string): string => name.trim().toLowerCase().replaceAll('-', ' ')

function isSaid(part: unknown): boolean {
  if (typeof part === 'object') return part !== null && Object.keys(part).length > 0
  return part !== undefined && part !== ''
}
