/** The levels pino writes at, most urgent first; `silent` writes nothing. */
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** One of the levels of `LOG_LEVEL`. */
export type LogLevel = (typeof logLevels)[number]

/** Where the registry's database is: brought up by the process itself, or a server that someone else runs. */
export type DatabaseConfig =
  | { readonly kind: 'embedded' }
  | {
      readonly kind: 'server'
      readonly url: string
      /** Owner of the tables, for migrations; without it the process only serves a database that is migrated already. */
      readonly ownerUrl: string | undefined
    }

/** What a process of the registry is told from outside; read once, where the process starts, and passed down. */
export interface Config {
  /** TCP port; 0 lets the system choose a free one. */
  readonly port: number
  readonly host: string
  readonly database: DatabaseConfig
  /** As given, relative to the working directory. */
  readonly dataFolder: string
  readonly keyFile: string
  /** Only the embedded database gets keys of its own making: a real server's keys come from whoever keeps them. */
  readonly mayCreateKeyFile: boolean
  /** Whether demo accounts and invented case reports are made in an empty database. */
  readonly demo: boolean
  readonly logLevel: LogLevel
  /** Scheme, host and port people reach the registry at, without a trailing slash; undefined: the address listened on. */
  readonly publicOrigin: string | undefined
}

/** Names every missing or malformed variable, and no value: values may be passwords. */
export class ConfigError extends Error {
  readonly variables: readonly string[]

  constructor(faults: readonly { variable: string; fault: string }[]) {
    super(`Configuration: ${faults.map(({ variable, fault }) => `${variable} ${fault}`).join('; ')}.`)
    this.name = 'ConfigError'
    this.variables = [...new Set(faults.map(({ variable }) => variable))]
  }
}

interface Variable<T> {
  /** Completes the sentence "PORT must be …". */
  readonly expected: string
  /** Undefined for text that does not have the expected form. */
  readonly read: (text: string) => T | undefined
}

const schema = {
  PORT: {
    expected: 'a whole number from 0 to 65535',
    read: (text) => (/^\d{1,5}$/.test(text) && Number(text) <= 65535 ? Number(text) : undefined),
  } satisfies Variable<number>,
  HOST: {
    expected: 'a host name or an IP address',
    read: (text) => (/^[A-Za-z0-9.:_-]+$/.test(text) ? text : undefined),
  } satisfies Variable<string>,
  DATABASE_URL: {
    expected: 'an address of the form postgresql://USER:PASSWORD@HOST:PORT/DATABASE',
    read: readDatabaseUrl,
  } satisfies Variable<string>,
  DATABASE_OWNER_URL: {
    expected: 'an address of the form postgresql://USER:PASSWORD@HOST:PORT/DATABASE',
    read: readDatabaseUrl,
  } satisfies Variable<string>,
  DATA_FOLDER: {
    expected: 'the path of a folder',
    read: readPath,
  } satisfies Variable<string>,
  KEY_FILE: {
    expected: 'the path of a file',
    read: readPath,
  } satisfies Variable<string>,
  DEMO: {
    expected: 'yes or no',
    read: (text) => (text === 'yes' ? true : text === 'no' ? false : undefined),
  } satisfies Variable<boolean>,
  LOG_LEVEL: {
    expected: `one of ${logLevels.join(', ')}`,
    read: (text) => logLevels.find((level) => level === text),
  } satisfies Variable<LogLevel>,
  PUBLIC_ORIGIN: {
    expected: 'an http or https address without path, user and query, such as https://registry.example.org',
    read: readOrigin,
  } satisfies Variable<string>,
}

/** Every environment variable the registry reads; `.env.example` explains each. */
export const configVariables: readonly string[] = Object.keys(schema)

/**
 * Reads the environment into one frozen object; a blank variable counts as unset.
 *
 * @throws ConfigError naming every missing or malformed variable at once.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const faults: { variable: string; fault: string }[] = []
  const textOf = (variable: string) => environment[variable]?.trim() || undefined

  function read<T>(variable: string, { expected, read }: Variable<T>): T | undefined {
    const text = textOf(variable)
    if (text === undefined) return undefined
    const value = read(text)
    if (value === undefined) faults.push({ variable, fault: `must be ${expected}` })
    return value
  }

  const onServer = textOf('DATABASE_URL') !== undefined
  const url = read('DATABASE_URL', schema.DATABASE_URL)
  const ownerUrl = read('DATABASE_OWNER_URL', schema.DATABASE_OWNER_URL)
  if (!onServer && textOf('DATABASE_OWNER_URL') !== undefined) {
    faults.push({
      variable: 'DATABASE_OWNER_URL',
      fault: 'can be set only together with DATABASE_URL',
    })
  }
  if (onServer && textOf('KEY_FILE') === undefined) {
    faults.push({
      variable: 'KEY_FILE',
      fault: 'is required when DATABASE_URL is set (npm run create-keys -- FILE makes one)',
    })
  }

  const dataFolder = read('DATA_FOLDER', schema.DATA_FOLDER) ?? '.data'
  const config: Config = {
    port: read('PORT', schema.PORT) ?? 3000,
    host: read('HOST', schema.HOST) ?? '127.0.0.1',
    database: Object.freeze(url === undefined ? { kind: 'embedded' } : { kind: 'server', url, ownerUrl }),
    dataFolder,
    keyFile: read('KEY_FILE', schema.KEY_FILE) ?? `${dataFolder.replace(/\/+$/, '')}/keys.json`,
    mayCreateKeyFile: !onServer,
    demo: read('DEMO', schema.DEMO) ?? !onServer,
    logLevel: read('LOG_LEVEL', schema.LOG_LEVEL) ?? 'info',
    publicOrigin: read('PUBLIC_ORIGIN', schema.PUBLIC_ORIGIN),
  }
  if (faults.length > 0) throw new ConfigError(faults)
  return Object.freeze(config)
}

function readDatabaseUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isPostgres = url?.protocol === 'postgresql:' || url?.protocol === 'postgres:'
  return url && isPostgres && url.pathname.length > 1 ? text : undefined
}

function readPath(text: string): string | undefined {
  return text.includes('\0') ? undefined : text
}

function readOrigin(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:'
  return url && isWeb && (text === url.origin || text === `${url.origin}/`) ? url.origin : undefined
}
