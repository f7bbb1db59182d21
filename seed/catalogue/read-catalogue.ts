import { readFileSync } from 'node:fs'
import { parseDocument } from 'yaml'
import type { Catalogue } from './catalogue.ts'
import { CatalogueProblem } from './catalogue-problem.ts'
import { readEntry } from './list-entry.ts'
import { readDiseases } from './read-diseases.ts'
import { readHospitals } from './read-hospitals.ts'
import { readRegions } from './read-regions.ts'

/** The three files of the catalogue as text. */
export type CatalogueFiles = Readonly<Record<'diseases.yaml' | 'regions.yaml' | 'hospitals.yaml', string>>

/**
 * Reads the lists beside this file, or those of another folder.
 *
 * @throws CatalogueProblem with all faults at once, also where a file is not there.
 */
export function readCatalogue(folder?: URL): Catalogue {
  return parseCatalogue(readCatalogueFiles(folder))
}

/**
 * The files as text, of the folder beside this file or another.
 *
 * @throws CatalogueProblem naming every file that is not there.
 */
export function readCatalogueFiles(folder: URL = new URL('./', import.meta.url)): CatalogueFiles {
  const problems: string[] = []
  const read = (file: keyof CatalogueFiles): string => {
    try {
      return readFileSync(new URL(file, folder), 'utf8')
    } catch {
      problems.push(`${file}: cannot be opened`)
      return ''
    }
  }
  const files = {
    'diseases.yaml': read('diseases.yaml'),
    'regions.yaml': read('regions.yaml'),
    'hospitals.yaml': read('hospitals.yaml'),
  }
  if (problems.length > 0) throw new CatalogueProblem(problems)
  return files
}

/**
 * Checks the lists and gives them one shape; any number of diseases, cities and hospitals is right as long as the
 * counts that the files state agree. The version of the catalogue is that of the list of diseases.
 *
 * @throws CatalogueProblem with all faults at once.
 */
export function parseCatalogue(files: CatalogueFiles): Catalogue {
  const problems: string[] = []
  const [diseaseList, regionList, hospitalList] = (['diseases.yaml', 'regions.yaml', 'hospitals.yaml'] as const).map(
    (file) => parseList(file, files[file], problems),
  ) as [ParsedList, ParsedList, ParsedList]
  // What follows would only repeat in other words that a file is no YAML.
  if (problems.length > 0) throw new CatalogueProblem(problems)

  const { title, official, diseases, categories } = readDiseases(diseaseList.content, 'diseases.yaml', problems)
  const { regions, functionalZones } = readRegions(regionList.content, 'regions.yaml', problems)
  const hospitals = readHospitals(hospitalList.content, 'hospitals.yaml', { problems, regions })
  checkUnique(
    'diseases.yaml',
    'code',
    diseases.map(({ code }) => code),
  )
  checkUnique(
    'diseases.yaml',
    'slug',
    diseases.map(({ slug }) => slug),
  )
  checkUnique(
    'diseases.yaml',
    'category',
    categories.map(({ code }) => code),
  )
  checkUnique('regions.yaml', 'code', [
    ...regions.map(({ code }) => code),
    ...functionalZones.map(({ statisticalCode }) => statisticalCode),
  ])
  checkUnique(
    'hospitals.yaml',
    'code',
    hospitals.map(({ code }) => code),
  )
  const notes = [diseaseList, regionList, hospitalList].map(({ file, content, text }) => {
    const head = readEntry(content, file, problems)
    const version = head.text('version', /^[0-9]{4}\.[0-9]{1,3}$/)
    return { file, version, validFrom: head.text('valid_from', /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/), text }
  })
  if (problems.length > 0) throw new CatalogueProblem(problems)
  const [first] = notes
  if (!first) throw new CatalogueProblem(['there is no list'])
  const { version, validFrom } = first
  return { version, validFrom, title, official, diseases, categories, regions, functionalZones, hospitals, notes }

  function checkUnique(file: string, key: string, values: readonly string[]): void {
    const seen = new Set<string>()
    for (const value of values) {
      if (seen.has(value) && value !== '') problems.push(`${file}, ${value}: this ${key} stands there twice`)
      seen.add(value)
    }
  }
}

type ParsedList = { file: string; content: unknown; text: string }

function parseList(file: string, text: string, problems: string[]): ParsedList {
  const document = parseDocument(text)
  const [fault] = document.errors
  if (fault) {
    problems.push(`${file}, line ${fault.linePos?.[0].line ?? 1}: is no valid YAML (${fault.code})`)
    return { file, content: undefined, text: '' }
  }
  return { file, content: document.toJS(), text: readNote(text) }
}

/** The comment lines that open a file, without their marks. */
function readNote(text: string): string {
  const lines = text.split('\n')
  const end = lines.findIndex((line) => !line.startsWith('#'))
  return lines
    .slice(0, end === -1 ? lines.length : end)
    .map((line) => line.replace(/^# ?/, ''))
    .join('\n')
    .trim()
}
