import { expect } from 'chai'
import { recordStateOf } from '#registry-rules/cases/record-state.ts'
import type { CaseReportState } from '#registry-rules/workflow/case-report.ts'

const day = (date: string): Date => new Date(`${date}T00:00:00Z`)
const report = (state: CaseReportState, accepted?: string) => ({
  state,
  acceptedAt: accepted === undefined ? undefined : day(accepted),
})

describe('the state of a patient record by its reports', () => {
  it('is active since the first acceptance', () => {
    const found = recordStateOf([
      report('ACCEPTED', '2026-02-02'),
      report('ACCEPTED', '2026-02-01'),
      report('REJECTED'),
    ])
    expect(found).to.deep.equal({ state: 'ACTIVE', activatedAt: day('2026-02-01') })
  })

  it('is provisional while a report is in work and none is accepted', () => {
    expect(recordStateOf([report('RETURNED'), report('REJECTED')])).to.deep.equal({
      state: 'PROVISIONAL',
      activatedAt: undefined,
    })
  })

  it('is inactive when every report has ended', () => {
    for (const state of ['REJECTED', 'DUPLICATE', 'WITHDRAWN', 'DISCARDED'] as const) {
      expect(recordStateOf([report(state)]).state).to.equal('INACTIVE')
    }
  })
})
