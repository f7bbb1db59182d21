import { defineEntity, p } from '@mikro-orm/postgresql'
import { instant, words } from '#api/db/columns.ts'

const catalogueSchema = defineEntity({
  name: 'CatalogueEntity',
  tableName: 'catalogue',
  properties: {
    version: p.text().primary(),
    titleZh: p.text(),
    titleEn: p.text(),
    official: p.boolean(),
    contentHash: p.text(),
    loadedAt: instant(),
  },
})
/** One loaded edition of the lists of diseases, regions and hospitals. */
export class CatalogueEntity extends catalogueSchema.class {}
catalogueSchema.setClass(CatalogueEntity)

const diseaseSchema = defineEntity({
  name: 'DiseaseEntity',
  tableName: 'disease',
  uniques: [
    { name: 'disease_code_unique', properties: ['catalogueVersion', 'code'] },
    { name: 'disease_slug_unique', properties: ['catalogueVersion', 'slug'] },
  ],
  properties: {
    id: p.text().primary(),
    catalogueVersion: () => p.manyToOne(CatalogueEntity).mapToPk().fieldName('catalogue_version'),
    code: p.text(),
    slug: p.text(),
    nameZh: p.text(),
    nameEn: p.text(),
    category: p.text(),
    active: p.boolean(),
    entry: p.json<Record<string, unknown>>(),
  },
})
/** A listed disease in one edition of the catalogue. */
export class DiseaseEntity extends diseaseSchema.class {}
diseaseSchema.setClass(DiseaseEntity)

const regionSchema = defineEntity({
  name: 'RegionEntity',
  tableName: 'region',
  checks: [{ name: 'region_level', expression: "level in ('province', 'city', 'county')" }],
  properties: {
    code: p.text().primary(),
    parentCode: () =>
      p.manyToOne(RegionEntity).mapToPk().nullable().fieldName('parent_code').deleteRule('no action').index(),
    level: p.text().$type<'province' | 'city' | 'county'>(),
    nameZh: p.text(),
    nameEn: p.text(),
    population2020: p.integer().nullable().fieldName('population_2020'),
    retired: p.boolean(),
  },
})
/** A division of GB/T 2260; retired codes stay, since resident numbers carry them. */
export class RegionEntity extends regionSchema.class {}
regionSchema.setClass(RegionEntity)

const hospitalSchema = defineEntity({
  name: 'HospitalEntity',
  tableName: 'hospital',
  properties: {
    code: p.text().primary(),
    nameZh: p.text(),
    nameEn: p.text(),
    alsoKnownAs: words(),
    kind: p.text(),
    grade: p.text(),
    cityCode: () => p.manyToOne(RegionEntity).mapToPk().fieldName('city_code').index(),
    countyCode: () =>
      p.manyToOne(RegionEntity).mapToPk().nullable().fieldName('county_code').deleteRule('no action').index(),
    active: p.boolean(),
  },
})
/** A reporting hospital. */
export class HospitalEntity extends hospitalSchema.class {}
hospitalSchema.setClass(HospitalEntity)

const formVersionSchema = defineEntity({
  name: 'FormVersionEntity',
  tableName: 'form_version',
  properties: {
    diseaseSlug: p.text().primary(),
    version: p.integer().primary(),
    structureHash: p.text(),
    publishedAt: instant(),
  },
})
/** A published form version and the hash of its structure, which never changes. */
export class FormVersionEntity extends formVersionSchema.class {}
formVersionSchema.setClass(FormVersionEntity)
