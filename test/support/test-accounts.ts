import type { NewAccount } from '#seed/create-accounts.ts'

export const testPassword = 'a password for tests only'

/** Two hospitals with a full staff each, the office, and every role that sees no case. */
export const testAccounts: readonly NewAccount[] = [
  ...(['a', 'b'] as const).flatMap((hospital): NewAccount[] => {
    const hospitalCode = hospital === 'a' ? 'H370101' : 'H370201'
    const name = hospital.toUpperCase()
    return [
      {
        username: `registrar-${hospital}`,
        displayName: `Registrar ${name}`,
        roles: ['registrar'],
        hospitalCode,
        password: testPassword,
      },
      {
        username: `second-registrar-${hospital}`,
        displayName: `Second registrar ${name}`,
        roles: ['registrar'],
        hospitalCode,
        password: testPassword,
      },
      {
        username: `reviewer-${hospital}`,
        displayName: `Reviewer ${name}`,
        roles: ['hospital-reviewer'],
        hospitalCode,
        password: testPassword,
      },
      {
        username: `second-reviewer-${hospital}`,
        displayName: `Second reviewer ${name}`,
        roles: ['hospital-reviewer'],
        hospitalCode,
        password: testPassword,
      },
      {
        username: `both-${hospital}`,
        displayName: `Registrar and reviewer ${name}`,
        roles: ['registrar', 'hospital-reviewer'],
        hospitalCode,
        password: testPassword,
      },
      {
        username: `administrator-${hospital}`,
        displayName: `Administrator ${name}`,
        roles: ['hospital-administrator'],
        hospitalCode,
        password: testPassword,
      },
      {
        username: `interface-${hospital}`,
        displayName: `Interface ${name}`,
        roles: ['interface'],
        hospitalCode,
        password: testPassword,
      },
    ]
  }),
  { username: 'office', displayName: 'Office reviewer', roles: ['office-reviewer'], password: testPassword },
  {
    username: 'second-office',
    displayName: 'Second office reviewer',
    roles: ['office-reviewer'],
    password: testPassword,
  },
  { username: 'lead', displayName: 'Office lead', roles: ['office-lead'], password: testPassword },
  { username: 'system', displayName: 'Office administrator', roles: ['office-administrator'], password: testPassword },
  {
    username: 'security',
    displayName: 'Security administrator',
    roles: ['security-administrator'],
    password: testPassword,
  },
  { username: 'researcher', displayName: 'Researcher', roles: ['researcher'], password: testPassword },
  { username: 'auditor', displayName: 'Auditor', roles: ['auditor'], password: testPassword },
]
