import type { EntityManager } from '@mikro-orm/postgresql'
import { registryNumber, type NumberedThing } from '#registry-rules/numbering/registry-number.ts'

const sequences: Readonly<Record<NumberedThing, string>> = {
  'case-report': 'case_report_number',
  case: 'case_number',
  query: 'query_number',
  receipt: 'receipt_number',
  merge: 'merge_number',
}

/** The next number of its kind; `today` gives the year. A rolled-back transaction leaves a gap, never a repeat. */
export async function nextNumber(em: EntityManager, thing: NumberedThing, today: string): Promise<string> {
  const [row] = await em.execute<{ value: string }[]>(`select nextval('${sequences[thing]}') as value`)
  return registryNumber(thing, Number(today.slice(0, 4)), Number(row?.value))
}
