import { expect } from 'chai'
import { faultsOf, type AccountWish } from '#seed/account-wish.ts'

const wish = (changes: Partial<AccountWish> = {}): AccountWish => ({
  username: 'zhang.san',
  displayName: '张三',
  roles: ['registrar', 'hospital-reviewer'],
  hospitalCode: 'H370101',
  password: 'twelve signs and more',
  ...changes,
})

describe('a wish for an account', () => {
  it('is granted to a registrar who also reviews in his hospital, and to a reviewer of the office', () => {
    expect(faultsOf(wish())).to.deep.equal([])
    expect(faultsOf(wish({ roles: ['office-reviewer', 'office-lead'], hospitalCode: undefined }))).to.deep.equal([])
    for (const role of ['office-administrator', 'security-administrator', 'auditor', 'researcher']) {
      expect(faultsOf(wish({ roles: [role], hospitalCode: undefined })), role).to.deep.equal([])
    }
  })

  const refused: [string, Partial<AccountWish>, RegExp][] = [
    ['no role', { roles: [] }, /at least one of/],
    ['an unknown role', { roles: ['registrar', 'king'] }, /Unknown roles: king/],
    ['a key of every object for a role', { roles: ['constructor'] }, /Unknown roles: constructor/],
    ['a role named twice', { roles: ['registrar', 'registrar'] }, /twice/],
    ['a role of a hospital without hospital', { hospitalCode: undefined }, /--hospital is required/],
    ['a role of the office with a hospital', { roles: ['office-reviewer'] }, /only for roles of a hospital/],
    ['an administrator with a hospital', { roles: ['auditor'] }, /only for roles of a hospital/],
    [
      'work for a hospital and for the office',
      { roles: ['registrar', 'office-reviewer'] },
      /either for a hospital or for the office/,
    ],
    [
      'two administrators in one',
      { roles: ['security-administrator', 'auditor'], hospitalCode: undefined },
      /kept apart/,
    ],
    [
      'an administrator who works on cases',
      { roles: ['office-administrator', 'office-reviewer'], hospitalCode: undefined },
      /cannot be joined/,
    ],
    ['an interface account that reviews', { roles: ['interface', 'hospital-reviewer'] }, /no other role/],
    ['a password of eleven characters', { password: '12345678901' }, /at least 12/],
    ['an endless password', { password: 'x'.repeat(201) }, /at most 200/],
    ['a password that is the user name', { password: 'my name is ZHANG.SAN' }, /must not contain/],
    ['a user name with a space', { username: 'zhang san' }, /--username/],
    ['no name', { displayName: ' ' }, /--name/],
  ]
  for (const [what, changes, sentence] of refused) {
    it(`is refused for ${what}`, () => {
      expect(faultsOf(wish(changes)).join('\n')).to.match(sentence)
    })
  }
})
