import type { CaseForm } from '#registry-rules/forms/form.ts'
import { isObject } from '#registry-rules/forms/json-pointer.ts'
import { openAccount, type Account, type NotHeld } from './account.ts'
import { checkMessage, withoutNulls } from './check-message.ts'
import type { FamilyPacket, Interpretation, PacketDisease, Phenopacket } from './phenopacket.ts'
import { PhenopacketProblem } from './phenopacket-problem.ts'
import { readAnswers, type Answer } from './read-answers.ts'
import { readFamily, type FamilyHistory } from './read-family.ts'
import { readVariants, type VariantEntry } from './read-genetics.ts'
import { readMeasurements, type Reported } from './read-measurements.ts'
import { readPhenotype, readTime, type PhenotypeEntry } from './read-phenotype.ts'
import { readSubject, type Subject } from './read-subject.ts'
import { readSubtypes } from './read-subtype.ts'
import { readTreatment, type TreatmentEntry } from './read-treatment.ts'

/** What a phenopacket says, as the sections of a report document that it speaks about. Nothing of `identity`. */
export type PartialReport = {
  disease: string
  formVersion: number
  diagnosis: { subtype?: string; certainty?: string; basis?: string[] }
  phenotype?: PhenotypeEntry[]
  genetics?: { tested: 'done'; variants: VariantEntry[] }
  family?: FamilyHistory
  treatment?: TreatmentEntry[]
  outcome?: { vitalStatus?: string; cause?: string }
}

/** Codes of the form that the packet can mean, the likeliest first; the checks of the form choose among them. */
export type Candidates = { certainties: readonly string[]; subtypes: readonly string[] }

/**
 * A packet that was read. `answers` and `reported` (for `asReported`) are what measurements say to items of the form,
 * `implied` is what features and the gene say to them. `ages` says by pointer of the report document (`/phenotype/3/onset`, `/diagnosis/onsetDate`)
 * at which age, an ISO 8601 duration: who invents the birth date turns them into dates with `addAge`.
 */
export type PacketReading = {
  document: PartialReport
  subject: Subject
  candidates: Candidates
  answers: readonly Answer[]
  implied: readonly Answer[]
  reported: Reported
  ages: Readonly<Record<string, string>>
  notHeld: NotHeld[]
}

/** What the reader has to know of the form. */
export type FormOfPacket = Pick<
  CaseForm,
  'version' | 'certainties' | 'subtypes' | 'genes' | 'items' | 'root' | 'vocabularies'
>

/**
 * Reads one phenopacket, or family packet, of the GA4GH Phenopacket Schema 2.0 as parsed JSON.
 *
 * All clinical content is in the reading, or is named in `notHeld`. Not clinical, and so in
 * neither: `metaData`, the numbers that the file gives itself, its patient and its samples, labels beside a code, and
 * further names of a variant that is held by one of them (see `readVariants`). The method of a genetic test is not
 * part of the schema. `disease` is the slug that the form carries; the number of the disease in the packet is never
 * taken for it, only for the subtype.
 *
 * @throws PhenopacketProblem where it is no packet of one human, or a field has another type than the schema says.
 */
export function readPhenopacket(
  packet: unknown,
  { form, disease }: { form: FormOfPacket; disease: string },
): PacketReading {
  const content = withoutNulls(packet)
  const family = checkPacket(content)
  const account = openAccount(content)
  const patient = family ? family.proband : (content as Phenopacket)
  const reading = readPatient(patient, family ? '/proband' : '', {
    form,
    disease,
    account,
  })
  const history = family ? readFamily(family, account) : {}
  const document = Object.keys(history).length > 0 ? { ...reading.document, family: history } : reading.document
  return { ...reading, document, notHeld: account.close() }
}

/** The family packet, undefined for the packet of one person. */
function checkPacket(content: unknown): FamilyPacket | undefined {
  if (!isObject(content)) throw new PhenopacketProblem('', '不是JSON对象', 'is no JSON object')
  if (Array.isArray(content['members'])) {
    throw new PhenopacketProblem(
      '/members',
      '队列文件包含多名患者，请逐例导入',
      'is a cohort: a case report is about one patient',
    )
  }
  if (Object.hasOwn(content, 'proband')) {
    checkMessage('Family', content, '')
    return content as unknown as FamilyPacket
  }
  checkMessage('Phenopacket', content, '')
  return undefined
}

