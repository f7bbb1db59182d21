import type { caseReportSchema } from '#schemas/api/case-report.ts'
import type {
  diseaseListSchema,
  formSchema,
  hospitalListSchema,
  regionListSchema,
  valueSetSchema,
} from '#schemas/api/catalogue.ts'
import type { TypedSchema } from '#schemas/api/define-schema.ts'
import type { hpoTermListSchema } from '#schemas/api/hpo.ts'
import type {
  mergePreviewSchema,
  patientPairListSchema,
  patientPairSchema,
  unmergePreviewSchema,
} from '#schemas/api/patient.ts'
import type { patientSearchReplySchema } from '#schemas/api/patient-search.ts'
import type { sessionSchema } from '#schemas/api/session.ts'

type Accepted<Schema> = Schema extends TypedSchema<infer Type> ? Type : never

/** A report as the API shows it to this reader. */
export type CaseReportView = Accepted<typeof caseReportSchema>
export type ReportFinding = CaseReportView['findings'][number]
export type VerifiedFinding = CaseReportView['verified'][number]
export type Session = Accepted<typeof sessionSchema>
export type Account = Session['account']
export type DiseaseList = Accepted<typeof diseaseListSchema>
export type FormReply = Accepted<typeof formSchema>
export type RegionList = Accepted<typeof regionListSchema>
export type HospitalList = Accepted<typeof hospitalListSchema>
export type ValueSet = Accepted<typeof valueSetSchema>
export type HpoTerms = Accepted<typeof hpoTermListSchema>
/** Both records of a pair side by side. */
export type PairView = Accepted<typeof patientPairSchema>
export type PairList = Accepted<typeof patientPairListSchema>
export type MergePreview = Accepted<typeof mergePreviewSchema>
export type UnmergePreview = Accepted<typeof unmergePreviewSchema>
export type PatientSearchReply = Accepted<typeof patientSearchReplySchema>

/** A refusal as the API says it (RFC 9457); title and detail are in the language that was asked for. */
export type Problem = {
  readonly code?: string
  readonly type?: string
  readonly title: string
  readonly detail?: string
  readonly status?: number
  readonly errors?: readonly ReportFinding[]
}
