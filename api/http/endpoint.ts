import type { Request, RequestHandler, Response } from 'express'
import { readingUnit, unitOfWork, type Session } from '#api/db/unit-of-work.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { hasPermission, seatOf, type Actor } from '#registry-rules/workflow/roles.ts'
import type { SchemaCheck } from './body-schema.ts'
import { calendarDateOf, type Context, type Deps } from './context.ts'
import { answerOnce, readIdempotencyKey, type KeptAnswer } from './idempotency.ts'
import { refusalOf } from './problem-reply.ts'
import type { Answer, ChangeRoute, Download, DownloadRoute, FileRoute, ReadRoute, Route } from './route.ts'
import type { Authenticate } from './sign-in.ts'
import { findUnstorable } from './storable-json.ts'

/** Times a unit is tried when the database could not serialise it; each try is the whole unit. */
const attempts = 4

export const refreshCookieName = 'refresh_token'
/** Where the refresh cookie is sent: nowhere but to the session routes. */
export const refreshCookiePath = '/api/v1/session'

/** Nobody yet: who stands behind a request to a public route. */
const guest: Actor = { accountId: '', personId: '', name: 'guest', roles: [], hospitalCode: undefined }

/** What every route has around it, made once. */
export type Surroundings = {
  readonly deps: Deps
  readonly authenticate: Authenticate
  readonly bodyCheck: (schema: object) => SchemaCheck
  readonly queryCheck: (schema: object) => SchemaCheck
}

/**
 * What stands around every route: sign-in, permission, input against schema, one transaction, and the reply after the
 * commit. Whatever it throws goes to the error handler.
 */
export function endpoint(route: Route, surroundings: Surroundings): RequestHandler {
  const check =
    route.kind === 'change' ? surroundings.bodyCheck(route.body.schema) : surroundings.queryCheck(route.query.schema)
  return async (request, response) => {
    // No record has such an id, and the database would refuse the question.
    if (findUnstorable(request.params).length > 0) throw new Refusal('not-found')
    const actor = route.permission === 'public' ? guest : await surroundings.authenticate(request)
    if (route.permission !== 'public' && !hasPermission(actor, route.permission))
      throw new Refusal('permission-missing')
    const base = contextOf(request, actor, surroundings.deps)
    switch (route.kind) {
      case 'change':
        return change(route, base, check, request, response, surroundings.deps)
      case 'read':
        return read(route, base, check, request, response, surroundings.deps)
      case 'download':
        return download(route, base, check, request, response, surroundings.deps)
      case 'file':
        return sendFile(route, base, check, request, response, surroundings.deps)
      default:
        return route satisfies never
    }
  }
}

async function change(
  route: ChangeRoute,
  base: BaseContext,
  check: SchemaCheck,
  request: Request,
  response: Response,
  deps: Deps,
): Promise<void> {
  if (route.usesCookie === true) refuseForeignOrigin(request, deps)
  const expectedVersion = route.ifMatch ? readIfMatch(request) : undefined
  const key = readIdempotencyKey(request, route.idempotencyKey)
  if (request.body === undefined && hasBody(request)) throw new Refusal('unsupported-media-type')
  const body: unknown = request.body === undefined ? {} : request.body
  const findings = check(body)
  if (findings.length > 0) throw new Refusal('body-breaks-schema', { count: findings.length }, findings)
  const session = { ...base.session, idempotencyKey: key }
  const params = request.params as Record<string, string>

  const kept = await repeatOnConflict(() => {
    const context = (em: Context['em']): Context => ({ ...base, session, expectedVersion, em })
    return answerOnce(deps, { actor: base.actor, key, request }, (em, keep) =>
      unitOfWork<unknown, KeptAnswer>(
        em,
        session,
        (unit) => route.run(context(unit), { params, body }),
        async (reply, unit) => keep(unit, route.reply.status, await route.present(context(unit), reply)),
      ),
    )
  })
  if ('refusal' in kept.answer) throw kept.answer.refusal
  send(response, kept.status, kept.answer, deps)
}

async function read(
  route: ReadRoute,
  base: BaseContext,
  check: SchemaCheck,
  request: Request,
  response: Response,
  deps: Deps,
): Promise<void> {
  const input = readInput(check, request)
  const answer = await readingUnit(deps.em(), base.session, (em) =>
    route.run({ ...base, em, expectedVersion: undefined }, input),
  )
  send(response, route.reply.status, answer, deps)
}

async function download(
  route: DownloadRoute,
  base: BaseContext,
  check: SchemaCheck,
  request: Request,
  response: Response,
  deps: Deps,
): Promise<void> {
  const input = readInput(check, request)
  await unitOfWork(deps.em(), base.session, (em) => route.run({ ...base, em, expectedVersion: undefined }, input))
  await readingUnit(deps.em(), base.session, async (em) => {
    response.setHeader('Cache-Control', 'no-store')
    await writeFile(await route.download({ ...base, em, expectedVersion: undefined }, input), response)
  })
}