function readPatient(
  packet: Phenopacket,
  root: string,
  { form, disease, account }: { form: FormOfPacket; disease: string; account: Account },
): Omit<PacketReading, 'notHeld'> {
  const ages: Record<string, string> = {}
  account.held(`${root}/id`, `${root}/metaData`)
  const { subject, cause } = readSubject(packet.subject, `${root}/subject`, account)
  const dateOfBirth = packet.subject.dateOfBirth
  const phenotype = readPhenotype(packet.phenotypicFeatures ?? [], `${root}/phenotypicFeatures`, {
    account,
    ages,
    dateOfBirth,
    kindOf: form.vocabularies.hpo,
  })
  const interpretations = packet.interpretations ?? []
  const variants = readVariants(interpretations, `${root}/interpretations`, account)
  const diseases = packet.diseases ?? []
  const ageAtOnset = readDiseases(diseases, `${root}/diseases`, {
    account,
    dateOfBirth,
  })
  if (ageAtOnset !== undefined) ages['/diagnosis/onsetDate'] = ageAtOnset
  reportInterpretations(interpretations, diseases, {
    pointer: `${root}/interpretations`,
    account,
  })
  reportOther(packet, root, account)
  const { answers, reported } = readMeasurements(packet.measurements ?? [], `${root}/measurements`, { account, form })
  const treatment = readTreatment(packet.medicalActions ?? [], `${root}/medicalActions`, { account, form })
  const genes = [...new Set(variants.map(({ gene }) => gene))]
  const isDiagnosed = diseases.some(({ excluded }) => excluded !== true) || interpretations.some(isSolved)
  const outcome = {
    ...(subject.vitalStatus === undefined ? {} : { vitalStatus: subject.vitalStatus }),
    ...(cause === undefined ? {} : { cause }),
  }
  const candidates = isDiagnosed ? diagnose(form, diseases, genes) : { certainties: [], subtypes: [] }
  const [certainty] = candidates.certainties
  const document: PartialReport = {
    disease,
    formVersion: form.version,
    diagnosis: isDiagnosed
      ? { ...(certainty === undefined ? {} : { certainty }), basis: variants.length > 0 ? ['01', '04'] : ['01'] }
      : {},
    ...(phenotype.length > 0 ? { phenotype } : {}),
    ...(variants.length > 0 ? { genetics: { tested: 'done', variants } } : {}),
    ...(treatment.length > 0 ? { treatment } : {}),
    ...(Object.keys(outcome).length > 0 ? { outcome } : {}),
  }
  return {
    document,
    candidates,
    answers,
    implied: readAnswers(phenotype, genes, form),
    reported,
    subject: {
      ...subject,
      ...(ageAtOnset === undefined ? {} : { ageAtOnset }),
    },
    ages,
  }
}

/** The publication made the diagnosis, so the case is a confirmed one where the form lets it be. */
function diagnose(form: FormOfPacket, diseases: PacketDisease[], genes: readonly string[]): Candidates {
  const ofClass = (wanted: string) =>
    [...form.certainties].filter(([, caseClass]) => caseClass === wanted).map(([code]) => code)
  const registered = diseases.find(({ excluded }) => excluded !== true)
  return {
    certainties: [...ofClass('confirmed'), ...ofClass('suspected')],
    subtypes: readSubtypes(registered?.term.id, genes, form),
  }
}

function isSolved({ progressStatus }: Interpretation): boolean {
  return progressStatus === 'SOLVED'
}

/** Age at onset of the first disease that is not excluded; the others are another report's. */
function readDiseases(
  diseases: PacketDisease[],
  pointer: string,
  books: { account: Account; dateOfBirth: string | undefined },
): string | undefined {
  const { account } = books
  const registered = diseases.findIndex(({ excluded }) => excluded !== true)
  let ageAtOnset: string | undefined
  diseases.forEach((entry, index) => {
    const here = `${pointer}/${index}`
    if (index !== registered)
      return account.notHeld(here, entry.excluded === true ? 'excluded-disease' : 'other-disease')
    account.notHeld(`${here}/term`, 'disease-code')
    account.held(`${here}/excluded`)
    if (entry.onset) ageAtOnset = readTime(entry.onset, `${here}/onset`, books)
    for (const [field, value] of Object.entries(entry)) {
      const reason = diseaseFields.get(field)
      if (reason && isObjectOrList(value)) account.notHeld(`${here}/${field}`, reason)
    }
  })
  return ageAtOnset
}

const diseaseFields = new Map<string, 'resolution' | 'disease-stage'>([
  ['resolution', 'resolution'],
  ['diseaseStage', 'disease-stage'],
  ['clinicalTnmFinding', 'disease-stage'],
  ['primarySite', 'disease-stage'],
  ['laterality', 'disease-stage'],
])

function isObjectOrList(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}

function reportInterpretations(
  interpretations: Interpretation[],
  diseases: PacketDisease[],
  { pointer, account }: { pointer: string; account: Account },
): void {
  interpretations.forEach((interpretation, index) => {
    const here = `${pointer}/${index}`
    account.held(`${here}/id`)
    // The same number under `diseases` is reported there.
    const id = interpretation.diagnosis?.disease?.id
    if (diseases.some(({ term }) => term.id === id)) account.held(`${here}/diagnosis/disease`)
    else if (id !== undefined) account.notHeld(`${here}/diagnosis/disease`, 'disease-code')
    if (isSolved(interpretation)) account.held(`${here}/progressStatus`)
    else if (interpretation.progressStatus) account.notHeld(`${here}/progressStatus`, 'interpretation-progress')
    if ((interpretation as { summary?: string }).summary) account.notHeld(`${here}/summary`, 'interpretation-text')
  })
}

const otherLists = [
  ['biosamples', 'biosample'],
  ['files', 'file'],
] as const

function reportOther(packet: Phenopacket, root: string, account: Account): void {
  const lists = packet as Phenopacket & Record<string, unknown[] | undefined>
  for (const [field, reason] of otherLists) {
    lists[field]?.forEach((_, index) => account.notHeld(`${root}/${field}/${index}`, reason))
  }
  const { alternateIds } = packet.subject as { alternateIds?: unknown[] }
  if (alternateIds && alternateIds.length > 0) account.notHeld(`${root}/subject/alternateIds`, 'alternate-id')
}
