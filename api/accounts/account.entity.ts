import { defineEntity, p } from '@mikro-orm/postgresql'
import { HospitalEntity } from '#api/catalogue/catalogue.entity.ts'
import { bytes, instant, words } from '#api/db/columns.ts'
import type { Role } from '#registry-rules/workflow/roles.ts'

const accountSchema = defineEntity({
  name: 'AccountEntity',
  tableName: 'account',
  properties: {
    id: p.uuid().primary(),
    personId: p.uuid().index(),
    username: p.text().unique(),
    displayName: p.text(),
    passwordHash: p.text(),
    roles: words().$type<Role[]>(),
    hospitalCode: () =>
      p.manyToOne(HospitalEntity).mapToPk().nullable().fieldName('hospital_code').deleteRule('no action').index(),
    active: p.boolean(),
    failedSignIns: p.integer(),
    lockedUntil: instant().nullable(),
    createdAt: instant(),
  },
})
/** A person's way in: four-eyes rules compare `personId`, which outlives accounts and roles. */
export class AccountEntity extends accountSchema.class {}
accountSchema.setClass(AccountEntity)

const refreshTokenSchema = defineEntity({
  name: 'RefreshTokenEntity',
  tableName: 'refresh_token',
  properties: {
    id: p.uuid().primary(),
    accountId: () => p.manyToOne(AccountEntity).mapToPk().fieldName('account_id').index(),
    familyId: p.uuid().index(),
    tokenHash: bytes().unique(),
    expiresAt: instant(),
    usedAt: instant().nullable(),
    endedAt: instant().nullable(),
  },
})
/** One refresh token, used once; a family is one sign-in. Only the hash is stored. */
export class RefreshTokenEntity extends refreshTokenSchema.class {}
refreshTokenSchema.setClass(RefreshTokenEntity)
