import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { expect } from 'chai'
import { ConfigError, configVariables, readConfig } from '#api/config.ts'

const server = {
  DATABASE_URL: 'postgresql://registry_app:secret@db.example.org/registry',
  KEY_FILE: '/run/keys.json',
}

function refusal(environment: Record<string, string | undefined>): ConfigError {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('the configuration was read without complaint')
}

describe('the configuration', () => {
  it('names every malformed variable at once and shows no value', () => {
    const environment = {
      PORT: '65536',
      HOST: 'two words',
      DATABASE_URL: 'mysql://registry_app:hush-hush@db/registry',
      DATABASE_OWNER_URL: 'hush-hush',
      DATA_FOLDER: 'a\0b',
      KEY_FILE: 'c\0d',
      DEMO: 'perhaps',
      LOG_LEVEL: 'loud',
      PUBLIC_ORIGIN: 'https://registry.example.org/path',
    }
    const error = refusal(environment)
    expect([...error.variables].sort()).to.deep.equal([...configVariables].sort())
    for (const [variable, value] of Object.entries(environment)) {
      expect(error.message).to.include(variable)
      expect(error.message).not.to.include(value)
    }
    expect(error.message).not.to.include('hush-hush')
  })

  for (const [variable, values] of Object.entries({
    PORT: ['-1', '3000.5', '3e3', '0x10', '65536', 'http'],
    HOST: ['two words', 'http://x/'],
    DEMO: ['true', '1', 'YES'],
    LOG_LEVEL: ['INFO', 'verbose'],
    PUBLIC_ORIGIN: ['registry.example.org', 'ftp://x', 'https://a:b@x', 'https://x/registry', 'https://x/?a'],
  })) {
    it(`refuses a malformed ${variable}`, () => {
      for (const value of values) expect(refusal({ [variable]: value }).variables).to.deep.equal([variable])
    })
  }

  it('refuses a database address that names no database', () => {
    const environment = {
      ...server,
      DATABASE_URL: 'postgresql://registry_app:secret@db.example.org',
    }
    expect(refusal(environment).variables).to.deep.equal(['DATABASE_URL'])
  })

  it('refuses the owner of a database that is not given', () => {
    expect(refusal({ DATABASE_OWNER_URL: server.DATABASE_URL }).variables).to.deep.equal(['DATABASE_OWNER_URL'])
  })

  it('does not make keys for a database that someone else runs', () => {
    expect(refusal({ DATABASE_URL: server.DATABASE_URL }).variables).to.deep.equal(['KEY_FILE'])
    expect(readConfig(server)).to.include({
      mayCreateKeyFile: false,
      keyFile: '/run/keys.json',
    })
  })

  it('makes demo data on a real server only when asked', () => {
    expect(readConfig(server).demo).to.equal(false)
    expect(readConfig({ ...server, DEMO: 'yes' }).demo).to.equal(true)
    expect(readConfig({ DEMO: 'no' }).demo).to.equal(false)
  })

  it('needs nothing at all to run on the embedded database', () => {
    expect(readConfig({})).to.deep.equal({
      port: 3000,
      host: '127.0.0.1',
      database: { kind: 'embedded' },
      dataFolder: '.data',
      keyFile: '.data/keys.json',
      mayCreateKeyFile: true,
      demo: true,
      logLevel: 'info',
      publicOrigin: undefined,
    })
  })

  it('keeps the keys beside the embedded database', () => {
    expect(readConfig({ DATA_FOLDER: '/srv/registry/' }).keyFile).to.equal('/srv/registry/keys.json')
  })

  it('takes a blank variable as unset', () => {
    const blank = Object.fromEntries(configVariables.map((variable) => [variable, '  ']))
    expect(readConfig(blank)).to.deep.equal(readConfig({}))
  })

  it('takes an address with a trailing slash as the origin it is', () => {
    expect(readConfig({ PUBLIC_ORIGIN: 'https://registry.example.org/' }).publicOrigin).to.equal(
      'https://registry.example.org',
    )
  })

  it('cannot be changed once read', () => {
    const config = readConfig(server)
    expect(config).to.be.frozen
    expect(config.database).to.be.frozen
  })
})

describe('.env.example', () => {
  const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')

  it('lists exactly the variables that are read', () => {
    expect(Object.keys(parseEnv(text)).sort()).to.deep.equal([...configVariables].sort())
  })

  it('says above each variable what it means', () => {
    const lines = text.split('\n')
    for (const variable of configVariables) {
      const line = lines.findIndex((candidate) => candidate.startsWith(`${variable}=`))
      expect(lines[line - 1], variable).to.match(/^# .{10}/)
    }
  })

  it('changes nothing when copied as it is', () => {
    expect(readConfig(parseEnv(text))).to.deep.equal(readConfig({}))
  })
})
