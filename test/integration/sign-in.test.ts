import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { expect } from 'chai'
import { SignJWT } from 'jose'
import { call, expectProblem, signIn, type Reply } from '#test/support/api-client.ts'
import { changeAccount, rowsOf } from '#test/support/database-state.ts'
import { openTestRegistry, type TestRegistry } from '#test/support/registry.ts'
import { testPassword } from '#test/support/test-accounts.ts'

const issuer = 'rare-disease-case-registry'
const audience = 'rare-disease-case-registry-api'

describe('signing in', () => {
  let registry: TestRegistry

  before(async () => {
    registry = await openTestRegistry()
  })
  after(() => registry.stop())
  beforeEach(() => registry.begin())
  afterEach(() => registry.rollback())

  const attempt = (username: string, password: string): Promise<Reply> =>
    call(registry.url, 'POST', '/api/v1/session', { body: { username, password } })
  const account = (token: string): Promise<Reply> =>
    call(registry.url, 'GET', '/api/v1/session/account', { headers: { Authorization: `Bearer ${token}` } })
  const cookieOf = (reply: Reply): string => (reply.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const refresh = (cookie: string, headers: Record<string, string> = {}): Promise<Reply> =>
    call(registry.url, 'POST', '/api/v1/session/refresh', { headers: { Cookie: cookie, ...headers } })
  const signOut = (cookie: string, headers: Record<string, string> = {}): Promise<Reply> =>
    call(registry.url, 'DELETE', '/api/v1/session', { headers: { Cookie: cookie, ...headers } })
  const lastEvent = async (): Promise<{ event: string; detail: { code?: string } } | undefined> =>
    (
      await rowsOf<{ event: string; detail: { code?: string } }>(
        registry,
        'select event, detail from audit_event order by at desc, id desc limit 1',
      )
    )[0]
  const later = (minutes: number): void => {
    registry.setNow(new Date(Date.now() + minutes * 60_000))
  }
  describe('with a password', () => {
    it('answers an unknown user and a wrong password with the same words', async () => {
      const unknown = await attempt('nobody-here', testPassword)
      const wrong = await attempt('registrar-a', 'wrong')
      expectProblem(wrong, 401, 'sign-in-failed')
      expect(unknown.text).to.equal(wrong.text)
      expect(unknown.headers.get('set-cookie')).to.equal(null)
      expect(await lastEvent()).to.deep.include({
        event: 'account.sign-in-refused',
        detail: { code: 'sign-in-failed' },
      })
    })

    it('takes as long for an unknown user as for a wrong password', async () => {
      const time = async (username: string): Promise<number> => {
        const times: number[] = []
        for (let round = 0; round < 4; round += 1) {
          const started = performance.now()
          await attempt(username, 'wrong')
          times.push(performance.now() - started)
        }
        return Math.min(...times)
      }
      const [known, unknown] = [await time('office'), await time('nobody-here')]
      expect(unknown).to.be.greaterThan(known / 3)
      expect(unknown).to.be.lessThan(known * 3)
    })

    it('takes the user name in capitals and with spaces around it, never the password', async () => {
      expect((await attempt(' Registrar-A ', testPassword)).status).to.equal(201)
      expectProblem(await attempt('registrar-a', testPassword.toUpperCase()), 401, 'sign-in-failed')
    })

    it('locks an account after five wrong passwords, also for the right one, and says so with 429', async () => {
      for (let round = 0; round < 5; round += 1)
        expectProblem(await attempt('registrar-a', 'wrong'), 401, 'sign-in-failed')
      expectProblem(await attempt('registrar-a', testPassword), 429, 'too-many-attempts')
      later(14)
      expectProblem(await attempt('registrar-a', testPassword), 429, 'too-many-attempts')
      later(16)
      expect((await attempt('registrar-a', testPassword)).status).to.equal(201)
    })

    it('counts only wrong passwords in a row', async () => {
      for (let round = 0; round < 4; round += 1) await attempt('registrar-a', 'wrong')
      expect((await attempt('registrar-a', testPassword)).status).to.equal(201)
      for (let round = 0; round < 4; round += 1) await attempt('registrar-a', 'wrong')
      expect((await attempt('registrar-a', testPassword)).status).to.equal(201)
    })

    it('refuses a closed account like a wrong password', async () => {
      await changeAccount(registry, 'registrar-a', { active: false })
      expectProblem(await attempt('registrar-a', testPassword), 401, 'sign-in-failed')
    })
  })

  describe('with an access token', () => {
    const forge = (
      key: KeyObject | Uint8Array,
      changes: { alg?: string; kid?: string; issuer?: string; audience?: string; sub?: string; expired?: boolean },
    ): Promise<string> => {
      const seconds = Math.floor(Date.now() / 1000)
      return new SignJWT({})
        .setProtectedHeader({ alg: changes.alg ?? 'ES256', kid: changes.kid ?? 'k1' })
        .setSubject(changes.sub ?? '')
        .setIssuer(changes.issuer ?? issuer)
        .setAudience(changes.audience ?? audience)
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + 900)
        .sign(key)
    }
    const ownKey = (): KeyObject => {
      const key = registry.deps.keys.token.keys.get('k1')
      if (!key) throw new Error('The key ring of the tests has the token key k1.')
      return key
    }
    const idOf = async (username: string): Promise<string> =>
      String((await rowsOf<{ id: string }>(registry, 'select id from account where username = ?', [username]))[0]?.id)

    it('lets a token pass that it has issued, for 15 minutes by its own clock', async () => {
      const { token } = await signIn(registry.url, 'registrar-a')
      later(14)
      expect((await account(token)).status).to.equal(200)
      later(16)
      const reply = await account(token)
      expectProblem(reply, 401, 'token-expired')
      expect(reply.headers.get('www-authenticate')).to.equal('Bearer')
    })

    it('asks whoever brings no token to sign in', async () => {
      for (const header of [undefined, 'Basic cmVnaXN0cmFyOng=', 'Bearer'])
        expectProblem(
          await call(
            registry.url,
            'GET',
            '/api/v1/case-reports',
            header === undefined ? {} : { headers: { Authorization: header } },
          ),
          401,
          'sign-in-required',
        )
    })

    it('takes a token signed here, so that the forgeries below differ in one thing only', async () => {
      expect((await account(await forge(ownKey(), { sub: await idOf('registrar-a') }))).status).to.equal(200)
    })

    it('refuses a token that another key has signed', async () => {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      expectProblem(await account(await forge(privateKey, { sub: await idOf('office') })), 401, 'token-invalid')
    })

    it('refuses a token without signature', async () => {
      const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
      const claims = { sub: await idOf('office'), iss: issuer, aud: audience, exp: Math.floor(Date.now() / 1000) + 900 }
      for (const alg of ['none', 'None', 'ES256'])
        expectProblem(await account(`${part({ alg, kid: 'k1' })}.${part(claims)}.`), 401, 'token-invalid')
    })

    it('refuses a token that uses the public key as a shared secret', async () => {
      const pem = createPublicKey(ownKey().export({ type: 'pkcs8', format: 'pem' })).export({
        type: 'spki',
        format: 'pem',
      })
      const token = await forge(Buffer.from(pem), { alg: 'HS256', sub: await idOf('office') })
      expectProblem(await account(token), 401, 'token-invalid')
    })

    it('refuses a token under a key id that nobody has', async () => {
      for (const kid of ['k2', '__proto__', 'constructor', '../k1', ''])
        expectProblem(await account(await forge(ownKey(), { kid, sub: await idOf('office') })), 401, 'token-invalid')
    })

    it('refuses a token of another issuer or for another audience', async () => {
      const sub = await idOf('office')
      expectProblem(await account(await forge(ownKey(), { sub, issuer: 'elsewhere' })), 401, 'token-invalid')
      expectProblem(await account(await forge(ownKey(), { sub, audience: 'elsewhere' })), 401, 'token-invalid')
    })

    it('refuses a token whose content was changed, and one that is none', async () => {
      const { token } = await signIn(registry.url, 'registrar-a')
      const [header = '', , signature = ''] = token.split('.')
      const claims = Buffer.from(
        JSON.stringify({ sub: await idOf('office'), iss: issuer, aud: audience, exp: 9_999_999_999 }),
      )
      expectProblem(await account(`${header}.${claims.toString('base64url')}.${signature}`), 401, 'token-invalid')
      for (const none of ['x', 'a.b.c', 'e30.e30.e30', `${token}x`])
        expectProblem(await account(none), 401, 'token-invalid')
    })

    it('stops at once when the account is closed', async () => {
      const { token } = await signIn(registry.url, 'registrar-a')
      await changeAccount(registry, 'registrar-a', { active: false })
      expectProblem(await account(token), 401, 'token-invalid')
    })

    it('loses a right at once when the role is taken away', async () => {
      const person = await signIn(registry.url, 'registrar-a')
      expect((await person.post('/case-reports', { disease: 'marfan-syndrome' })).status).to.equal(201)
      await changeAccount(registry, 'registrar-a', { roles: ['researcher'], hospitalCode: null })
      expectProblem(await person.post('/case-reports', { disease: 'marfan-syndrome' }), 403, 'permission-missing')
      expectProblem(await person.get('/case-reports'), 403, 'permission-missing')
    })
  })

  describe('with a refresh cookie', () => {
    it('sets the cookie so that scripts and other sites cannot use it, for the session routes alone', async () => {
      const header = (await attempt('registrar-a', testPassword)).headers.get('set-cookie') ?? ''
      for (const flag of ['HttpOnly', 'SameSite=Strict', 'Path=/api/v1/session', 'Max-Age=1209600'])
        expect(header).to.contain(flag)
      expect(header).not.to.contain('Domain')
    })

    it('keeps only the hash of a refresh token', async () => {
      const reply = await attempt('registrar-a', testPassword)
      const token = cookieOf(reply).split('=')[1] ?? ''
      expect(token).to.have.length(43)
      expect(reply.text).not.to.contain(token)
      const rows = await rowsOf<{ row: string }>(registry, 'select refresh_token::text as row from refresh_token')
      expect(rows).to.have.length(1)
      for (const { row } of rows) expect(row).not.to.contain(Buffer.from(token).toString('hex'))
    })

    it('goes on with a new token each time', async () => {
      const first = cookieOf(await attempt('registrar-a', testPassword))
      later(20)
      const reply = await refresh(first)
      expect(reply.status).to.equal(200)
      expect(cookieOf(reply)).not.to.equal(first)
      expect((await account(String(reply.body.accessToken))).status).to.equal(200)
      expect((await refresh(cookieOf(reply))).status).to.equal(200)
    })

    it('ends the whole session when a token is used twice, since one of the two is a thief', async () => {
      const first = cookieOf(await attempt('registrar-a', testPassword))
      const other = cookieOf(await attempt('registrar-a', testPassword))
      const second = cookieOf(await refresh(first))
      expectProblem(await refresh(first), 401, 'session-ended')
      expect((await lastEvent())?.event).to.equal('account.session-reused')
      expectProblem(await refresh(second), 401, 'session-ended')
      expect((await refresh(other)).status, 'another session of the same person').to.equal(200)
    })

    it('refuses a token that is unknown, too old, or of a closed account', async () => {
      expectProblem(await refresh(''), 401, 'session-ended')
      expectProblem(await refresh('refresh_token=made-up'), 401, 'session-ended')
      const cookie = cookieOf(await attempt('registrar-a', testPassword))
      later(14 * 24 * 60 + 1)
      expectProblem(await refresh(cookie), 401, 'session-ended')
      later(0)
      await changeAccount(registry, 'registrar-a', { active: false })
      expectProblem(await refresh(cookie), 401, 'session-ended')
    })

    it('ends with signing out, which needs no token to succeed', async () => {
      const cookie = cookieOf(await attempt('registrar-a', testPassword))
      const reply = await signOut(cookie)
      expect(reply.status).to.equal(200)
      expect(reply.headers.get('set-cookie')).to.match(/^refresh_token=;/)
      expectProblem(await refresh(cookie), 401, 'session-ended')
      expect((await signOut('')).status).to.equal(200)
    })

    it('refuses to go on or to sign out for a page of another site, and the session stays', async () => {
      const cookie = cookieOf(await attempt('registrar-a', testPassword))
      const port = new URL(registry.url).port
      for (const origin of [
        'https://elsewhere.example',
        'null',
        `http://127.0.0.1.elsewhere.example:${port}`,
        `http://127.0.0.1:1${port}`,
      ]) {
        expectProblem(await refresh(cookie, { Origin: origin }), 403, 'origin-refused')
        expectProblem(await signOut(cookie, { Origin: origin }), 403, 'origin-refused')
      }
      expect((await refresh(cookie, { Origin: registry.url })).status).to.equal(200)
    })
  })

  it('writes neither password nor token to the log, whatever was tried', async () => {
    const before = registry.log.length
    const reply = await attempt('registrar-a', testPassword)
    const cookie = cookieOf(reply)
    await attempt('registrar-a', 'a very wrong password')
    await attempt('a password in the wrong field', 'x')
    await refresh(cookie)
    await account(`${String(reply.body.accessToken)}x`)
    const lines = registry.log.slice(before).join('')
    expect(lines).to.contain('/api/v1/session')
    for (const secret of [
      testPassword,
      'a very wrong password',
      'a password in the wrong field',
      String(reply.body.accessToken),
      cookie.split('=')[1] ?? '',
    ])
      expect(lines).not.to.contain(secret)
    const journal = JSON.stringify(await rowsOf(registry, 'select * from audit_event'))
    expect(journal).not.to.contain('a password in the wrong field').and.not.to.contain('a very wrong password')
  })
})

describe('many sign-ins at the same moment', () => {
  let registry: TestRegistry

  before(async () => {
    registry = await openTestRegistry()
  })
  after(() => registry.stop())

  it('counts wrong passwords one by one, so that guessing in parallel gains nothing', async () => {
    const guess = (password: string): Promise<Reply> =>
      call(registry.url, 'POST', '/api/v1/session', { body: { username: 'registrar-a', password } })
    const replies = await Promise.all(Array.from({ length: 8 }, (_, index) => guess(`guess ${index}`)))
    const failed = replies.filter(({ status }) => status === 401)
    expect(failed).to.have.length(5)
    expect((await guess(testPassword)).status).to.equal(429)
  })

  it('lets one of two refreshes with the same token go on', async () => {
    const first = await call(registry.url, 'POST', '/api/v1/session', {
      body: { username: 'office', password: testPassword },
    })
    const cookie = (first.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    const replies = await Promise.all(
      [1, 2].map(() => call(registry.url, 'POST', '/api/v1/session/refresh', { headers: { Cookie: cookie } })),
    )
    expect(replies.map(({ status }) => status).toSorted()).to.deep.equal([200, 401])
  })
})
