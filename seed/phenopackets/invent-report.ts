import { addAge } from '#registry-rules/dates/partial-date.ts'
import type { CaseForm } from '#registry-rules/forms/form.ts'
import { missingItems } from '#registry-rules/forms/missing-items.ts'
import { inventPerson, type InventedIdentity } from '../invent-person.ts'
import type { Random } from '../random.ts'
import { chooseAnswers } from './choose-answers.ts'
import { inventTimeline, type Pace, type Timeline } from './invent-timeline.ts'
import type { PacketReading, PartialReport } from './read-phenopacket.ts'

/** Identity of a patient of a published case: wholly invented, and marked so in address and record number. */
export type PublishedCaseIdentity = Omit<InventedIdentity, 'sex' | 'noIdReason'> & {
  sex: PacketReading['subject']['sex']
  noIdReason?: 'newborn' | 'other'
  medicalRecordNumber: string
}

/** A report document that can be submitted through the same commands as a hospital's. */
export type InventedReport = Omit<PartialReport, 'phenotype' | 'diagnosis' | 'outcome'> & {
  identity: PublishedCaseIdentity
  diagnosis: PartialReport['diagnosis'] & {
    onsetDate?: string
    firstVisitDate: string
    diagnosisDate: string
    diagnosingHospital: string
  }
  phenotype?: { hpo: string; status: 'present' | 'absent'; onset?: string }[]
  outcome: { vitalStatus: string; date?: string; cause?: string }
  clinical?: Record<string, unknown>
  asReported?: PacketReading['reported']
  report: { legalBasis: 'statutory'; checkedAgainstRecord: true }
  missing: Record<string, 'unobtainable'>
}

/**
 * Completes what a packet says to a report document. Invented are the identity, the birth date that fits the ages, and
 * the dates of visit, diagnosis and last contact. Not invented is anything clinical: what the form asks for and the
 * packet does not say gets the reason `unobtainable`; a vital status that the packet does not give is *unknown* (9).
 * What the packet can mean in the terms of the form is chosen by the form's checks (`chooseAnswers`).
 *
 * The same packet with the same state of `random` and the same `today` gives the same report. `hospital` is the name
 * of the reporting hospital; `regionCodes` are the county codes to live in; `today` is `YYYY-MM-DD`; `pace` says how
 * soon after diagnosis and last contact the report is written.
 */
export function inventReport(
  reading: PacketReading,
  {
    form,
    random,
    today,
    hospital,
    regionCodes,
    pace,
  }: {
    form: CaseForm
    random: Random
    today: string
    hospital: string
    regionCodes: readonly string[]
    pace?: Pace
  },
): { document: InventedReport; missing: { pointer: string; reason: 'unobtainable' }[] } {
  const timeline = inventTimeline(reading, { form, random, today, pace })
  const identity = inventIdentity(reading, { random, today, regionCodes, birthDate: timeline.birthDate })
  const { disease, formVersion, diagnosis, phenotype, genetics, family, treatment } = reading.document
  const onsetDate = dateAt('/diagnosis/onsetDate')
  const told: InventedReport = {
    disease,
    formVersion,
    identity,
    diagnosis: {
      ...diagnosis,
      ...(onsetDate === undefined ? {} : { onsetDate }),
      firstVisitDate: timeline.firstVisitDate,
      diagnosisDate: timeline.diagnosisDate,
      diagnosingHospital: hospital,
    },
    ...(phenotype && { phenotype: phenotype.map((entry, index) => ({ ...entry, ...onsetOf(index) })) }),
    ...(genetics && { genetics }),
    ...(family && { family }),
    ...(treatment && { treatment }),
    outcome: completeOutcome(reading, timeline),
    report: { legalBasis: 'statutory', checkedAgainstRecord: true },
    missing: {},
  }
  const document = chooseAnswers(told, reading, { form, today })
  const missing = missingItems(document, { form, today })
    .filter(({ reason }) => reason === undefined)
    .map(({ pointer }) => ({ pointer, reason: 'unobtainable' as const }))
  const reasons = Object.fromEntries(missing.map(({ pointer, reason }) => [pointer, reason]))
  return { document: { ...document, missing: reasons }, missing }

  function dateAt(pointer: string): string | undefined {
    const age = reading.ages[pointer]
    return age === undefined ? undefined : addAge(timeline.birthDate, age)
  }

  function onsetOf(index: number): { onset?: string } {
    const onset = dateAt(`/phenotype/${index}/onset`)
    return onset === undefined ? {} : { onset }
  }
}

/** The date of the last contact is only given where the packet speaks of a last encounter or of death. */
function completeOutcome(
  { document, subject }: PacketReading,
  { lastContactDate }: Timeline,
): InventedReport['outcome'] {
  const isContactKnown = subject.ageAtLastEncounter !== undefined || subject.vitalStatus === '2'
  return { vitalStatus: '9', ...document.outcome, ...(isContactKnown && { date: lastContactDate }) }
}

function inventIdentity(
  { subject }: PacketReading,
  {
    random,
    today,
    regionCodes,
    birthDate,
  }: { random: Random; today: string; regionCodes: readonly string[]; birthDate: string },
): PublishedCaseIdentity {
  const isTold = subject.sex === '1' || subject.sex === '2'
  const person = inventPerson(random, {
    birthDate,
    today,
    regionCodes,
    ...(isTold && { sex: subject.sex as '1' | '2' }),
  })
  const medicalRecordNumber = `DEMO-${String(random.integer(0, 99_999_999)).padStart(8, '0')}`
  if (isTold) return { ...person, medicalRecordNumber }
  // A resident number says male or female, which the packet does not.
  const { idDocument: _, ...others } = person
  return { ...others, sex: subject.sex, noIdReason: person.noIdReason ?? 'other', medicalRecordNumber }
}
