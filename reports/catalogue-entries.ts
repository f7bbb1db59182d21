import type { ReportReader } from './report.ts'

/** A listed disease. */
export interface DiseaseEntry {
  code: string
  name_zh: string
  name_en: string
  category: string
  has_form: boolean
}

/** A division of GB/T 2260. */
export interface RegionEntry {
  code: string
  parent_code: string | null
  level: 'province' | 'city' | 'county'
  name_zh: string
  name_en: string
  retired: boolean
}

/** A reporting hospital; `kind` and `grade` are codes of the catalogue. */
export interface HospitalEntry {
  code: string
  name_zh: string
  name_en: string
  kind: string
  grade: string
  city_code: string
}

/** The code lists that a workbook prints, each by code. */
export interface CatalogueEntries {
  diseases: readonly DiseaseEntry[]
  regions: readonly RegionEntry[]
  hospitals: readonly HospitalEntry[]
}

/** Reads diseases of one catalogue version, regions and hospitals; `has_form` is whether a form has been published. */
export async function readCatalogueEntries(reader: ReportReader, catalogueVersion: string): Promise<CatalogueEntries> {
  const diseases = await reader.rows<DiseaseEntry>(
    `select d.code, d.name_zh, d.name_en, d.category,
       exists (select from form_version v where v.disease_slug = d.slug) as has_form
     from disease d where d.catalogue_version = $1 order by d.code`,
    [catalogueVersion],
  )
  const regions = await reader.rows<RegionEntry>(
    'select code, parent_code, level, name_zh, name_en, retired from region order by code',
  )
  const hospitals = await reader.rows<HospitalEntry>(
    'select code, name_zh, name_en, kind, grade, city_code from hospital order by code',
  )
  return { diseases, regions, hospitals }
}
