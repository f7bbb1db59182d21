import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { parse } from 'yaml'
import { compileForms } from '#registry-rules/forms/compile-forms.ts'
import { FormError } from '#registry-rules/forms/form-error.ts'
import type { Forms, FormSources, Vocabularies } from '#registry-rules/forms/form.ts'

const project = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Reads the schemas and vocabularies of a folder laid out like `schemas/`; of the diseases `only` the named ones.
 *
 * @throws FormError where a disease folder and the slug in its form differ, or a file is not JSON.
 */
export function loadFormSources(
  folder: URL | string = join(project, 'schemas'),
  only?: readonly string[],
): FormSources {
  const root = typeof folder === 'string' ? folder : fileURLToPath(folder)
  return {
    cores: readSchemas(join(root, 'core')),
    codes: readSchemas(join(root, 'codes')),
    diseases: (only ?? folders(join(root, 'diseases'))).flatMap((slug) =>
      readDisease(join(root, 'diseases', slug), slug),
    ),
    vocabularies: readVocabularies(join(root, 'vocabularies')),
  }
}

/** Reads and compiles every form. Call it once, at start: it reads files synchronously. */
export function loadForms(folder?: URL | string): Forms {
  return compileForms(loadFormSources(folder))
}

type Schema = { $id?: string; properties?: { disease?: { const?: unknown }; formVersion?: { const?: unknown } } }

function readSchemas(folder: string): Schema[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.schema.json'))
    .toSorted()
    .map((name) => readJson(join(folder, name)))
}

function readJson(path: string): Schema {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Schema
  } catch (error) {
    throw new FormError(`${path}: ${error instanceof Error ? error.message : 'not readable'}`)
  }
}

function folders(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted()
}

function readDisease(folder: string, slug: string): Schema[] {
  return readdirSync(folder)
    .filter((name) => /^v\d+\.schema\.json$/.test(name))
    .toSorted()
    .map((name) => {
      const schema = readJson(join(folder, name))
      const version = Number(name.slice(1).split('.')[0])
      const { disease, formVersion } = schema.properties ?? {}
      if (
        schema.$id !== `registry:/diseases/${slug}/v${version}` ||
        disease?.const !== slug ||
        formVersion?.const !== version
      ) {
        throw new FormError(`${slug}/${name}: $id, disease and formVersion must say ${slug} and ${version}`)
      }
      return schema
    })
}

function readVocabularies(folder: string): Vocabularies {
  const hpo = new Map(readColumns(join(folder, 'hpo.tsv'), ['id', 'kind']).map(([id = '', kind = '']) => [id, kind]))
  const genes = new Set(readColumns(join(folder, 'genes.tsv'), ['symbol']).map(([symbol = '']) => symbol.toUpperCase()))
  const countries = new Set(readColumns(join(folder, 'countries.tsv'), ['code']).map(([code]) => code))
  // Read at the first question: parsing the list takes longer than all other vocabularies together.
  let shandong: ReadonlySet<string> | undefined
  return {
    hpo: (id) => {
      const kind = hpo.get(id)
      return kind === 'phenotype' || kind === 'other' ? kind : undefined
    },
    gene: (symbol) => genes.has(symbol.toUpperCase()),
    // Patients come from every province; only codes of our own can be checked.
    region: (code) => !code.startsWith('37') || (shandong ??= readRegions()).has(code),
    nationality: (code) => countries.has(code),
  }
}

function readColumns(path: string, columns: readonly string[]): (string | undefined)[][] {
  const [header = '', ...lines] = readFileSync(path, 'utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '')
  const indexes = columns.map((column) => header.split('\t').indexOf(column))
  if (indexes.includes(-1)) throw new FormError(`${path}: lacks one of the columns ${columns.join(', ')}`)
  return lines.map((line) => {
    const cells = line.split('\t')
    return indexes.map((index) => cells[index])
  })
}

type Regions = {
  cities: { code: string; counties: { code: string }[] }[]
  retired_codes: { code: string }[]
}

function readRegions(): ReadonlySet<string> {
  const regions = parse(readFileSync(join(project, 'seed/catalogue/regions.yaml'), 'utf8')) as Regions
  return new Set([
    ...regions.cities.flatMap(({ code, counties }) => [code, ...counties.map((county) => county.code)]),
    ...regions.retired_codes.map(({ code }) => code),
  ])
}
