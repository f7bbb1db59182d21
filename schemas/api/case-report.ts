import { defineSchema } from './define-schema.ts'

const text = { type: 'string' } as const
const instant = { type: 'string', format: 'date-time' } as const
const uuid = { type: 'string', format: 'uuid' } as const
/** A report document: drafts are taken in any condition, so its inside is judged by the form, not by the API. */
const document = { type: 'object', additionalProperties: true } as const

const finding = {
  type: 'object',
  required: ['check', 'severity', 'pointer', 'zh', 'en'],
  properties: {
    check: text,
    severity: { enum: ['block', 'warn', 'note'] },
    pointer: text,
    zh: text,
    en: text,
    answeredBy: text,
  },
  additionalProperties: false,
} as const

const verified = {
  type: 'object',
  required: ['check', 'pointer', 'reason'],
  properties: {
    check: { type: 'string', minLength: 1, maxLength: 100 },
    pointer: { type: 'string', maxLength: 300 },
    reason: { type: 'string', minLength: 2, maxLength: 500 },
  },
  additionalProperties: false,
} as const

/** `POST /case-reports`. */
export const createCaseReportSchema = defineSchema({
  type: 'object',
  required: ['disease'],
  properties: { disease: { type: 'string', minLength: 1, maxLength: 100 }, content: document },
  additionalProperties: false,
})

/** `PUT /case-reports/:id/draft`: the whole document, never a part. */
export const saveDraftSchema = defineSchema({
  type: 'object',
  required: ['content'],
  properties: { content: document },
  additionalProperties: false,
})

/** `POST /case-reports/:id/transitions`; which of the optional keys a transition needs, its row says. */
export const caseReportTransitionSchema = defineSchema({
  type: 'object',
  required: ['transition'],
  properties: {
    transition: {
      description: 'One of the transitions that allowedActions of the report lists.',
      type: 'string',
      minLength: 1,
      maxLength: 60,
    },
    reasonCode: {
      description: 'A code of the value set that allowedActions names for the transition.',
      type: 'string',
      minLength: 1,
      maxLength: 40,
    },
    reasonText: { type: 'string', minLength: 1, maxLength: 1000 },
    dueDate: { type: 'string', format: 'date' },
    verified: { type: 'array', maxItems: 200, items: verified },
    verifiedValuesSeen: { type: 'boolean' },
    lossesSeen: {
      description: 'For upgrade-form: the answers that do not carry over were shown.',
      type: 'boolean',
    },
  },
  additionalProperties: false,
})

/** Query parameters of `GET /case-reports`. */
export const caseReportQuerySchema = defineSchema({
  type: 'object',
  properties: {
    state: {
      enum: ['DRAFT', 'SUBMITTED', 'HOSPITAL_REVIEW', 'FORWARDED', 'OFFICE_REVIEW', 'RETURNED', 'ACCEPTED', 'REJECTED'],
    },
    disease: { type: 'string', minLength: 1, maxLength: 100 },
    number: { type: 'string', minLength: 1, maxLength: 40 },
    cursor: { type: 'string', minLength: 1, maxLength: 200 },
    limit: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
  },
  additionalProperties: false,
})

const summary = {
  id: uuid,
  number: text,
  disease: {
    type: 'object',
    required: ['code', 'slug', 'nameZh', 'nameEn'],
    properties: { code: text, slug: text, nameZh: text, nameEn: text },
    additionalProperties: false,
  },
  hospital: {
    type: 'object',
    required: ['code', 'nameZh'],
    properties: { code: text, nameZh: text },
    additionalProperties: false,
  },
  formVersion: { type: 'integer' },
  state: text,
  stateZh: text,
  stateEn: text,
  returnLevel: { enum: ['hospital', 'office'] },
  round: { type: 'integer' },
  dueDate: { type: 'string', format: 'date' },
  author: text,
  claimedBy: text,
  leaseEndsAt: instant,
  versionNumber: { type: 'integer' },
  createdAt: instant,
  changedAt: instant,
  firstSubmittedAt: instant,
  forwardedAt: instant,
  acceptedAt: instant,
  version: { type: 'integer' },
} as const

const summaryRequired = [
  'id',
  'number',
  'disease',
  'hospital',
  'formVersion',
  'state',
  'stateZh',
  'stateEn',
  'round',
  'author',
  'versionNumber',
  'createdAt',
  'changedAt',
  'version',
] as const

/** A page of reports, without content. */
export const caseReportListSchema = defineSchema({
  type: 'object',
  required: ['items'],
  properties: {
    items: {
      type: 'array',
      items: { type: 'object', required: [...summaryRequired], properties: summary, additionalProperties: false },
    },
    nextCursor: text,
  },
  additionalProperties: false,
})

