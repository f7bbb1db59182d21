import type { Route } from './route.ts'
import { problems } from './problems.ts'
import type { RefusalCode } from '#registry-rules/refusal.ts'

const always: readonly RefusalCode[] = ['internal-error', 'database-unavailable']
const tags: Readonly<Record<string, string>> = {
  session: '登录 Sign-in',
  catalogue: '目录与值域 Catalogue and value sets',
  forms: '表单 Forms',
  'case-reports': '报告卡 Case reports',
  queries: '质疑 Queries',
  patients: '患者与查重 Patients and possible duplicates',
  cases: '病例 Cases',
  journal: '操作记录 Journal',
  reports: '统计 Reports',
}

/** The API description, OpenAPI 3.1, made from the route table; its schemas are JSON Schema 2020-12 as they are. */
export function describeApi(
  routes: readonly Route[],
  { prefix, version }: { prefix: string; version: string },
): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    const path = `${prefix}${route.path.replaceAll(/:(\w+)/g, '{$1}')}`
    paths[path] = { ...paths[path], [route.method]: describeRoute(route, path) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: '罕见病病例登记系统接口 Rare disease case registry API',
      version,
      description: [
        'JSON in UTF-8. Sign in at `POST /api/v1/session` and send the access token as `Authorization: Bearer …`.',
        'Whatever is read with an `ETag` is changed with `If-Match`; whatever creates something needs an `Idempotency-Key`.',
        'Refusals are RFC 9457 problems with every finding at once, in Chinese and English; `Accept-Language: en` gives English titles.',
      ].join('\n\n'),
    },
    servers: [{ url: '/' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Problem: problemSchema },
    },
  }
}

function describeRoute(route: Route, path: string): object {
  const status = 'mediaType' in route ? 200 : route.reply.status
  const content =
    'mediaType' in route
      ? { [route.mediaType]: { schema: { type: 'string', format: 'binary' } } }
      : { 'application/json': { schema: route.reply.body.schema } }
  return {
    operationId: `${route.method} ${route.path}`.replaceAll(/[^A-Za-z0-9]+/g, '-').replace(/-$/, ''),
    tags: [route.tag],
    summary: `${route.zh} · ${route.en}`,
    ...(route.permission === 'public'
      ? { security: [] }
      : { security: [{ bearer: [] }], 'x-permission': route.permission }),
    parameters: parametersOf(route, path),
    ...(route.kind === 'change'
      ? { requestBody: { required: true, content: { 'application/json': { schema: route.body.schema } } } }
      : {}),
    responses: { [status]: { description: 'OK', content }, ...refusalsOf(route) },
  }
}

function parametersOf(route: Route, path: string): object[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  if (route.kind !== 'change') {
    const properties = (route.query.schema['properties'] ?? {}) as Record<string, object>
    return [
      ...inPath,
      ...Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: false, schema })),
    ]
  }
  return [
    ...inPath,
    ...(route.ifMatch
      ? [
          {
            name: 'If-Match',
            in: 'header',
            required: true,
            description: 'The ETag of the last reply, such as "3".',
            schema: { type: 'string' },
          },
        ]
      : []),
    ...(route.idempotencyKey === 'none'
      ? []
      : [
          {
            name: 'Idempotency-Key',
            in: 'header',
            required: route.idempotencyKey === 'required',
            description: 'The same key with the same request gives the first answer again.',
            schema: { type: 'string', pattern: '^[A-Za-z0-9._-]{8,100}$' },
          },
        ]),
  ]
}

/** Refusals by status, each with the codes that a client may meet. */
function refusalsOf(route: Route): Record<string, object> {
  const codes: RefusalCode[] = [
    ...(route.permission === 'public'
      ? []
      : (['sign-in-required', 'token-expired', 'token-invalid', 'permission-missing'] as const)),
    ...(route.kind === 'change'
      ? ([
          'malformed-json',
          'body-breaks-schema',
          'body-too-large',
          'unsupported-media-type',
          'request-in-progress',
        ] as const)
      : (['query-breaks-schema'] as const)),
    ...(route.kind === 'change' && route.ifMatch ? (['if-match-missing', 'if-match-malformed'] as const) : []),
    ...(route.kind === 'change' && route.idempotencyKey !== 'none'
      ? (['idempotency-key-malformed', 'idempotency-key-reused'] as const)
      : []),
    ...(route.kind === 'change' && route.idempotencyKey === 'required' ? (['idempotency-key-missing'] as const) : []),
    ...(route.refusals ?? []),
    ...always,
  ]
  const byStatus = Map.groupBy(new Set(codes), (code) => problems[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: group.map((code) => `\`${code}\` ${problems[code].zh} · ${problems[code].en}`).join('\n\n'),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )
}

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'errors'],
  properties: {
    type: { type: 'string', description: 'A page that explains the problem.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['check', 'severity', 'pointer', 'zh', 'en'],
        properties: {
          check: { type: 'string' },
          severity: { enum: ['block', 'warn', 'note'] },
          pointer: { type: 'string' },
          zh: { type: 'string' },
          en: { type: 'string' },
          answeredBy: { type: 'string' },
        },
      },
    },
  },
}
