import { createHash } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import { CatalogueEntity, DiseaseEntity, HospitalEntity, RegionEntity } from '#api/catalogue/catalogue.entity.ts'
import { unitOfWork, type Session } from '#api/db/unit-of-work.ts'
import { canonicalJson } from '#registry-rules/documents/canonical-json.ts'
import { CatalogueProblem } from './catalogue/catalogue-problem.ts'
import type { Catalogue } from './catalogue/catalogue.ts'
import { parseCatalogue, type CatalogueFiles } from './catalogue/read-catalogue.ts'

const session: Session = {
  by: { kind: 'rule', name: 'catalogue-load' },
  seat: 'none',
  hospitalCode: undefined,
  channel: 'start',
}

/**
 * Brings the edition of the catalogue that the files hold into the database, once, and gives its version: diseases by
 * code and version, regions and hospitals by code. Hospitals and regions that an edition no longer has stay, since old
 * reports name them; hospitals become inactive. Files that are loaded already are known by their hash and not parsed.
 *
 * @throws CatalogueProblem for faulty files, and when they have changed under a version that is loaded already.
 */
export async function loadCatalogue(em: EntityManager, files: CatalogueFiles, now: Date): Promise<string> {
  const contentHash = createHash('sha256').update(canonicalJson(files)).digest('hex')
  const known = await em.fork().findOne(CatalogueEntity, { contentHash })
  if (known) return known.version
  const catalogue = parseCatalogue(files)
  if (await em.fork().findOne(CatalogueEntity, { version: catalogue.version })) {
    throw new CatalogueProblem([
      `seed/catalogue: version ${catalogue.version} is loaded already and the files differ from it; a changed list needs a new version`,
    ])
  }
  await unitOfWork(em.fork(), session, async (unit) => {
    unit.persist(
      unit.create(CatalogueEntity, {
        version: catalogue.version,
        titleZh: catalogue.title.zh,
        titleEn: catalogue.title.en,
        official: catalogue.official,
        contentHash,
        loadedAt: now,
      }),
    )
    for (const disease of catalogue.diseases) {
      unit.persist(
        unit.create(DiseaseEntity, {
          id: `${catalogue.version}/${disease.code}`,
          catalogueVersion: catalogue.version,
          code: disease.code,
          slug: disease.slug,
          nameZh: disease.nameZh,
          nameEn: disease.nameEn,
          category: disease.category,
          active: true,
          entry: { ...disease },
        }),
      )
    }
    await mergeRegions(unit, catalogue)
    await mergeHospitals(unit, catalogue)
    return {
      reply: undefined,
      audit: {
        event: 'catalogue.loaded',
        object: { kind: 'catalogue', id: undefined },
        catalogueVersion: catalogue.version,
        detail: {
          contentHash,
          diseases: catalogue.diseases.length,
          regions: catalogue.regions.length,
          hospitals: catalogue.hospitals.length,
          official: catalogue.official,
        },
      },
    }
  })
  return catalogue.version
}

async function mergeRegions(em: EntityManager, { regions }: Catalogue): Promise<void> {
  const known = new Map((await em.find(RegionEntity, {})).map((region) => [region.code, region]))
  const isListed = new Set(regions.map(({ code }) => code))
  // Parents first: each region refers to the one that it lies in.
  for (const level of ['province', 'city', 'county'] as const) {
    for (const region of regions.filter((entry) => entry.level === level)) {
      const columns = {
        parentCode: region.parent !== undefined && isListed.has(region.parent) ? region.parent : null,
        level,
        nameZh: region.nameZh,
        nameEn: region.nameEn ?? region.nameZh,
        population2020: region.population2020 ?? null,
        retired: region.retired,
      }
      const existing = known.get(region.code)
      if (existing) Object.assign(existing, columns)
      else em.persist(em.create(RegionEntity, { code: region.code, ...columns }))
    }
  }
  await em.flush()
}

async function mergeHospitals(em: EntityManager, { hospitals }: Catalogue): Promise<void> {
  const known = new Map((await em.find(HospitalEntity, {})).map((hospital) => [hospital.code, hospital]))
  for (const hospital of hospitals) {
    const columns = {
      nameZh: hospital.nameZh,
      nameEn: hospital.nameEn,
      alsoKnownAs: [...hospital.alsoKnownAs],
      kind: hospital.type,
      grade: hospital.grade,
      cityCode: hospital.cityCode,
      countyCode: hospital.countyCode ?? null,
      active: true,
    }
    const existing = known.get(hospital.code)
    if (existing) Object.assign(existing, columns)
    else em.persist(em.create(HospitalEntity, { code: hospital.code, ...columns }))
    known.delete(hospital.code)
  }
  for (const gone of known.values()) gone.active = false
}
