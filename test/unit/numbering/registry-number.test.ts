import { expect } from 'chai'
import fc from 'fast-check'
import {
  isRegistryNumber,
  pseudonym,
  registryNumber,
  type NumberedThing,
} from '#registry-rules/numbering/registry-number.ts'

const things: readonly NumberedThing[] = ['case-report', 'case', 'query', 'receipt', 'merge']
const anyNumber = fc
  .tuple(fc.constantFrom(...things), fc.integer({ min: 2017, max: 2199 }), fc.integer({ min: 1, max: 99_999_999 }))
  .map(([thing, year, sequence]) => registryNumber(thing, year, sequence))

/** Places of the digits, hyphens and letters left out. */
const digitPlaces = (text: string): number[] =>
  [...text].flatMap((character, place) => (/\d/.test(character) ? [place] : []))

const withCharacter = (text: string, place: number, character: string): string =>
  text.slice(0, place) + character + text.slice(place + 1)

describe('a registry number', () => {
  it('is written with kind, year, at least six digits and a check digit', () => {
    expect(registryNumber('case-report', 2026, 123)).to.match(/^SD-2026-000123-\d$/)
    expect(registryNumber('case', 2026, 1_234_567)).to.match(/^SDC-2026-1234567-\d$/)
  })

  it('is known as one that the registry can have made', () => {
    fc.assert(fc.property(anyNumber, (number) => isRegistryNumber(number)))
  })

  it('is not known with any one digit wrong', () => {
    fc.assert(
      fc.property(anyNumber, (number) => {
        for (const place of digitPlaces(number)) {
          for (const digit of '0123456789') {
            if (digit !== number[place] && isRegistryNumber(withCharacter(number, place, digit))) return false
          }
        }
        return true
      }),
    )
  })

  it('is not known with any two neighbouring digits exchanged', () => {
    fc.assert(
      fc.property(anyNumber, (number) => {
        const places = digitPlaces(number)
        for (const [index, place] of places.entries()) {
          const next = places[index + 1]
          if (next === undefined || number[place] === number[next]) continue
          const exchanged = withCharacter(withCharacter(number, place, number[next]!), next, number[place]!)
          if (isRegistryNumber(exchanged)) return false
        }
        return true
      }),
    )
  })

  it('is not known in another shape', () => {
    for (const text of [
      '',
      'SD-2026-123-7',
      'sd-2026-000123-7',
      'SD-2026-000123',
      ' SD-2026-000123-7',
      'SD20260001237',
    ])
      expect(isRegistryNumber(text), text).to.equal(false)
  })
})

describe('a pseudonym', () => {
  it('has letters that nobody mistakes, in groups of four', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (random) =>
        /^P-(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]$/.test(pseudonym(random)),
      ),
    )
  })

  it('differs for every number of sixty bits', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 60n - 1n }), fc.bigInt({ min: 0n, max: 2n ** 60n - 1n }), (a, b) => {
        return a === b || pseudonym(a) !== pseudonym(b)
      }),
    )
  })
})
