import { isObject } from '#registry-rules/forms/json-pointer.ts'
import type { CatalogueRegion, FunctionalZone } from './catalogue.ts'
import { readEntry } from './list-entry.ts'
import { placeOf } from './read-diseases.ts'

const regionCode = /^[1-9][0-9]{5}$/

/**
 * Regions out of the parsed `regions.yaml`, province first, retired codes last. The city's inhabitants have to be those
 * of its counties and zones, and the province's those of its cities: a slip of a digit shows there.
 */
export function readRegions(
  list: unknown,
  file: string,
  problems: string[],
): { regions: CatalogueRegion[]; functionalZones: FunctionalZone[] } {
  const head = readEntry(list, file, problems)
  const functionalZones: FunctionalZone[] = []
  const provinceEntry = isObject(list) ? list['province'] : undefined
  const province = readRegion(provinceEntry, placeOf(provinceEntry, file, 0), { level: 'province' })
  const cities = head.entries('cities').map((entry, index) => readCity(entry, placeOf(entry, file, index)))
  const living = [province, ...cities.flatMap(({ city, counties }) => [city, ...counties])]
  checkCounts()
  const byCode = new Map(living.map((region) => [region.code, region]))
  const retired = head.entries('retired_codes').map((entry, index) => readRetired(entry, placeOf(entry, file, index)))
  return { regions: [...living, ...retired], functionalZones }

  function readRegion(
    entry: unknown,
    place: string,
    { level, parent }: { level: CatalogueRegion['level']; parent?: string },
  ): CatalogueRegion & { population2020: number } {
    const region = readEntry(entry, place, problems)
    return {
      code: region.text('code', regionCode),
      ...(parent !== undefined && { parent }),
      level,
      nameZh: region.text('name_zh'),
      nameEn: region.text('name_en'),
      pinyin: region.text('pinyin'),
      population2020: region.count('population_2020'),
      retired: false,
    }
  }

  function readCity(entry: unknown, place: string) {
    const city = readRegion(entry, place, { level: 'city', parent: province.code })
    const counties = readEntry(entry, place, problems)
      .entries('counties')
      .map((county, index) => readRegion(county, placeOf(county, file, index), { level: 'county', parent: city.code }))
    const zones = zonesOf(entry, place).map((zone, index) => readZone(zone, `${place}, zone ${index + 1}`, city.code))
    functionalZones.push(...zones)
    const sum = totalPopulation([...counties, ...zones])
    if (sum !== city.population2020)
      problems.push(`${place}: population_2020 is not the sum ${sum} of its counties and zones`)
    return { city, counties }
  }

  function zonesOf(entry: unknown, place: string): unknown[] {
    return isObject(entry) && 'functional_zones' in entry
      ? readEntry(entry, place, problems).entries('functional_zones')
      : []
  }

  function readZone(entry: unknown, place: string, cityCode: string): FunctionalZone {
    const zone = readEntry(entry, place, problems)
    return {
      statisticalCode: zone.text('stat_code_2020', regionCode),
      cityCode,
      nameZh: zone.text('name_zh'),
      population2020: zone.count('population_2020'),
    }
  }

  function checkCounts(): void {
    const head = readEntry(provinceEntry, `${file}, province`, problems)
    const countyCount = cities.reduce((total, { counties }) => total + counties.length, 0)
    if (head.count('city_count') !== cities.length)
      head.problem(`city_count disagrees with ${cities.length} cities listed`)
    if (head.count('county_count') !== countyCount)
      head.problem(`county_count disagrees with ${countyCount} counties listed`)
    const sum = totalPopulation(cities.map(({ city }) => city))
    if (sum !== province.population2020) head.problem(`population_2020 is not the sum ${sum} of its cities`)
  }

  /** A retired county lies in the city that its first four digits name, or that of its successor if the city is gone too. */
  function readRetired(entry: unknown, place: string): CatalogueRegion {
    const region = readEntry(entry, place, problems)
    const code = region.text('code', regionCode)
    const replacedBy = region.text('now', regionCode)
    const successor = byCode.get(replacedBy)
    if (!successor) region.problem(`now ${replacedBy} is no region of the list`)
    const isCity = code.endsWith('00')
    const ownCity = byCode.get(`${code.slice(0, 4)}00`)?.code
    const successorCity = successor?.level === 'county' ? successor.parent : successor?.code
    const parent = isCity ? province.code : (ownCity ?? successorCity)
    return {
      code,
      ...(parent !== undefined && { parent }),
      level: isCity ? 'city' : 'county',
      nameZh: region.text('name_zh'),
      retired: true,
      replacedBy,
    }
  }
}

function totalPopulation(regions: readonly { population2020: number }[]): number {
  return regions.reduce((total, { population2020 }) => total + population2020, 0)
}
