import type { CatalogueHospital, CatalogueRegion } from './catalogue.ts'
import { readEntry } from './list-entry.ts'
import { placeOf } from './read-diseases.ts'

const regionCode = /^[1-9][0-9]{5}$/

/** Hospitals out of the parsed `hospitals.yaml`; each has to lie in a region of the list that is in use. */
export function readHospitals(
  list: unknown,
  file: string,
  { problems, regions }: { problems: string[]; regions: readonly CatalogueRegion[] },
): CatalogueHospital[] {
  const head = readEntry(list, file, problems)
  const inUse = new Map(regions.filter(({ retired }) => !retired).map((region) => [region.code, region]))
  const hospitals = head.entries('hospitals').map((entry, index): CatalogueHospital => {
    const hospital = readEntry(entry, placeOf(entry, file, index), problems)
    const cityCode = hospital.text('city', regionCode)
    const countyCode = hospital.optionalText('county', regionCode)
    if (inUse.get(cityCode)?.level !== 'city') hospital.problem(`city ${cityCode} is no city of the list of regions`)
    if (countyCode !== undefined && inUse.get(countyCode)?.parent !== cityCode) {
      hospital.problem(`county ${countyCode} is no county of ${cityCode}`)
    }
    return {
      code: hospital.text('code', /^H[0-9]{6}$/),
      nameZh: hospital.text('name_zh'),
      nameEn: hospital.text('name_en'),
      alsoKnownAs: hospital.texts('also_known_as'),
      type: hospital.choice('type', ['general', 'children', 'maternal_child']),
      grade: hospital.text('grade'),
      cityCode,
      ...(countyCode !== undefined && { countyCode }),
      basis: hospital.text('basis'),
    }
  })
  const count = head.count('count')
  if (count !== hospitals.length) head.problem(`count says ${count}, the list has ${hospitals.length}`)
  return hospitals
}
