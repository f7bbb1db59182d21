import type { Context } from '#api/http/context.ts'
import { accessTokenMinutes } from '#api/http/sign-in.ts'
import { defineChange, defineRead, type Answer, type Refused, type Route } from '#api/http/route.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { hasPermission, permissions } from '#registry-rules/workflow/roles.ts'
import { accountSchema, emptySchema, sessionSchema, signInSchema } from '#schemas/api/session.ts'
import { AccountEntity } from './account.entity.ts'
import { issueAccessToken, refreshSession, refreshTokenDays, signIn, signOut, type SessionReply } from './session.ts'

const presentAccount = (account: AccountEntity) => ({
  id: account.id,
  username: account.username,
  displayName: account.displayName,
  roles: [...account.roles],
  permissions: permissions.filter((permission) => hasPermission(account, permission)),
  ...(account.hospitalCode === null || account.hospitalCode === undefined
    ? {}
    : { hospitalCode: account.hospitalCode }),
})

const presentSession = async (context: Context, reply: SessionReply) => ({
  body: {
    accessToken: await issueAccessToken(context, reply.account),
    tokenType: 'Bearer' as const,
    expiresInSeconds: accessTokenMinutes * 60,
    account: presentAccount(reply.account),
  },
  refreshCookie: { value: reply.refreshToken, maxAgeSeconds: refreshTokenDays * 86_400 },
})

/** Signing in, going on and out, and who one is. */
export const sessionRoutes: readonly Route[] = [
  defineChange({
    method: 'post',
    path: '/session',
    tag: 'session',
    zh: '登录',
    en: 'Sign in',
    permission: 'public',
    body: signInSchema,
    reply: { status: 201, body: sessionSchema },
    idempotencyKey: 'none',
    ifMatch: false,
    refusals: ['sign-in-failed', 'too-many-attempts'],
    run: (context, { body }) => signIn(context, body),
    present: presentSessionOrRefusal,
  }),
  defineChange({
    method: 'post',
    path: '/session/refresh',
    tag: 'session',
    zh: '续期',
    en: 'Go on with the session (needs the refresh cookie)',
    permission: 'public',
    body: emptySchema,
    reply: { status: 200, body: sessionSchema },
    idempotencyKey: 'none',
    ifMatch: false,
    usesCookie: true,
    refusals: ['session-ended', 'origin-refused'],
    run: (context) => refreshSession(context),
    present: presentSessionOrRefusal,
  }),
  defineChange({
    method: 'delete',
    path: '/session',
    tag: 'session',
    zh: '退出',
    en: 'Sign out',
    permission: 'public',
    body: emptySchema,
    reply: { status: 200, body: emptySchema },
    idempotencyKey: 'none',
    ifMatch: false,
    usesCookie: true,
    refusals: ['origin-refused'],
    run: (context) => signOut(context),
    present: () => ({ body: {}, refreshCookie: { value: '', maxAgeSeconds: 0 } }),
  }),
  defineRead({
    path: '/session/account',
    tag: 'session',
    zh: '当前账号',
    en: 'The account that is signed in',
    permission: 'signed-in',
    query: emptySchema,
    reply: { status: 200, body: accountSchema },
    run: async ({ em, actor }) => ({
      body: presentAccount(await em.findOneOrFail(AccountEntity, { id: actor.accountId })),
    }),
  }),
]

async function presentSessionOrRefusal(
  context: Context,
  reply: SessionReply | Refusal,
): Promise<Answer<Awaited<ReturnType<typeof presentSession>>['body']> | Refused> {
  return reply instanceof Refusal ? { refusal: reply } : presentSession(context, reply)
}
