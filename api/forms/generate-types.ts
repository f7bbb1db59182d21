// Writes schemas/core/case-report-document.ts: node api/forms/generate-types.ts
import { writeFileSync } from 'node:fs'
import { documentTypes } from './document-types.ts'
import { loadFormSources } from './load-forms.ts'

const file = new URL('../../schemas/core/case-report-document.ts', import.meta.url)
writeFileSync(file, await documentTypes(loadFormSources(undefined, [])))
