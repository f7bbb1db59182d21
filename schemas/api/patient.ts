import { defineSchema } from './define-schema.ts'

const text = { type: 'string' } as const
const uuid = { type: 'string', format: 'uuid' } as const
const instant = { type: 'string', format: 'date-time' } as const

const calendarDate = { type: 'string', format: 'date' } as const
const pairReason = {
  enum: ['identity-checked', 'record-checked', 'hospital-confirmed', 'entry-error', 'other'],
} as const
const token = { type: 'string', minLength: 1, maxLength: 200 } as const

const relative = {
  type: 'object',
  required: ['kind'],
  properties: {
    kind: {
      enum: ['identical-twin', 'fraternal-twin', 'twin-unknown-zygosity', 'sibling', 'parent-child', 'other'],
    },
    parentId: uuid,
  },
  additionalProperties: false,
} as const

const pairReport = {
  type: 'object',
  required: ['id', 'number', 'hospitalCode', 'diseaseCode', 'state'],
  properties: { id: uuid, number: text, hospitalCode: text, diseaseCode: text, state: text },
  additionalProperties: false,
} as const

const side = {
  type: 'object',
  required: ['patientId', 'pseudonym', 'recordState', 'identities', 'reports'],
  properties: {
    patientId: uuid,
    pseudonym: text,
    recordState: text,
    identities: { type: 'array', items: { type: 'object', additionalProperties: true } },
    reports: { type: 'array', items: pairReport },
  },
  additionalProperties: false,
} as const

const agreement = {
  type: 'object',
  required: ['field', 'level', 'zh', 'en'],
  properties: {
    field: text,
    level: text,
    zh: text,
    en: text,
    weight: { type: 'number' },
    weightAgainstRelative: { type: 'number' },
  },
  additionalProperties: false,
} as const

const pair = {
  id: uuid,
  state: text,
  stateZh: text,
  stateEn: text,
  reason: text,
  reasonZh: text,
  reasonEn: text,
  explanation: { type: 'array', items: agreement },
  score: { type: 'number' },
  otherExplanation: text,
  isFamilyPattern: { type: 'boolean' },
  matcherVersion: text,
  detectedAt: instant,
  decidedAt: instant,
  reasonCode: text,
  relativeKind: text,
  missingFact: text,
  dueDate: calendarDate,
  decidedBefore: text,
  proposedBy: text,
  reopeningProposedBy: text,
  decidedBy: text,
  version: { type: 'integer' },
} as const

const pairRequired = [
  'id',
  'state',
  'stateZh',
  'stateEn',
  'reason',
  'reasonZh',
  'reasonEn',
  'explanation',
  'matcherVersion',
  'detectedAt',
  'version',
] as const

/** Both records of a pair side by side. */
export const patientPairSchema = defineSchema({
  type: 'object',
  required: [...pairRequired, 'a', 'b'],
  properties: {
    ...pair,
    questions: {
      type: 'array',
      items: {
        type: 'object',
        required: ['number', 'state', 'caseReport'],
        properties: { number: text, state: text, caseReport: text },
        additionalProperties: false,
      },
    },
    byCorrection: { type: 'array', items: text },
    merge: text,
    a: side,
    b: side,
  },
  additionalProperties: false,
})

/** A page of pairs, without identity. */
export const patientPairListSchema = defineSchema({
  type: 'object',
  required: ['items'],
  properties: {
    items: {
      type: 'array',
      items: {
        type: 'object',
        required: [...pairRequired, 'patientAId', 'patientBId'],
        properties: { ...pair, patientAId: uuid, patientBId: uuid },
        additionalProperties: false,
      },
    },
    nextCursor: text,
  },
  additionalProperties: false,
})

/** Query parameters of `GET /patient-pairs`. */
export const patientPairQuerySchema = defineSchema({
  type: 'object',
  properties: {
    state: { enum: ['OPEN', 'SAME', 'DIFFERENT', 'RELATIVE', 'DEFERRED', 'MOOT'], default: 'OPEN' },
    patient: uuid,
    cursor: { type: 'string', minLength: 1, maxLength: 200 },
    limit: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
  },
  additionalProperties: false,
})

