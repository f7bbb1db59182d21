import { expect } from 'chai'
import { readdirSync, readFileSync } from 'node:fs'
import { loadForms } from '#api/forms/load-forms.ts'
import { addAge } from '#registry-rules/dates/partial-date.ts'
import type { CaseForm, Forms } from '#registry-rules/forms/form.ts'
import { missingItems } from '#registry-rules/forms/missing-items.ts'
import { validate } from '#registry-rules/forms/validate.ts'
import type { Catalogue } from '#seed/catalogue/catalogue.ts'
import { readCatalogue } from '#seed/catalogue/read-catalogue.ts'
import { inventReport } from '#seed/phenopackets/invent-report.ts'
import { readPhenopacket } from '#seed/phenopackets/read-phenopacket.ts'
import { createRandom } from '#seed/random.ts'

const folder = new URL('../../seed/published-cases/', import.meta.url)
const today = '2026-01-31'
const hospital = '示例医院'

const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.json'))
  .toSorted()

/** The parts of a published case that the tests compare with its report, read without the reader under test. */
type Packet = {
  subject: { sex: string; vitalStatus?: { status: string } }
  phenotypicFeatures: { type: { id: string }; excluded?: boolean; onset?: { age?: { iso8601duration: string } } }[]
  diseases: { onset?: { age?: { iso8601duration: string } } }[]
  interpretations: {
    diagnosis: { genomicInterpretations: { variantInterpretation: { variationDescriptor: Descriptor } }[] }
  }[]
}
type Descriptor = {
  geneContext: { symbol: string }
  label?: string
  expressions?: { syntax: string; value: string }[]
}

/** A term of the HPO that is younger than the registry's list. */
const unknownTerm = 'HP:6001439'

function readPacket(name: string): Packet {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Packet
}

const variantsOf = ({ interpretations }: Packet): Descriptor[] =>
  interpretations.flatMap(({ diagnosis }) =>
    diagnosis.genomicInterpretations.map(({ variantInterpretation }) => variantInterpretation.variationDescriptor),
  )

const featuresOf = ({ phenotypicFeatures }: Packet): string[] =>
  phenotypicFeatures
    .filter(({ type }) => type.id !== unknownTerm)
    .map(({ type, excluded }) => `${type.id} ${excluded === true ? 'absent' : 'present'}`)

