import { pageOf, readCursor } from '#api/http/cursor.ts'
import { defineChange, defineRead, type Route } from '#api/http/route.ts'
import { whereGiven } from '#api/http/where-given.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import {
  confirmUnmergeSchema,
  decidePairSchema,
  markIdentitySchema,
  mergePreviewQuerySchema,
  mergePreviewSchema,
  openPairSchema,
  patientPairListSchema,
  patientPairQuerySchema,
  patientPairSchema,
  patientSchema,
  proposeUnmergeSchema,
  reopenPairSchema,
  unmergePreviewSchema,
  unmergeSchema,
} from '#schemas/api/patient.ts'
import { patientSearchReplySchema, patientSearchSchema } from '#schemas/api/patient-search.ts'
import { emptySchema } from '#schemas/api/session.ts'
import { decidePair } from './decide-pair.ts'
import { markIdentity } from './identity-state.ts'
import { openPair } from './open-pair.ts'
import { PatientPairEntity } from './patient.entity.ts'
import { previewMerge } from './preview-merge.ts'
import { presentUnmerge, previewUnmerge } from './preview-unmerge.ts'
import { reopenPair } from './reopen-pair.ts'
import { presentFoundPatients, searchPatients } from './search-patients.ts'
import { confirmUnmerge, proposeUnmerge } from './unmerge-patients.ts'
import { viewPatient } from './view-patient.ts'
import { getPair, isOfOneHospital, presentPair, viewPair } from './view-pair.ts'

