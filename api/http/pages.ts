import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import express, { type Response, type Router } from 'express'
import { dictionaryListPage, dictionaryPage } from '#api/data-dictionary/dictionary-page.ts'
import { dataDictionary } from '#registry-rules/forms/data-dictionary.ts'
import type { Forms } from '#registry-rules/forms/form.ts'
import { bilingual, escapeHtml, pageLayout } from './page-layout.ts'
import { problemListPage, problemPage, unknownProblemPage } from './problem-pages.ts'
import { problems } from './problems.ts'

/** A demo account as the first page offers it, password in clear: it exists in demo databases only. */
export type DemoAccount = { readonly username: string; readonly password: string; readonly role: string }

/** What the pages show besides their own texts. */
export type PagesOptions = {
  /** The OpenAPI document that is served and that the readable page shows. */
  readonly openapi: object
  /** Empty unless the database holds demo data. */
  readonly demoAccounts: readonly DemoAccount[]
  readonly version: string
  /** The forms whose data dictionaries are shown. */
  readonly forms: Pick<Forms, 'all' | 'latest'>
  /** What `npm run build` makes of web/case-report, unless it lies elsewhere. */
  readonly builtFolder?: string
}

const webFolder = resolve(import.meta.dirname, '../../web')
const swaggerFolder = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')))
/** The two files of the package that the page loads; its other files stay closed. */
const swaggerFiles = ['swagger-ui.css', 'swagger-ui-bundle.js']

/** Swagger UI sets styles on elements and draws its icons from data addresses; scripts stay our own. */
const docsContentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'self'",
  "frame-ancestors 'none'",
  "form-action 'self'",
].join('; ')

/**
 * antd makes its styles while the page runs; the nonce lets those in and no others. Scripts are files of ours alone, and
 * what React sets on elements goes through the object model, which the policy lets be.
 */
const caseReportContentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'self'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
  ].join('; ')

/**
 * The pages a browser sees: first page, case reports, API description, explanation of each problem. Whatever it does not
 * know goes on to the next handler, except below `/problems`.
 */
export function pages({
  openapi,
  demoAccounts,
  version,
  forms,
  builtFolder = resolve(webFolder, 'dist'),
}: PagesOptions): Router {
  const router = express.Router()
  const file =
    (folder: string, name: string) =>
    (_request: unknown, response: Response): void => {
      // With `root`, a dot in the path of the installation does not count as a hidden file.
      response.sendFile(name, { root: folder })
    }

  router.get('/', file(webFolder, 'index.html'))
  // Their names change with their content.
  router.use(
    '/assets/app',
    express.static(resolve(builtFolder, 'assets/app'), {
      index: false,
      redirect: false,
      immutable: true,
      maxAge: '1y',
    }),
  )
  router.get(
    ['/case-reports/:id', '/patient-pairs', '/patient-pairs/:id', '/patient-merges/:number'],
    (_request, response) => {
      response.setHeader('Cache-Control', 'no-store')
      const page = caseReportPage(builtFolder)
      response.type('html')
      if (page === undefined) {
        response.status(503).send(unbuiltPage(version))
        return
      }
      const nonce = randomBytes(18).toString('base64')
      response.setHeader('Content-Security-Policy', caseReportContentSecurityPolicy(nonce))
      response.send(page.replace('%STYLE_NONCE%', nonce))
    },
  )
  router.use('/assets', express.static(resolve(webFolder, 'assets'), { index: false, redirect: false }))
  router.get('/registry.json', (_request, response) => {
    response.setHeader('Cache-Control', 'no-store')
    response.json({ version, demoAccounts })
  })

  router.get('/api/openapi.json', (_request, response) => {
    response.json(openapi)
  })
  router.get('/api/docs', (request, response) => {
    response.setHeader('Content-Security-Policy', docsContentSecurityPolicy)
    file(webFolder, 'api-docs.html')(request, response)
  })
  for (const name of swaggerFiles) router.get(`/api/docs/assets/${name}`, file(swaggerFolder, name))

  router.get('/problems', (_request, response) => {
    response.type('html').send(problemListPage(version))
  })
  router.get('/problems/:code', (request, response) => {
    const { code } = request.params
    const problem = Object.hasOwn(problems, code) ? problems[code as keyof typeof problems] : undefined
    response.status(problem ? 200 : 404).type('html')
    response.send(problem ? problemPage(code, problem, version) : unknownProblemPage(code, version))
  })

  router.get('/data-dictionary', (_request, response) => {
    response.type('html')
    response.send(pageLayout('数据字典', 'Data dictionary', version, dictionaryListPage(forms.all())))
  })
  router.get('/data-dictionary/:disease', (request, response, next) => {
    const form = forms.latest(request.params.disease)
    if (!form) {
      next()
      return
    }
    const main = dictionaryPage(dataDictionary(form))
    response.type('html').send(pageLayout(escapeHtml(form.titleZh), escapeHtml(form.titleEn), version, main))
  })
  return router
}

/** The built page, read each time: a build while the server runs takes effect at once. */
function caseReportPage(builtFolder: string): string | undefined {
  const file = resolve(builtFolder, 'index.html')
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

function unbuiltPage(version: string): string {
  return pageLayout(
    '填报页面尚未生成',
    'The page is not built',
    version,
    `
<section class="card bilingual"><h1>填报页面尚未生成 <span lang="en">The page is not built</span></h1>
${bilingual(
  '请管理员在安装目录运行 <span class="code">npm run build</span>，然后刷新本页；接口和首页不受影响。',
  'Run <span class="code">npm run build</span> in the folder of the installation, then reload; the API and the first page work without it.',
)}</section>`,
  )
}