describe('reports made of the published cases', function () {
  this.timeout(60_000)
  let catalogue: Catalogue
  let forms: Forms

  before(() => {
    catalogue = readCatalogue()
    forms = loadForms()
  })

  function formOf(name: string): CaseForm | undefined {
    const slug = catalogue.diseases.find(({ code }) => code === name.split('/')[0])?.slug
    return slug === undefined ? undefined : forms.latest(slug)
  }

  function report(name: string, form: CaseForm, seed: number) {
    const packet: unknown = readPacket(name)
    const regionCodes = catalogue.regions
      .filter(({ level, retired }) => level === 'county' && !retired)
      .map(({ code }) => code)
    const reading = readPhenopacket(packet, { form, disease: form.disease })
    return inventReport(reading, { form, random: createRandom(seed), today, hospital, regionCodes })
  }

  it('stand in folders that are diseases of the catalogue', () => {
    const codes = new Set(catalogue.diseases.map(({ code }) => code))
    expect(files.filter((name) => !codes.has(name.split('/')[0] ?? ''))).to.deep.equal([])
  })

  const codes = [...new Set(files.map((name) => name.split('/')[0] ?? ''))]

  it('are of 22 diseases, each with a form', () => {
    expect(codes).to.have.length(22)
    expect(codes.filter((code) => formOf(code) === undefined)).to.deep.equal([])
  })

  for (const code of codes) {
    describe(code, () => {
      const cases = files.filter((name) => name.startsWith(code))
      let form: CaseForm

      before(() => {
        const found = formOf(code)
        if (!found) throw new Error(`no form for ${code}`)
        form = found
      })

      it('could be submitted by a hospital: no finding blocks, and every gap has its reason', () => {
        for (const name of cases) {
          for (const seed of [1, 2, 3]) {
            const { document } = report(name, form, seed)
            const findings = validate(document, { form, today })
            expect(
              findings.filter(({ severity }) => severity === 'block'),
              name,
            ).to.deep.equal([])
            const reasons = missingItems(document, { form, today }).map(({ reason }) => reason)
            expect(reasons.every(Boolean), name).to.equal(true)
          }
        }
      })

      it('hold every feature, variant, sex, onset and death that the publication gives', () => {
        for (const name of cases) {
          const packet = readPacket(name)
          const { document } = report(name, form, 1)
          const { birthDate } = document.identity
          expect(document.phenotype?.map(({ hpo, status }) => `${hpo} ${status}`)).to.have.members(featuresOf(packet))
          for (const { type, onset, excluded } of packet.phenotypicFeatures) {
            const age = onset?.age?.iso8601duration
            if (age === undefined || excluded) continue
            const entry = document.phenotype?.find(({ hpo }) => hpo === type.id)
            expect(entry?.onset, `${name} ${type.id}`).to.equal(addAge(birthDate, age))
          }
          expect(
            document.genetics?.variants.map(({ gene }) => gene),
            name,
          ).to.deep.equal(variantsOf(packet).map(({ geneContext }) => geneContext.symbol))
          for (const descriptor of variantsOf(packet)) {
            const [text] = ['hgvs.c', 'hgvs.n', 'hgvs.m', 'hgvs.g']
              .flatMap((wanted) => descriptor.expressions?.filter(({ syntax }) => syntax === wanted) ?? [])
              .map(({ value }) => value)
            expect(JSON.stringify(document.genetics), name).to.include(text ?? descriptor.label)
          }
          const { sex, vitalStatus } = packet.subject
          expect(document.identity.sex, name).to.equal({ MALE: '1', FEMALE: '2' }[sex] ?? '9')
          if (vitalStatus?.status === 'DECEASED') expect(document.outcome.vitalStatus, name).to.equal('2')
          const age = packet.diseases[0]?.onset?.age?.iso8601duration
          if (age !== undefined) expect(document.diagnosis.onsetDate, name).to.equal(addAge(birthDate, age))
        }
      })
    })
  }

  it('have their subtype by the number of the disease, by the gene, and by age where the form divides by it', () => {
    const subtypes = new Map<string, Set<string>>()
    for (const name of files) {
      const code = name.split('/')[0] ?? ''
      const form = formOf(code)
      if (!form) throw new Error(`no form for ${code}`)
      const { subtype } = report(name, form, 1).document.diagnosis
      if (subtype !== undefined) subtypes.set(code, (subtypes.get(code) ?? new Set()).add(subtype))
    }
    expect(Object.fromEntries([...subtypes].map(([code, found]) => [code, [...found].toSorted()]))).to.deep.equal({
      'SDRD-002': ['rare-other'],
      'SDRD-003': ['hpah'],
      'SDRD-006': ['other'],
      'SDRD-008': ['other', 'spg7'],
      'SDRD-009': ['cmt1', 'cmt2'],
      'SDRD-019': ['tsc1', 'tsc2'],
      'SDRD-023': ['cbld'],
      'SDRD-028': ['other-remethylation'],
      'SDRD-034': ['classic'],
      'SDRD-035': ['lopd-adult', 'lopd-child'],
      'SDRD-036': ['type3'],
      'SDRD-039': ['npa'],
      'SDRD-048': ['noonan'],
      'SDRD-053': ['fancc', 'other'],
      'SDRD-055': ['classic-was'],
      'SDRD-062': ['oca3', 'oca4'],
      'SDRD-064': ['non-syndromic'],
    })
  })

  it('answer the items that features, the gene and measurements speak about', () => {
    const said = (name: string) => {
      const form = formOf(name)
      if (!form) throw new Error('no form')
      const { clinical, asReported } = report(name, form, 1).document
      return { clinical, asReported }
    }
    expect(said('SDRD-026/PMID_27672653_Individual_1.json').clinical).to.include({ urineOrganicAcids: 'both-raised' })
    const hormones = files.filter((name) => name.startsWith('SDRD-045')).map((name) => said(name).asReported)
    expect(hormones.filter(Boolean)).to.have.length(11)
    expect(hormones).to.deep.include({ '/clinical/testosteroneNmolL': { value: 303, unit: 'ng/dL' } })
    const families = files.filter((name) => name.startsWith('SDRD-008')).map((name) => said(name).clinical)
    expect(families.every((clinical) => clinical?.['hspGene'] !== undefined)).to.equal(true)
  })

  it('say for every gap that it cannot be obtained, and mark the identity as invented', () => {
    const form = formOf('SDRD-050/x')
    const name = files.find((file) => file.startsWith('SDRD-050'))
    if (!form || name === undefined) throw new Error('no case of Marfan syndrome')
    const { document, missing } = report(name, form, 1)
    expect(missing.map(({ pointer }) => pointer)).to.include.members(['/genetics/method', '/treatment'])
    expect(document.missing).to.deep.equal(Object.fromEntries(missing.map(({ pointer, reason }) => [pointer, reason])))
    expect(document.identity.medicalRecordNumber).to.match(/^DEMO-[0-9]{8}$/)
    expect(document.identity.residence.address).to.include('（虚构）')
    expect(document.report).to.deep.equal({ legalBasis: 'statutory', checkedAgainstRecord: true })
    expect(document.diagnosis.diagnosingHospital).to.equal(hospital)
  })

  it('are the same for the same seed, and another person for another', () => {
    const name = 'SDRD-003/PMID_33794346_II_4.json'
    const form = formOf(name)
    if (!form) throw new Error('no form')
    expect(report(name, form, 7)).to.deep.equal(report(name, form, 7))
    expect(report(name, form, 7).document.identity).to.not.deep.equal(report(name, form, 8).document.identity)
  })

  it('carry no resident number where the packet does not say male or female', () => {
    const name = 'SDRD-002/PMID_19781681_Proband_P1_2.json'
    const form = formOf(name)
    if (!form) throw new Error('no form')
    const { identity } = report(name, form, 1).document
    expect(identity.sex).to.equal('9')
    expect(identity).to.not.have.property('idDocument')
    expect(identity.noIdReason).to.be.oneOf(['newborn', 'other'])
  })
})
