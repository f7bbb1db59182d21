/** The roles of WORKFLOW 3.2, with their names on the screen. */
export const roles = {
  registrar: { zh: '填报员', en: 'Registrar', seat: 'hospital' },
  'hospital-reviewer': { zh: '院内审核员', en: 'Hospital reviewer', seat: 'hospital' },
  'hospital-administrator': { zh: '医院管理员', en: 'Hospital administrator', seat: 'hospital' },
  'office-reviewer': { zh: '登记处审核员', en: 'Office reviewer', seat: 'office' },
  'office-lead': { zh: '登记处负责人', en: 'Office lead', seat: 'office' },
  'office-administrator': { zh: '系统管理员', en: 'Office administrator', seat: 'none' },
  'security-administrator': { zh: '安全管理员', en: 'Security administrator', seat: 'none' },
  researcher: { zh: '研究人员', en: 'Researcher', seat: 'none' },
  auditor: { zh: '审计员', en: 'Auditor', seat: 'journal' },
  interface: { zh: '接口账号', en: 'Interface account', seat: 'hospital' },
} as const satisfies Record<string, { zh: string; en: string; seat: Seat }>

/** Whose records a role works on; becomes the scope of row-level security. */
export type Seat = 'hospital' | 'office' | 'journal' | 'none'
/** What an account may be; one account may have several roles, each at its own seat. */
export type Role = keyof typeof roles

/** Small rights that roles combine; a route names exactly one, or `public`. */
export const permissions = [
  'signed-in',
  'case-report.create',
  'case-report.read',
  'case-report.save',
  'case-report.transition',
  'query.open',
  'query.transition',
  'pair.read',
  'pair.decide',
  'pair.reopen',
  'patient.read',
  'patient.search',
  'patient.mark-identity',
  'patient.unmerge',
  'case.read',
  'journal.read',
  'access-journal.read',
  'office-report.export',
] as const

/** One of the small rights. */
export type Permission = (typeof permissions)[number]

const everyone: readonly Permission[] = ['signed-in']
const hospital: readonly Permission[] = [...everyone, 'case-report.read', 'journal.read', 'patient.read', 'case.read']
const office: readonly Permission[] = [
  ...hospital,
  'case-report.transition',
  'query.open',
  'query.transition',
  'pair.read',
  'pair.decide',
  'pair.reopen',
  'patient.mark-identity',
  'patient.unmerge',
  'office-report.export',
]

const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  registrar: [
    ...hospital,
    'case-report.create',
    'case-report.save',
    'case-report.transition',
    'query.transition',
    'patient.search',
  ],
  'hospital-reviewer': [
    ...hospital,
    'case-report.transition',
    'query.open',
    'query.transition',
    'pair.read',
    'pair.decide',
    'patient.search',
  ],
  'hospital-administrator': [...hospital, 'case-report.transition'],
  'office-reviewer': office,
  'office-lead': office,
  'office-administrator': everyone,
  'security-administrator': everyone,
  researcher: everyone,
  auditor: [...everyone, 'journal.read', 'access-journal.read'],
  interface: [...hospital, 'case-report.create', 'case-report.save', 'case-report.transition'],
}

/** Who acts: one person at one seat. Four-eyes rules compare `personId`, never the role (WORKFLOW 3.2). */
export type Actor = {
  readonly accountId: string
  readonly personId: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly hospitalCode: string | undefined
}

/** Whether any role of the actor carries the right. */
export function hasPermission(actor: Pick<Actor, 'roles'>, permission: Permission): boolean {
  return actor.roles.some((role) => permissionsOf[role].includes(permission))
}

/** The widest seat of an actor's roles; an account without hospital never gets the hospital's. */
export function seatOf(actor: Pick<Actor, 'roles' | 'hospitalCode'>): Seat {
  const seats = new Set<Seat>(actor.roles.map((role) => roles[role].seat))
  if (seats.has('office')) return 'office'
  if (seats.has('hospital') && actor.hospitalCode !== undefined) return 'hospital'
  return seats.has('journal') ? 'journal' : 'none'
}

/** Narrows a stored word to a role. */
export function isRole(word: string): word is Role {
  return Object.hasOwn(roles, word)
}
