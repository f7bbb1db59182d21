import { readdirSync, readFileSync } from 'node:fs'
import type { ReportDocument } from '#api/documents/sealed-parts.ts'
import { isPartialDate, precisionOf } from '#registry-rules/dates/partial-date.ts'
import type { CaseForm, Forms } from '#registry-rules/forms/form.ts'
import { isObject } from '#registry-rules/forms/json-pointer.ts'
import { validate } from '#registry-rules/forms/validate.ts'
import { inventPerson } from '../invent-person.ts'
import { inventReport } from '../phenopackets/invent-report.ts'
import { readPhenopacket } from '../phenopackets/read-phenopacket.ts'
import { createRandom, type Random } from '../random.ts'
import { readExamples, type Examples } from '../read-examples.ts'
import { fillRequired, openRequiredItems } from './fill-required.ts'

/** Where and when a report is written; decides about hospital, place of residence and every invented date. */
export type Setting = { readonly today: string; readonly hospital: string; readonly regionCodes: readonly string[] }

/** The reports that the registrar may write about one invented patient. */
export type DemoDocuments = {
  /** With every required item, so that it can be accepted. */
  readonly complete: ReportDocument
  /** As the source has it; the same as `complete` where nothing required is open. */
  readonly asPublished: ReportDocument
}

/** One patient to report: a published case, or an example of a form that has no published cases. */
export type DemoSource = {
  readonly key: string
  readonly disease: string
  /** Whether the patient has a resident number, which duplicates are made with. */
  readonly hasNumber: boolean
  /** Pointers of the required items that the source leaves open. */
  readonly openRequired: readonly string[]
  readonly write: (setting: Setting) => DemoDocuments
}

const folder = new URL('../published-cases/', import.meta.url)
/** Patients that are made of each example of a form without published cases. */
const copiesOfExample = 2
/** The reports of the demonstration are written soon after diagnosis, as the registry asks. */
const pace = { sinceContactDays: 25, sinceDiagnosisDays: 35 }

/** Which items a source leaves open does not depend on where and when it is reported. */
const anySetting: Setting = { today: '2026-01-31', hospital: '示例医院', regionCodes: ['370102'] }

/** Every patient the demonstration can report, in a fixed order. Reads the files of the published cases. */
export function readDemoSources(
  forms: Forms,
  diseases: readonly { readonly code: string; readonly slug: string }[],
): DemoSource[] {
  const withForm = diseases.flatMap(({ code, slug }) => {
    const form = forms.latest(slug)
    return form ? [{ code, form }] : []
  })
  return withForm.flatMap(({ code, form }) => {
    const examples = readExamples(form.disease)
    const files = packetsOf(code)
    return files.length > 0
      ? files.map((file) => publishedCase(`${code}/${file}`, form, examples))
      : examplePatients(code, form, examples)
  })
}

function packetsOf(code: string): string[] {
  try {
    return readdirSync(new URL(`${code}/`, folder))
      .filter((name) => name.endsWith('.json'))
      .toSorted()
  } catch {
    // No published cases of this disease.
    return []
  }
}

function publishedCase(key: string, form: CaseForm, { documents }: Examples): DemoSource {
  const packet: unknown = JSON.parse(readFileSync(new URL(key, folder), 'utf8'))
  const reading = readPhenopacket(packet, { form, disease: form.disease })
  const { sex, ageAtLastEncounter = '' } = reading.subject
  const write = ({ today, hospital, regionCodes }: Setting): ReportDocument => ({
    ...inventReport(reading, { form, random: createRandom(seedOf(key)), today, hospital, regionCodes, pace }).document,
  })
  return {
    key,
    disease: form.disease,
    // Babies may go by their mother's name, and without the sex there is no number.
    hasNumber: (sex === '1' || sex === '2') && /^P[1-9]\d*Y/.test(ageAtLastEncounter),
    get openRequired() {
      return openRequiredItems(write(anySetting), { form, today: anySetting.today })
    },
    write: (setting) => {
      const asPublished = write(setting)
      return { asPublished, complete: fillRequired(asPublished, { form, today: setting.today, examples: documents }) }
    },
  }
}

