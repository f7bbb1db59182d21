import { defineEntity, p } from '@mikro-orm/postgresql'
import { instant } from '#api/db/columns.ts'
import type { Relation } from '#registry-rules/workflow/family.ts'
import { PatientEntity, PatientPairEntity } from './patient.entity.ts'

const familyLinkSchema = defineEntity({
  name: 'FamilyLinkEntity',
  tableName: 'family_link',
  checks: [
    {
      name: 'family_link_relation',
      expression:
        "relation in ('identical-twin', 'fraternal-twin', 'twin-unknown-zygosity', 'sibling', 'parent', 'child', 'other')",
    },
    { name: 'family_link_not_oneself', expression: 'patient_id <> relative_id' },
  ],
  properties: {
    id: p.uuid().primary(),
    patientPairId: () => p.manyToOne(PatientPairEntity).mapToPk().fieldName('patient_pair_id').index(),
    patientId: () => p.manyToOne(PatientEntity).mapToPk().fieldName('patient_id').index(),
    relativeId: () => p.manyToOne(PatientEntity).mapToPk().fieldName('relative_id').index(),
    originPatientId: () => p.manyToOne(PatientEntity).mapToPk().fieldName('origin_patient_id').index(),
    originRelativeId: () => p.manyToOne(PatientEntity).mapToPk().fieldName('origin_relative_id').index(),
    relation: p.text().$type<Relation>(),
    since: instant(),
  },
})
/** One side of what a pair decided as *relative* says: the relative is `relation` to the patient. */
export class FamilyLinkEntity extends familyLinkSchema.class {}
familyLinkSchema.setClass(FamilyLinkEntity)
