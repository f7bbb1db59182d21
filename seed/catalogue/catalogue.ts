/** A disease that hospitals register. Codes are texts, also those of ORPHA and OMIM; empty lists mean *none known*. */
export type CatalogueDisease = {
  code: string
  slug: string
  nameZh: string
  nameEn: string
  aliasesZh: readonly string[]
  aliasesEn: readonly string[]
  abbreviation?: string
  category: string
  /** Whether the name stands in the published announcement or was reconstructed for this project. */
  listing: 'published' | 'reconstructed'
  /** Place in the First National Rare Disease Catalogue of 2018. */
  nationalList?: { catalogue: number; number: number }
  icd10: readonly string[]
  icd11: readonly string[]
  /** Whether the ICD-11 code means the disease, more, or less. */
  icd11Match: 'exact' | 'broader' | 'narrower'
  orpha: readonly string[]
  omim: readonly string[]
  genes: readonly string[]
  inheritance: readonly string[]
  /** Code of schemas/codes/sex where only one sex can have the disease. */
  sexRestricted?: '1' | '2'
  usualOnset: readonly string[]
  prevalence: string
  specialtiesZh: readonly string[]
  subtypes: readonly { orpha: string; nameZh: string; nameEn: string }[]
  /** Codes of this entry that no data file confirmed. */
  unverified: readonly string[]
  note?: string
}

/** A group of diseases on the screen and in tables. */
export type CatalogueCategory = { code: string; nameZh: string; nameEn: string }

/**
 * A division of GB/T 2260. Retired codes still stand at the head of resident numbers: they have `replacedBy` and
 * neither English name nor inhabitants.
 */
export type CatalogueRegion = {
  code: string
  parent?: string
  level: 'province' | 'city' | 'county'
  nameZh: string
  nameEn?: string
  pinyin?: string
  /** Census of 1 November 2020, residents. */
  population2020?: number
  retired: boolean
  replacedBy?: string
}

/** Zones that the census counted apart from their districts; no address, but part of the city's inhabitants. */
export type FunctionalZone = { statisticalCode: string; cityCode: string; nameZh: string; population2020: number }

/** A hospital that may report. `grade` has to be confirmed by the office: see the notes of the list. */
export type CatalogueHospital = {
  code: string
  nameZh: string
  nameEn: string
  alsoKnownAs: readonly string[]
  type: 'general' | 'children' | 'maternal_child'
  grade: string
  cityCode: string
  countyCode?: string
  basis: string
}

/** The lists that an office can replace, with what is honest to say about them. Dates are `YYYY-MM-DD`. */
export type Catalogue = {
  version: string
  validFrom: string
  title: { zh: string; en: string }
  /** False while the list of diseases is a reconstruction. */
  official: boolean
  diseases: readonly CatalogueDisease[]
  categories: readonly CatalogueCategory[]
  regions: readonly CatalogueRegion[]
  functionalZones: readonly FunctionalZone[]
  hospitals: readonly CatalogueHospital[]
  /** The comment that opens each file, with its version: origin, gaps, licences. */
  notes: readonly { file: string; version: string; validFrom: string; text: string }[]
}