function examplePatients(code: string, form: CaseForm, { today: exampleToday, documents }: Examples): DemoSource[] {
  return documents.flatMap((example, index) =>
    Array.from({ length: copiesOfExample }, (_, copy): DemoSource => {
      const key = `${code}/example-${index + 1}-${copy + 1}`
      return {
        key,
        disease: form.disease,
        hasNumber: true,
        openRequired: [],
        write: (setting) => {
          const months = monthsBetween(exampleToday, setting.today)
          const [exact, wholeYears] = [months, Math.floor(months / 12) * 12].map((distance) => {
            const shifted = shiftMonths(example, distance) as ReportDocument
            return withInventedPerson(shifted, createRandom(seedOf(key)), form, setting)
          })
          if (!exact || !wholeYears) throw new Error('There are two ways of moving the dates.')
          // A date that is only a year may fall out of order with others when they are moved by months.
          const complete = isBlocked(exact, form, setting.today) ? wholeYears : exact
          return { complete, asPublished: complete }
        },
      }
    }),
  )
}

function isBlocked(document: ReportDocument, form: CaseForm, today: string): boolean {
  return validate(document, { form, today }).some(({ severity }) => severity === 'block')
}

/** The example with somebody else's identity: of the same sex and year of birth, on another day where the form agrees. */
function withInventedPerson(
  example: ReportDocument,
  random: Random,
  form: CaseForm,
  { today, hospital, regionCodes }: Setting,
): ReportDocument {
  const { sex, birthDate } = example['identity'] as { sex: '1' | '2'; birthDate: string }
  const day = `${birthDate.slice(0, 4)}-${twoDigits(random.integer(1, 12))}-${twoDigits(random.integer(1, 28))}`
  const [first, second] = [day, birthDate].map((date): ReportDocument => {
    const person = inventPerson(random, { sex, birthDate: date, today, regionCodes })
    const medicalRecordNumber = `DEMO-${String(random.integer(0, 99_999_999)).padStart(8, '0')}`
    const missing = isObject(example['missing']) ? example['missing'] : {}
    const stillMissing = Object.entries(missing).filter(
      ([pointer]) => !pointer.startsWith('/identity') && pointer !== '/diagnosis/diagnosingHospital',
    )
    return {
      ...example,
      identity: { ...person, medicalRecordNumber },
      diagnosis: { ...(example['diagnosis'] as object), diagnosingHospital: hospital },
      missing: Object.fromEntries(stillMissing),
    }
  })
  if (!first || !second) throw new Error('There are two birth dates to try.')
  return isBlocked(first, form, today) ? second : first
}

/** Every date of a document so many months later; days after the 28th become the 28th, which every month has. */
function shiftMonths(value: unknown, months: number): unknown {
  if (typeof value === 'string') return isPartialDate(value) ? laterDate(value, months) : value
  if (Array.isArray(value)) return value.map((entry) => shiftMonths(entry, months))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shiftMonths(inner, months)]))
}

function laterDate(date: string, months: number): string {
  const precision = precisionOf(date)
  const total = Number(date.slice(0, 4)) * 12 + (precision === 'year' ? 0 : Number(date.slice(5, 7)) - 1) + months
  const year = String(Math.floor(total / 12))
  if (precision === 'year') return year
  const month = `${year}-${twoDigits((total % 12) + 1)}`
  return precision === 'month' ? month : `${month}-${twoDigits(Math.min(28, Number(date.slice(8, 10))))}`
}

/** Whole months from one day to another, never ending after it. */
function monthsBetween(from: string, to: string): number {
  const months =
    (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7))
  return Number(to.slice(8, 10)) < Number(from.slice(8, 10)) ? months - 1 : months
}

const twoDigits = (number: number): string => String(number).padStart(2, '0')

/** FNV-1a of the key, so that one more source does not change the others. */
export function seedOf(key: string): number {
  return [...key].reduce(
    (hash, character) => Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0,
    0x811c9dc5,
  )
}
