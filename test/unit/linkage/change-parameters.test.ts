import { expect } from 'chai'
import { changeParameters, differencesBetween } from '#registry-rules/linkage/parameters/change-parameters.ts'
import { ablated, ablationNames } from '#registry-rules/linkage/parameters/ablations.ts'
import { presentParameters } from '#registry-rules/linkage/parameters/present.ts'
import { parametersByVersion, parametersOfVersion } from '#registry-rules/linkage/parameters/versions.ts'

const refusalOf = (change: unknown): string => {
  try {
    changeParameters(presentParameters, change)
  } catch (error) {
    if (error instanceof RangeError) return error.message
    throw error
  }
  return 'none'
}

describe('a change of the matching parameters', () => {
  it('is read from what differs, and has a version of its own', () => {
    const changed = changeParameters(presentParameters, {
      thresholds: { link: 0.995 },
      priors: { perPatient: { twin: 0.01 } },
      levels: { phone: { equal: { same: 0.5 } }, disease: { different: null } },
      guards: ['both-newborn'],
    })
    expect(changed.version).to.equal(`${presentParameters.version} changed`)
    expect(changed.thresholds).to.deep.equal({ ...presentParameters.thresholds, link: 0.995 })
    expect(changed.levels.phone.equal).to.deep.equal({ ...presentParameters.levels.phone.equal, same: 0.5 })
    expect(changed.levels.disease).to.have.all.keys('equal')
    expect(differencesBetween(presentParameters, changed)).to.include.members([
      'thresholds.link: 0.99 → 0.995',
      'priors.perPatient.twin: 0.006 → 0.01',
      'levels.phone.equal.same: 0.6 → 0.5',
      'levels.disease.different.same: 0.1 → none',
      'guards.doubtful-number: on → none',
    ])
    expect(changeParameters(presentParameters, { version: '4', limits: { shown: 5 } }).version).to.equal('4')
    expect(changeParameters(changed, { thresholds: { link: 0.999 } }).version).to.equal(changed.version)
  })

  it('leaves what it changes as it was', () => {
    const before = structuredClone(presentParameters)
    changeParameters(presentParameters, { thresholds: { link: 1 }, levels: { name: { equal: null } } })
    expect(presentParameters).to.deep.equal(before)
  })

  it('is none where nothing differs, a whole version written out included', () => {
    for (const change of [{}, { thresholds: { link: 0.99 } }, JSON.parse(JSON.stringify(presentParameters))]) {
      const unchanged = changeParameters(presentParameters, change)
      expect(unchanged).to.deep.equal(presentParameters)
      expect(differencesBetween(presentParameters, unchanged)).to.deep.equal([])
    }
  })

  it('shows something for every part of the model that can be left out', () => {
    for (const name of ablationNames) {
      expect(differencesBetween(presentParameters, ablated(presentParameters, [name])), name).to.not.be.empty
    }
  })

  for (const [change, refusal] of [
    [[], 'the parameters must be an object'],
    [null, 'the parameters must be an object'],
    [{ threshold: { link: 0.9 } }, 'threshold is unknown; known: version, priors'],
    [{ thresholds: { links: 0.9 } }, 'thresholds.links is unknown; known: link, review'],
    [{ thresholds: 0.9 }, 'thresholds must be an object'],
    [{ thresholds: { link: '0.9' } }, 'thresholds.link must be a number above 0, at most 1'],
    [{ thresholds: { link: 0 } }, 'thresholds.link must be a number above 0, at most 1'],
    [{ thresholds: { review: 1.5 } }, 'thresholds.review must be a number above 0, at most 1'],
    [{ thresholds: { review: 0.995 } }, 'thresholds.review (0.995) must not be above thresholds.link (0.99)'],
    [{ thresholds: { independentGroups: 2.5 } }, 'thresholds.independentGroups must be a whole number above 0'],
    [{ priors: { perPatient: { twin: -1 } } }, 'priors.perPatient.twin must be a number from 0 to 1'],
    [{ guards: ['both-newborns'] }, 'guards must be a list of some of different-valid-numbers'],
    [{ guards: ['both-newborn', 'both-newborn'] }, 'guards must be a list of some of'],
    [{ levels: { name: { equals: null } } }, 'levels.name.equals is unknown; known: equal'],
    [{ levels: { name: { 'both-newborn': { same: 0.5 } } } }, 'levels.name.both-newborn must say twin, sibling'],
    [{ levels: { name: { equal: { same: { chance: 0 } } } } }, 'levels.name.equal.same must be a number above 0'],
    [JSON.parse('{"__proto__": {"link": 1}}'), '__proto__ is unknown'],
    [{ version: '' }, 'version must be a text'],
  ] as const) {
    it(`is refused with its place: ${JSON.stringify(change)}`, () => {
      expect(refusalOf(change)).to.include(refusal)
    })
  }
})

describe('the versions of the matching parameters', () => {
  it('are known under the name that pairs keep, the present one among them', () => {
    expect(parametersOfVersion(presentParameters.version)).to.equal(presentParameters)
    for (const [version, parameters] of parametersByVersion) expect(parameters.version).to.equal(version)
    expect(() => parametersOfVersion('1')).to.throw(RangeError, 'unknown version 1; known: 2, 3')
  })
})
