import { expect } from 'chai'
import fc from 'fast-check'
import { blockingKeys } from '#registry-rules/linkage/blocking-keys.ts'
import type { IdentityFields } from '#registry-rules/linkage/identity-fields.ts'
import { readIdentity } from '#registry-rules/linkage/identity.ts'
import { changeParameters } from '#registry-rules/linkage/parameters/change-parameters.ts'
import type { Parameters } from '#registry-rules/linkage/parameters/parameters.ts'
import { presentParameters } from '#registry-rules/linkage/parameters/present.ts'
import {
  createTally,
  outcomes,
  outcomeUnder,
  verdicts,
  type FindableRecord,
  type PairToWeigh,
  type WeighedPair,
} from '#registry-rules/linkage/what-if.ts'
import '#test/support/property-seed.ts'
import { aResidentId } from '#test/support/resident-id.ts'

const number = aResidentId({ birthDate: '1980-05-07', sequence: 11 })
const wangWei: IdentityFields = {
  name: '王伟',
  sex: '1',
  birthDate: '1980-05-07',
  idType: '01',
  idNumber: number,
  phone: '13512345678',
  regionCode: '370102',
  hospitalCode: 'H1',
  reportDate: '2023-01-05',
}
const onPaper: IdentityFields = {
  name: '王伟',
  sex: '1',
  birthDate: '1980-05-07',
  regionCode: '370102',
  hospitalCode: 'H2',
  reportDate: '2024-01-05',
}

function record(patientId: string, ...fields: IdentityFields[]): FindableRecord {
  const identities = fields.map(readIdentity)
  return { patientId, identities, keys: identities.flatMap(blockingKeys) }
}

function aPair(incoming: IdentityFields, other: FindableRecord, changes: Partial<PairToWeigh> = {}): PairToWeigh {
  const identity = readIdentity(incoming)
  return {
    incoming: identity,
    keys: blockingKeys(identity),
    other,
    competitors: [],
    mayBeLinked: true,
    patientCount: 10_000,
    holdersOf: () => 1,
    ...changes,
  }
}

const withThresholds = (thresholds: object): Parameters => changeParameters(presentParameters, { thresholds })
const withoutGuards = changeParameters(presentParameters, { guards: [] })

describe('what matching makes of a recorded pair', function () {
  this.timeout(20_000)

  it('is a link where all agrees, and a possible match where a record with a history would be joined', async () => {
    const again = { ...wangWei, hospitalCode: 'H2', reportDate: '2024-01-05' }
    expect(await outcomeUnder(presentParameters, aPair(again, record('A', wangWei)))).to.equal('link')
    const settled = aPair(again, record('A', wangWei), { mayBeLinked: false })
    expect(await outcomeUnder(presentParameters, settled)).to.equal('possible')
  })

  it('is a link where a lower threshold and no guard let it be one, and new where the review threshold is above it', async () => {
    const pair = aPair(onPaper, record('A', wangWei))
    expect(await outcomeUnder(presentParameters, pair)).to.equal('possible')
    expect(
      await outcomeUnder({ ...withoutGuards, thresholds: withThresholds({ link: 0.06 }).thresholds }, pair),
    ).to.equal('link')
    expect(await outcomeUnder(withThresholds({ link: 1, review: 0.9999 }), pair)).to.equal('new')
  })

  it('is new where no key leads from one to the other, or only such as too many hold', async () => {
    const pair = aPair(wangWei, record('A', { name: '李强', birthDate: '1961-02-03' }))
    expect(await outcomeUnder(presentParameters, pair)).to.equal('new')
    const crowded = aPair(wangWei, record('A', wangWei), { holdersOf: () => presentParameters.limits.holdersOfKey + 1 })
    expect(await outcomeUnder(presentParameters, crowded)).to.equal('new')
  })

  it('is less sure where somebody else was compared, too', async () => {
    const again = { ...wangWei, hospitalCode: 'H2', reportDate: '2024-01-05' }
    const competed = aPair(again, record('A', wangWei), { competitors: [record('C', wangWei)] })
    expect(await outcomeUnder(withThresholds({ oneOfTwoRecords: 1 }), competed)).to.equal('possible')
  })

  it('is new for a pair whose incoming side would go to somebody else', async () => {
    const again = { ...wangWei, hospitalCode: 'H2', reportDate: '2024-01-05' }
    const other = record('B', { ...onPaper, birthDate: '1980-05-08', name: '王苇' })
    const pair = aPair(again, other, { competitors: [record('A', wangWei)] })
    expect(await outcomeUnder(presentParameters, pair)).to.equal('new')
  })

  const identities = fc.record(
    {
      name: fc.constantFrom('王伟', '王苇', '王小雨', '李静之女', '李静', '王？'),
      sex: fc.constantFrom('1', '2', '0'),
      birthDate: fc.constantFrom('1980-05-07', '1980-07-05', '1980', '1980-01-01', '2020-05-07'),
      idNumber: fc.constantFrom(
        number,
        number.slice(0, 17),
        aResidentId({ birthDate: '1980-05-07', sequence: 33 }),
        '无',
      ),
      phone: fc.constantFrom('13512345678', '13512345679'),
      guardianName: fc.constantFrom('李静', '李强'),
      multipleBirthOrder: fc.constantFrom(1, 2),
      regionCode: fc.constantFrom('370102', '370202'),
      address: fc.constantFrom('和平路12号', '海口路88号'),
      hospitalCode: fc.constantFrom('H1', 'H2'),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<IdentityFields>
  const side = fc.array(identities, { minLength: 1, maxLength: 3 })
  const pairs = fc
    .tuple(identities, side, fc.array(side, { maxLength: 2 }), fc.boolean())
    .map(([incoming, other, competitors, mayBeLinked]) =>
      aPair(incoming, record('A', ...other), {
        competitors: competitors.map((each, index) => record(`C${index}`, ...each)),
        mayBeLinked,
      }),
    )

  it('does not change without a change', async () => {
    await fc.assert(
      fc.asyncProperty(pairs, async (pair) => {
        const unchanged = changeParameters(presentParameters, structuredClone(presentParameters))
        expect(await outcomeUnder(unchanged, pair)).to.equal(await outcomeUnder(presentParameters, pair))
      }),
    )
  })

  it('is never a link more when the link threshold rises, and never new less when the review threshold does', async () => {
    const between = fc.double({ min: 0.05, max: 1, noNaN: true })
    await fc.assert(
      fc.asyncProperty(pairs, between, between, async (pair, one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)]
        const [eager, careful] = [low, high].map((link) => withThresholds({ link }))
        if ((await outcomeUnder(careful!, pair)) === 'link') {
          expect(await outcomeUnder(eager!, pair)).to.equal('link')
        }
        const [asking, silent] = [low, high].map((review) => withThresholds({ link: 1, review }))
        if ((await outcomeUnder(asking!, pair)) === 'new') {
          expect(await outcomeUnder(silent!, pair)).to.equal('new')
        }
      }),
    )
  })
})

