import type { Role } from '#registry-rules/workflow/roles.ts'

/** One password for all: the accounts hold invented data, and the page shows them anyway. */
const password = 'demo-registry'

/** The accounts of a demonstration, at least one a role; two hospitals, so that people can be reported twice. */
export const demoPeople: readonly {
  readonly username: string
  readonly displayName: string
  readonly roles: readonly Role[]
  readonly hospitalCode?: string
}[] = [
  { username: 'registrar', displayName: '演示填报员甲', roles: ['registrar'], hospitalCode: 'H370101' },
  {
    username: 'hospital-reviewer',
    displayName: '演示院内审核员甲',
    roles: ['hospital-reviewer'],
    hospitalCode: 'H370101',
  },
  {
    username: 'hospital-administrator',
    displayName: '演示医院管理员甲',
    roles: ['hospital-administrator'],
    hospitalCode: 'H370101',
  },
  { username: 'office-reviewer', displayName: '演示登记处审核员', roles: ['office-reviewer'] },
  { username: 'office-lead', displayName: '演示登记处负责人', roles: ['office-lead'] },
  { username: 'office-administrator', displayName: '演示系统管理员', roles: ['office-administrator'] },
  { username: 'security-administrator', displayName: '演示安全管理员', roles: ['security-administrator'] },
  { username: 'researcher', displayName: '演示研究人员', roles: ['researcher'] },
  { username: 'auditor', displayName: '演示审计员', roles: ['auditor'] },
  { username: 'interface', displayName: '演示接口账号甲', roles: ['interface'], hospitalCode: 'H370101' },
  { username: 'registrar-b', displayName: '演示填报员乙', roles: ['registrar'], hospitalCode: 'H370201' },
  {
    username: 'hospital-reviewer-b',
    displayName: '演示院内审核员乙',
    roles: ['hospital-reviewer'],
    hospitalCode: 'H370201',
  },
]

/** User name, password and role as the first page and the start message show them. */
export const demoAccounts = demoPeople.map(({ username, roles, hospitalCode }) => ({
  username,
  password,
  role: [...roles, ...(hospitalCode === undefined ? [] : [hospitalCode])].join(' '),
}))
