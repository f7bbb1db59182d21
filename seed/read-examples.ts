import { readFileSync } from 'node:fs'
import type { ReportDocument } from '#api/documents/sealed-parts.ts'

/** Reports that must pass the form of a disease, invented by its author; `today` is the day they are judged on. */
export type Examples = { readonly today: string; readonly documents: readonly ReportDocument[] }

type ExamplesFile = { readonly today: string; readonly pass: readonly { readonly document: ReportDocument }[] }

/** Reads the passing examples beside the form of a disease, given by its slug. */
export function readExamples(disease: string): Examples {
  const file = new URL(`../schemas/diseases/${disease}/examples.json`, import.meta.url)
  const { today, pass } = JSON.parse(readFileSync(file, 'utf8')) as ExamplesFile
  return { today, documents: pass.map(({ document }) => document) }
}