describe('the comparison of outcomes', () => {
  const weighed = fc.array(
    fc.record<WeighedPair>({
      pairId: fc.uuid(),
      verdict: fc.constantFrom(...verdicts),
      present: fc.constantFrom(...outcomes),
      proposed: fc.constantFrom(...outcomes),
    }),
  )
  const tallied = (pairs: readonly WeighedPair[]) => {
    const tally = createTally()
    for (const pair of pairs) tally.add(pair)
    return tally.result()
  }

  it('counts each pair once and lists exactly those that change', () => {
    fc.assert(
      fc.property(weighed, (pairs) => {
        const { pairs: count, table, changes, present, proposed, reviewsAdded } = tallied(pairs)
        expect(count).to.equal(pairs.length)
        expect(table.reduce((sum, cell) => sum + cell.pairs, 0)).to.equal(pairs.length)
        const changing = pairs.filter((pair) => pair.present !== pair.proposed)
        expect(changes.flatMap(({ pairIds }) => pairIds)).to.have.members(changing.map(({ pairId }) => pairId))
        expect(reviewsAdded).to.equal(proposed.reviews - present.reviews)
      }),
    )
  })

  it('shows nothing changed where every outcome is as before', () => {
    fc.assert(
      fc.property(weighed, (pairs) => {
        const result = tallied(pairs.map((pair) => ({ ...pair, proposed: pair.present })))
        expect(result.changes).to.deep.equal([])
        expect(result.proposed).to.deep.equal(result.present)
        expect(result.reviewsAdded).to.equal(0)
      }),
    )
  })

  it('holds links against verdicts: wrong ones, missed ones, and the share that is right', () => {
    const verdictOf = (verdict: WeighedPair['verdict'], present: WeighedPair['present']): WeighedPair => ({
      pairId: `${verdict} ${present}`,
      verdict,
      present,
      proposed: 'possible',
    })
    const result = tallied([
      verdictOf('linked', 'link'),
      verdictOf('same', 'link'),
      verdictOf('same', 'new'),
      verdictOf('relative', 'link'),
      verdictOf('different', 'link'),
      verdictOf('different', 'new'),
      verdictOf('open', 'link'),
    ])
    expect(result.present).to.deep.equal({
      links: 5,
      wrongLinks: 2,
      rightLinks: 2,
      rightShare: 0.5,
      missedLinks: 1,
      reviews: 0,
    })
    expect(result.proposed).to.include({ links: 0, rightShare: undefined, missedLinks: 0, reviews: 7 })
    expect(result.reviewsAdded).to.equal(7)
  })
})
