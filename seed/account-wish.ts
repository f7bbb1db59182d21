import { isRole, roles, type Role } from '#registry-rules/workflow/roles.ts'

/** What somebody wants an account to be, as typed. */
export type AccountWish = {
  readonly username: string
  readonly displayName: string
  readonly roles: readonly string[]
  readonly hospitalCode: string | undefined
  readonly password: string
}

/** Characters a password has at least (NIST SP 800-63B-4, 3.1.1.2 asks for 15 where it is the only factor, 8 at least). */
export const shortestPassword = 12
/** Longer ones only cost time when they are hashed. */
const longestPassword = 200

const administration: readonly Role[] = ['office-administrator', 'security-administrator', 'auditor']

/**
 * Everything that is wrong about a wish for an account, one sentence each; none where it can be made. The three
 * administrator roles are separate persons, and none of them works on cases: GB/T 22239-2019, 8.1.5.1 to 8.1.5.3
 * (system, audit and security administration).
 */
export function faultsOf({ username, displayName, roles: wanted, hospitalCode, password }: AccountWish): string[] {
  const unknown = wanted.filter((role) => !isRole(role))
  const known = wanted.filter(isRole)
  const administering = known.filter((role) => administration.includes(role))
  const seats = new Set(known.map((role) => roles[role].seat))
  const faults: readonly (readonly [boolean, string])[] = [
    [
      !/^[a-z0-9](?:[a-z0-9._-]{1,58})[a-z0-9]$/.test(username.toLowerCase()),
      '--username must have 3 to 60 letters a-z, digits, dots, hyphens or underscores.',
    ],
    [displayName.trim() === '' || displayName.length > 60, '--name must have 1 to 60 characters.'],
    [wanted.length === 0, `--roles must name at least one of: ${Object.keys(roles).join(', ')}.`],
    [unknown.length > 0, `Unknown roles: ${unknown.join(', ')}. There are: ${Object.keys(roles).join(', ')}.`],
    [new Set(wanted).size < wanted.length, '--roles names a role twice.'],
    [administering.length > 1, `One person cannot be ${administering.join(' and ')}: these are kept apart.`],
    [administering.length === 1 && known.length > 1, `${administering.join()} cannot be joined with any other role.`],
    [seats.has('hospital') && seats.has('office'), 'A person works either for a hospital or for the office.'],
    [seats.has('hospital') && hospitalCode === undefined, '--hospital is required for a role of a hospital.'],
    [
      !seats.has('hospital') && known.length > 0 && hospitalCode !== undefined,
      '--hospital is only for roles of a hospital.',
    ],
    [known.includes('interface') && known.length > 1, 'An interface account has no other role.'],
    [[...password].length < shortestPassword, `The password must have at least ${shortestPassword} characters.`],
    [[...password].length > longestPassword, `The password must have at most ${longestPassword} characters.`],
    [
      username !== '' && password.toLowerCase().includes(username.toLowerCase()),
      'The password must not contain the user name.',
    ],
  ]
  return faults.flatMap(([isWrong, sentence]) => (isWrong ? [sentence] : []))
}
