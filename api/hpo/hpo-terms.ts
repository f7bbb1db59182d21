import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Forms } from '#registry-rules/forms/form.ts'

/**
 * A term as HPO has it; `labelZh` is of the official Chinese translation. `alsoZh` are the words that the forms use for
 * it, where clinicians say it otherwise.
 */
export type HpoTerm = {
  readonly id: string
  readonly labelEn: string
  readonly labelZh: string
  readonly alsoZh: string[]
}

/** The bundled list of phenotypes, as it is searched. */
export type HpoTerms = {
  readonly get: (id: string) => HpoTerm | undefined
  /** The terms that fit best, at most `limit`; none for less than two letters or one Chinese character. */
  readonly search: (text: string, limit: number) => HpoTerm[]
}

/** The notice that the licence of HPO asks for wherever terms are shown. */
export const hpoAttribution = {
  zh: '表型术语来自人类表型本体（HPO，2026年8月版）及其中文翻译，未作改动。',
  en: 'Terms of the Human Phenotype Ontology (August 2026) and its Chinese translation, unaltered.',
  url: 'https://hpo.jax.org',
} as const

const bundled = fileURLToPath(import.meta.resolve('#schemas/vocabularies/hpo.tsv'))

/** `length` tells a general term from a special one; a Chinese character says as much as three letters. */
type Entry = { term: HpoTerm; zh: readonly string[]; en: string; words: readonly string[]; length: number }

/** Reads the list at the first question; it has 19,000 lines. The words for features are taken from `forms`. */
export function createHpoTerms(forms: Pick<Forms, 'all'>, path: string = bundled): HpoTerms {
  let read: { entries: readonly Entry[]; byId: ReadonlyMap<string, HpoTerm> } | undefined
  const list = () => (read ??= readEntries(path, featureWords(forms)))
  return {
    get: (id) => list().byId.get(id),
    search: (text, limit) => search(list().entries, text, limit),
  }
}

function featureWords(forms: Pick<Forms, 'all'>): ReadonlyMap<string, ReadonlySet<string>> {
  const words = new Map<string, Set<string>>()
  for (const { hpo, titleZh } of forms.all().flatMap(({ features }) => features))
    words.set(hpo, (words.get(hpo) ?? new Set()).add(titleZh))
  return words
}

function readEntries(path: string, wordsOf: ReadonlyMap<string, ReadonlySet<string>>) {
  const [, ...lines] = readFileSync(path, 'utf8').split(/\r?\n/)
  const entries = lines.flatMap((line): Entry[] => {
    const [id, labelEn, labelZh, , kind] = line.split('\t')
    if (id === undefined || labelEn === undefined || labelZh === undefined || kind !== 'phenotype') return []
    const en = normalise(labelEn)
    const alsoZh = [...(wordsOf.get(id) ?? [])].filter((word) => word !== labelZh)
    const zh = [labelZh, ...alsoZh].map(normalise)
    const length = Math.min(...zh.map((label) => label.length * 3), en.length)
    return [{ term: { id, labelEn, labelZh, alsoZh }, zh, en, length, words: en.split(/[^\p{L}\p{N}]+/u) }]
  })
  return { entries, byId: new Map(entries.map(({ term }) => [term.id, term])) }
}

const normalise = (text: string) => text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim()

function search(entries: readonly Entry[], text: string, limit: number): HpoTerm[] {
  const asked = normalise(text)
  // One letter or digit is in nearly every label.
  if (!/[\p{L}\p{N}]{2}|\p{Script=Han}/u.test(asked)) return []
  const digits = /^(?:hp)?[:_ ]?(\d{1,7})$/.exec(asked)?.[1]
  const score = digits === undefined ? labelScore(asked) : idScore(digits)
  return entries
    .flatMap((entry) => {
      const points = score(entry)
      return points === 0 ? [] : [{ entry, points }]
    })
    .toSorted(
      (a, b) => b.points - a.points || a.entry.length - b.entry.length || (a.entry.term.id < b.entry.term.id ? -1 : 1),
    )
    .slice(0, limit)
    .map(({ entry }) => entry.term)
}

/** `1166`, `0001166` and `HP:0001166` mean one term; fewer digits after leading zeros are a beginning. */
function idScore(digits: string): (entry: Entry) => number {
  const whole = digits.padStart(7, '0')
  return ({ term }) => {
    const number = term.id.slice(3)
    if (number === whole) return 2
    return digits.length >= 3 && number.startsWith(digits) ? 1 : 0
  }
}

/** Whole label, beginning of a label, all words as beginnings of words, any part of a label: in this order. */
function labelScore(asked: string): (entry: Entry) => number {
  const askedWords = asked.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
  return ({ zh, en, words }) => {
    if (zh.includes(asked) || en === asked) return 5
    if (zh.some((label) => label.startsWith(asked)) || en.startsWith(asked)) return 4
    if (askedWords.every((word) => words.some((own) => own.startsWith(word)))) return 3
    if (zh.some((label) => askedWords.every((word) => label.includes(word)))) return 2
    return en.includes(asked) ? 1 : 0
  }
}
