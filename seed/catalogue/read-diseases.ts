import { isObject } from '#registry-rules/forms/json-pointer.ts'
import type { CatalogueCategory, CatalogueDisease } from './catalogue.ts'
import { readEntry } from './list-entry.ts'

const onsetPeriods = ['neonatal', 'infancy', 'childhood', 'adolescence', 'adult', 'any']

/** Diseases and their groups out of the parsed `diseases.yaml`; faults go to `problems`. */
export function readDiseases(
  list: unknown,
  file: string,
  problems: string[],
): {
  title: { zh: string; en: string }
  official: boolean
  diseases: CatalogueDisease[]
  categories: CatalogueCategory[]
} {
  const head = readEntry(list, file, problems)
  const categories = head.entries('categories').map((entry, index) => {
    const category = readEntry(entry, `${file}, category ${index + 1}`, problems)
    return { code: category.text('code'), nameZh: category.text('zh'), nameEn: category.text('en') }
  })
  const codes = new Set(categories.map(({ code }) => code))
  const diseases = head
    .entries('diseases')
    .map((entry, index) => readDisease(entry, placeOf(entry, file, index), problems))
  diseases.forEach((disease, index) => {
    if (!codes.has(disease.category)) {
      problems.push(`${file}, ${disease.code || `entry ${index + 1}`}: category ${disease.category} is not in the list`)
    }
  })
  const count = head.count('count')
  if (count !== diseases.length) head.problem(`count says ${count}, the list has ${diseases.length}`)
  const title = { zh: head.text('title_zh'), en: head.text('title_en') }
  return { title, official: head.flag('official'), diseases, categories }
}

/** How a message names an entry: by its code where it has one. */
export function placeOf(entry: unknown, file: string, index: number): string {
  const code = isObject(entry) ? entry['code'] : undefined
  return `${file}, ${typeof code === 'string' && code !== '' ? code : `entry ${index + 1}`}`
}

function readDisease(entry: unknown, place: string, problems: string[]): CatalogueDisease {
  const disease = readEntry(entry, place, problems)
  const fields = isObject(entry) ? entry : {}
  const abbreviation = disease.optionalText('abbreviation')
  const note = disease.optionalText('note')
  const sexRestricted = readSex(disease.optionalText('sex_restricted'))
  const usualOnset = disease.texts('usual_onset')
  for (const period of usualOnset) {
    if (!onsetPeriods.includes(period))
      disease.problem(`usual_onset ${period} is not one of ${onsetPeriods.join(', ')}`)
  }
  const nationalList = isObject(fields['national_list'])
    ? readEntry(fields['national_list'], `${place}, national_list`, problems)
    : undefined
  return {
    code: disease.text('code', /^[A-Z0-9][A-Z0-9-]{1,30}$/),
    slug: disease.text('slug', /^[a-z0-9]+(-[a-z0-9]+)*$/),
    nameZh: disease.text('name_zh'),
    nameEn: disease.text('name_en'),
    aliasesZh: disease.texts('aliases_zh'),
    aliasesEn: disease.texts('aliases_en'),
    ...(abbreviation !== undefined && { abbreviation }),
    category: disease.text('category'),
    listing: disease.choice('listing', ['published', 'reconstructed']),
    ...(nationalList && {
      nationalList: { catalogue: nationalList.count('catalogue'), number: nationalList.count('number') },
    }),
    icd10: disease.texts('icd10'),
    icd11: disease.texts('icd11'),
    icd11Match: 'icd11_match' in fields ? disease.choice('icd11_match', ['exact', 'broader', 'narrower']) : 'exact',
    orpha: disease.texts('orpha'),
    omim: disease.texts('omim'),
    genes: disease.texts('genes'),
    inheritance: disease.texts('inheritance'),
    ...(sexRestricted && { sexRestricted }),
    usualOnset,
    prevalence: disease.text('prevalence'),
    specialtiesZh: disease.texts('specialties_zh'),
    subtypes: 'subtypes' in fields ? disease.entries('subtypes').map(readSubtype) : [],
    unverified: disease.texts('unverified'),
    ...(note !== undefined && { note }),
  }

  function readSex(sex: string | undefined): '1' | '2' | undefined {
    if (sex === undefined) return undefined
    if (sex === 'male' || sex === '1') return '1'
    if (sex === 'female' || sex === '2') return '2'
    disease.problem('sex_restricted should be male, female or null')
    return undefined
  }

  function readSubtype(subtype: unknown, index: number): CatalogueDisease['subtypes'][number] {
    const reader = readEntry(subtype, `${place}, subtype ${index + 1}`, problems)
    return { orpha: String(reader.count('orpha')), nameZh: reader.text('name_zh'), nameEn: reader.text('name_en') }
  }
}
