import { v7 as newId } from 'uuid'
import { AccountEntity } from '#api/accounts/account.entity.ts'
import { hashPassword } from '#api/accounts/passwords.ts'
import { unitOfWork, type Session } from '#api/db/unit-of-work.ts'
import type { Deps } from '#api/http/context.ts'
import type { Role } from '#registry-rules/workflow/roles.ts'

/** An account to be made; the user name is stored in lower case. */
export type NewAccount = {
  readonly username: string
  readonly displayName: string
  readonly roles: readonly Role[]
  readonly hospitalCode?: string | undefined
  readonly password: string
}

const session: Session = {
  by: { kind: 'rule', name: 'account-creation' },
  seat: 'none',
  hospitalCode: undefined,
  channel: 'seed',
}

/** Makes accounts that do not exist yet, each with its journal entry; gives those that it made. */
export async function createAccounts(
  { em, clock }: Pick<Deps, 'em' | 'clock'>,
  wanted: readonly NewAccount[],
): Promise<readonly string[]> {
  const names = wanted.map(({ username }) => username.toLowerCase())
  const existing = new Set((await em().find(AccountEntity, { username: names })).map(({ username }) => username))
  const fresh = wanted.filter(({ username }) => !existing.has(username.toLowerCase()))
  if (fresh.length === 0) return []
  const hashes = await Promise.all(fresh.map(({ password }) => hashPassword(password)))
  return unitOfWork(em(), session, async (unit) => {
    const events = fresh.map(({ username, displayName, roles, hospitalCode }, index) => {
      const id = newId()
      unit.persist(
        unit.create(AccountEntity, {
          id,
          personId: newId(),
          username: username.toLowerCase(),
          displayName,
          passwordHash: hashes[index] ?? '',
          roles: [...roles],
          hospitalCode: hospitalCode ?? null,
          active: true,
          failedSignIns: 0,
          lockedUntil: null,
          createdAt: clock(),
        }),
      )
      return { event: 'account.created', object: { kind: 'account', id }, detail: { roles }, hospitalCode }
    })
    const [first, ...rest] = events
    if (!first) throw new Error('There is at least one new account here.')
    return { reply: fresh.map(({ username }) => username.toLowerCase()), audit: [first, ...rest] }
  })
}