const query = {
  type: 'object',
  required: ['id', 'number', 'level', 'pointer', 'kind', 'state', 'text', 'openedAt', 'version'],
  properties: {
    id: uuid,
    number: text,
    level: { enum: ['hospital', 'office'] },
    pointer: text,
    kind: text,
    state: text,
    text,
    suggestedValue: {},
    answerKind: text,
    answer: text,
    missingReason: text,
    waitingUntil: text,
    dueDate: text,
    openedAt: instant,
    answeredAt: instant,
    closedAt: instant,
    version: { type: 'integer' },
  },
  additionalProperties: false,
} as const

/** A query with its answer, in clear for whoever may read the report. */
export const querySchema = defineSchema(query)
/** All queries of one report. */
export const queryListSchema = defineSchema({
  type: 'object',
  required: ['items'],
  properties: { items: { type: 'array', items: query } },
  additionalProperties: false,
})

const allowedAction = {
  type: 'object',
  required: ['transition', 'number', 'zh', 'en', 'allowed', 'needs'],
  properties: {
    transition: text,
    number: text,
    zh: text,
    en: text,
    allowed: { type: 'boolean' },
    needs: {
      description: 'What the request must bring along.',
      type: 'array',
      items: { enum: ['reasonCode', 'reasonText', 'verified', 'verifiedValuesSeen', 'lossesSeen'] },
    },
    reasonCodes: { description: 'The value set that reasonCode is taken from.', ...text },
    refusal: {
      type: 'object',
      required: ['code', 'zh', 'en'],
      properties: { code: text, zh: text, en: text },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
} as const

/** A report as far as the reader may see it, with what he may do and why not the rest. */
export const caseReportSchema = defineSchema({
  type: 'object',
  required: [
    ...summaryRequired,
    'contentWithheld',
    'identityCheck',
    'findings',
    'verified',
    'queries',
    'allowedActions',
  ],
  properties: {
    ...summary,
    patient: {
      type: 'object',
      required: ['id', 'pseudonym'],
      properties: { id: uuid, pseudonym: text },
      additionalProperties: false,
    },
    receipt: {
      type: 'object',
      required: ['number', 'contentHash', 'submittedAt'],
      properties: { number: text, contentHash: text, submittedAt: instant },
      additionalProperties: false,
    },
    inForceVersionNumber: { type: 'integer' },
    identityCheck: { enum: ['clear', 'pending'] },
    content: document,
    contentWithheld: { type: 'boolean' },
    formUpgrade: {
      description: 'There is a newer version of the form; `lost` are the answers that it has no place for.',
      type: 'object',
      required: ['toVersion', 'lost'],
      properties: {
        toVersion: { type: 'integer' },
        lost: {
          type: 'array',
          items: {
            type: 'object',
            required: ['pointer', 'titleZh', 'titleEn', 'reason', 'value'],
            properties: {
              pointer: text,
              titleZh: text,
              titleEn: text,
              reason: { enum: ['item-removed', 'choice-removed', 'type-changed', 'unit-changed'] },
              value: {},
            },
            additionalProperties: false,
          },
        },
      },
      additionalProperties: false,
    },
    findings: { type: 'array', items: finding },
    verified: { type: 'array', items: verified },
    queries: { type: 'array', items: query },
    allowedActions: { type: 'array', items: allowedAction },
  },
  additionalProperties: false,
})

/** Every version as submitted; `content` only for who may read it. */
export const caseReportVersionsSchema = defineSchema({
  type: 'object',
  required: ['items'],
  properties: {
    items: {
      type: 'array',
      items: {
        type: 'object',
        required: ['number', 'formVersion', 'ruleSet', 'contentHash', 'receiptNumber', 'submittedAt', 'inForce'],
        properties: {
          number: { type: 'integer' },
          formVersion: { type: 'integer' },
          ruleSet: text,
          contentHash: text,
          receiptNumber: text,
          submittedAt: instant,
          inForce: { type: 'boolean' },
          content: document,
        },
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
})

/** `POST /case-reports/:id/queries`. */
export const openQuerySchema = defineSchema({
  type: 'object',
  required: ['pointer', 'kind', 'text'],
  properties: {
    pointer: { type: 'string', maxLength: 300 },
    kind: { enum: ['missing', 'implausible', 'contradicts', 'unclear', 'please-prove'] },
    text: { type: 'string', minLength: 2, maxLength: 1000 },
    suggestedValue: {},
    dueDate: { type: 'string', format: 'date' },
  },
  additionalProperties: false,
})

/** `POST /queries/:id/transitions`. */
export const queryTransitionSchema = defineSchema({
  type: 'object',
  required: ['transition'],
  properties: {
    transition: { type: 'string', minLength: 1, maxLength: 60 },
    answerKind: { enum: ['changed-value', 'accepted-suggestion', 'verified', 'cannot-be-found-out', 'waiting'] },
    text: { type: 'string', minLength: 1, maxLength: 1000 },
    missingReason: { type: 'string', minLength: 1, maxLength: 40 },
    waitingUntil: { type: 'string', format: 'date' },
  },
  additionalProperties: false,
})
