import { Readable, Writable } from 'node:stream'
import { expect } from 'chai'
import { readBenchmarkReport } from '#api/patients/benchmark-report.ts'
import { runBenchmark } from '#api/patients/linkage-benchmark.ts'
import { MemoryPatientStore } from '#api/patients/memory-patient-store.ts'
import { TokenIndex } from '#api/patients/token-index.ts'
import { blockingKeys } from '#registry-rules/linkage/blocking-keys.ts'
import { readIdentity } from '#registry-rules/linkage/identity.ts'
import { matchAmong, type PatientStore } from '#registry-rules/linkage/match.ts'
import { presentParameters } from '#registry-rules/linkage/parameters/present.ts'
import { aResidentId } from '#test/support/resident-id.ts'

type Line = {
  recordId: string
  decision: string
  patientId: string
  candidates: { patientId: string; score: number }[]
}

async function run(lines: readonly (object | string)[]): Promise<{ decisions: Line[]; error: Error | undefined }> {
  let text = ''
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString()
      done()
    },
  })
  const input = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`)
  let error: Error | undefined
  await runBenchmark(Readable.from(input), output).catch((reason: unknown) => {
    error = reason as Error
  })
  return {
    decisions: text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line),
    error,
  }
}

const person = {
  recordId: 'R1',
  name: '王伟',
  sex: '1',
  birthDate: '1980-05-07',
  idType: '01',
  idNumber: aResidentId({ birthDate: '1980-05-07' }),
  phone: '13512345678',
  guardianName: null,
  guardianIdNumber: null,
  motherName: null,
  multipleBirthOrder: null,
  regionCode: '370102',
  address: '和平路12号',
  diseaseCode: 'A',
  hospitalCode: 'H1',
  reportDate: '2020-01-05',
}

describe('the linkage benchmark', () => {
  it('answers each report in order: new, linked to the patient an earlier line opened, or reviewed', async () => {
    const { decisions, error } = await run([
      person,
      { ...person, recordId: 'R2', name: '王玮' },
      { recordId: 'R3', name: '王伟', sex: '1', birthDate: '1980-05-07' },
      {
        ...person,
        recordId: 'R4',
        name: '李娜',
        sex: '2',
        birthDate: '1971-02-03',
        idNumber: null,
        phone: null,
        address: null,
      },
    ])
    expect(error).to.equal(undefined)
    expect(decisions.map(({ recordId, decision, patientId }) => [recordId, decision, patientId])).to.deep.equal([
      ['R1', 'new', 'P1'],
      ['R2', 'link', 'P1'],
      ['R3', 'review', 'P2'],
      ['R4', 'new', 'P3'],
    ])
    expect(decisions[2]?.candidates[0]?.patientId).to.equal('P1')
    expect(decisions[2]?.candidates[0]?.score).to.be.within(0.05, 1)
  })

  it('gives the same answers each time', async () => {
    const lines = Array.from({ length: 60 }, (_, index) => ({
      ...person,
      recordId: `R${index}`,
      name: `王${'伟玮卫强'.charAt(index % 4)}`,
    }))
    expect(await run(lines)).to.deep.equal(await run(lines))
  })

  it('keeps one patient with three hundred reports one, and strangers that share the hospital’s telephone apart', async () => {
    const surnames = [...'王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗']
    const lines = Array.from({ length: 300 }, (_, index) => [
      { ...person, recordId: `A${index}`, reportDate: `20${10 + (index % 15)}-01-05` },
      {
        recordId: `B${index}`,
        name: `${surnames[index % 20] ?? ''}${String.fromCodePoint(0x5e00 + 13 * index)}`,
        sex: '2',
        birthDate: `19${50 + (index % 50)}-0${1 + (index % 9)}-1${index % 10}`,
        phone: '05318888888',
        hospitalCode: 'H1',
      },
    ]).flat()
    const { decisions } = await run(lines)
    const ofPerson = decisions.filter(({ recordId }) => recordId.startsWith('A'))
    expect(new Set(ofPerson.map(({ patientId }) => patientId)).size).to.equal(1)
    const ofOthers = decisions.filter(({ recordId }) => recordId.startsWith('B'))
    expect(ofOthers.filter(({ decision }) => decision === 'link')).to.be.empty
  })

  it('takes odd values as they come', async () => {
    const odd = ['', ' ', '7', '😀', '王', '?', '无', '·', 'x'.repeat(2000), '\ud800', '（）', '之女', '王\u0000伟']
    const lines = odd.map((text, index) => ({
      ...person,
      recordId: `R${index}`,
      ...Object.fromEntries(
        ['name', 'sex', 'birthDate', 'idType', 'idNumber', 'phone', 'guardianName', 'regionCode', 'address'].map(
          (key) => [key, text],
        ),
      ),
    }))
    const nothing = { recordId: 'N1' }
    const { decisions, error } = await run([
      ...lines,
      nothing,
      { recordId: 'N2', birthDate: '1900-01-01', idNumber: '00000000000000000X' },
    ])
    expect(error).to.equal(undefined)
    expect(decisions).to.have.length(lines.length + 2)
    expect(decisions.slice(-2).map(({ decision }) => decision)).to.deep.equal(['new', 'new'])
  })

  const placeholders = ['000000000000000000', '111111111111111111', '00000000000000000X', '无', '123456789012345678']
  const noNames = [
    '',
    ' ',
    '王',
    '李',
    '7',
    '12345',
    '😀',
    '王😀',
    '王7',
    '无名氏',
    '?',
    '王?',
    '3床',
    '·',
    '𠮷',
    'W',
    'zw',
  ]
  const surnames = [...'王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗']

  /** Strangers that one careless hospital reports: no number, its own telephone, the first day of spreadsheets. */
  const strangers = (count: number): (typeof person)[] =>
    Array.from({ length: count }, (_, index) => ({
      ...person,
      recordId: `S${index}`,
      name:
        index % 4 === 0
          ? (noNames[(index / 4) % noNames.length] ?? '')
          : `${surnames[index % 20] ?? ''}${String.fromCodePoint(0x4e00 + 11 * index)}`,
      sex: `${1 + (index % 2)}`,
      birthDate: '1900-01-01',
      idNumber: placeholders[index % placeholders.length] ?? '',
      phone: '0531-88888888',
      address: '不详',
      reportDate: `20${10 + (index % 15)}-0${1 + (index % 9)}-05`,
    }))

  it('links no strangers of a hospital that fills each field with the same, however many', async () => {
    const { decisions, error } = await run(strangers(1200))
    expect(error).to.equal(undefined)
    expect(decisions).to.have.length(1200)
    expect(decisions.filter(({ decision }) => decision === 'link')).to.be.empty
    expect(Math.max(...decisions.map(({ candidates }) => candidates.length))).to.be.at.most(8)
  }).timeout(20_000)

  it('compares no more candidates the more of such reports there are', async () => {
    const store = new MemoryPatientStore({
      tokenise: ({ family, value }) => Buffer.from(`${family} ${value}`.padEnd(16)),
    })
    const compared: number[] = []
    const counting: PatientStore = {
      count: () => store.count(),
      holders: (keys) => store.holders(keys),
      candidates: (keys, limit) => {
        const candidates = store.candidates(keys, limit)
        compared.push(candidates.length)
        return candidates
      },
    }
    const lines = [
      ...strangers(600),
      ...Array.from({ length: 300 }, (_, index) => ({ ...person, recordId: `A${index}` })),
    ]
    for (const line of lines) {
      const { fields } = readBenchmarkReport(JSON.stringify(line), 1)
      const [identity, keys] = [readIdentity(fields), blockingKeys(readIdentity(fields))]
      const decision = await matchAmong(identity, keys, counting, presentParameters)
      store.add(keys, fields, decision.decision === 'link' ? decision.patientId : undefined)
    }
    expect(store.count()).to.equal(601)
    expect(Math.max(...compared)).to.be.at.most(presentParameters.limits.candidates)
    // All but the first of the 300 reports of one person, who meets nobody and is not looked up at all.
    expect(Math.max(...compared.slice(-299))).to.be.at.most(20)
  }).timeout(20_000)

  const faults: Record<string, object | string> = {
    'not JSON': '{"recordId":',
    'not a JSON object': '[1]',
    'recordId is no text': { name: '王伟' },
    'name is neither text nor null': { recordId: 'R9', name: 7 },
    'multipleBirthOrder is neither a whole number nor null': { recordId: 'R9', multipleBirthOrder: 'A' },
    'recordId stands on an earlier line, too': person,
  }
  for (const [fault, line] of Object.entries(faults)) {
    it(`stops at the line that is bad (${fault}), with the answers before it written and no value in the message`, async () => {
      const { decisions, error } = await run([person, line, { ...person, recordId: 'R3' }])
      expect(error?.message).to.equal(`line 2: ${fault}`)
      expect(decisions).to.have.length(1)
    })
  }

  it('reads only what is given', () => {
    const line = JSON.stringify({ ...person, name: ' ', multipleBirthOrder: 0, unknownField: 1 })
    const { fields } = readBenchmarkReport(line, 1)
    expect(fields).to.not.have.any.keys('name', 'multipleBirthOrder', 'unknownField', 'guardianName', 'recordId')
  })
})

describe('the token index', () => {
  it('knows who holds a token, each patient once, and only counts what very many hold', () => {
    const index = new TokenIndex()
    const token = (number: number): Buffer => Buffer.from(String(number * 2_654_435_761).padStart(16, '0'))
    for (let number = 0; number < 200_000; number += 1) index.add(token(number % 70_000), number)
    expect(index.patients(token(5))).to.deep.equal([140_005, 70_005, 5])
    index.add(token(5), 5)
    expect(index.count(token(5))).to.equal(3)
    for (let patient = 0; patient < 3000; patient += 1) index.add(Buffer.from('held by everybody'), patient)
    expect(index.count(Buffer.from('held by everybody'))).to.equal(3000)
    expect(index.patients(Buffer.from('held by everybody'))).to.have.length(1000)
    expect(index.count(Buffer.from('nobody holds this'))).to.equal(0)
  })
})