/** Patients, and pairs of records that may be one person. */
export const patientRoutes: readonly Route[] = [
  defineRead({
    path: '/patient-pairs',
    tag: 'patients',
    zh: '疑似重复对列表',
    en: 'List pairs of possible duplicates',
    permission: 'pair.read',
    query: patientPairQuerySchema,
    reply: { status: 200, body: patientPairListSchema },
    refusals: ['cursor-malformed'],
    run: async (context, { query: { state, patient, cursor, limit } }) => {
      const after = readCursor(cursor)
      const pairs = await context.em.find(
        PatientPairEntity,
        {
          state,
          ...(patient === undefined ? {} : { $or: [{ patientAId: patient }, { patientBId: patient }] }),
          ...(after ? { id: { $gt: after } } : {}),
        },
        { orderBy: { id: 'asc' }, limit: limit + 1 },
      )
      const { page, nextCursor } = pageOf(pairs, limit)
      const visible = []
      for (const pair of page) {
        if (context.session.seat === 'office' || (await isOfOneHospital(context, pair))) visible.push(pair)
      }
      return {
        body: {
          items: visible.map((pair) => ({
            ...presentPair(pair),
            patientAId: pair.patientAId,
            patientBId: pair.patientBId,
          })),
          ...whereGiven({ nextCursor }),
        },
      }
    },
  }),
  defineChange({
    method: 'post',
    path: '/patient-pairs',
    tag: 'patients',
    zh: '人工提出疑似重复',
    en: 'Put two records before a reviewer by hand',
    permission: 'pair.decide',
    body: openPairSchema,
    reply: { status: 201, body: patientPairSchema },
    idempotencyKey: 'required',
    ifMatch: false,
    refusals: ['patient-not-found', 'pair-of-one-record', 'pair-open-already', 'pair-already-decided'],
    run: (context, { body }) => openPair(context, body.patients),
    present: async (context, pair) => ({ body: await viewPair(context, pair), version: pair.version }),
  }),
  defineRead({
    path: '/patient-pairs/:id',
    tag: 'patients',
    zh: '并列查看疑似重复对',
    en: 'Both records of a pair side by side',
    permission: 'pair.read',
    query: emptySchema,
    reply: { status: 200, body: patientPairSchema },
    refusals: ['patient-pair-not-found'],
    run: async (context, { params }) => {
      const pair = await getPair(context, params['id'])
      return { body: await viewPair(context, pair), version: pair.version }
    },
  }),
  defineRead({
    path: '/patient-pairs/:id/merge-preview',
    tag: 'patients',
    zh: '合并预览',
    en: 'What a decision as the same person would do',
    permission: 'pair.decide',
    query: mergePreviewQuerySchema,
    reply: { status: 200, body: mergePreviewSchema },
    refusals: ['patient-pair-not-found', 'survivor-not-of-pair'],
    run: async (context, { params, query }) => ({
      body: await previewMerge(context, params['id'], query.survivor),
    }),
  }),
  defineChange({
    method: 'post',
    path: '/patient-pairs/:id/decisions',
    tag: 'patients',
    zh: '判定同一人、不同人、亲属或暂不能判定',
    en: 'Decide a pair: same, different, relatives, or not yet',
    permission: 'pair.decide',
    body: decidePairSchema,
    reply: { status: 200, body: patientPairSchema },
    idempotencyKey: 'optional',
    ifMatch: true,
    refusals: [
      'patient-pair-not-found',
      'stale-version',
      'pair-already-decided',
      'role-missing',
      'four-eyes',
      'relative-kind-incomplete',
      'deferral-incomplete',
      'due-date-implausible',
      'pair-decided-otherwise',
      'survivor-not-of-pair',
      'preview-needed',
      'preview-stale',
      'second-person-needed',
      'same-person-twice',
    ],
    run: (context, { params, body }) => decidePair(context, params['id'], body),
    present: async (context, pair) => ({ body: await viewPair(context, pair), version: pair.version }),
  }),
  defineChange({
    method: 'post',
    path: '/patient-pairs/:id/reopenings',
    tag: 'patients',
    zh: '重新判定（两人）',
    en: 'Open a decided pair again (two persons)',
    permission: 'pair.reopen',
    body: reopenPairSchema,
    reply: { status: 200, body: patientPairSchema },
    idempotencyKey: 'optional',
    ifMatch: true,
    refusals: [
      'patient-pair-not-found',
      'stale-version',
      'pair-not-decided',
      'pair-open-already',
      'role-missing',
      'four-eyes',
      'second-person-needed',
      'same-person-twice',
    ],
    run: (context, { params, body }) => reopenPair(context, params['id'], body),
    present: async (context, pair) => ({ body: await viewPair(context, pair), version: pair.version }),
  }),
  defineRead({
    path: '/patient-merges/:number/unmerge-preview',
    tag: 'patients',
    zh: '撤销合并预览',
    en: 'What taking a merge back would do',
    permission: 'patient.unmerge',
    query: emptySchema,
    reply: { status: 200, body: unmergePreviewSchema },
    refusals: ['merge-not-found', 'merge-taken-back'],
    run: async (context, { params }) => ({ body: await previewUnmerge(context, params['number']) }),
  }),
  defineChange({
    method: 'post',
    path: '/patient-merges/:number/unmerge-proposals',
    tag: 'patients',
    zh: '提出撤销合并',
    en: 'Propose to take a merge back',
    permission: 'patient.unmerge',
    body: proposeUnmergeSchema,
    reply: { status: 201, body: unmergeSchema },
    idempotencyKey: 'required',
    ifMatch: false,
    refusals: [
      'merge-not-found',
      'merge-taken-back',
      'role-missing',
      'four-eyes',
      'preview-stale',
      'assignments-incomplete',
      'relative-kind-incomplete',
    ],
    run: (context, { params, body }) => proposeUnmerge(context, params['number'], body),
    present: async (context, unmerge) => ({ body: await presentUnmerge(context, unmerge) }),
  }),
  defineChange({
    method: 'post',
    path: '/patient-merges/:number/unmerge-confirmations',
    tag: 'patients',
    zh: '确认撤销合并',
    en: 'Confirm that a merge is taken back',
    permission: 'patient.unmerge',
    body: confirmUnmergeSchema,
    reply: { status: 200, body: unmergeSchema },
    idempotencyKey: 'optional',
    ifMatch: false,
    refusals: [
      'merge-not-found',
      'merge-taken-back',
      'unmerge-not-proposed',
      'role-missing',
      'four-eyes',
      'same-person-twice',
      'second-person-needed',
      'preview-stale',
    ],
    run: (context, { params, body }) => confirmUnmerge(context, params['number'], body),
    present: async (context, unmerge) => ({ body: await presentUnmerge(context, unmerge) }),
  }),
  defineChange({
    method: 'post',
    path: '/patients/:id/identity-states',
    tag: 'patients',
    zh: '标记身份待定或确定',
    en: 'Mark the identity of a patient as tentative or sure',
    permission: 'patient.mark-identity',
    body: markIdentitySchema,
    reply: { status: 200, body: patientSchema },
    idempotencyKey: 'optional',
    ifMatch: false,
    refusals: [
      'patient-not-found',
      'identity-state-unchanged',
      'reason-needed',
      'due-date-implausible',
      'undecided-pairs',
    ],
    run: (context, { params, body }) => markIdentity(context, params['id'], body),
    present: async (context, patient) => ({ body: await viewPatient(context, patient.id) }),
  }),
  defineChange({
    method: 'post',
    path: '/patient-searches',
    tag: 'patients',
    zh: '提交前查询此人是否已由本院登记',
    en: 'Ask before submission whether a person is known to the own hospital',
    permission: 'patient.search',
    body: patientSearchSchema,
    reply: { status: 200, body: patientSearchReplySchema },
    // A repeated question is a question: it is answered anew, counted and kept.
    idempotencyKey: 'none',
    ifMatch: false,
    refusals: ['search-criteria-insufficient', 'too-many-searches'],
    run: (context, { body }) => searchPatients(context, body),
    present: async (context, found) =>
      found instanceof Refusal ? { refusal: found } : { body: await presentFoundPatients(context, found) },
  }),
  defineRead({
    path: '/patients/:id',
    tag: 'patients',
    zh: '查看患者（编号或化名）',
    en: 'A patient by id or pseudonym',
    permission: 'patient.read',
    query: emptySchema,
    reply: { status: 200, body: patientSchema },
    refusals: ['patient-not-found'],
    run: async (context, { params }) => ({ body: await viewPatient(context, params['id']) }),
  }),
]
