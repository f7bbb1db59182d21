import { startCaseReports } from './case-reports.js'
import { startLanguage } from './language.js'
import { startPatientPairs } from './patient-pairs.js'
import { startProblems } from './problem.js'
import { startRequestBox, tryRequest } from './request-box.js'
import { startSignIn } from './sign-in.js'
import { startStatus } from './status.js'

startLanguage()
startProblems()
startRequestBox()
startCaseReports(tryRequest)
startPatientPairs()
const { version, demoAccounts } = await (await fetch('/registry.json', { cache: 'no-store' })).json()
await Promise.all([startStatus(version), startSignIn(demoAccounts)])
