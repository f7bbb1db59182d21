import { createPublicKey, type KeyObject } from 'node:crypto'
import type { Request } from 'express'
import { Passport } from 'passport'
import { ExtractJwt, Strategy } from 'passport-jwt'
import { AccountEntity } from '#api/accounts/account.entity.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import type { Actor } from '#registry-rules/workflow/roles.ts'
import type { Deps } from './context.ts'

/** Who issues access tokens; checked, like the audience, on every request. */
export const tokenIssuer = 'rare-disease-case-registry'
/** For whom access tokens are issued. */
export const tokenAudience = 'rare-disease-case-registry-api'
/** Lifetime of an access token (DESIGN.md section 2). */
export const accessTokenMinutes = 15

/** The person behind a request, by its bearer token; throws `Refusal` with the exact reason otherwise. */
export type Authenticate = (request: Request) => Promise<Actor>

/**
 * ES256 access tokens by passport-jwt. The account is read each time, so a role that was taken away or an account that
 * was closed stops working at once, not after 15 minutes.
 */
export function createAuthenticate({ em, keys, clock }: Pick<Deps, 'em' | 'keys' | 'clock'>): Authenticate {
  const publicKeys = new Map([...keys.token.keys].map(([id, key]) => [id, pemOf(key)]))
  const passport = new Passport()
  // One strategy a request: the library takes the time that a token is judged by when the strategy is made.
  const strategyAt = (now: Date): Strategy =>
    new Strategy(
      {
        jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
        algorithms: ['ES256'],
        issuer: tokenIssuer,
        audience: tokenAudience,
        // Marked deprecated for the settings that the strategy has of its own; the time is not among them.
        // eslint-disable-next-line @typescript-eslint/no-deprecated
        jsonWebTokenOptions: { clockTimestamp: Math.floor(now.getTime() / 1000) },
        secretOrKeyProvider: (_request, token: string, done) => {
          const pem = publicKeys.get(keyIdOf(token) ?? '')
          if (pem === undefined) done(new Refusal('token-invalid'))
          else done(null, pem)
        },
      },
      (payload: { sub?: string }, done) => {
        em()
          .findOne(AccountEntity, { id: payload.sub ?? '', active: true })
          .then(
            (account) => {
              done(null, account ? actorOf(account) : false)
            },
            (error: unknown) => {
              done(error, false)
            },
          )
      },
    )

  return (request) =>
    new Promise((resolve, reject) => {
      const answer = (error: unknown, actor: Actor | false | undefined, info: unknown): void => {
        if (actor) resolve(actor)
        else
          reject(
            error instanceof Error && !(error instanceof Refusal) && error.name !== 'JsonWebTokenError'
              ? error
              : refusalOfToken(error, info),
          )
      }
      const middleware = passport.authenticate(strategyAt(clock()), { session: false }, answer as never) as (
        request: Request,
        response: unknown,
        next: (error: unknown) => void,
      ) => void
      middleware(request, {}, (error) => {
        answer(error, undefined, undefined)
      })
    })
}

/** The acting person as the rules know him. */
export function actorOf(account: AccountEntity): Actor {
  return {
    accountId: account.id,
    personId: account.personId,
    name: account.displayName,
    roles: account.roles,
    hospitalCode: account.hospitalCode ?? undefined,
  }
}

function refusalOfToken(error: unknown, info: unknown): Refusal {
  if (error instanceof Refusal) return error
  const { name, message } = (info ?? error ?? {}) as { name?: string; message?: string }
  if (name === 'TokenExpiredError') return new Refusal('token-expired')
  return new Refusal(message === 'No auth token' ? 'sign-in-required' : 'token-invalid')
}

function keyIdOf(token: string): string | undefined {
  try {
    const header = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8')) as { kid?: unknown }
    return typeof header.kid === 'string' ? header.kid : undefined
  } catch {
    return undefined
  }
}

function pemOf(key: KeyObject): string {
  return createPublicKey(key.export({ type: 'pkcs8', format: 'pem' }))
    .export({ type: 'spki', format: 'pem' })
    .toString()
}
