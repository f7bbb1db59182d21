import { expect } from 'chai'
import { readdirSync, readFileSync } from 'node:fs'
import { loadForms } from '#api/forms/load-forms.ts'
import type { CaseForm, Forms } from '#registry-rules/forms/form.ts'
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

describe('reports made of the published cases', () => {
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
    const packet: unknown = JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
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

  for (const code of ['SDRD-001', 'SDRD-002', 'SDRD-003', 'SDRD-048', 'SDRD-050']) {
    it(`could be submitted by a hospital: no finding blocks, ${code}`, () => {
      const cases = files.filter((name) => name.startsWith(code))
      expect(cases).to.not.have.length(0)
      for (const name of cases) {
        const form = formOf(name)
        if (!form) throw new Error(`no form for ${code}`)
        for (const seed of [1, 2, 3]) {
          const findings = validate(report(name, form, seed).document, { form, today })
          expect(
            findings.filter(({ severity }) => severity === 'block'),
            name,
          ).to.deep.equal([])
        }
      }
    })
  }

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
