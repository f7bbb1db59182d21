import { AccountEntity } from '#api/accounts/account.entity.ts'
import { readingUnit, unitOfWork, type Audited, type Session } from '#api/db/unit-of-work.ts'
import { calendarDateOf, type Context, type Deps } from '#api/http/context.ts'
import { repeatOnConflict } from '#api/http/endpoint.ts'
import { actorOf } from '#api/http/sign-in.ts'
import { Refusal } from '#registry-rules/refusal.ts'
import { hasPermission, seatOf, type Actor, type Permission } from '#registry-rules/workflow/roles.ts'

/** Who does something without a request, when, and through which channel the journal says it came. */
export type Act = {
  readonly actor: Actor
  readonly at: Date
  readonly channel: 'seed' | 'import'
  /** What the route of the command asks for. */
  readonly permission: Permission
  /** Stands in the journal beside the change, so that whoever starts again finds what is done already. */
  readonly key?: string | undefined
}

/**
 * Carries out a command of the API as a person would by its route: permission, one audited transaction, row-level
 * security of the person's seat. The command gets no `expectedVersion`; where it needs one, the caller adds it.
 *
 * @throws Refusal `permission-missing`, or what the command refuses with.
 */
export async function actAs<Reply>(
  deps: Deps,
  act: Act,
  command: (context: Context) => Promise<Audited<Reply>>,
): Promise<Reply> {
  if (!hasPermission(act.actor, act.permission)) throw new Refusal('permission-missing')
  const context = contextOf(deps, act)
  return repeatOnConflict(() => unitOfWork(deps.em(), context.session, (em) => command({ ...context, em })))
}

/** Reads as a person would by a route: one snapshot, row-level security of the seat. @throws Refusal `permission-missing`. */
export async function readAs<Answer>(
  deps: Deps,
  act: Act,
  reading: (context: Context) => Promise<Answer>,
): Promise<Answer> {
  if (!hasPermission(act.actor, act.permission)) throw new Refusal('permission-missing')
  const context = contextOf(deps, act)
  return readingUnit(deps.em(), context.session, (em) => reading({ ...context, em }))
}

/** The person of an account, by user name. Throws where there is no such account. */
export async function findActor({ em }: Pick<Deps, 'em'>, username: string): Promise<Actor> {
  return actorOf(await em().findOneOrFail(AccountEntity, { username, active: true }))
}

function contextOf({ em: _em, clock: _clock, ...deps }: Deps, { actor, at, channel, key }: Act): Omit<Context, 'em'> {
  const session: Session = {
    by: { kind: actor.roles.includes('interface') ? 'interface' : 'person', actor },
    seat: seatOf(actor),
    hospitalCode: actor.hospitalCode,
    channel,
    idempotencyKey: key,
  }
  return {
    ...deps,
    actor,
    session,
    now: at,
    today: calendarDateOf(at),
    expectedVersion: undefined,
    refreshToken: undefined,
  }
}
