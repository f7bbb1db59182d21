import type { Environment } from '@marcbachmann/cel-js'
import { ageRangeYears, certainlyBefore, daysRange, monthsRange, notAfter } from '#registry-rules/dates/partial-date.ts'
import { isPlaceholderNumber, normaliseDocumentNumber, readResidentId } from '#registry-rules/identity/resident-id.ts'
import { isPlausiblePersonName, isPlausiblePhone } from './plausible-text.ts'

type Entry = { [key: string]: unknown }

const hasStatus = (phenotype: Entry[], hpo: string, status: string) =>
  phenotype.some((feature) => feature['hpo'] === hpo && feature['status'] === status)

/** ACMG/AMP 2015 classes 4 (likely pathogenic) and 5 (pathogenic), as `codes/variant-class` writes them. */
const pathogenicClasses: readonly unknown[] = ['4', '5']

function variantsIn(genetics: Entry, symbol: string): Entry[] {
  const variants = Array.isArray(genetics['variants']) ? (genetics['variants'] as Entry[]) : []
  return variants.filter(({ gene }) => typeof gene === 'string' && gene.toUpperCase() === symbol.toUpperCase())
}

const documentNumber = (text: string) => readResidentId(text)?.number ?? normaliseDocumentNumber(text)

type Range = { min: number; max: number }

const atLeast = ({ min }: Range, limit: number) => min >= limit
const atMost = ({ max }: Range, limit: number) => max <= limit
const possiblyAtLeast = ({ max }: Range, limit: number) => max >= limit
const possiblyAtMost = ({ min }: Range, limit: number) => min <= limit

/** Functions of two partial dates and a number: how long it is from one to the other, and what is asked of it. */
const intervalFunctions: {
  [name: string]: [interval: (from: string, to: string) => Range, isSo: (interval: Range, limit: number) => boolean]
} = {
  ageAtLeast: [ageRangeYears, atLeast],
  ageAtMost: [ageRangeYears, atMost],
  agePossiblyAtLeast: [ageRangeYears, possiblyAtLeast],
  agePossiblyAtMost: [ageRangeYears, possiblyAtMost],
  monthsAtLeast: [monthsRange, atLeast],
  monthsAtMost: [monthsRange, atMost],
  daysAtLeast: [daysRange, atLeast],
  daysAtMost: [daysRange, atMost],
}

/** Gives an environment the functions that schemas/README.md promises to rules and conditions. */
export function registerCheckFunctions(environment: Environment): void {
  environment
    .registerFunction('notAfter(string, string): bool', notAfter)
    .registerFunction('certainlyBefore(string, string): bool', certainlyBefore)
    .registerFunction('present(list, string): bool', (phenotype: Entry[], hpo: string) =>
      hasStatus(phenotype, hpo, 'present'),
    )
    .registerFunction('absent(list, string): bool', (phenotype: Entry[], hpo: string) =>
      hasStatus(phenotype, hpo, 'absent'),
    )
    .registerFunction(
      'hasGene(map, string): bool',
      (genetics: Entry, symbol: string) => variantsIn(genetics, symbol).length > 0,
    )
    .registerFunction('hasVariant(map, string): bool', (genetics: Entry, symbol: string) =>
      variantsIn(genetics, symbol).some(({ acmg }) => pathogenicClasses.includes(acmg)),
    )
    .registerFunction('treatedWith(list, string): bool', (treatment: Entry[], code: string) =>
      treatment.some((entry) => entry['code'] === code),
    )
    .registerFunction('takes(list, string): bool', (treatment: Entry[], code: string) =>
      treatment.some((entry) => entry['code'] === code && entry['to'] === undefined),
    )
    .registerFunction('residentIdValid(string): bool', (number: string) => readResidentId(number) !== undefined)
    .registerFunction(
      'residentIdBirthDate(string): string',
      (number: string) => readResidentId(number)?.birthDate ?? '',
    )
    .registerFunction('residentIdSex(string): string', (number: string) => readResidentId(number)?.sex ?? '')
    .registerFunction('placeholderNumber(string): bool', isPlaceholderNumber)
    .registerFunction(
      'sameNumber(string, string): bool',
      (a: string, b: string) => documentNumber(a) === documentNumber(b),
    )
    .registerFunction('plausibleName(string): bool', isPlausiblePersonName)
    .registerFunction('plausiblePhone(string): bool', isPlausiblePhone)

  // The limit is written as an integer literal (a bigint) or comes from an answer (a double).
  for (const [name, [interval, isSo]] of Object.entries(intervalFunctions)) {
    for (const type of ['int', 'double']) {
      environment.registerFunction(
        `${name}(string, string, ${type}): bool`,
        (from: string, to: string, limit: bigint | number) => isSo(interval(from, to), Number(limit)),
      )
    }
  }
  for (const low of ['int', 'double']) {
    for (const high of ['int', 'double']) {
      environment.registerFunction(
        `between(double, ${low}, ${high}): bool`,
        (x: number, from: bigint | number, to: bigint | number) => x >= Number(from) && x <= Number(to),
      )
    }
  }
}
