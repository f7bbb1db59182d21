import { pageOf, readCursor } from '#api/http/cursor.ts'
import { defineChange, defineRead, type Route } from '#api/http/route.ts'
import { whereGiven } from '#api/http/where-given.ts'
import {
  decidePairSchema,
  mergePreviewSchema,
  patientPairListSchema,
  patientPairQuerySchema,
  patientPairSchema,
  patientSchema,
} from '#schemas/api/patient.ts'
import { emptySchema } from '#schemas/api/session.ts'
import { decidePair } from './decide-pair.ts'
import { PatientPairEntity } from './patient.entity.ts'
import { previewMerge } from './preview-merge.ts'
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
    query: emptySchema,
    reply: { status: 200, body: mergePreviewSchema },
    refusals: ['patient-pair-not-found'],
    run: async (context, { params }) => ({ body: await previewMerge(context, params['id']) }),
  }),
  defineChange({
    method: 'post',
    path: '/patient-pairs/:id/decisions',
    tag: 'patients',
    zh: '判定同一人或不同人',
    en: 'Decide a pair: same or different',
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
      'preview-needed',
      'preview-stale',
      'second-person-needed',
      'same-person-twice',
    ],
    run: (context, { params, body }) => decidePair(context, params['id'], body),
    present: async (context, pair) => ({ body: await viewPair(context, pair), version: pair.version }),
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
