import { randomUUID } from 'node:crypto'
import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express'
import helmet from 'helmet'
import { pinoHttp } from 'pino-http'
import { createSchemaCompiler } from '#api/http/body-schema.ts'
import type { Deps } from '#api/http/context.ts'
import { endpoint } from '#api/http/endpoint.ts'
import { healthRoutes } from '#api/http/health.ts'
import { describeApi } from '#api/http/openapi.ts'
import { pages } from '#api/http/pages.ts'
import { presentFault } from '#api/http/present-fault.ts'
import { languageOf, presentProblem, refusalOf } from '#api/http/problem-reply.ts'
import { createAuthenticate } from '#api/http/sign-in.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { apiPrefix, routes } from './routes.ts'

/** The largest body that is read, in bytes. */
const bodyLimitBytes = 1_048_576

/** Accounts that the first page may offer; empty outside of a demonstration. */
export type DemoAccount = { readonly username: string; readonly password: string; readonly role: string }

/** What the pages around the API need besides. */
export type AppOptions = { readonly version: string; readonly demoAccounts: readonly DemoAccount[] }

/** The whole application on one port: API, pages, problems. It listens nowhere and reads no environment. */
export function createApp(deps: Deps, { version, demoAccounts }: AppOptions): Express {
  const app = express()
  const openapi = describeApi(routes, { prefix: apiPrefix, version })
  const surroundings = {
    deps,
    authenticate: createAuthenticate(deps),
    bodyCheck: createSchemaCompiler({ coerce: false }),
    queryCheck: createSchemaCompiler({ coerce: true }),
  }
  app.disable('x-powered-by')
  app.set('query parser', 'simple')
  // An ETag of the API is the version of a record; Express would invent others.
  app.set('etag', false)
  app.use(
    pinoHttp({
      logger: deps.log,
      genReqId: (request, response) => {
        const given = request.headers['x-request-id']
        const id = typeof given === 'string' && /^[A-Za-z0-9-]{8,64}$/.test(given) ? given : randomUUID()
        response.setHeader('X-Request-Id', id)
        return id
      },
      // One line a request: method, path, status, duration. Never headers or bodies.
      serializers: {
        req: (request: { id: string; method: string; url: string }) => ({
          id: request.id,
          method: request.method,
          path: pathForLog(request.url),
        }),
        res: (response: { statusCode: number }) => ({ status: response.statusCode }),
        err: presentFault,
      },
      customLogLevel: (_request, response) => (response.statusCode >= 500 ? 'error' : 'info'),
    }),
  )
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'", 'data:'],
          objectSrc: ["'none'"],
          baseUri: ["'none'"],
          frameAncestors: ["'none'"],
          formAction: ["'self'"],
        },
      },
      // The server itself speaks HTTP; whoever puts it behind HTTPS sets this there.
      strictTransportSecurity: deps.publicOrigin?.startsWith('https:') === true,
    }),
  )
  app.use(healthRoutes(deps))
  app.use(pages({ openapi, demoAccounts, version, forms: deps.forms }))

  app.use(apiPrefix, express.json({ limit: bodyLimitBytes, strict: false }))
  for (const route of routes) app[route.method](`${apiPrefix}${route.path}`, endpoint(route, surroundings))
  app.use(() => {
    throw new Refusal('not-found')
  })
  app.use(answerErrors(deps))
  return app
}

/** Part of an address that the log may show: words of the route table, small numbers, record ids. */
const harmlessSegment = /^(?:[a-z][a-z.-]*|v?\d{1,2}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/

/** The path without its query; whatever else was typed into the address may be a name or a number of a person. */
function pathForLog(url: string): string {
  const path = url.split('?')[0] ?? ''
  return path
    .split('/')
    .map((segment) => (harmlessSegment.test(segment) ? segment : '*'))
    .join('/')
}

function answerErrors({ log }: Deps): ErrorRequestHandler {
  return (error: unknown, request: Request & { id?: unknown }, response: Response, next) => {
    const known = refusalOf(error)
    const requestId = String(request.id)
    if (!known) log.error({ requestId, err: presentFault(error) }, 'request failed')
    if (response.headersSent) {
      // A file was under way: the connection is cut, so that the client sees that it is not whole.
      response.destroy()
      next()
      return
    }
    const refusal = known ?? new Refusal('internal-error', { requestId })
    const problem = presentProblem(refusal, languageOf(request), request.originalUrl.split('?')[0] ?? '')
    if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer')
    if (problem.status === 503) response.setHeader('Retry-After', '5')
    const wait = refusal.values['retryAfterSeconds']
    if (wait !== undefined) response.setHeader('Retry-After', String(wait))
    // A download that failed before its first byte has said already that it is a file.
    response.removeHeader('Content-Disposition')
    response.setHeader('Cache-Control', 'no-store')
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem))
  }
}
