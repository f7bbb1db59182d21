import { accessJournalRoutes } from '#api/access-journal/routes.ts'
import { sessionRoutes } from '#api/accounts/routes.ts'
import { caseReportRoutes } from '#api/case-reports/routes.ts'
import { caseRoutes } from '#api/cases/routes.ts'
import { catalogueRoutes } from '#api/catalogue/routes.ts'
import type { Route } from '#api/http/route.ts'
import { dataDictionaryRoutes } from '#api/data-dictionary/routes.ts'
import { hpoRoutes } from '#api/hpo/routes.ts'
import { journalRoutes } from '#api/journal/routes.ts'
import { officeReportRoutes } from '#api/office-reports/routes.ts'
import { patientRoutes } from '#api/patients/routes.ts'
import { queryRoutes } from '#api/queries/routes.ts'

/** Every route of `/api/v1`; the API description and the server are both made from this table. */
export const routes: readonly Route[] = [
  ...sessionRoutes,
  ...catalogueRoutes,
  ...hpoRoutes,
  ...dataDictionaryRoutes,
  ...caseReportRoutes,
  ...queryRoutes,
  ...patientRoutes,
  ...caseRoutes,
  ...journalRoutes,
  ...accessJournalRoutes,
  ...officeReportRoutes,
]

/** Where the routes are mounted; a change that breaks clients gets a new number. */
export const apiPrefix = '/api/v1'
