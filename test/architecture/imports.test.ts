import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** What a top-level folder may import: other folders, and packages by name (`node:` ones where they are listed). */
const allowed: Readonly<Record<string, { folders: readonly string[]; packages: readonly string[] }>> = {
  schemas: { folders: [], packages: ['json-schema-to-ts (types)'] },
  'registry-rules': { folders: ['schemas'], packages: ['ajv', '@marcbachmann/cel-js', 'pinyin-pro', 'opencc-js'] },
  reports: { folders: ['registry-rules', 'schemas'], packages: ['exceljs', 'node:*'] },
  api: {
    folders: ['reports', 'registry-rules', 'schemas'],
    packages: [
      'node:*',
      'express',
      'helmet',
      'pino',
      'pino-http',
      '@mikro-orm/postgresql',
      '@mikro-orm/migrations',
      'pg',
      'pg-boss',
      'ajv',
      'ajv-formats',
      'passport',
      'passport-jwt',
      'jose',
      'uuid',
      'yaml',
      'swagger-ui-dist',
      'json-schema-to-typescript',
      '@marcbachmann/cel-js',
    ],
  },
  seed: {
    folders: ['api', 'registry-rules', 'schemas'],
    packages: ['node:*', 'yaml', 'uuid', 'pino', '@mikro-orm/postgresql'],
  },
  'web/case-report': {
    folders: ['registry-rules', 'schemas', 'web'],
    packages: ['react', 'react-dom', 'antd', '@rjsf/core', '@rjsf/utils', '@tanstack/react-query'],
  },
}

/** Passes the environment on to the programs of PostgreSQL, and reads nothing of it. */
const passesEnvironmentOn = ['api/db/embedded/cluster.ts']

/** Files that start a process may bring `seed` in, for the catalogue. */
const exceptions: Readonly<Record<string, readonly string[]>> = {
  'api/server.ts': ['seed'],
  'api/patients/match-all-command.ts': ['seed'],
}

type Import = { readonly file: string; readonly from: string; readonly isType: boolean }

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort()
}

function importsOf(file: string): Import[] {
  const source = readFileSync(join(root, file), 'utf8')
  const statements = source.matchAll(
    /^(?:import|export)\s+(type\s)?[^'"`;]*?from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm,
  )
  return [...statements].map(([, type, from, bare, dynamic]) => ({
    file,
    from: from ?? bare ?? dynamic ?? '',
    isType: type !== undefined,
  }))
}

/** The top-level folder or the package that an import leads to. */
function targetOf({ file, from }: Import): { folder?: string; package?: string } {
  if (from.startsWith('#')) return { folder: from.slice(1).split('/')[0] ?? '' }
  if (from.startsWith('.'))
    return { folder: relative(root, resolve(join(root, dirname(file)), from)).split('/')[0] ?? '' }
  if (from.startsWith('node:')) return { package: 'node:*' }
  return {
    package: from
      .split('/')
      .slice(0, from.startsWith('@') ? 2 : 1)
      .join('/'),
  }
}

describe('the architecture', () => {
  for (const [folder, { folders, packages }] of Object.entries(allowed)) {
    it(`lets ${folder} import only ${[...folders, ...packages].join(', ') || 'nothing'}`, () => {
      const wrong = sourceFiles(folder)
        .flatMap(importsOf)
        .filter((statement) => {
          const target = targetOf(statement)
          if (target.folder !== undefined) {
            return (
              target.folder !== folder &&
              !folders.includes(target.folder) &&
              !(exceptions[statement.file] ?? []).includes(target.folder)
            )
          }
          return (
            !packages.includes(target.package ?? '') &&
            !(statement.isType && packages.includes(`${target.package ?? ''} (types)`))
          )
        })
      expect(wrong.map(({ file, from }) => `${file} imports ${from}`)).to.deep.equal([])
    })
  }

  it('keeps files free to be found: no utils, helpers, common, nor an index that only re-exports', () => {
    const files = [...Object.keys(allowed), 'test'].flatMap(sourceFiles)
    expect(files.filter((file) => /(^|\/)(utils|helpers|common|index|misc)(\.|\/)/.test(file))).to.deep.equal([])
  })

  it('names files in kebab-case', () => {
    const files = Object.keys(allowed)
      .flatMap(sourceFiles)
      .map((file) => file.split('/').at(-1) ?? '')
    expect(files.filter((name) => !/^v?[a-z0-9]+(-[a-z0-9]+)*(\.(entity|test))?\.tsx?$/.test(name))).to.deep.equal([])
  })

  it("crosses top-level folders by the package's own names, and goes up at most inside one", () => {
    const wrong = Object.keys(allowed)
      .flatMap(sourceFiles)
      .flatMap(importsOf)
      .filter(
        (statement) => statement.from.startsWith('.') && targetOf(statement).folder !== statement.file.split('/')[0],
      )
    expect(wrong.map(({ file, from }) => `${file} imports ${from}`)).to.deep.equal([])
  })

  it('reads the environment in the files that start a process, nowhere else', () => {
    const readers = Object.keys(allowed)
      .flatMap(sourceFiles)
      .filter((file) => /process\.env\b/.test(readFileSync(join(root, file), 'utf8')))
    const starters = Object.keys(allowed)
      .flatMap(sourceFiles)
      .filter((file) => /^await main\(|^\s+await main\(/m.test(readFileSync(join(root, file), 'utf8')))
    expect(readers.filter((file) => !starters.includes(file) && !passesEnvironmentOn.includes(file))).to.deep.equal([])
  })

  it('opens transactions in the unit of work only', () => {
    const files = ['api', 'seed'].flatMap(sourceFiles).filter((file) => file !== 'api/db/unit-of-work.ts')
    const openers = files.filter((file) =>
      /\.(transactional|begin|commit|rollback)\(/.test(readFileSync(join(root, file), 'utf8')),
    )
    expect(openers).to.deep.equal([])
  })

  it('knows pg-boss in the folder of the jobs only', () => {
    const users = Object.keys(allowed)
      .flatMap(sourceFiles)
      .flatMap(importsOf)
      .filter((statement) => targetOf(statement).package === 'pg-boss')
      .map(({ file }) => dirname(file))
    expect([...new Set(users)]).to.deep.equal(['api/jobs'])
  })

  it('names no disease in code', () => {
    const slugs = readdirSync(join(root, 'schemas/diseases'))
    const files = ['api', 'registry-rules', 'reports', 'schemas'].flatMap(sourceFiles)
    const naming = files.filter((file) => {
      const source = readFileSync(join(root, file), 'utf8')
      return slugs.some((slug) => source.includes(slug)) || /SDRD-\d{3}/.test(source)
    })
    expect(naming).to.deep.equal([])
  })

  it('opens each folder with a README', () => {
    const folders = ['api', 'registry-rules', 'reports', 'schemas', 'seed', 'test', 'web', 'docs']
    const inside = ['registry-rules', 'api'].flatMap((folder) =>
      readdirSync(join(root, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => `${folder}/${name}`),
    )
    const missing = [...folders, ...inside].filter((folder) => !readdirSync(join(root, folder)).includes('README.md'))
    expect(missing).to.deep.equal([])
  })
})
