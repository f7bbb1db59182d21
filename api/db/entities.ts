import { AccountEntity, RefreshTokenEntity } from '#api/accounts/account.entity.ts'
import {
  CaseReportEntity,
  CaseReportParticipantEntity,
  CaseReportVersionEntity,
} from '#api/case-reports/case-report.entity.ts'
import { CaseFactEntity, CaseSourceEntity, RegistryCaseEntity } from '#api/cases/registry-case.entity.ts'
import {
  CatalogueEntity,
  DiseaseEntity,
  FormVersionEntity,
  HospitalEntity,
  RegionEntity,
} from '#api/catalogue/catalogue.entity.ts'
import { FamilyLinkEntity } from '#api/patients/family-link.entity.ts'
import { MatchingRunEntity } from '#api/patients/matching-run.entity.ts'
import { PatientUnmergeEntity } from '#api/patients/patient-unmerge.entity.ts'
import {
  BlockingTokenEntity,
  DataKeyEntity,
  PatientEntity,
  PatientHospitalEntity,
  PatientIdentityEntity,
  PatientMergeEntity,
  PatientPairEntity,
} from '#api/patients/patient.entity.ts'
import { QueryEntity } from '#api/queries/query.entity.ts'

/** Every table that commands write through entities. */
export const entities = [
  AccountEntity,
  RefreshTokenEntity,
  CatalogueEntity,
  DiseaseEntity,
  RegionEntity,
  HospitalEntity,
  FormVersionEntity,
  DataKeyEntity,
  PatientEntity,
  PatientHospitalEntity,
  PatientIdentityEntity,
  BlockingTokenEntity,
  PatientPairEntity,
  PatientMergeEntity,
  PatientUnmergeEntity,
  MatchingRunEntity,
  FamilyLinkEntity,
  CaseReportEntity,
  CaseReportVersionEntity,
  CaseReportParticipantEntity,
  QueryEntity,
  RegistryCaseEntity,
  CaseSourceEntity,
  CaseFactEntity,
]
