import type { IdentityFields } from '#registry-rules/linkage/identity-fields.ts'

/** One report of the benchmark: its id, and what matching reads of it. */
export type BenchmarkReport = { readonly recordId: string; readonly fields: IdentityFields }

const textFields = [
  'name',
  'sex',
  'birthDate',
  'idType',
  'idNumber',
  'phone',
  'guardianName',
  'guardianIdNumber',
  'motherName',
  'regionCode',
  'address',
  'diseaseCode',
  'hospitalCode',
  'reportDate',
] as const satisfies readonly (keyof IdentityFields)[]

/**
 * Reads one line. Any field but `recordId` may be null, missing or empty; a field that is not known is left alone.
 *
 * @throws Error with the number of the line and the name of the field, never with a value.
 */
export function readBenchmarkReport(line: string, lineNumber: number): BenchmarkReport {
  const report = parse(line, lineNumber)
  const { recordId, multipleBirthOrder } = report
  if (typeof recordId !== 'string' || recordId === '') throw new Error(`line ${lineNumber}: recordId is no text`)
  const texts = textFields.map((field) => [field, report[field]] as const)
  const wrong = texts.find(([, value]) => value !== undefined && value !== null && typeof value !== 'string')
  if (wrong) throw new Error(`line ${lineNumber}: ${wrong[0]} is neither text nor null`)
  const order = multipleBirthOrder ?? undefined
  if (order !== undefined && !Number.isSafeInteger(order)) {
    throw new Error(`line ${lineNumber}: multipleBirthOrder is neither a whole number nor null`)
  }
  const given = texts.filter(([, value]) => typeof value === 'string' && value.trim() !== '')
  const fields: IdentityFields = Object.fromEntries(given)
  return {
    recordId,
    fields: typeof order === 'number' && order > 0 ? { ...fields, multipleBirthOrder: order } : fields,
  }
}

function parse(line: string, lineNumber: number): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    // The parser's own message quotes the line, and with it somebody's identity.
    throw new Error(`line ${lineNumber}: not JSON`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`line ${lineNumber}: not a JSON object`)
  }
  return value as Readonly<Record<string, unknown>>
}