/** Query parameters of the merge preview: the record that shall stay, where that is not the one the rule proposes. */
export const mergePreviewQuerySchema = defineSchema({
  type: 'object',
  properties: { survivor: uuid },
  additionalProperties: false,
})

/** `POST /patient-pairs`: two records, each by id or pseudonym. */
export const openPairSchema = defineSchema({
  type: 'object',
  required: ['patients'],
  properties: {
    patients: { type: 'array', minItems: 2, maxItems: 2, items: { type: 'string', minLength: 1, maxLength: 100 } },
  },
  additionalProperties: false,
})

/** What a merge would move; its token goes with the decision. */
export const mergePreviewSchema = defineSchema({
  type: 'object',
  required: ['survivor', 'mergedAway', 'proposedSurvivor', 'moves', 'previewToken', 'needsSecondPerson'],
  properties: {
    survivor: uuid,
    mergedAway: uuid,
    proposedSurvivor: uuid,
    moves: {
      type: 'object',
      required: ['caseReports', 'identities', 'cases', 'openPairs'],
      properties: {
        caseReports: { type: 'array', items: text },
        identities: { type: 'integer' },
        openPairs: { type: 'integer' },
        cases: {
          type: 'array',
          items: {
            type: 'object',
            required: ['number', 'becomes'],
            properties: { number: text, becomes: text },
            additionalProperties: false,
          },
        },
      },
      additionalProperties: false,
    },
    previewToken: text,
    needsSecondPerson: { type: 'boolean' },
  },
  additionalProperties: false,
})

