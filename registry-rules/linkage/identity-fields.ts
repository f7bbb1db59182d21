/** The part of an identity that matching reads, as typed. What is not known is left out. */
export type IdentityFields = {
  name?: string
  formerNames?: readonly string[]
  /** GB/T 2261.1; 0 and 9 mean unknown. */
  sex?: string
  /** Partial date. */
  birthDate?: string
  /** Code of the value set id-document. */
  idType?: string
  idNumber?: string
  phone?: string
  guardianPhone?: string
  guardianName?: string
  guardianIdNumber?: string
  motherName?: string
  motherIdNumber?: string
  multipleBirthCount?: number
  multipleBirthOrder?: number
  /** County of residence, GB/T 2260; `370100` where only the prefecture is known. */
  regionCode?: string
  address?: string
} & ReportFacts

/** What a report says beside its identity section; matching reads it as weak evidence. */
export type ReportFacts = {
  /** The disease that is reported: it speaks for the family as much as for the person. */
  diseaseCode?: string
  hospitalCode?: string
  /** Calendar date. Twins are reported by one hospital within days; one person seldom twice. */
  reportDate?: string
}

type Section = Readonly<Record<string, unknown>>

function sectionOf(value: unknown): Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Section) : {}
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}

/**
 * Reads the `identity` section of a case report. Drafts are read, too, so a value of the wrong type counts as missing;
 * the form schema is what refuses it.
 */
export function identityFields(identitySection: unknown, report: ReportFacts = {}): IdentityFields {
  const identity = sectionOf(identitySection)
  const document = sectionOf(identity['idDocument'])
  const guardian = sectionOf(identity['guardian'])
  const mother = sectionOf(identity['mother'])
  const multipleBirth = sectionOf(identity['multipleBirth'])
  const residence = sectionOf(identity['residence'])
  const formerNames = Array.isArray(identity['formerNames'])
    ? identity['formerNames'].filter((name) => textOf(name) !== undefined)
    : []
  const fields = {
    name: textOf(identity['name']),
    formerNames: formerNames.length > 0 ? formerNames : undefined,
    sex: textOf(identity['sex']),
    birthDate: textOf(identity['birthDate']),
    idType: textOf(document['type']),
    idNumber: textOf(document['number']),
    phone: textOf(identity['phone']),
    guardianPhone: textOf(guardian['phone']),
    guardianName: textOf(guardian['name']),
    guardianIdNumber: textOf(sectionOf(guardian['idDocument'])['number']),
    motherName: textOf(mother['name']),
    motherIdNumber: textOf(sectionOf(mother['idDocument'])['number']),
    multipleBirthCount: numberOf(multipleBirth['count']),
    multipleBirthOrder: numberOf(multipleBirth['order']),
    regionCode: textOf(residence['region']),
    address: textOf(residence['address']),
    ...report,
  }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
