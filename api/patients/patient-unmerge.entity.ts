import { defineEntity, p } from '@mikro-orm/postgresql'
import { AccountEntity } from '#api/accounts/account.entity.ts'
import { instant } from '#api/db/columns.ts'
import type { RelativeStatement } from '#registry-rules/workflow/family.ts'
import type { Assignment } from '#registry-rules/workflow/unmerge.ts'
import { PatientMergeEntity } from './patient.entity.ts'

/** What is said when a merge is taken back: what the two are to each other, and where later reports go. */
export type UnmergeStatement = {
  readonly outcome: 'different' | 'relative'
  readonly relative?: RelativeStatement | undefined
  readonly reasonCode: string
  readonly assignments: readonly Assignment[]
}

const patientUnmergeSchema = defineEntity({
  name: 'PatientUnmergeEntity',
  tableName: 'patient_unmerge',
  uniques: [
    { name: 'patient_unmerge_standing_unique', properties: ['patientMergeId'], where: "state in ('PROPOSED', 'DONE')" },
  ],
  checks: [
    { name: 'patient_unmerge_state', expression: "state in ('PROPOSED', 'REPLACED', 'DONE')" },
    { name: 'patient_unmerge_confirmed', expression: "(state = 'DONE') = (confirmed_by_id is not null)" },
  ],
  properties: {
    id: p.uuid().primary(),
    patientMergeId: () => p.manyToOne(PatientMergeEntity).mapToPk().fieldName('patient_merge_id').index(),
    state: p.text().$type<'PROPOSED' | 'REPLACED' | 'DONE'>(),
    statement: p.json<UnmergeStatement>(),
    previewToken: p.text(),
    proposedById: () => p.manyToOne(AccountEntity).mapToPk().fieldName('proposed_by_id').index(),
    proposedAt: instant(),
    confirmedById: () =>
      p.manyToOne(AccountEntity).mapToPk().nullable().fieldName('confirmed_by_id').deleteRule('no action').index(),
    confirmedAt: instant().nullable(),
  },
})
/** A proposal to take a merge back, and its confirmation; a later proposal replaces one that nobody confirmed. */
export class PatientUnmergeEntity extends patientUnmergeSchema.class {}
patientUnmergeSchema.setClass(PatientUnmergeEntity)
