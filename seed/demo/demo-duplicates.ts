import type { ReportDocument } from '#api/documents/sealed-parts.ts'
import type { Random } from '../random.ts'

/**
 * How the second hospital's identity of a patient differs from the first one's. All but the first have another given
 * name, too, so that a person must decide: with the same name they would be linked.
 */
export type Duplicate = 'same-number' | 'without-number' | 'other-birth-date' | 'other-sex'

/** What a second hospital writes of a patient: its own record number, and an identity that agrees, or not quite. */
export function reportedAgain(document: ReportDocument, duplicate: Duplicate, random: Random): ReportDocument {
  const { idDocument, ...identity } = document['identity'] as ReportDocument
  const medicalRecordNumber = `DEMO-${String(random.integer(0, 99_999_999)).padStart(8, '0')}`
  const name = `${String(identity['name']).slice(0, 1)}思远`
  const changes: Readonly<Record<Duplicate, ReportDocument>> = {
    'same-number': { idDocument },
    'without-number': { noIdReason: 'not-brought', name },
    'other-birth-date': { idDocument, name, birthDate: daysEarlier(String(identity['birthDate']), 9) },
    'other-sex': { idDocument, name, sex: identity['sex'] === '1' ? '2' : '1' },
  }
  return { ...document, identity: { ...identity, medicalRecordNumber, ...changes[duplicate] } }
}

function daysEarlier(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10)
}
