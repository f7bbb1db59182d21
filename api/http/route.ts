import type { Writable } from 'node:stream'
import type { Audited } from '#api/db/unit-of-work.ts'
import type { Refusal, RefusalCode } from '#registry-rules/refusal.ts'
import type { Permission } from '#registry-rules/workflow/roles.ts'
import type { TypedSchema } from '#schemas/api/define-schema.ts'
import type { Context } from './context.ts'

/** The named parts of a path, decoded. */
export type Params = Readonly<Record<string, string>>

/** What a route answers; headers come from here, so a route never touches the response. */
export type Answer<Body> = {
  readonly body: Body
  /** Version of the record, sent as `ETag`. */
  readonly version?: number
  readonly location?: string
  /** Sets or, with an empty value, clears the refresh cookie. */
  readonly refreshCookie?: { readonly value: string; readonly maxAgeSeconds: number }
}

/** A refusal that is answered after the commit, where the attempt itself must stay on record (a wrong password). */
export type Refused = { readonly refusal: Refusal }

/** A file that is written while it is made. */
export type Download = {
  readonly fileName: string
  readonly mediaType: string
  readonly write: (output: Writable) => Promise<void>
}

type Described = {
  readonly path: string
  readonly tag: string
  readonly zh: string
  readonly en: string
  readonly permission: Permission | 'public'
  /** Refusals beyond those that every route can give; printed in the API description. */
  readonly refusals?: readonly RefusalCode[]
}

/** A route that changes something: one audited transaction. */
export type ChangeRoute = Described & {
  readonly kind: 'change'
  readonly method: 'post' | 'put' | 'patch' | 'delete'
  readonly body: TypedSchema<unknown>
  readonly reply: { readonly status: 200 | 201; readonly body: TypedSchema<unknown> }
  /** `required` on what creates something: the same key sent twice gives the first answer again. */
  readonly idempotencyKey: 'required' | 'optional' | 'none'
  /** Whether the request names the version that it changes. */
  readonly ifMatch: boolean
  /** Whether the cookie decides who acts, so that a page from elsewhere could act for its visitor. */
  readonly usesCookie?: true
  readonly run: (context: Context, request: { params: Params; body: unknown }) => Promise<Audited<unknown>>
  readonly present: (context: Context, reply: unknown) => Answer<unknown> | Refused | Promise<Answer<unknown> | Refused>
}

/** A route that only reads: one snapshot. */
export type ReadRoute = Described & {
  readonly kind: 'read'
  readonly method: 'get'
  readonly query: TypedSchema<unknown>
  readonly reply: { readonly status: 200; readonly body: TypedSchema<unknown> }
  readonly run: (context: Context, request: { params: Params; query: unknown }) => Promise<Answer<unknown>>
}

/** A route that makes a file: its making is journaled first, then it is written from one snapshot. */
export type DownloadRoute = Described & {
  readonly kind: 'download'
  readonly method: 'get'
  readonly query: TypedSchema<unknown>
  readonly mediaType: string
  readonly run: (context: Context, request: { params: Params; query: unknown }) => Promise<Audited<unknown>>
  readonly download: (context: Context, request: { params: Params; query: unknown }) => Promise<Download>
}

/** A route that makes a file of what everybody may know; nothing is journaled. */
export type FileRoute = Described & {
  readonly kind: 'file'
  readonly method: 'get'
  readonly permission: 'public'
  readonly query: TypedSchema<unknown>
  readonly mediaType: string
  readonly run: (context: Context, request: { params: Params; query: unknown }) => Promise<PublicFile>
}

/** A file that is the same for everybody until its `etag` changes. It is written without a database. */
export type PublicFile = Download & { readonly etag: string }

/** One entry of the table that router, OpenAPI document and rights test read. */
export type Route = ChangeRoute | ReadRoute | DownloadRoute | FileRoute

/**
 * Declares a route that changes something. Permission, both schemas and the journal entry (by the type of `run`) are
 * required: leaving one out does not compile, nor does a reply that breaks its schema.
 */
export function defineChange<Body, ReplyBody, Result>(
  route: Omit<ChangeRoute, 'kind' | 'body' | 'reply' | 'run' | 'present'> & {
    readonly body: TypedSchema<Body>
    readonly reply: { readonly status: 200 | 201; readonly body: TypedSchema<ReplyBody> }
    readonly run: (context: Context, request: { params: Params; body: Body }) => Promise<Audited<Result>>
    readonly present: (
      context: Context,
      reply: Result,
    ) => Answer<NoInfer<ReplyBody>> | Refused | Promise<Answer<NoInfer<ReplyBody>> | Refused>
  },
): ChangeRoute {
  return { kind: 'change', ...route } as unknown as ChangeRoute
}

/** Declares a route that only reads. */
export function defineRead<Query, ReplyBody>(
  route: Omit<ReadRoute, 'kind' | 'method' | 'query' | 'reply' | 'run'> & {
    readonly query: TypedSchema<Query>
    readonly reply: { readonly status: 200; readonly body: TypedSchema<ReplyBody> }
    readonly run: (context: Context, request: { params: Params; query: Query }) => Promise<Answer<NoInfer<ReplyBody>>>
  },
): ReadRoute {
  return { kind: 'read', method: 'get', ...route } as unknown as ReadRoute
}

/** Declares a route that makes a file. */
export function defineDownload<Query>(
  route: Omit<DownloadRoute, 'kind' | 'method' | 'query' | 'run' | 'download'> & {
    readonly query: TypedSchema<Query>
    readonly run: (context: Context, request: { params: Params; query: Query }) => Promise<Audited<unknown>>
    readonly download: (context: Context, request: { params: Params; query: Query }) => Promise<Download>
  },
): DownloadRoute {
  return { kind: 'download', method: 'get', ...route } as unknown as DownloadRoute
}

/** Declares a route that makes a public file. */
export function defineFile<Query>(
  route: Omit<FileRoute, 'kind' | 'method' | 'query' | 'run'> & {
    readonly query: TypedSchema<Query>
    readonly run: (context: Context, request: { params: Params; query: Query }) => Promise<PublicFile>
  },
): FileRoute {
  return { kind: 'file', method: 'get', ...route } as unknown as FileRoute
}
