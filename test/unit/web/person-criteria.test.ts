import { expect } from 'chai'
import { createSchemaCompiler } from '#api/http/body-schema.ts'
import { patientSearchSchema } from '#schemas/api/patient-search.ts'
import { anIdentity } from '#test/support/a-case-report.ts'
import { criteriaOf } from '#web/case-report/person-criteria.ts'

describe('what the page asks by, before submission', () => {
  const check = createSchemaCompiler({ coerce: false })(patientSearchSchema.schema)

  it('is who the person is, and nothing else of the report', () => {
    const criteria = criteriaOf({ ...anIdentity(), nationality: 'CHN', medicalRecordNumber: '123' })
    expect(criteria).to.have.all.keys('name', 'sex', 'birthDate', 'idDocument', 'phone', 'residence')
  })

  it('is taken by the API whatever stands in the draft', () => {
    const drafts: unknown[] = [
      undefined,
      null,
      'text',
      [],
      { name: '王'.repeat(10_000), sex: 1, birthDate: ['1990'], idDocument: '370102', phone: {} },
      {
        name: '',
        formerNames: ['王伟', 5, ''],
        multipleBirth: { count: 2, order: 1.5 },
        guardian: { name: '李娜', relation: '51' },
      },
      { idDocument: { type: '01', number: '1'.repeat(41) }, residence: { region: 370102, address: '示例路' } },
    ]
    for (const draft of drafts) expect(check({ identity: criteriaOf(draft) }), String(draft)).to.deep.equal([])
    expect(criteriaOf(drafts[5])).to.deep.equal({
      formerNames: ['王伟'],
      multipleBirth: { count: 2 },
      guardian: { name: '李娜' },
    })
  })
})