/** `POST /patient-pairs/:id/decisions`. */
export const decidePairSchema = defineSchema({
  type: 'object',
  required: ['outcome', 'reasonCode'],
  properties: {
    outcome: { enum: ['same', 'different', 'relative', 'deferred'] },
    reasonCode: pairReason,
    previewToken: token,
    survivor: uuid,
    relative,
    deferral: {
      type: 'object',
      required: ['missingFact', 'dueDate'],
      properties: {
        missingFact: {
          enum: ['identity-document', 'name', 'birth-date', 'sex', 'family', 'medical-record', 'other'],
        },
        dueDate: calendarDate,
      },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
})

/** `POST /patient-pairs/:id/reopenings`. */
export const reopenPairSchema = defineSchema({
  type: 'object',
  required: ['reasonCode'],
  properties: { reasonCode: { enum: ['fact-received', 'decided-wrongly', 'asked-by-hospital', 'other'] } },
  additionalProperties: false,
})

/** `POST /patients/:id/identity-states`. */
export const markIdentitySchema = defineSchema({
  type: 'object',
  required: ['identityState', 'note'],
  properties: {
    identityState: { enum: ['SURE', 'TENTATIVE'] },
    note: { type: 'string', minLength: 2, maxLength: 2000 },
    dueDate: calendarDate,
  },
  additionalProperties: false,
})

const assignments = {
  type: 'array',
  maxItems: 1000,
  items: {
    type: 'object',
    required: ['caseReportId', 'side'],
    properties: { caseReportId: uuid, side: { enum: ['separated', 'remaining'] } },
    additionalProperties: false,
  },
} as const

/** `POST /patient-merges/:number/unmerge-proposals`. */
export const proposeUnmergeSchema = defineSchema({
  type: 'object',
  required: ['outcome', 'reasonCode', 'assignments', 'previewToken'],
  properties: {
    outcome: { enum: ['different', 'relative'] },
    relative,
    reasonCode: pairReason,
    assignments,
    previewToken: token,
  },
  additionalProperties: false,
})

/** `POST /patient-merges/:number/unmerge-confirmations`. */
export const confirmUnmergeSchema = defineSchema({
  type: 'object',
  required: ['previewToken'],
  properties: { previewToken: token },
  additionalProperties: false,
})

const unmerge = {
  type: 'object',
  required: ['number', 'state', 'outcome', 'reasonCode', 'assignments', 'proposedAt'],
  properties: {
    number: text,
    state: { enum: ['PROPOSED', 'REPLACED', 'DONE'] },
    outcome: { enum: ['different', 'relative'] },
    relative,
    reasonCode: text,
    assignments,
    proposedBy: text,
    proposedAt: instant,
    confirmedBy: text,
    confirmedAt: instant,
  },
  additionalProperties: false,
} as const

/** A proposal to take a merge back, or what was done. */
export const unmergeSchema = defineSchema(unmerge)

const record = {
  type: 'object',
  required: ['id', 'pseudonym'],
  properties: { id: uuid, pseudonym: text },
  additionalProperties: false,
} as const

/** What taking a merge back would do; its token goes with the proposal and with the confirmation. */
export const unmergePreviewSchema = defineSchema({
  type: 'object',
  required: ['number', 'mergedAt', 'separated', 'remaining', 'goesBack', 'cameAfter', 'previewToken'],
  properties: {
    number: text,
    mergedAt: instant,
    separated: record,
    remaining: record,
    goesBack: {
      type: 'object',
      required: ['caseReports', 'identities', 'pairs'],
      properties: {
        caseReports: { type: 'array', items: text },
        identities: { type: 'integer' },
        pairs: { type: 'integer' },
      },
      additionalProperties: false,
    },
    cameAfter: {
      type: 'array',
      items: {
        type: 'object',
        required: ['caseReportId', 'number', 'hospitalCode', 'diseaseCode', 'state', 'side'],
        properties: {
          caseReportId: uuid,
          number: text,
          hospitalCode: text,
          diseaseCode: text,
          state: text,
          side: { enum: ['separated', 'remaining'] },
        },
        additionalProperties: false,
      },
    },
    previewToken: text,
    proposal: unmerge,
  },
  additionalProperties: false,
})

/** A patient record under its pseudonym. */
export const patientSchema = defineSchema({
  type: 'object',
  required: ['id', 'pseudonym', 'recordState', 'identityState', 'vitalState', 'resolvedFrom', 'reports', 'cases'],
  properties: {
    id: uuid,
    pseudonym: text,
    recordState: text,
    identityState: text,
    vitalState: text,
    resolvedFrom: { type: 'array', items: text },
    identity: { type: 'object', additionalProperties: true },
    relatives: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pseudonym', 'relation'],
        properties: { pseudonym: text, relation: text },
        additionalProperties: false,
      },
    },
    merges: {
      type: 'array',
      items: {
        type: 'object',
        required: ['number', 'mergedAt', 'pseudonym'],
        properties: { number: text, mergedAt: instant, pseudonym: text },
        additionalProperties: false,
      },
    },
    reports: { type: 'array', items: pairReport },
    cases: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'number', 'diseaseCode', 'state'],
        properties: { id: uuid, number: text, diseaseCode: text, state: text },
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
})

/** Query parameters of `GET /cases`. */
export const caseQuerySchema = defineSchema({
  type: 'object',
  properties: {
    disease: { type: 'string', minLength: 1, maxLength: 100 },
    state: { enum: ['SUSPECTED', 'CONFIRMED', 'INACTIVE'] },
    cursor: { type: 'string', minLength: 1, maxLength: 200 },
    limit: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
  },
  additionalProperties: false,
})

const registryCase = {
  type: 'object',
  required: ['id', 'number', 'diseaseCode', 'state', 'patientId', 'openedAt', 'reports'],
  properties: {
    id: uuid,
    number: text,
    diseaseCode: text,
    state: text,
    patientId: uuid,
    openedAt: instant,
    reports: { type: 'array', items: text },
  },
  additionalProperties: false,
} as const

/** A case with the reports that are its sources. */
export const caseSchema = defineSchema(registryCase)
/** A page of cases. */
export const caseListSchema = defineSchema({
  type: 'object',
  required: ['items'],
  properties: { items: { type: 'array', items: registryCase }, nextCursor: text },
  additionalProperties: false,
})