async function sendFile(
  route: FileRoute,
  base: BaseContext,
  check: SchemaCheck,
  request: Request,
  response: Response,
  deps: Deps,
): Promise<void> {
  const input = readInput(check, request)
  const file = await readingUnit(deps.em(), base.session, (em) =>
    route.run({ ...base, em, expectedVersion: undefined }, input),
  )
  response.setHeader('ETag', file.etag)
  // Anybody may ask, as often as he likes: what has not changed is not made again.
  response.setHeader('Cache-Control', 'public, max-age=3600')
  if (request.get('If-None-Match') === file.etag) {
    response.status(304).end()
    return
  }
  // Written when the transaction is over: a slow reader must not keep a connection to the database.
  await writeFile(file, response)
}

async function writeFile({ fileName, mediaType, write: writeTo }: Download, response: Response): Promise<void> {
  response.setHeader('Content-Type', mediaType)
  response.setHeader('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`)
  await writeTo(response)
}

function readInput(check: SchemaCheck, request: Request): { params: Record<string, string>; query: unknown } {
  const query: unknown = { ...request.query }
  const findings = check(query)
  if (findings.length > 0) throw new Refusal('query-breaks-schema', { count: findings.length }, findings)
  return { params: request.params as Record<string, string>, query }
}

type BaseContext = Omit<Context, 'em' | 'expectedVersion'>

function contextOf(request: Request, actor: Actor, { em: _em, clock, ...deps }: Deps): BaseContext {
  const now = clock()
  const clientTime = readClientTime(request)
  const session: Session = {
    by:
      actor === guest
        ? { kind: 'rule', name: 'sign-in' }
        : { kind: actor.roles.includes('interface') ? 'interface' : 'person', actor },
    seat: seatOf(actor),
    hospitalCode: actor.hospitalCode,
    channel: request.get('X-Channel') === 'screen' ? 'screen' : 'api',
    requestId: String((request as Request & { id?: unknown }).id),
    clientTime,
  }
  return { ...deps, actor, session, now, today: calendarDateOf(now), refreshToken: readRefreshCookie(request) }
}

/** Whether the client sent a body, known length or not; one that was not read had no JSON content type. */
const hasBody = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

/**
 * A browser says from which page a request comes. Where the cookie is what counts, that page must be our own
 * (RFC 6749 section 10.12); a client without a browser sends no `Origin`.
 */
function refuseForeignOrigin(request: Request, { publicOrigin }: Deps): void {
  const origin = request.get('Origin')
  if (origin === undefined || origin === publicOrigin) return
  if (publicOrigin === undefined && /^https?:\/\/(.+)$/.exec(origin)?.[1] === request.get('Host')) return
  throw new Refusal('origin-refused')
}

function readIfMatch(request: Request): number {
  const header = request.get('If-Match')
  if (header === undefined) throw new Refusal('if-match-missing')
  const match = /^(?:W\/)?"(\d{1,9})"$/.exec(header.trim())
  if (!match) throw new Refusal('if-match-malformed')
  return Number(match[1])
}

/** The time that the client's clock shows, kept beside ours; one that no clock shows is left out. */
function readClientTime(request: Request): Date | undefined {
  const time = new Date(request.get('X-Client-Time') ?? Number.NaN)
  return time.getUTCFullYear() >= 1 && time.getUTCFullYear() <= 9999 ? time : undefined
}

function readRefreshCookie(request: Request): string | undefined {
  const pair = (request.get('Cookie') ?? '').split(/;\s*/).find((part) => part.startsWith(`${refreshCookieName}=`))
  return pair?.slice(refreshCookieName.length + 1)
}

/** A unit that the database could not serialise is repeated as a whole; any other error is final. */
export async function repeatOnConflict<Result>(unit: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await unit()
    } catch (error) {
      const isConflict = !(error instanceof Refusal) && refusalOf(error)?.code === 'request-in-progress'
      if (!isConflict || attempt === attempts) throw error
    }
  }
}

function send(response: Response, status: number, answer: Answer<unknown>, { publicOrigin }: Deps): void {
  if (answer.version !== undefined) response.setHeader('ETag', `"${answer.version}"`)
  if (answer.location !== undefined) response.setHeader('Location', answer.location)
  if (answer.refreshCookie !== undefined) {
    response.cookie(refreshCookieName, answer.refreshCookie.value, {
      httpOnly: true,
      sameSite: 'strict',
      secure: publicOrigin?.startsWith('https:') === true,
      path: refreshCookiePath,
      maxAge: answer.refreshCookie.maxAgeSeconds * 1000,
    })
  }
  response.setHeader('Cache-Control', 'no-store')
  response.status(status).json(answer.body)
}
