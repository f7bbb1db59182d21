import { expect } from 'chai'
import { describeApi } from '#api/http/openapi.ts'
import { patientRoutes } from '#api/patients/routes.ts'

describe('the description of the routes on pairs and merges', () => {
  const description = describeApi(patientRoutes, { prefix: '/api/v1', version: '0.0.0' }) as {
    paths: Record<
      string,
      Record<string, { 'x-permission'?: string; parameters: { name: string }[]; responses: object }>
    >
  }

  for (const [method, path, permission, statuses] of [
    ['get', '/patient-pairs/{id}/merge-preview', 'pair.decide', ['200', '404', '422']],
    ['post', '/patient-pairs/{id}/reopenings', 'pair.reopen', ['200', '403', '404', '409', '412']],
    ['get', '/patient-merges/{number}/unmerge-preview', 'patient.unmerge', ['200', '404', '409']],
    ['post', '/patient-merges/{number}/unmerge-proposals', 'patient.unmerge', ['201', '403', '404', '409', '422']],
    ['post', '/patient-merges/{number}/unmerge-confirmations', 'patient.unmerge', ['200', '403', '404', '409']],
    ['post', '/patients/{id}/identity-states', 'patient.mark-identity', ['200', '404', '409', '422']],
  ] as const)
    it(`names right, parameter and refusals of ${method} ${path}`, () => {
      const operation = description.paths[`/api/v1${path}`]?.[method]
      expect(operation?.['x-permission']).to.equal(permission)
      expect(operation?.parameters.map(({ name }) => name)).to.include(path.includes('{number}') ? 'number' : 'id')
      expect(operation?.responses).to.include.all.keys(statuses)
    })
})
