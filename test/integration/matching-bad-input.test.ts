import { expect } from 'chai'
import type { JsonObject } from '#registry-rules/forms/json-pointer.ts'
import { presentParameters } from '#registry-rules/linkage/parameters/present.ts'
import { anIdentity, aReportDocument } from '#test/support/a-case-report.ts'
import { signInForPairs, type PairWork } from '#test/support/a-pair.ts'
import type { Reply } from '#test/support/api-client.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'
import { aResidentId } from '#test/support/resident-id.ts'

// What a reply holds is what the test checks.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Body = any

const strangers = [...'王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗']

describe('matching at submission', function () {
  this.timeout(120_000)
  let registry: TestRegistry
  let work: PairWork

  before(async () => {
    registry = await openTestRegistry()
    work = await signInForPairs(registry)
  })
  after(() => registry.stop())
  beforeEach(() => registry.begin())
  afterEach(async () => {
    await registry.rollback()
    expect(registry.log.filter((line) => line.includes('"level":50'))).to.be.empty
  })

  /** As a careless registrar does: every warning is verified, whatever it says. */
  const submit = async (identity: JsonObject, { registrar } = work.a): Promise<Reply> => {
    const content = aReportDocument({ identity })
    const created = await registrar.post('/case-reports', { disease: 'marfan-syndrome', content })
    expect(created.status, created.text).to.equal(201)
    const verified = created.body.findings
      .filter(({ severity, answeredBy }: Body) => severity === 'warn' && answeredBy === undefined)
      .map(({ check, pointer }: Body) => ({ check, pointer: String(pointer).replace(/^#/, ''), reason: '已核对病历' }))
    const reply = await registrar.move(created.body.id, 'submit', verified.length > 0 ? { verified } : {})
    expect(reply.status, reply.text).to.be.oneOf([200, 422])
    return reply
  }

  const checksOf = ({ body }: Reply): string[] => (body.errors ?? []).map(({ check }: Body) => String(check))
  const merges = (): Promise<Body[]> => work.rows('select from patient_merge')

  for (const [what, name] of [
    ['is empty', ''],
    ['is a space', ' '],
    ['has one character', '王'],
    ['has digits', '王伟2'],
    ['has an emoji', '王😀'],
    ['is a rare character', '王𠮷'],
    ['is a wildcard', '王*'],
    ['stands for nobody', '无名氏'],
    ['is a separator', '·'],
  ] as const)
    it(`takes or refuses two strangers of one birth date whose name ${what}, and links neither`, async () => {
      for (const staff of [work.a, work.b]) {
        const stranger = { ...anIdentity(), idDocument: null, noIdReason: 'not-brought' }
        await submit({ ...stranger, name, residence: { region: '370102', address: '不详' } }, staff)
      }
      expect(await merges()).to.be.empty
    })

  for (const number of ['000000000000000000', '111111111111111111', '00000000000000000X', '123456789012345678', '无'])
    it(`takes no report with ${number} for a number, of whatever kind of document`, async () => {
      for (const type of ['01', '99']) {
        const reply = await submit({ ...anIdentity(), idDocument: { type, number } })
        expect(reply.status).to.equal(422)
        expect(checksOf(reply)).to.include.oneOf(['document-number-placeholder', 'resident-id-valid'])
      }
      expect(await work.rows('select from patient')).to.be.empty
    })

  it('links no strangers whom one hospital gives its own telephone, its own address and the first day of spreadsheets', async () => {
    const states = []
    for (const [index, surname] of strangers.entries()) {
      const reply = await submit({
        ...anIdentity({ birthDate: '1900-01-01' }),
        name: `${surname}${String.fromCodePoint(0x5e00 + 13 * index)}`,
        sex: index % 2 === 0 ? '1' : '2',
        idDocument: null,
        noIdReason: 'not-brought',
        phone: '053188888888',
        residence: { region: '370102', address: '不详' },
      })
      states.push(reply.status)
    }
    expect(new Set(states)).to.deep.equal(new Set([200]))
    expect(await merges()).to.be.empty
    expect(await work.rows(`select from patient_pair where state = 'SAME'`)).to.be.empty
  })

  it('links no strangers with one telephone, and puts none of them before a reviewer for it', async () => {
    for (const [index, surname] of strangers.entries()) {
      const birthDate = `19${50 + index * 2}-0${1 + (index % 9)}-1${index % 10}`
      const reply = await submit({
        ...anIdentity({ birthDate }),
        name: `${surname}${String.fromCodePoint(0x5e00 + 13 * index)}`,
        phone: '053188888888',
      })
      expect(reply.status, reply.text).to.equal(200)
    }
    expect(await work.rows('select from patient')).to.have.length(strangers.length)
    expect(await merges()).to.be.empty
    expect(await work.rows('select from patient_pair')).to.be.empty
  })

  it('keeps one patient of whom forty reports come one, and compares no more candidates for it', async () => {
    const birthDate = '1979-07-21'
    const person = { ...anIdentity({ birthDate }), idDocument: { type: '01', number: aResidentId({ birthDate }) } }
    for (let count = 0; count < 40; count += 1) {
      const reply = await submit(person, count % 2 === 0 ? work.a : work.b)
      expect(reply.status, reply.text).to.equal(200)
    }
    const standing = await work.rows<{ id: string }>(`select id from patient where record_state <> 'MERGED'`)
    expect(standing).to.have.length(1)
    expect(await merges()).to.have.length(39)
    expect(await work.pairs()).to.be.empty
    const [candidates] = await work.rows<{ patients: number }>(
      `select count(distinct patient_id)::int as patients from candidate_identities(
         (select array_agg(distinct token) from blocking_token), ?)`,
      [presentParameters.limits.candidates],
    )
    expect(candidates?.patients).to.equal(1)
  })
})
