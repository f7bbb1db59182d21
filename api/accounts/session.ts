import { createHash, randomBytes } from 'node:crypto'
import { LockMode } from '@mikro-orm/postgresql'
import { SignJWT } from 'jose'
import { v7 as newId } from 'uuid'
import type { Audited } from '#api/db/unit-of-work.ts'
import type { Context } from '#api/http/context.ts'
import { accessTokenMinutes, tokenAudience, tokenIssuer } from '#api/http/sign-in.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { AccountEntity, RefreshTokenEntity } from './account.entity.ts'
import { hashPassword, verifyPassword } from './passwords.ts'

/** Days after which a session ends when it is not used. */
export const refreshTokenDays = 14
/** Wrong passwords in a row after which an account is locked, and for how long (NIST SP 800-63B 5.2.2 asks for a limit). */
const signInAttempts = 5
const lockMinutes = 15

/** A session that has begun or gone on: who, and the next refresh token in clear, which is shown once. */
export type SessionReply = { readonly account: AccountEntity; readonly refreshToken: string }

// So that an unknown user name takes as long as a wrong password.
const nobodysHash = await hashPassword('nobody')

/**
 * Begins a session. A wrong password is counted, so its answer is decided only after the commit: the reply carries the
 * refusal (`sign-in-failed`, `too-many-attempts`) instead of throwing it.
 */
export async function signIn(
  { em, now }: Context,
  { username, password }: { username: string; password: string },
): Promise<Audited<SessionReply | Refusal>> {
  const account = await em.findOne(AccountEntity, { username: username.trim().toLowerCase() })
  const isRight = !isLocked(account, now) && (await verifyPassword(password, account?.passwordHash ?? nobodysHash))
  // Locked only now, since hashing takes long: many guesses at once are counted one by one, and judged by that count.
  if (account) await em.refresh(account, { lockMode: LockMode.PESSIMISTIC_WRITE })
  if (account?.lockedUntil && isLocked(account, now)) {
    const minutes = Math.ceil((account.lockedUntil.getTime() - now.getTime()) / 60_000)
    return refused(account, new Refusal('too-many-attempts', { minutes }))
  }
  if (!account || !isRight || !account.active) {
    if (account) {
      account.failedSignIns += 1
      if (account.failedSignIns >= signInAttempts) {
        account.failedSignIns = 0
        account.lockedUntil = new Date(now.getTime() + lockMinutes * 60_000)
      }
    }
    return refused(account, new Refusal('sign-in-failed'))
  }
  account.failedSignIns = 0
  account.lockedUntil = null
  const refreshToken = issueRefreshToken({ em, now }, account, newId())
  return {
    reply: { account, refreshToken },
    audit: { event: 'account.signed-in', object: { kind: 'account', id: account.id } },
  }
}

/**
 * Goes on with a session: the refresh token is used up and replaced. One that was used before has been copied, so its
 * whole family ends (RFC 9700 section 4.14.2).
 */
export async function refreshSession({ em, now, refreshToken }: Context): Promise<Audited<SessionReply | Refusal>> {
  // A visitor without a session is no attempt that the journal should keep.
  if (refreshToken === undefined) throw new Refusal('session-ended')
  const token = await em.findOne(
    RefreshTokenEntity,
    { tokenHash: hashOf(refreshToken) },
    // Of two at once, the second finds it used.
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  )
  const account = token ? await em.findOne(AccountEntity, { id: token.accountId, active: true }) : null
  if (!token || !account || token.endedAt || token.expiresAt <= now)
    return refused(account, new Refusal('session-ended'))
  if (token.usedAt) {
    await endFamily({ em, now }, token.familyId)
    return {
      reply: new Refusal('session-ended'),
      audit: { event: 'account.session-reused', object: { kind: 'account', id: account.id } },
    }
  }
  token.usedAt = now
  const next = issueRefreshToken({ em, now }, account, token.familyId)
  return {
    reply: { account, refreshToken: next },
    audit: { event: 'account.session-refreshed', object: { kind: 'account', id: account.id } },
  }
}

/** Ends a session; ending none is no error. */
export async function signOut({ em, now, refreshToken }: Context): Promise<Audited<undefined>> {
  const token =
    refreshToken === undefined ? null : await em.findOne(RefreshTokenEntity, { tokenHash: hashOf(refreshToken) })
  if (token) await endFamily({ em, now }, token.familyId)
  return { reply: undefined, audit: { event: 'account.signed-out', object: { kind: 'account', id: token?.accountId } } }
}

/** A signed access token for 15 minutes; it names the account and nothing else. */
export async function issueAccessToken(
  { keys, now }: Pick<Context, 'keys' | 'now'>,
  account: AccountEntity,
): Promise<string> {
  const key = keys.token.keys.get(keys.token.current)
  if (!key) throw new Error('The key ring has no current token key.')
  const seconds = Math.floor(now.getTime() / 1000)
  return new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: keys.token.current })
    .setSubject(account.id)
    .setIssuer(tokenIssuer)
    .setAudience(tokenAudience)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + accessTokenMinutes * 60)
    .sign(key)
}

const isLocked = (account: AccountEntity | null, now: Date): boolean =>
  account?.lockedUntil !== null && account?.lockedUntil !== undefined && account.lockedUntil > now

function refused(account: AccountEntity | null, refusal: Refusal): Audited<Refusal> {
  return {
    reply: refusal,
    audit: {
      event: 'account.sign-in-refused',
      object: { kind: 'account', id: account?.id },
      detail: { code: refusal.code },
    },
  }
}

function issueRefreshToken({ em, now }: Pick<Context, 'em' | 'now'>, account: AccountEntity, familyId: string): string {
  const token = randomBytes(32).toString('base64url')
  em.persist(
    em.create(RefreshTokenEntity, {
      id: newId(),
      accountId: account.id,
      familyId,
      tokenHash: hashOf(token),
      expiresAt: new Date(now.getTime() + refreshTokenDays * 86_400_000),
      usedAt: null,
      endedAt: null,
    }),
  )
  return token
}

async function endFamily({ em, now }: Pick<Context, 'em' | 'now'>, familyId: string): Promise<void> {
  for (const token of await em.find(RefreshTokenEntity, { familyId, endedAt: null })) token.endedAt = now
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()
